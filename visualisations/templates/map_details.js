// What is known of the selected thing: who and where, its ties by kind, and who says so.

const panel = document.getElementById("details");

const lastDay = (until) => {
  const date = new Date(`${until}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1); // `until` is the first day on which it is no longer so
  return date.toISOString().slice(0, 10);
};
// Italian articles before 8 and 11: dall’8 marzo.
const onDays = (name, ...days) => text(name, ...days).replace(/\b(a|da)l (?=(?:8|11) )/g, "$1ll’");
const period = ({ since, until }) => {
  if (since && until) return onDays("from_until", day(since), day(lastDay(until)));
  if (since) return onDays("from", day(since));
  return until ? onDays("until", day(lastDay(until))) : null;
};

const OWN_WORDS = { name: "name", summary: "summary", status: "status", since: "since", until: "end", role: "role", strength: "tie_strength" };
const propertyLabel = (name, properties) => {
  if (properties[name]) return say(properties[name].label);
  return OWN_WORDS[name] ? text(OWN_WORDS[name]) : name;
};
const webAddress = (value) => {
  if (!data.links || typeof value !== "string" || !/^https?:\/\//i.test(value)) return null;
  try {
    return new URL(value).href;
  } catch {
    return null;
  }
};
const isDay = (value) => typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
// A value in words: those of the page, or the network's own.
const valueWords = (value, name, properties) => {
  if (value === true || value === false) return text(value ? "yes" : "no");
  if (typeof value === "number") return number(value);
  const choice = properties[name] && properties[name].choices[value];
  if (choice) return say(choice);
  if (name === "status" && data.texts[state.language][value]) return text(value);
  return isDay(value) ? day(value) : own(String(value));
};
const valuesInLine = (value, name, properties) =>
  apart([value].flat().map((one) => valueWords(one, name, properties)), "; ");
const valueNodes = (value, name, properties) => {
  if (Array.isArray(value))
    return build("ul", {}, ...value.map((one) => build("li", {}, valueNodes(one, name, properties))));
  const address = webAddress(value);
  if (address) return build("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, String(value));
  return valueWords(value, name, properties);
};

const claimItem = (claim, properties) => {
  const value = claim.value === undefined ? [] : [": ", ...valuesInLine(claim.value, claim.property, properties)];
  const said = claim.property ? [propertyLabel(claim.property, properties), ...value, " – "] : [];
  return build("li", {},
    claim.locator && build("span", { class: "locator", lang: ownLanguage() }, claim.locator),
    build("span", { class: `stance ${claim.stance === "DENIES" ? "denies" : ""}` },
      ...said, text(claim.stance), claim.stated_on && `, ${day(claim.stated_on)}`));
};
const claimList = (fact, properties) => {
  const documents = [...new Set((fact.claims || []).map((claim) => claim.document))];
  return build("ul", { class: "claims" }, ...documents.map((document) =>
    build("li", {}, build("span", { class: "document", lang: ownLanguage() }, data.documents[document]),
      build("ul", {}, ...fact.claims.filter((claim) => claim.document === document)
        .map((claim) => claimItem(claim, properties))))));
};
const disagreement = (fact, properties) => {
  if (!fact.disputed) return null;
  const about = fact.disputed.map((name) => (name ? propertyLabel(name, properties) : text("about_whole")));
  return build("p", { class: "disagree" }, `${text("disagree")}: ${about.join(", ")}`);
};

// A tie as seen from the selected thing: the other end, and what is worth saying of the tie.
const tieItem = (tie, name, kindLabel, go) => {
  const properties = data.ties_of[tie.kind].properties;
  const remarks = [
    own(tie.role),
    tie.status === "ACTUAL" ? null : text(tie.status),
    period(tie),
    tie.strength === undefined ? null : text("strength", number(tie.strength)),
    ...(tie.phases || []).map((row) => own(data.phases[row].name)),
    ...Object.entries(tie.properties || {}).map(
      ([key, value]) => build("span", {}, `${propertyLabel(key, properties)}: `, ...valuesInLine(value, key, properties))),
  ].filter(Boolean);
  const end = go
    ? build("button", { type: "button", class: "end", click: go, lang: ownLanguage() }, name)
    : build("span", { class: "end", lang: ownLanguage() }, name);
  return build("li", {}, end, build("span", { class: "end-kind" }, ` ${kindLabel}`),
    remarks.length > 0 && build("p", { class: "remarks" }, ...apart(remarks, " · ")),
    disagreement(tie, properties),
    tie.claims && build("details", { class: "tie-sources" },
      build("summary", {}, text("sources")), claimList(tie, properties)));
};

const tieGroups = (row) => {
  const groups = new Map();
  const put = (kind, outward, item) => {
    const said = data.ties_of[kind];
    const key = `${kind}/${said.symmetric || outward}`;
    if (!groups.has(key)) groups.set(key, { verb: say(said.symmetric || outward ? said.label : said.inverse), items: [] });
    groups.get(key).items.push(item);
  };
  for (const at of tiesOf[row]) {
    const tie = ties[at];
    const other = otherEnd(tie, row);
    put(tie.kind, tie.source === row, {
      name: things[other].name,
      element: tieItem(tie, things[other].name, kindOf(things[other]), () => select(other, { go: true, focus: true })),
    });
  }
  for (const other of things[row].others || [])
    put(other.kind, other.outward, {
      name: other.name, element: tieItem(other, other.name, say(data.kinds[other.of_kind].label), null),
    });
  return [...groups.values()];
};

const factRows = (thing) => {
  const properties = data.kinds[thing.kind].properties;
  const places = districtsOf(thing);
  const rows = [
    [say(data.kinds.district[places.length > 1 ? "plural" : "label"]), own(places.join(", ")) || text("nowhere")],
    [text("phases"), own((thing.phases || []).map((row) => data.phases[row].name).join(", "))],
    [text("when"), period(thing)],
  ].filter(([, value]) => value);
  for (const [name, value] of Object.entries(thing.properties || {}))
    rows.push([propertyLabel(name, properties), valueNodes(value, name, properties)]);
  return build("dl", {}, ...rows.flatMap(([label, value]) => [build("dt", {}, label), build("dd", {}, value)]));
};

const stepButtons = () =>
  build("div", { class: "switch steps", role: "group", "aria-label": text("nearby") },
    ...[1, 2, 3, 0].map((steps) =>
      build("button", {
        type: "button", "data-steps": steps, "aria-pressed": String(state.steps === steps),
        click: () => {
          state.steps = steps;
          lookAround();
          repaint();
          goTo(state.selected, steps === 0 ? shownRows() : undefined);
          for (const button of panel.querySelectorAll("[data-steps]"))
            button.setAttribute("aria-pressed", String(Number(button.dataset.steps) === steps));
        },
      }, steps === 0 ? text("whole") : steps === 1 ? text("step") : text("steps", steps))));

const showDetails = () => {
  const thing = things[state.selected];
  const properties = data.kinds[thing.kind].properties;
  const groups = tieGroups(state.selected);
  panel.replaceChildren(...[
    build("div", { class: "details-head" },
      build("h2", { tabindex: "-1", lang: ownLanguage() }, thing.name),
      build("button", { type: "button", class: "close", "aria-label": text("close"), click: () => select(null) }, "×")),
    build("p", { class: "chips" },
      build("span", { class: "chip" }, swatch({ shape: data.kinds[thing.kind].shape, colour: thing.colour }), kindOf(thing)),
      build("span", { class: `chip ${thing.status.toLowerCase()}` }, text(thing.status))),
    thing.summary && build("p", { class: "summary", lang: ownLanguage() }, thing.summary),
    data.site && build("p", {}, build("a", {
      href: `${data.site.entities}${encodeURIComponent(thing.slug)}?${new URLSearchParams({ ...data.site.kept, lang: state.language })}`,
    }, text("own_page"))),
    disagreement(thing, properties),
    state.view === "map"
      ? build("div", { class: "nearby" }, build("p", {}, text("nearby")), stepButtons())
      : build("button", {
        type: "button", class: "quiet", click: () => { setView("map"); select(state.selected, { go: true }); },
      }, text("show_on_map")),
    factRows(thing),
    build("h3", {}, text("relationships")),
    ...(groups.length
      ? groups.map(({ verb, items }) => build("section", { class: "ties" },
        build("h4", {}, verb, build("span", { class: "option-count" }, ` ${number(items.length)}`)),
        build("ul", {}, ...items
          .sort((one, other) => one.name.localeCompare(other.name, state.language))
          .map(({ element }) => element))))
      : [build("p", { class: "help" }, text("no_relationships"))]),
    build("h3", {}, text("sources")),
    thing.claims ? claimList(thing, properties) : build("p", { class: "help" }, text("no_sources")),
  ].filter(Boolean));
};

// What had the focus when details were opened gets it back when they are closed.
let opener = null;
const select = (row, { go = false, focus = false } = {}) => {
  const changed = row !== state.selected;
  const wasOpen = !panel.hidden;
  lookAround();
  const within = panel.contains(document.activeElement);
  if (focus && !within) opener = document.activeElement;
  state.selected = row;
  if (row !== null && !shown.things[row]) reveal(row);
  panel.hidden = row === null;
  document.body.classList.toggle("with-details", row !== null);
  hideTip();
  if (row === null) {
    panel.replaceChildren();
    if (within) (opener && opener.isConnected ? opener : document.getElementById(state.view)).focus({ preventScroll: true });
    opener = null;
  } else {
    showDetails();
    if (changed) panel.scrollTop = 0;
    if (focus) panel.querySelector("h2").focus({ preventScroll: true });
  }
  keepStill();
  repaint();
  markRow();
  if (row === null) {
    if (wasOpen) comeBack();
  } else if (state.view === "map" && (go || isNarrow())) {
    if (isNarrow()) document.getElementById("map").scrollIntoView({ block: "start" });
    const goThere = () => { if (state.selected === row && state.view === "map") goTo(row); };
    requestAnimationFrame(() => requestAnimationFrame(goThere)); // once the panel has its place
  } else if (state.view === "map") bringIn(row);
};
