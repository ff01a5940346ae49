// Where one looks: at the whole map, at what was asked for, or where the reader went, who finds it again.

const around = (boxes) =>
  boxes.length === 0
    ? [-100, -100, 100, 100]
    : boxes.reduce((found, box) => found.map((edge, side) => (side < 2 ? Math.min : Math.max)(edge, box[side])));
const middle = ([left, top, right, bottom]) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });
const boxOf = ({ x, y, size }) => [x - size - 8, y - size - 8, x + size + 8, y + size + 8];
const regionBox = ({ area }) => [
  area.x - area.half_width, area.y - area.half_height, area.x + area.half_width, area.y + area.half_height,
];
const shownRegions = () => data.regions.filter(({ district }) => !state.off.district.has(String(district)));
const shownRows = () => [...things.keys()].filter((row) => shown.things[row]);

let isWhole = true; // until the reader moves the map himself
let leftSpot = null; // where one was before the map went to a thing; closing its details leads back
let sight = null; // the part of the map that was gone to, until one looks elsewhere
const lookAround = () => { labels.stale ||= sight !== null; sight = null; };
const takeOver = () => {
  lookAround();
  isWhole = false;
  leftSpot = null;
};

const scaleFor = ([left, top, right, bottom], most, side, end, height = holder.clientHeight) =>
  Math.max(0.05, Math.min((holder.clientWidth - 2 * side) / (right - left), (height - 2 * end) / (bottom - top), most));
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const moveTo = (position, scale, quick = false) =>
  network.moveTo({ position, scale, animation: quick || calm() ? false : { duration: 350, easingFunction: "easeInOutQuad" } });

// Where the map lies on the page and how large it is, since it was last looked at. A phone's page scrolls: only the size.
const measured = () => {
  const { left, top } = isNarrow() ? { left: 0, top: 0 } : holder.getBoundingClientRect();
  return { left, top, width: holder.clientWidth, height: holder.clientHeight };
};
let room = measured();
const isMoved = () => JSON.stringify(measured()) !== JSON.stringify(room);
const measure = () => {
  network.setSize("100%", "100%");
  room = measured();
};
// A view, as what of the drawing lies at the page's corner: it is the same whatever room there is for the map.
const readSpot = () => ({ ...network.DOMtoCanvas({ x: -room.left, y: -room.top }), scale: network.getScale() });
const moveToSpot = ({ x, y, scale }, quick) =>
  moveTo({ x: x + (room.left + room.width / 2) / scale, y: y + (room.top + room.height / 2) / scale }, scale, quick);
// The panel takes room from the map, or gives it back: what is drawn stays where it is on the screen.
const keepStill = () => {
  if (!holder.clientWidth || !isMoved()) return;
  const spot = readSpot();
  measure();
  moveToSpot(spot, true);
};

const wholeBox = () => around([...shownRegions().map(regionBox), ...shownRows().map((row) => boxOf(positions[row]))]);
const wholeScale = (box) => (isNarrow() ? scaleFor(box, 1.5, 12, 62) : scaleFor(box, 1.5, 84, 42));
// The map does not jump for every filter: only if something would lie outside, or much room would stay empty.
const isFramed = (box) => {
  if (!frame) return false;
  const [left, top, right, bottom] = frame;
  const scale = holder.clientWidth / (right - left);
  const isInside = box[0] >= left && box[1] >= top && box[2] <= right && box[3] <= bottom;
  const wanted = wholeScale(box) / scale;
  return isInside && wanted > 0.95 && wanted < 1.2 && Math.abs((holder.clientHeight / (bottom - top)) / scale - 1) < 0.01;
};
let unfitted = false; // the page changed its size while there was a table in place of the map
const showWhole = (quick = false) => {
  measure();
  const box = wholeBox();
  if (!isFramed(box)) {
    const { x, y } = middle(box);
    const [wide, high] = [holder.clientWidth, holder.clientHeight].map((side) => side / 2 / wholeScale(box));
    frame = [x - wide, y - high, x + wide, y + high];
  }
  labels.stale = true;
  moveTo(middle(frame), holder.clientWidth / (frame[2] - frame[0]), quick);
};
const fit = (quick = false) => {
  takeOver();
  isWhole = true;
  unfitted = !holder.clientWidth;
  if (unfitted) return;
  frame = null;
  showWhole(quick);
};

// Names of what is bright are placed in what is seen then.
const setSight = ({ x, y }, scale, height = holder.clientHeight) => {
  const [wide, high] = [holder.clientWidth / 2 / scale, height / 2 / scale];
  sight = [x - wide, y - high, x + wide, y + high];
  labels.stale = true;
};
// Brings a thing into sight with what is bright around it, or with those rows. Of what would become too small to
// read, only what is nearest to the thing.
const goTo = (row, rows = [...(brightThings() || [row])]) => {
  leftSpot ??= readSpot();
  const box = around(rows.map((other) => boxOf(positions[other])));
  // On a phone the details cover the lower part of the page, and the upper part is left. Names need room, too.
  const height = isNarrow() ? innerHeight * 0.42 : holder.clientHeight;
  const side = isNarrow() ? 60 : Math.min(150, holder.clientWidth / 5);
  const wanted = scaleFor(box, 1.15, side, isNarrow() ? 30 : 50, height);
  const least = wholeScale(wholeBox()) / 2;
  const scale = Math.max(wanted, least);
  const centre = wanted < least ? positions[row] : middle(box);
  setSight(centre, scale, height);
  moveTo({ x: centre.x, y: centre.y + (holder.clientHeight - height) / 2 / scale }, scale);
};
// Moves the map as little as need be for a thing to lie in sight.
const bringIn = (row) => {
  const scale = network.getScale();
  const { x, y, size } = positions[row];
  const at = network.canvasToDOM({ x, y });
  const beyond = (place, end, air) => Math.min(place - air, 0) || Math.max(place + air - end, 0);
  const miss = (air) => [beyond(at.x, holder.clientWidth, air), beyond(at.y, holder.clientHeight, air)];
  const reach = size * scale;
  const [right, down] = miss(reach).some(Boolean) ? miss(reach + 48) : [0, 0];
  const { x: left, y: top } = network.getViewPosition();
  const centre = { x: left + right / scale, y: top + down / scale };
  setSight(centre, scale);
  if (!right && !down) return;
  leftSpot ??= readSpot();
  moveTo(centre, scale);
};
// Closed details give back what was looked at before.
const comeBack = (quick = false) => {
  if (!holder.clientWidth) return; // once the map is seen again
  const spot = leftSpot;
  leftSpot = null;
  if (isWhole) showWhole(quick);
  else if (spot) moveToSpot(spot, quick);
};

const countInSight = () => {
  const isSeen = ({ x, y }) => x > 0 && y > 0 && x < holder.clientWidth && y < holder.clientHeight;
  return shownRows().filter((row) => isSeen(network.canvasToDOM(positions[row]))).length;
};
const FEW = 3;
// After filters: the reader's own view is only left if they have left nearly nothing in it, but something elsewhere.
const lookAgain = (before) => {
  if (!holder.clientWidth) return;
  if (isWhole && state.selected === null) {
    showWhole();
    return;
  }
  const now = countInSight();
  if (now < Math.min(FEW, shownRows().length) && (now < before || now === 0)) fit();
};
const listenToRoom = () =>
  new ResizeObserver(() => {
    if (onPaper() || !holder.clientWidth || !isMoved()) return;
    if (isWhole && state.selected === null) showWhole(true);
    else keepStill();
  }).observe(holder);

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
