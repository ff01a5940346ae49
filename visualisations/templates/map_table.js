// The same things as a table: the way in for those who don't see the map, or don't want to.

const rowsHolder = document.getElementById("rows");
const columns = {
  name: (row) => things[row].name,
  kind: (row) => kindOf(things[row]),
  district: (row) => (things[row].districts || []).map((each) => data.districts[each].short).join(", "),
  status: (row) => text(things[row].status),
  tie_count: (row) => tiesOf[row].filter((tie) => shown.ties[tie]).length,
};

const compare = (one, other) =>
  typeof one === "number" ? one - other : one.localeCompare(other, state.language, { numeric: true });

const showTable = (wished = state.view === "table") => {
  if (!wished) return; // 2,000 rows are not built unless somebody looks
  const wanted = fold(state.query).trim();
  const value = columns[state.order.column];
  const rows = things
    .map((_, row) => row)
    .filter((row) => shown.things[row] && foldedNames[row].includes(wanted))
    .sort((one, other) => (state.order.down ? -1 : 1) * compare(value(one), value(other))
      || compare(things[one].name, things[other].name));
  rowsHolder.replaceChildren(...rows.map((row) => {
    const heads = headings();
    return build("tr", { "data-row": row, class: row === state.selected ? "selected" : null },
      build("th", { scope: "row" },
        build("button", { type: "button", class: "end", lang: ownLanguage(), click: () => select(row, { focus: true }) }, things[row].name)),
      build("td", { "data-heading": heads.kind },
        swatch({ shape: data.kinds[things[row].kind].shape, colour: things[row].colour }), columns.kind(row)),
      build("td", { "data-heading": heads.district }, own(columns.district(row)) || text("nowhere")),
      build("td", { "data-heading": heads.status }, columns.status(row)),
      build("td", { "data-heading": heads.tie_count, class: "number" }, number(columns.tie_count(row))));
  }));
  document.getElementById("nothing").hidden = rows.length > 0;
  for (const head of document.querySelectorAll("th[data-column]"))
    head.setAttribute("aria-sort",
      head.dataset.column !== state.order.column ? "none" : state.order.down ? "descending" : "ascending");
};

const headings = () => ({
  name: text("name"), kind: text("kind"), district: say(data.kinds.district.label), status: text("status"), tie_count: text("tie_count"),
});

const buildHeadings = () => {
  const words = headings();
  for (const head of document.querySelectorAll("th[data-column]")) {
    const column = head.dataset.column;
    head.replaceChildren(build("button", {
      type: "button", class: "sort",
      click: () => {
        const down = state.order.column === column ? !state.order.down : column === "tie_count";
        state.order = { column, down };
        showTable();
      },
    }, words[column]));
  }
};

const markRow = () => {
  for (const row of rowsHolder.querySelectorAll("tr[data-row]"))
    row.classList.toggle("selected", Number(row.dataset.row) === state.selected);
};
