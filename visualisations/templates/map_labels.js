// Areas and names. Names never overlap: the most important ones find a place first, the others
// appear when one comes closer. Places depend on the zoom, not on where one looks, so that names
// hold still while the map is moved.

const labels = { stale: true, scale: 0, placed: [], names: [] };
const LINE = 15;
const MOST_LINES = 4;
const AWAY = [16, 32, 52, 76, 104, 140, 180]; // how far the name of a large thing may lie from it, if there is no room beside it
const ALWAYS = 3; // so many of the largest have their names, over smaller things if need be; on phones it would hide too much
const AIR = 5; // what stays free between two names, in pixels

const drawRegions = (pen) => {
  for (const { area, colour } of shownRegions()) {
    pen.beginPath();
    pen.ellipse(area.x, area.y, area.half_width, area.half_height, 0, 0, 2 * Math.PI);
    pen.fillStyle = colour;
    pen.globalAlpha = 0.08;
    pen.fill();
    pen.globalAlpha = 0.45;
    pen.lineWidth = 1.2 / network.getScale();
    pen.strokeStyle = colour;
    pen.stroke();
    pen.globalAlpha = 1;
  }
};

// Things of other kinds may have the same name: the kind tells them apart.
const kindsNamed = new Map();
things.forEach(({ name, kind }) => kindsNamed.set(name, (kindsNamed.get(name) || new Set()).add(kind)));
const labelOf = (row) => {
  const { name } = things[row];
  return kindsNamed.get(name).size > 1 ? `${name} (${lowerFirst(kindOf(things[row]))})` : name;
};

// A name in lines of about that many letters, all of it.
const wrapped = (words, width) => {
  const lines = [];
  let line = "";
  const most = Math.max(width + 8, 28);
  const pieces = words.split(/\s+/).flatMap((word) =>
    (word.length > most ? word.match(new RegExp(`.{1,${most}}`, "gu")) : [word]));
  for (const word of pieces) {
    if (line && line.length + word.length >= width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  lines.push(line);
  return lines;
};

const overlap = (one, other) =>
  one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

// A coarse grid of boxes already taken, in pixels of the present zoom.
const takenBoxes = () => {
  const cells = new Map();
  const size = 80;
  const each = (box, visit) => {
    for (let column = Math.floor(box[0] / size); column <= Math.floor(box[2] / size); column += 1)
      for (let row = Math.floor(box[1] / size); row <= Math.floor(box[3] / size); row += 1)
        if (visit(`${column},${row}`)) return true;
    return false;
  };
  return {
    add: (box) => {
      each(box, (key) => { if (cells.has(key)) cells.get(key).push(box); else cells.set(key, [box]); });
    },
    touched: (box) => {
      const found = new Set();
      each(box, (key) => (cells.get(key) || []).forEach((other) => { if (overlap(box, other)) found.add(other); }));
      return found.size;
    },
    meets: (box, own) =>
      each(box, (key) =>
        (cells.get(key) || []).some((other) => other !== own && overlap(box, other))),
  };
};

// The line from a thing to the nearest point of its name, as points some pixels apart.
const pointerTo = ({ x, y, reach }, [left, top, right, bottom]) => {
  const [endX, endY] = [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];
  const length = Math.hypot(endX - x, endY - y) || 1;
  const begin = (reach - 5) / length; // at the edge of the thing
  const steps = Math.ceil((length - reach) / 6) + 1;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const part = begin + (1 - begin) * (step / steps);
    return [x + (endX - x) * part, y + (endY - y) * part];
  });
};
const dot = ([x, y]) => [x - 1, y - 1, x + 1, y + 1];

// The spot that covers the fewest boxes; of equals the first, of none null.
const clearest = (spots, taken) =>
  spots.map((spot) => ({ ...spot, touched: taken.touched(spot.box) }))
    .reduce((best, spot) => (best && best.touched <= spot.touched ? best : spot), null);

const placeLabels = (pen, scale) => {
  const bright = brightThings();
  const [left, top, right, bottom] = ((bright && sight) || frame).map((edge) => edge * scale);
  const boxes = takenBoxes();
  const cores = { ...takenBoxes(), own: [] }; // the middles of things: important names may touch their edges
  const names = takenBoxes();
  labels.placed = [];
  const print = (lines, font, x, y, align, box, weight, pointer = []) => {
    labels.placed.push({ lines, font, x, y, align, weight, pointer });
    names.add(box);
    pointer.forEach((point) => names.add(dot(point)));
  };
  const big = `650 ${isNarrow() ? 12.5 : 14}px ${theme.font}`;
  pen.font = big;
  const all = takenBoxes(); // things, whether faded or not: names of districts hold still
  const discs = positions.map(({ x, y, size }, row) => {
    const reach = size * scale * 0.9 + 2; // corners of the box around a disc are free
    const box = [x * scale - reach, y * scale - reach, x * scale + reach, y * scale + reach];
    const core = reach * 0.55;
    cores.own[row] = [x * scale - core, y * scale - core, x * scale + core, y * scale + core];
    if (shown.things[row]) all.add(box);
    if (shown.things[row] && !(bright && !bright.has(row))) {
      boxes.add(box);
      cores.add(cores.own[row]);
    }
    return box;
  });
  for (const { name, area } of shownRegions()) {
    const lines = wrapped(name, isNarrow() ? 20 : 34);
    const wide = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2 + 6;
    const high = lines.length * LINE;
    // On the side that looks outwards, where little else lies; clear of things if there is a place.
    const outwards = area.y > 0 && data.regions.length > 1 ? 1 : -1;
    const sides = [[outwards, 6], [outwards, 22], [-outwards, 6]];
    const tries = sides.flatMap(([side, gap]) => [0, -0.5, 0.5, -1, 1].map((shift) => {
      const y = (area.y + side * area.half_height) * scale + side * (high / 2 + gap);
      const wanted = (area.x + shift * area.half_width) * scale;
      const isSeen = wanted > left - wide && wanted < right + wide;
      const x = isSeen ? Math.min(Math.max(wanted, left + wide), right - wide) : wanted;
      return { x, y, box: [x - wide, y - high / 2 - 2, x + wide, y + high / 2 + 2] };
    }));
    const { x, y, box } = clearest(tries.filter((spot) => !names.meets(spot.box)), all) || tries[0];
    print(lines, big, x, y, "center", box, "name");
  }
  const fits = (box) => box[0] > left && box[1] > top && box[2] < right && box[3] < bottom;
  const first = (row) => (row === state.selected ? 2e6 : 0) + (row === state.hovered ? 1e6 : 0) + positions[row].size;
  const rows = things
    .map((_, row) => row)
    .filter((row) => shown.things[row] && (!bright || bright.has(row) || row === state.hovered))
    .sort((one, other) => first(other) - first(one) || one - other);
  const largest = Math.max(14, ...positions.map(({ size }) => size).sort((one, other) => other - one).slice(15, 16));
  for (const [rank, row] of rows.entries()) {
    const urgent = row === state.selected || row === state.hovered;
    const large = positions[row].size > largest;
    const font = urgent ? `650 13px ${theme.font}` : large ? `600 12.5px ${theme.font}` : `450 12px ${theme.font}`;
    pen.font = font;
    const { x, y, size } = positions[row];
    const own = { x: x * scale, y: y * scale, reach: size * scale + 6 };
    const shapes = urgent ? [isNarrow() ? 22 : 34] : large ? [22, 34, 13] : labelOf(row).length > 44 ? [30, 22] : [22, 13];
    const tryAt = (distance) => shapes.flatMap((width) => {
      const lines = wrapped(labelOf(row), width);
      if (lines.length > MOST_LINES && !urgent) return [];
      const wide = Math.max(...lines.map((line) => pen.measureText(line).width)) + 4;
      const found = distance ? awaySpots(own, wide, lines.length * LINE, distance) : spots(own, wide, lines.length * LINE);
      return found.map((spot) => ({ ...spot, lines }));
    });
    const tries = tryAt(0);
    const free = ({ box }) =>
      fits(box) && !names.meets([box[0] - AIR, box[1] - AIR / 2, box[2] + AIR, box[3] + AIR / 2]);
    // The line to a name keeps clear of things, or, if there is no other way, runs over them; never over names.
    const findAway = (overThings = false) => {
      for (const distance of AWAY)
        for (const spot of tryAt(distance)) {
          if (!free(spot) || boxes.meets(spot.box, discs[row])) continue;
          const pointer = pointerTo(own, spot.box);
          const isClear = !pointer.map(dot).some((box) => names.meets(box) || (!overThings && boxes.meets(box, discs[row])));
          if (isClear) return { ...spot, pointer };
        }
      return null;
    };
    const found = tries.find((spot) => free(spot) && !boxes.meets(spot.box, discs[row]))
      || (large ? clearest(tries.filter((spot) => free(spot) && !cores.meets(spot.box, cores.own[row])), boxes) : null)
      || (large ? findAway() || findAway(true) : null)
      || (rank < ALWAYS && !isNarrow() ? clearest(tries.filter(free), boxes) : null)
      || (urgent ? tries.find(({ box }) => fits(box)) || tries[0] : null);
    if (found) print(found.lines, font, found.x, found.y, found.align, found.box, urgent ? "urgent" : "plain", found.pointer);
  }
};

// Where a name of that size may stand beside its thing, best place first.
const spots = ({ x, y, reach }, wide, high) => {
  const near = reach * 0.75;
  return [
    { align: "center", x, y: y + reach + high / 2 },
    { align: "center", x, y: y - reach - high / 2 },
    { align: "left", x: x + reach, y },
    { align: "right", x: x - reach, y },
    { align: "left", x: x + near, y: y + near + high / 2 },
    { align: "left", x: x + near, y: y - near - high / 2 },
    { align: "right", x: x - near, y: y + near + high / 2 },
    { align: "right", x: x - near, y: y - near - high / 2 },
  ].map((spot) => boxed(spot, wide, high));
};
// The same for a name that lies that far away, all around.
const awaySpots = ({ x, y, reach }, wide, high, distance) =>
  [...Array(16).keys()].map((turn) => {
    const [right, down] = [Math.cos((turn * Math.PI) / 8), Math.sin((turn * Math.PI) / 8)];
    const align = right > 0.25 ? "left" : right < -0.25 ? "right" : "center";
    const away = reach + distance;
    return boxed({ align, x: x + right * away, y: y + down * (away + high / 2) }, wide, high);
  });
const boxed = (spot, wide, high) => {
  const left = { center: spot.x - wide / 2, left: spot.x, right: spot.x - wide }[spot.align];
  return { ...spot, box: [left, spot.y - high / 2, left + wide, spot.y + high / 2] };
};

const drawLabels = (pen) => {
  const scale = network.getScale();
  if (labels.stale || Math.abs(labels.scale / scale - 1) > 1e-4) {
    pen.save();
    placeLabels(pen, scale);
    pen.restore();
    labels.scale = scale;
    labels.stale = false;
  }
  // Names keep their size on the screen: the pen works in pixels of the page here.
  const ratio = canvas.width / canvas.clientWidth;
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  pen.save();
  pen.setTransform(ratio, 0, 0, ratio, origin.x * ratio, origin.y * ratio);
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.strokeStyle = theme.ink;
  pen.lineWidth = 0.8;
  for (const { pointer } of labels.placed.filter(({ pointer: line }) => line.length)) {
    pen.beginPath();
    pen.moveTo(...pointer[0]);
    pen.lineTo(...pointer.at(-1));
    pen.stroke();
  }
  // Last come the names that must be read: they lie over the others.
  for (const { lines, font, x, y, align, weight } of [...labels.placed].reverse()) {
    pen.font = font;
    pen.textAlign = align;
    pen.strokeStyle = theme.ground;
    pen.fillStyle = theme.ink;
    pen.lineWidth = weight === "urgent" ? 5 : 3.5;
    lines.forEach((line, at) => {
      const top = y + (at - (lines.length - 1) / 2) * LINE;
      pen.globalAlpha = 0.85;
      pen.strokeText(line, x, top);
      pen.globalAlpha = 1;
      pen.fillText(line, x, top);
    });
  }
  pen.restore();
};
