// Taking along what one sees: the drawing with its title and legend, or what is shown as tables.

const saving = document.getElementById("save");
const SHARP = 2; // dots of a saved picture for each pixel of the page
const [EDGE, ROW] = [24, 22]; // of a saved picture: what stays free around words, and how high a line is

const download = (ending, blob) => {
  const address = URL.createObjectURL(blob);
  build("a", { href: address, download: text("file") + ending }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

// The same rules as for the tables of the pages: what spreadsheets expect, and no cell becomes a formula.
const harmless = (cell) => (/^ *[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? `'${cell}` : cell);
const quoted = (cell) => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const saveTable = (what, heads, rows) => {
  const separator = state.language === "it" ? ";" : ",";
  const lines = [heads, ...rows].map((cells) =>
    cells.map((cell) => quoted(harmless(String(cell ?? "")))).join(separator));
  download(`-${what}.csv`, new Blob([`\ufeff${lines.map((line) => `${line}\r\n`).join("")}`], { type: "text/csv" }));
};
const byName = (one, other) => one[0].localeCompare(other[0], state.language);
const saveThings = () => {
  const names = Object.keys(columns);
  const found = [...things.keys()].filter((row) => shown.things[row]);
  saveTable(text("file_things"), [...names.map((name) => headings()[name]), text("when")], found
    .map((row) => [...names.map((name) => columns[name](row)), period(things[row])]).sort(byName));
};
const saveTies = () => {
  const heads = ["tie_source", "tie_kind", "tie_target", "status", "role", "when", "tie_strength"].map((name) => text(name));
  saveTable(text("file_ties"), heads, ties.filter((_, row) => shown.ties[row])
    .map((tie) => [
      things[tie.source].name, say(data.ties_of[tie.kind].label), things[tie.target].name, text(tie.status),
      tie.role, period(tie), tie.strength === undefined ? "" : number(tie.strength),
    ]).sort(byName));
};

const drawSwatch = (pen, { shape, colour, status }, x, y) => {
  pen.save();
  pen.translate(x, y);
  pen.beginPath();
  if (shape && data.shapes[shape])
    cornersOf(shape).forEach(([right, down]) => pen.lineTo(8 + right * 8, 8 + down * 8));
  else if (shape || status) pen.arc(8, 8, 5.5, 0, 2 * Math.PI);
  else pen.roundRect(1, 4, 14, 8, 4);
  pen.closePath();
  pen.fillStyle = pen.strokeStyle = colour || theme.soft;
  pen.lineWidth = 2;
  if (status && status !== "ACTUAL") {
    pen.setLineDash(status === "PLANNED" ? [3, 2] : [1, 2]);
    pen.stroke();
  } else pen.fill();
  pen.restore();
};

// All words, in lines that are no wider than the room; a word that is wider itself is broken.
const fitted = (pen, words, room) => {
  const isWide = (line) => pen.measureText(line.trimEnd()).width > room;
  const pieces = (words.match(/\S+\s*/g) || [""]).flatMap((word) => (isWide(word) ? [...word] : [word]));
  const lines = [];
  for (const piece of pieces) {
    if (lines.length && !isWide(lines.at(-1) + piece)) lines.push(lines.pop() + piece);
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
};
// What stands below the map, in rows from left to right: lines of words, with where and beside what they stand.
const placeLegend = (pen, wide) => {
  let [right, down, lowest] = [EDGE, 0, 0];
  return [...data.legend.filter(isExplained), null].map((entry) => {
    const indent = entry ? 22 : 0;
    const lines = fitted(pen, say(entry ? entry.label : data.size_text), wide - 2 * EDGE - indent);
    const room = indent + Math.max(...lines.map((line) => pen.measureText(line).width));
    if (right > EDGE && right + room > wide - EDGE) [right, down] = [EDGE, lowest];
    const x = right;
    right += room + 18;
    lowest = Math.max(lowest, down + lines.length * ROW);
    return { entry, lines, x, y: down, indent, lowest };
  });
};

// Title and moment above, what looks stand for below: a picture is shown to people who don't have the page.
const drawSheet = () => {
  const [wide, high] = [holder.clientWidth, holder.clientHeight];
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d");
  const [big, small] = [`650 20px ${theme.font}`, `400 13px ${theme.font}`];
  pen.font = big;
  const title = fitted(pen, say(data.title), wide - 2 * EDGE);
  pen.font = small;
  const moment = fitted(pen, say(data.moment), wide - 2 * EDGE);
  const places = placeLegend(pen, wide);
  const head = EDGE + title.length * 26;
  const top = head + moment.length * ROW + 10;
  sheet.width = wide * SHARP;
  sheet.height = (top + high + places.at(-1).lowest + EDGE) * SHARP;
  pen.scale(SHARP, SHARP);
  pen.fillStyle = theme.ground;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.textBaseline = "middle";
  const write = (lines, x, y, step) => lines.forEach((line, row) => pen.fillText(line, x, y + row * step));
  pen.fillStyle = theme.ink;
  pen.font = big;
  write(title, EDGE, EDGE + 13, 26);
  pen.fillStyle = theme.soft;
  pen.font = small;
  write(moment, EDGE, head + 11, ROW);
  pen.drawImage(canvas, 0, top, wide, high);
  pen.fillStyle = theme.ink;
  for (const { entry, lines, x, y, indent } of places) {
    if (entry) drawSwatch(pen, entry, x, top + high + 8 + y);
    write(lines, x + indent, top + high + 16 + y, ROW);
  }
  return sheet;
};
const savePicture = () => {
  const dots = network.canvas._determinePixelRatio;
  const setDots = (found) => {
    network.canvas._determinePixelRatio = found;
    network.setSize("100%", "100%");
    network.redraw();
  };
  setDots(() => SHARP);
  drawSheet().toBlob((blob) => download(".png", blob));
  setDots(dots);
};

const saves = { picture: savePicture, things: saveThings, ties: saveTies };
const listenToSaving = () => {
  const close = () => { saving.open = false; };
  // What is pressed is hidden then: without this the keyboard would begin again at the top of the page.
  const goBack = () => {
    close();
    saving.querySelector("summary").focus();
  };
  for (const button of saving.querySelectorAll("[data-save]"))
    button.addEventListener("click", () => { saves[button.dataset.save](); goBack(); });
  saving.querySelector("a")?.addEventListener("click", goBack);
  document.addEventListener("pointerdown", (event) => { if (!saving.contains(event.target)) close(); });
  saving.addEventListener("focusout", ({ relatedTarget: next }) => { if (next && !saving.contains(next)) close(); });
  saving.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !saving.open) return;
    event.stopPropagation();
    goBack();
  });
};
// The server's picture shows what is only spoken of when the map does; a map without such leaves it as it is.
const matchPicture = () => {
  const link = saving.querySelector("a");
  if (!link) return;
  link.download = `${text("file")}.svg`;
  if (!data.background.length) return;
  const address = new URL(link.href);
  if (isOpening()) address.searchParams.delete("show");
  else address.searchParams.set("show", "all");
  link.href = address;
};
