// The drawing: vis-network with the positions it is given, our areas behind and our labels before.

const holder = document.getElementById("canvas");
const nodeSet = new vis.DataSet(read("map-nodes"));
const edgeSet = new vis.DataSet(read("map-edges"));
const narrow = matchMedia("(max-width: 760px)");
const onPaper = () => document.documentElement.classList.contains("on-paper");
const isNarrow = () => narrow.matches && !onPaper();
// Maps are wider than high; they are drawn narrower and higher, or wider, as the room for them is.
// Shapes that vis-network lacks are drawn from the same corners as in the legend.
const cornersOf = (shape) => data.shapes[shape].split(" ").map((pair) => pair.split(",").map((at) => (Number(at) - 8) / 8));
const drawShape = (shape) => ({ ctx: pen, x, y, style }) => ({
  drawNode: () => {
    pen.beginPath();
    cornersOf(shape).forEach(([right, down]) => pen.lineTo(x + right * style.size * 1.15, y + down * style.size * 1.15));
    pen.closePath();
    pen.globalAlpha = style.opacity ?? 1;
    pen.fillStyle = style.color;
    pen.strokeStyle = style.borderColor;
    pen.lineWidth = style.borderWidth / network.getScale();
    pen.setLineDash(Array.isArray(style.borderDashes) ? style.borderDashes : []);
    pen.fill();
    pen.stroke();
  },
  nodeDimensions: { width: 2 * style.size, height: 2 * style.size },
});
nodeSet.update(nodeSet.get().filter(({ shape }) => shape === "custom")
  .map(({ id }) => ({ id, ctxRenderer: drawShape(data.kinds[things[id].kind].shape) })));
const places = nodeSet.get().map(({ x, y, size }) => ({ x, y, size }));
const areas = data.regions.map(({ area }) => area);
const positions = places.map((place) => ({ ...place })); // as drawn
const fitShape = () => {
  // The same for every moment: the extent holds what is not shown now, too.
  const [left, top, right, bottom] = data.extent;
  const wanted = holder.clientWidth / holder.clientHeight / ((right - left) / (bottom - top));
  if (!Number.isFinite(wanted) || wanted <= 0) return; // nothing at all
  const wider = Math.min(Math.max(Math.sqrt(wanted), 0.6), 1.12);
  places.forEach(({ x, y }, row) => Object.assign(positions[row], { x: x * wider, y: y / wider }));
  nodeSet.update(positions.map(({ x, y }, id) => ({ id, x, y })));
  data.regions.forEach((region, row) => {
    const { x, y, half_width, half_height } = areas[row];
    region.area = { x: x * wider, y: y / wider, half_width: half_width * wider, half_height: half_height / wider };
  });
};
fitShape();
const widths = edgeSet.get().map(({ width }) => width);
const network = new vis.Network(holder, { nodes: nodeSet, edges: edgeSet }, read("map-options"));
const canvas = holder.querySelector("canvas");
canvas.setAttribute("role", "img");
holder.querySelectorAll("[tabindex]").forEach((element) => element.removeAttribute("tabindex"));

const theme = {};
const readTheme = (printing = false) => {
  document.documentElement.classList.toggle("on-paper", printing);
  const style = getComputedStyle(document.documentElement);
  for (const name of ["ground", "ink", "soft", "tie", "strong", "faded"])
    theme[name] = style.getPropertyValue(`--${name}`).trim();
  theme.font = getComputedStyle(document.body).fontFamily;
};

// How each thing and tie looks now; only what changed is handed to vis-network.
const looks = { things: [], ties: [] };
const update = (set, known, wanted) => {
  const changed = [];
  wanted.forEach((look, id) => {
    const key = JSON.stringify(look);
    if (known[id] !== key) changed.push({ id, ...look });
    known[id] = key;
  });
  if (changed.length) set.update(changed);
};
const faint = 0.5 * Math.min(1, Math.sqrt(400 / ties.length)); // many ties must not hide the things
// Sizes agree with what is drawn: those of a map that opens without its background, or with it.
const resize = () => {
  const sizes = isOpening() ? data.sizes.opening : data.sizes.whole;
  positions.forEach((place, row) => { place.size = sizes[row]; });
};
const repaint = () => {
  resize();
  const bright = brightThings();
  update(nodeSet, looks.things, things.map((thing, row) => {
    const hollow = thing.status !== "ACTUAL";
    const chosen = row === state.selected;
    const colour = { background: hollow ? theme.ground : thing.colour, border: chosen ? theme.ink : thing.colour };
    return {
      hidden: !shown.things[row],
      size: positions[row].size,
      opacity: bright && !bright.has(row) ? Number(theme.faded) : 1,
      borderWidth: chosen ? 3.5 : hollow ? 2 : 1,
      shapeProperties: { borderDashes: { PLANNED: [4, 3], ENDED: [1, 3] }[thing.status] || false },
      color: { ...colour, highlight: colour, hover: { ...colour, border: theme.ink } },
    };
  }));
  update(edgeSet, looks.ties, ties.map((tie, row) => {
    const near = state.selected !== null && (tie.source === state.selected || tie.target === state.selected);
    const lit = bright && bright.has(tie.source) && bright.has(tie.target);
    const color = near ? theme.strong : theme.tie;
    return {
      hidden: !shown.ties[row],
      width: widths[row] * (near ? 1.6 : 1),
      color: { color, highlight: color, hover: theme.strong, opacity: near ? 0.95 : bright ? (lit ? 0.6 : 0.06) : faint },
      arrows: { to: { enabled: near && !data.ties_of[tie.kind].symmetric } },
    };
  }));
  labels.stale = true;
  network.redraw();
  writeAddress();
};

const around = (boxes) =>
  boxes.length === 0
    ? [-100, -100, 100, 100]
    : boxes.reduce((found, box) => found.map((edge, side) => (side < 2 ? Math.min : Math.max)(edge, box[side])));
const middle = ([left, top, right, bottom]) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });
const boxOf = ({ x, y, size }) => [x - size - 8, y - size - 8, x + size + 8, y + size + 8];
const regionBox = ({ area }) => [
  area.x - area.half_width, area.y - area.half_height, area.x + area.half_width, area.y + area.half_height,
];
// What must stay in sight at the farthest zoom: names are only placed where they lie inside.
let frame = null;
let sight = null; // the part of it that was gone to, until one looks elsewhere
const lookAround = () => { labels.stale ||= sight !== null; sight = null; };
const scaleFor = ([left, top, right, bottom], most, side, end, height = holder.clientHeight) =>
  Math.max(0.05, Math.min((holder.clientWidth - 2 * side) / (right - left), (height - 2 * end) / (bottom - top), most));
// The panel takes room from the map, or gives it back: what is drawn stays where it is on the screen.
let holderWidth = holder.clientWidth;
const keepStill = () => {
  const grown = holder.clientWidth - holderWidth;
  if (!holder.clientWidth || !grown) return;
  const scale = network.getScale();
  const { x, y } = network.getViewPosition();
  network.setSize("100%", "100%");
  moveTo({ x: x + grown / 2 / scale, y }, scale, true);
  holderWidth = holder.clientWidth;
};
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const moveTo = (position, scale, quick = false) =>
  network.moveTo({ position, scale, animation: quick || calm() ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
let unfitted = false; // the page changed its size while there was a table in place of the map
const fit = (quick = false) => {
  unfitted = !holder.clientWidth;
  if (unfitted) return;
  network.setSize("100%", "100%");
  holderWidth = holder.clientWidth;
  const boxes = [...data.regions.map(regionBox), ...positions.filter((_, row) => shown.things[row]).map(boxOf)];
  const box = around(boxes);
  const scale = isNarrow() ? scaleFor(box, 1.5, 12, 62) : scaleFor(box, 1.5, 84, 42);
  const { x, y } = middle(box);
  const [wide, high] = [holder.clientWidth / 2 / scale, holder.clientHeight / 2 / scale];
  frame = [x - wide, y - high, x + wide, y + high];
  labels.stale = true;
  moveTo({ x, y }, scale, quick);
};
// Brings a thing into sight: with what is bright around it if that fits, else alone.
const goTo = (row) => {
  const bright = brightThings();
  const box = around([...(bright || [row])].map((other) => boxOf(positions[other])));
  // On a phone the details cover the lower part of the page, and the upper part is left. Names need room, too.
  const room = isNarrow() ? innerHeight * 0.42 : holder.clientHeight;
  const whole = isNarrow() ? scaleFor(box, 1.15, 60, 30, room) : scaleFor(box, 1.15, Math.min(150, holder.clientWidth / 5), 50);
  const together = bright && whole > 0.35;
  const scale = together ? whole : Math.max(network.getScale(), 0.9);
  const { x, y } = together ? middle(box) : positions[row];
  const [wide, high] = [holder.clientWidth / 2 / scale, room / 2 / scale];
  sight = [x - wide, y - high, x + wide, y + high];
  labels.stale = true;
  moveTo({ x, y: y + (holder.clientHeight - room) / 2 / scale }, scale);
};
const moves = {
  zoom_in: () => moveTo(network.getViewPosition(), Math.min(network.getScale() * 1.35, 6)),
  zoom_out: () => moveTo(network.getViewPosition(), Math.max(network.getScale() / 1.35, 0.05)),
  fit: () => fit(),
  left: () => shift(-1, 0),
  right: () => shift(1, 0),
  up: () => shift(0, -1),
  down: () => shift(0, 1),
};
const shift = (right, down) => {
  const { x, y } = network.getViewPosition();
  const step = Math.min(holder.clientWidth, holder.clientHeight) / 4 / network.getScale();
  moveTo({ x: x + right * step, y: y + down * step }, network.getScale());
};

const tip = document.getElementById("tip");
const showTip = (words, { x, y }) => {
  tip.textContent = words;
  tip.hidden = false;
  const room = holder.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(x + 14, room.width - tip.offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(4, Math.min(y + 14, room.height - tip.offsetHeight - 4))}px`;
};
const hideTip = () => { tip.hidden = true; };

const listenToCanvas = () => {
  network.on("click", ({ nodes }) => (nodes.length ? select(nodes[0]) : select(null)));
  network.on("hoverNode", ({ node, pointer }) => {
    state.hovered = node;
    labels.stale = true;
    holder.classList.add("pointing");
    showTip(`${things[node].name} · ${kindOf(things[node])}`, pointer.DOM);
    network.redraw();
  });
  network.on("hoverEdge", ({ edge, pointer }) => {
    const tie = ties[edge];
    showTip(`${things[tie.source].name} – ${say(data.ties_of[tie.kind].label)} – ${things[tie.target].name}`, pointer.DOM);
  });
  const leave = () => {
    state.hovered = null;
    labels.stale = true;
    holder.classList.remove("pointing");
    hideTip();
    network.redraw();
  };
  network.on("blurNode", leave);
  network.on("blurEdge", hideTip);
  for (const event of ["dragStart", "zoom"]) network.on(event, () => { hideTip(); lookAround(); });
  network.on("beforeDrawing", drawRegions);
  network.on("afterDrawing", drawLabels);
};
