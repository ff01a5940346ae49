// What is chosen stands in the address behind the #, so that a view can be sent to somebody or kept.

const nameOf = {
  kind: (value) => value,
  district: (value) => (value === NO_DISTRICT ? value : data.districts[value].slug),
  status: (value) => value,
  phase: (value) => data.phases[value].slug,
};
const valuesOf = {
  kind: () => Object.keys(data.kinds),
  district: () => [...data.districts.keys()].map(String).concat(NO_DISTRICT),
  status: () => ["ACTUAL", "PLANNED", "ENDED"],
  phase: () => [...data.phases.keys()].map(String),
};
const named = (facet, off) => [...off].map(nameOf[facet]).sort().join(",");
const atOpening = { kind: named("kind", data.background), district: "", status: "", phase: "" };

const writeAddress = () => {
  const said = new URLSearchParams();
  if (state.selected !== null) {
    said.set("show", things[state.selected].slug);
    if (state.steps !== 1) said.set("steps", state.steps);
  }
  if (state.view !== "map") said.set("view", state.view);
  if (state.language !== data.language) said.set("lang", state.language);
  for (const [facet, off] of Object.entries(state.off)) {
    const without = named(facet, off);
    if (without !== atOpening[facet]) said.set(`without_${facet}`, without);
  }
  const wanted = said.size ? `#${said}` : "";
  if (location.hash !== wanted) history.replaceState(null, "", wanted || location.pathname + location.search);
};

// Takes over what an address says, as far as there is such a thing here.
const readAddress = () => {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const facet of Object.keys(state.off)) {
    const without = (said.get(`without_${facet}`) ?? atOpening[facet]).split(",");
    state.off[facet] = new Set(valuesOf[facet]().filter((value) => without.includes(nameOf[facet](value))));
  }
  const row = things.findIndex(({ slug }) => slug === said.get("show"));
  state.selected = row < 0 ? null : row;
  state.steps = ["0", "2", "3"].includes(said.get("steps")) ? Number(said.get("steps")) : 1;
  state.view = said.get("view") === "table" ? "table" : "map";
  state.language = data.texts[said.get("lang")] ? said.get("lang") : data.language;
};
