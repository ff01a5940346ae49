// The filters, which are the legend too: each value with its look, its name and how many there are.

const facets = document.getElementById("facets");
const entryOf = (wanted) => data.legend.find(wanted);
const NO_DISTRICT = "none";

const facetList = () => {
  const list = [];
  const present = new Set(things.map((thing) => thing.kind));
  list.push({
    name: "kind",
    title: text("kind"),
    options: Object.keys(data.kinds).filter((kind) => present.has(kind)).map((kind) => ({
      value: kind,
      label: say(data.kinds[kind].plural),
      look: entryOf((entry) => entry.kind === kind) || { shape: data.kinds[kind].shape },
    })),
  });
  if (data.districts.length)
    list.push({
      name: "district",
      title: say(data.kinds.district.label),
      options: [
        ...data.districts.map(({ name, slug }, row) => ({
          value: String(row), label: own(name), look: entryOf((entry) => entry.district === slug),
        })),
        ...(things.some((thing) => !thing.districts)
          ? [{ value: NO_DISTRICT, label: text("no_district"), look: entryOf((entry) => entry.district === "") }]
          : []),
      ],
    });
  const statuses = new Set([...things, ...ties].map((fact) => fact.status));
  if (statuses.size > 1)
    list.push({
      name: "status",
      title: text("status"),
      options: ["ACTUAL", "PLANNED", "ENDED"].filter((status) => statuses.has(status)).map((status) => ({
        value: status, label: text(status), look: { status },
      })),
    });
  const phases = new Set([...things, ...ties].flatMap((fact) => fact.phases || []));
  if (phases.size)
    list.push({
      name: "phase",
      title: say(data.kinds.phase.label),
      help: text("phase_help"),
      options: data.phases.map(({ name }, row) => ({ value: String(row), label: own(name) }))
        .filter(({ value }) => phases.has(Number(value))),
    });
  return list;
};

// Whether a line of the legend stands for something that is shown. Colours that no filter is about are looked for.
const isExplained = ({ kind, district, colour }) => {
  if (state.off.kind.has(kind)) return false;
  if (kind === null && district === null && colour)
    return things.some((thing, row) => shown.things[row] && thing.colour === colour);
  const row = data.districts.findIndex(({ slug }) => slug === district);
  return district === null || !state.off.district.has(row < 0 ? NO_DISTRICT : String(row));
};

// What a value stands for, as far as the other filters let it: of phases, that is things and ties.
const countOf = (facet, value) => {
  const others = Object.keys(facetValues).filter((name) => name !== facet);
  const has = (fact) => facetValues[facet](fact).includes(value);
  const isLeft = (thing) => others.every((name) => passes(name, thing));
  const found = things.filter((thing) => has(thing) && isLeft(thing)).length;
  if (facet !== "phase") return number(found);
  const tied = ties.filter((tie) =>
    has(tie) && passes("status", tie) && isLeft(things[tie.source]) && isLeft(things[tie.target])).length;
  const parts = [counted(found, "one_thing", "some_things"), counted(tied, "one_tie", "some_ties")];
  return parts.filter(Boolean).join(", ") || number(0);
};
const counted = (found, one, some) => found && text(found === 1 ? one : some, number(found));

const plainLine = (entry) => build("p", { class: "option plain", "data-entry": data.legend.indexOf(entry) }, swatch(entry),
  build("span", { class: "option-name" }, say(entry.label)));

const buildFilters = () => {
  // Colours that no filter explains: several districts, or groups, which have nothing to do with districts.
  const colours = data.legend.filter((entry) => entry.colour && entry.kind === null && entry.district === null);
  const groups = data.legend.some((entry) => entry.district !== null) ? [] : colours;
  facets.replaceChildren(...[...facetList().map(({ name, title, help, options }) => {
    const set = (on) => {
      options.forEach(({ value }) => (on ? state.off[name].delete(value) : state.off[name].add(value)));
      filtersChanged();
    };
    const rows = options.map(({ value, label, look }) => {
      const box = build("input", {
        type: "checkbox", "data-facet": name, value,
        change: (event) => {
          if (event.target.checked) state.off[name].delete(value);
          else state.off[name].add(value);
          filtersChanged();
        },
      });
      return build("label", { class: "option" }, box, look && swatch(look),
        build("span", { class: "option-name" }, label), build("span", { class: "option-count" }));
    });
    const plain = name === "district" && !groups.length ? colours : [];
    return build("fieldset", { class: "facet" },
      build("legend", {}, title),
      build("div", { class: "quick" },
        build("button", { type: "button", "aria-label": text("all_of", title), click: () => set(true) }, text("all")),
        build("button", { type: "button", "aria-label": text("none_of", title), click: () => set(false) }, text("none"))),
      ...rows,
      ...plain.map(plainLine),
      help && build("p", { class: "help" }, help));
  }), groups.length > 0 && build("div", { class: "facet", role: "group", "aria-label": text("groups") },
    build("p", { class: "facet-title" }, text("groups")), ...groups.map(plainLine),
    build("p", { class: "help" }, text("groups_help"))),
  build("p", { class: "help" }, say(data.size_text)), build("button", { type: "button", id: "reset", class: "quiet", click: resetFilters }, text("reset"))].filter(Boolean));
};

const showFilters = () => {
  for (const box of facets.querySelectorAll("input")) {
    const facet = box.dataset.facet;
    box.checked = !state.off[facet].has(box.value);
    const count = box.parentElement.querySelector(".option-count");
    count.textContent = countOf(facet, box.value);
  }
  document.getElementById("reset").hidden = Object.values(state.off).every((off) => !off.size);
  for (const line of facets.querySelectorAll("[data-entry]"))
    line.hidden = !isExplained(data.legend[line.dataset.entry]);
  document.querySelectorAll("[data-legend]").forEach((line) => {
    line.parentElement.hidden = !isExplained(data.legend[line.dataset.legend]);
  });
  showSentence();
  matchPicture();
  const visible = shown.things.filter(Boolean).length;
  document.getElementById("count").textContent =
    text("count", number(visible), number(things.length), number(shown.ties.filter(Boolean).length));
};

// The kinds that a map opens without, such as topics, come and go by one button.
const backgroundButton = document.getElementById("background");
const showSentence = () => {
  document.getElementById("sentence").textContent = sentence();
  canvas.setAttribute("aria-label", text("picture", sentence()));
  backgroundButton.hidden = data.background.length === 0;
  const counted = data.background.map((kind) => {
    const count = things.filter((thing) => thing.kind === kind).length;
    return `${number(count)} ${lowerFirst(say(data.kinds[kind][count === 1 ? "label" : "plural"]))}`;
  });
  backgroundButton.textContent = text(isOpening() ? "add" : "leave_out", counted.join(", "));
};
backgroundButton.addEventListener("click", () => {
  const opening = isOpening();
  for (const kind of data.background) state.off.kind[opening ? "delete" : "add"](kind);
  filtersChanged();
});

const resetFilters = () => {
  Object.values(state.off).forEach((off) => off.clear());
  applyFilters();
  fit();
};

// Lets a thing through every filter, with all that is like it.
const reveal = (row) => {
  for (const [facet, values] of Object.entries(facetValues)) values(things[row]).forEach((value) => state.off[facet].delete(value));
  applyFilters();
};

const filtersChanged = () => {
  const before = countInSight();
  applyFilters();
  lookAgain(before);
};
const applyFilters = () => {
  recount();
  showFilters();
  repaint();
  showTable();
  if (state.selected !== null) showDetails();
};
