// Search with suggestions: a combobox as the ARIA practices describe it.

const searchBox = document.getElementById("search");
const suggestions = document.getElementById("suggestions");
const MOST = 8;
let active = -1;

const matches = (query) => {
  const wanted = fold(query).trim();
  if (!wanted) return [];
  const rank = (name) => {
    const at = name.indexOf(wanted);
    if (at < 0) return -1;
    return at === 0 ? 0 : /[^\p{L}\p{N}]/u.test(name[at - 1]) ? 1 : 2;
  };
  return foldedNames
    .map((name, row) => [rank(name), row])
    .filter(([found]) => found >= 0)
    .sort((one, other) => one[0] - other[0] || things[one[1]].name.localeCompare(things[other[1]].name, state.language))
    .map(([, row]) => row);
};

const closeSuggestions = () => {
  suggestions.hidden = true;
  active = -1;
  searchBox.setAttribute("aria-expanded", "false");
  searchBox.removeAttribute("aria-activedescendant");
};

const mark = (at) => {
  const options = [...suggestions.querySelectorAll("[role=option][data-row]")];
  if (!options.length) return;
  active = (at + options.length) % options.length;
  options.forEach((option, row) => option.setAttribute("aria-selected", String(row === active)));
  options[active].scrollIntoView({ block: "nearest" });
  searchBox.setAttribute("aria-activedescendant", options[active].id);
};

const suggest = () => {
  const found = matches(searchBox.value).slice(0, MOST);
  active = -1;
  searchBox.removeAttribute("aria-activedescendant");
  if (!searchBox.value.trim()) return closeSuggestions();
  const options = found.map((row) =>
    build("li", {
      role: "option", id: `suggestion-${row}`, "data-row": row, "aria-selected": "false",
      // Before the field loses its focus and the list closes.
      pointerdown: (event) => { event.preventDefault(); choose(row); },
    }, build("span", { class: "suggestion-name", lang: ownLanguage() }, things[row].name),
    build("span", { class: "suggestion-kind" }, kindOf(things[row]))));
  suggestions.replaceChildren(...(options.length
    ? options
    : [build("li", { role: "option", "aria-disabled": "true", class: "no-match" }, text("no_match"))]));
  suggestions.hidden = false;
  searchBox.setAttribute("aria-expanded", "true");
  return undefined;
};

const choose = (row) => {
  closeSuggestions();
  searchBox.value = "";
  state.query = "";
  showTable();
  select(row, { go: true, focus: true });
};

const listenToSearch = () => {
  searchBox.addEventListener("input", () => {
    state.query = searchBox.value;
    suggest();
    showTable();
  });
  searchBox.addEventListener("focus", suggest);
  searchBox.addEventListener("blur", closeSuggestions);
  searchBox.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (suggestions.hidden) suggest();
      mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const found = matches(searchBox.value).slice(0, MOST);
      if (found.length) choose(found[Math.max(active, 0)]);
    } else if (event.key === "Escape" && !suggestions.hidden) {
      event.preventDefault();
      event.stopPropagation();
      closeSuggestions();
    }
  });
};
