// Putting it all together: languages, the two ways of seeing, printing, and the first drawing.

const setView = (view) => {
  state.view = view;
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll("button[data-view]"))
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  showTable();
  if (state.selected !== null) showDetails();
  if (view === "map") {
    if (unfitted) {
      fitShape();
      fit(true);
    }
    keepStill();
    if (state.selected === null) comeBack(true);
    network.redraw();
  }
  writeAddress();
};

const setLanguage = (language) => {
  state.language = language;
  document.documentElement.lang = language;
  document.title = say(data.title);
  for (const element of document.querySelectorAll("[data-say]")) element.replaceChildren(sayOrOwn(data[element.dataset.say]));
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", text(element.dataset.label));
  for (const element of document.querySelectorAll("[data-placeholder]"))
    element.placeholder = text(element.dataset.placeholder);
  for (const element of document.querySelectorAll("[data-legend]"))
    element.replaceChildren(sayOrOwn(data.legend[element.dataset.legend].label));
  for (const button of document.querySelectorAll("button[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  for (const link of document.querySelectorAll("[data-moment]"))
    link.textContent = say(data.site.moments[link.dataset.moment].label);
  for (const link of document.querySelectorAll(".onward")) {
    const address = new URL(link.href);
    address.searchParams.set("lang", language);
    link.href = address;
  }
  buildHeadings();
  buildFilters();
  showFilters();
  showTable();
  if (state.selected !== null) showDetails();
  writeAddress();
};

const showChosen = () => {
  setLanguage(state.language);
  setView(state.view);
  select(state.selected, { go: true });
};

for (const button of document.querySelectorAll("button[data-view]"))
  button.addEventListener("click", () => setView(button.dataset.view));
for (const button of document.querySelectorAll("button[data-language]"))
  button.addEventListener("click", () => {
    setLanguage(button.dataset.language);
    labels.stale = true;
    network.redraw();
  });
for (const button of document.querySelectorAll("button[data-move]"))
  button.addEventListener("click", () => { takeOver(); moves[button.dataset.move](); });
// What is chosen stays so at another moment.
for (const link of document.querySelectorAll("[data-moment]"))
  link.addEventListener("click", () => { link.hash = location.hash; });
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address says what is chosen, and nothing else
  setView("table");
  document.getElementById("table").focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.selected !== null) select(null);
});
// On a phone the map comes first: the words about it and its legend fold away.
const foldAway = (away = narrow.matches) =>
  ["about", "filters"].forEach((id) => { document.getElementById(id).open = !away; });

readTheme();
readAddress();
recount();
foldAway();
listenToSearch();
listenToSaving();
fit(true);
listenToCanvas();
showChosen();
listenToRoom();

const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => { readTheme(onPaper()); repaint(); });
narrow.addEventListener("change", () => { if (!onPaper()) foldAway(); });
addEventListener("hashchange", () => { readAddress(); recount(); showChosen(); });
addEventListener("beforeprint", layOnPaper);
addEventListener("afterprint", backToScreen);
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth !== width && !onPaper()) requestAnimationFrame(() => { fitShape(); fit(true); });
  width = innerWidth;
});
