// What the page knows and what its reader has chosen. Everything else reads from here.

// The map must have its size before it is drawn.
document.documentElement.classList.add("scripted");
document.body.dataset.view = "map";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("map-data");
const things = data.nodes;
const ties = data.ties;
const tiesOf = things.map(() => []);
ties.forEach((tie, row) => {
  tiesOf[tie.source].push(row);
  if (tie.target !== tie.source) tiesOf[tie.target].push(row);
});

const state = {
  language: data.language,
  view: "map",
  selected: null,
  hovered: null,
  steps: 1, // how many steps around the selected thing stay bright; 0: everything
  query: "",
  order: { column: "name", down: false },
  off: { kind: new Set(data.background), district: new Set(), status: new Set(), phase: new Set() },
};

const text = (name, ...values) =>
  values.reduce((said, value, at) => said.replace(`{${at}}`, () => value), data.texts[state.language][name]);
const say = (label) => label[state.language];
const number = (value) => new Intl.NumberFormat(state.language, { useGrouping: "always" }).format(value);
const day = (iso) =>
  new Intl.DateTimeFormat(state.language === "it" ? "it-IT" : "en-GB", { dateStyle: "long", timeZone: "UTC" })
    .format(new Date(`${iso}T00:00:00Z`));
const lowerFirst = (words) => (/^.\p{Lu}/u.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1));
const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const foldedNames = things.map((thing) => fold(thing.name));

// Elements are built from text alone: nothing here turns a string into markup.
const build = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
};

// What people wrote in the network says its language where the page is in another.
const ownLanguage = () => (data.written_in.split("-")[0].toLowerCase() === state.language ? null : data.written_in);
const own = (words) => (words && ownLanguage() ? build("span", { lang: ownLanguage() }, words) : words);
// What reads the same in both languages is the network's own, as its name.
const sayOrOwn = (label) => (label.it === label.en ? own(say(label)) : say(label));
const apart = (parts, separator) => parts.flatMap((part, at) => (at ? [separator, part] : [part]));

const drawn = (tag, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

const swatch = ({ shape, colour, status }) => {
  const box = drawn("svg", { viewBox: "0 0 16 16", class: "swatch", "aria-hidden": "true", focusable: "false" });
  const fill = colour || "currentColor";
  if (status) {
    const look = { cx: 8, cy: 8, r: 5.5, stroke: fill, "stroke-width": 2, fill: status === "ACTUAL" ? fill : "none" };
    if (status !== "ACTUAL") look["stroke-dasharray"] = status === "PLANNED" ? "3 2" : "1 2";
    box.append(drawn("circle", look));
  } else if (!shape) box.append(drawn("rect", { x: 1, y: 4, width: 14, height: 8, rx: 4, fill }));
  else if (data.shapes[shape]) box.append(drawn("polygon", { points: data.shapes[shape], fill }));
  else box.append(drawn("circle", { cx: 8, cy: 8, r: 6, fill }));
  return box;
};

const kindOf = (thing) => say(data.kinds[thing.kind].label);
const districtsOf = (thing) => (thing.districts || []).map((row) => data.districts[row].name);
const otherEnd = (tie, ego) => (tie.source === ego ? tie.target : tie.source);

// Which values a thing has in each facet; an empty list is never filtered out.
const facetValues = {
  kind: (thing) => [thing.kind],
  district: (thing) => (thing.districts ? thing.districts.map(String) : ["none"]),
  status: (thing) => [thing.status],
  phase: (fact) => (fact.phases || []).map(String),
};
const passes = (facet, fact) => {
  const values = facetValues[facet](fact);
  return !values.length || values.some((value) => !state.off[facet].has(value));
};
const isShown = (thing) => Object.keys(facetValues).every((facet) => passes(facet, thing));

const shown = { things: [], ties: [] }; // true or false for each
const recount = () => {
  shown.things = things.map(isShown);
  shown.ties = ties.map(
    (tie) =>
      shown.things[tie.source] && shown.things[tie.target] && passes("status", tie) && passes("phase", tie),
  );
};

// Whether the kinds are left out that a map opens without; the page's sentence is about either.
const isOpening = () => data.background.every((kind) => state.off.kind.has(kind));
const sentence = () => say(isOpening() ? data.opening : data.sentence);

// The things at most `state.steps` ties away from the selected one; null when nothing is faded.
const brightThings = () => {
  if (state.selected === null || state.steps === 0) return null;
  let edge = [state.selected];
  const reached = new Set(edge);
  for (let step = 0; step < state.steps; step += 1) {
    const next = [];
    for (const ego of edge)
      for (const row of tiesOf[ego]) {
        const other = otherEnd(ties[row], ego);
        if (shown.ties[row] && !reached.has(other)) {
          reached.add(other);
          next.push(other);
        }
      }
    edge = next;
  }
  return reached;
};
