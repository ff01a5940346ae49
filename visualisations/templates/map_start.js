// Putting it all together: languages, the two ways of seeing, printing, and the first drawing.

const setView = (view) => {
  state.view = view;
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll("button[data-view]"))
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  showTable();
  if (state.selected !== null) showDetails();
  if (view === "map") {
    keepStill();
    network.redraw();
  }
};

const setLanguage = (language) => {
  state.language = language;
  document.documentElement.lang = language;
  document.title = say(data.title);
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(data[element.dataset.say]);
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", text(element.dataset.label));
  for (const element of document.querySelectorAll("[data-placeholder]"))
    element.placeholder = text(element.dataset.placeholder);
  for (const element of document.querySelectorAll("[data-legend]"))
    element.textContent = say(data.legend[element.dataset.legend].label);
  for (const button of document.querySelectorAll("button[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  for (const link of document.querySelectorAll(".home a")) link.href = `${data.home}?lang=${language}`;
  canvas.setAttribute("aria-label", text("picture", say(data.sentence)));
  buildHeadings();
  buildFilters();
  showFilters();
  showTable();
  if (state.selected !== null) showDetails();
};

for (const button of document.querySelectorAll("button[data-view]"))
  button.addEventListener("click", () => setView(button.dataset.view));
for (const button of document.querySelectorAll("button[data-language]"))
  button.addEventListener("click", () => setLanguage(button.dataset.language));
for (const button of document.querySelectorAll("button[data-move]"))
  button.addEventListener("click", () => moves[button.dataset.move]());
document.querySelector(".skip").addEventListener("click", () => setView("table"));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.selected !== null) select(null);
});
if (isNarrow()) document.getElementById("filters").open = false;

readTheme();
recount();
setLanguage(data.language);
listenToSearch();
fit(true);
listenToCanvas();
repaint();

const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => { readTheme(); repaint(); });
addEventListener("beforeprint", () => { readTheme(true); repaint(); fit(true); });
addEventListener("afterprint", () => { readTheme(); repaint(); fit(true); });
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth !== width) requestAnimationFrame(() => fit(true));
  width = innerWidth;
});
