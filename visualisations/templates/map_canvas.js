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
let frame = null; // the whole map with what is around it: names are only placed where they lie inside
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
  frame = null;
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
  network.on("click", ({ pointer }) => select(network.getNodeAt(pointer.DOM) ?? null));
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
  // Details that open below the pointer take the map away from it without a last move on the map.
  holder.addEventListener("mouseleave", (event) => network.selectionHandler.hoverObject(event, { x: -9999, y: -9999 }));
  for (const event of ["dragStart", "zoom"]) network.on(event, () => { hideTip(); takeOver(); });
  network.on("beforeDrawing", drawRegions);
  network.on("afterDrawing", drawLabels);
};
