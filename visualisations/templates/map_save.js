// Taking along what one sees: the drawing with its title and legend, or what is shown as tables.

const saving = document.getElementById("save");
const SHARP = 2; // dots of a saved picture for each pixel of the page

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

// Title and moment above, what looks stand for below: a picture is shown to people who don't have the page.
const drawSheet = () => {
  const [wide, high] = [holder.clientWidth, holder.clientHeight];
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d");
  const [big, small] = [`650 20px ${theme.font}`, `400 13px ${theme.font}`];
  const title = wrapped(say(data.title), wide / 11);
  const entries = [...data.legend.filter(isExplained).map((entry) => [entry, say(entry.label)]), [null, say(data.size_text)]];
  pen.font = small;
  let [right, down] = [24, 0];
  const places = entries.map(([entry, words]) => {
    const room = (entry ? 24 : 0) + pen.measureText(words).width;
    if (right > 24 && right + room > wide - 24) [right, down] = [24, down + 22];
    const place = { entry, words, x: right, y: down };
    right += room + 18;
    return place;
  });
  const top = 24 + title.length * 26 + 22 + 10;
  sheet.width = wide * SHARP;
  sheet.height = (top + high + down + 22 + 24) * SHARP;
  pen.scale(SHARP, SHARP);
  pen.fillStyle = theme.ground;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.textBaseline = "middle";
  pen.fillStyle = theme.ink;
  pen.font = big;
  title.forEach((line, row) => pen.fillText(line, 24, 24 + 13 + row * 26));
  pen.fillStyle = theme.soft;
  pen.font = small;
  pen.fillText(say(data.moment), 24, 24 + title.length * 26 + 11);
  pen.drawImage(canvas, 0, top, wide, high);
  pen.fillStyle = theme.ink;
  for (const { entry, words, x, y } of places) {
    if (entry) drawSwatch(pen, entry, x, top + high + 8 + y);
    pen.fillText(words, x + (entry ? 22 : 0), top + high + 16 + y);
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
  for (const button of saving.querySelectorAll("[data-save]"))
    button.addEventListener("click", () => { saves[button.dataset.save](); close(); });
  saving.querySelector("a")?.addEventListener("click", close);
  document.addEventListener("pointerdown", (event) => { if (!saving.contains(event.target)) close(); });
  saving.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !saving.open) return;
    event.stopPropagation();
    close();
    saving.querySelector("summary").focus();
  });
};
// The server's picture shows what is only spoken of when the map does.
const matchPicture = () => {
  const link = saving.querySelector("a");
  if (!link) return;
  const address = new URL(link.href);
  if (isOpening()) address.searchParams.delete("show");
  else address.searchParams.set("show", "all");
  link.href = address;
};
