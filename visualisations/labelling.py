"""Finding a place for names next to what they name, so that none covers another or a node.

The largest nodes choose first among many places around them; who finds none asks those in the way to
move to another free place (after Christensen, Marks & Shieber 1995, who compare such searches). A name
without a place is left out: better than one that nobody can read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualisations.boxes import Boxes, Discs, Hits, InkMap, boxes_meet, disc_gaps, lines_cross, lines_meet
from visualisations.sheet import LEADING
from visualisations.text_width import widest, wrap

Areas = NDArray[np.float64]
Spots = NDArray[np.float64]
"""Rows of a name's box and the two ends of its pointer; without one, twice a point within the box."""
_COMFORTABLE = 132.0
_MOST_LINES = 3
DISC = 1.05
"""How far a node reaches, in radii: corners stand out a little."""
_AIR = 2.0  # between names, and between names and nodes
_APART = (-_AIR / 2, -1.5, _AIR / 2, 1.5)
_NEAR = 2.5
_DISTANCES = (_NEAR, 9.0, 17.0, 27.0, 39.0, 54.0, 72.0, 92.0, 115.0, 145.0)
_FAR = 40.0
_NEARBY = 10.0
_NOWHERE = -1e6
_ROUND = tuple((angle, 2.6) for angle in range(0, 360, 12))
_NARROW = 80.0
# Where names are sought first: beside, then below and above, then askew.
_DIRECTIONS = ((0, 0.0), (180, 0.6), (90, 1.0), (-90, 1.2), (35, 1.6), (-35, 1.6), (145, 2.0), (-145, 2.0))
_BETWEEN = tuple((angle, 2.6) for angle in (60, -60, 120, -120, 15, -15, 165, -165))


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be placed at a disc of the picture, at most `reach` units away from it.

    `cover` is the share of its area that may lie over smaller discs, where there is no better place.
    """

    name: str
    x: float
    y: float
    radius: float
    size: float
    bold: bool = False
    reach: float = _FAR
    cover: float = 0.0


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name in its place: lines, their box (left, top, right, bottom), and how they are aligned.

    `pointer` is the line that leads to the node, for names that lie away from it.
    """

    lines: tuple[str, ...]
    box: tuple[float, float, float, float]
    anchor: str
    size: float
    bold: bool
    pointer: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What labels must keep to: a frame, discs and boxes that they may not cover, and lines they avoid.

    `areas` (rows of x, y, half width, half height) seem to hold whatever is named inside them.
    """

    frame: tuple[float, float, float, float]
    discs: Discs
    taken: Boxes
    ink: InkMap
    areas: Areas


@dataclass(frozen=True, slots=True)
class _Places:
    """The free places of one name, best first."""

    labels: list[PlacedName]
    spots: Spots


def place_labels(wanted: Sequence[Name], surroundings: Surroundings) -> list[PlacedName | None]:
    """Return each name in its place, in their order; None where there is no room.

    Names that come first choose first. Cost: some milliseconds a name.
    """
    places = [_free_places(item, surroundings) for item in wanted]
    chosen: dict[int, int] = {}
    standing = np.full((len(wanted), 8), _NOWHERE)
    for row in range(len(wanted)):
        _settle(row, places, chosen, standing)
    for row in [*range(len(wanted))] * 2:
        if row not in chosen:
            _make_room(row, places, chosen, standing)
    return [places[row].labels[chosen[row]] if row in chosen else None for row in range(len(wanted))]


def _settle(row: int, places: list[_Places], chosen: dict[int, int], standing: Spots) -> bool:
    """Take the best place that no other label has; return whether there is one."""
    spots = places[row].spots
    free = np.flatnonzero(~_spots_meet(spots, standing).any(axis=1))
    if not len(free):
        return False
    chosen[row] = int(free[0])
    standing[row] = spots[free[0]]
    return True


def _make_room(row: int, places: list[_Places], chosen: dict[int, int], standing: Spots) -> None:
    """Take a place whose one or two holders find another one, if there is such a place."""
    spots = places[row].spots
    meets = _spots_meet(spots, standing)
    for place in np.argsort(meets.sum(axis=1), kind="stable").tolist():
        holders = np.flatnonzero(meets[place]).tolist()
        if len(holders) > 2:
            return
        before = {holder: chosen[holder] for holder in holders}
        standing[holders] = _NOWHERE
        standing[row] = spots[place]
        if all(_settle(holder, places, chosen, standing) for holder in holders):
            chosen[row] = place
            return
        standing[row] = _NOWHERE
        chosen.update(before)
        for holder, old in before.items():
            standing[holder] = places[holder].spots[old]


def _spots_meet(spots: Spots, others: Spots) -> Hits:
    """Return which place (row) has a name under another's (column), or a pointer through its name or it."""
    hits: Hits = (
        boxes_meet(spots[:, :4], others[:, :4])
        | lines_cross(spots[:, 4:], others[:, :4])
        | lines_cross(others[:, 4:], spots[:, :4]).T
    )
    return hits


def _free_places(item: Name, surroundings: Surroundings) -> _Places:
    labels, costs = _possible_places(item)
    boxes = np.array([label.box for label in labels])
    left, top, right, bottom = surroundings.frame
    inside = (boxes[:, 0] >= left) & (boxes[:, 1] >= top) & (boxes[:, 2] <= right) & (boxes[:, 3] <= bottom)
    rows = np.flatnonzero(inside)
    discs = _discs_near(boxes, surroundings.discs)
    rows = rows[~boxes_meet(boxes[rows], surroundings.taken).any(axis=1)]
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    covered = _covered_shares(item, boxes, areas, discs)
    rows = rows[covered[rows] <= item.cover]
    rows = rows[~_pointers_meet(item, [labels[row] for row in rows.tolist()], discs, surroundings.taken)]
    if not len(rows):
        return _Places([], np.zeros((0, 8)))
    crowded = surroundings.ink.within(boxes[rows]) / areas[rows] * 300 + covered[rows] * 300
    stray = _nearer_to_others(item, boxes[rows], discs) * 5.0
    stray += _in_other_areas(item, boxes[rows], surroundings.areas) * 25.0
    order = rows[np.argsort(np.array(costs)[rows] + crowded + stray, kind="stable")]
    best = [labels[row] for row in order.tolist()]
    return _Places(best, np.hstack([boxes[order] + _APART, _pointers(best)]))


def _discs_near(boxes: Boxes, discs: Discs) -> Discs:
    """Return the discs that a name could meet in one of its places, or seem to name there."""
    around = np.array([(*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))])
    near: Discs = discs[disc_gaps(around, discs)[0] < _NEARBY]
    return near


def _covered_shares(
    item: Name, boxes: Boxes, areas: NDArray[np.float64], discs: Discs
) -> NDArray[np.float64]:
    """Return which share of each box lies over discs at most; infinite over those that may not be covered."""
    meets = disc_gaps(boxes, discs) < _AIR
    sizes = np.where(discs[:, 2] < item.radius, math.pi * discs[:, 2] ** 2, np.inf)
    covered: NDArray[np.float64] = np.where(meets, sizes, 0.0).sum(axis=1) / areas
    return covered


def _pointers(labels: Sequence[PlacedName]) -> NDArray[np.float64]:
    """Return the two ends of each pointer; without one, twice the middle of the name."""
    middles = (
        ((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom in (x.box for x in labels)
    )
    found = [label.pointer or middle * 2 for label, middle in zip(labels, middles, strict=True)]
    return np.array(found).reshape(-1, 4)


def _pointers_meet(item: Name, labels: list[PlacedName], discs: Discs, taken: Boxes) -> Hits:
    """Return which labels have a pointer that touches another node than their own, or crosses a box."""
    others = np.hypot(discs[:, 0] - item.x, discs[:, 1] - item.y) > 0.01
    pointing = np.array([label.pointer is not None for label in labels], np.bool_)
    pointers = _pointers(labels)
    touching = lines_meet(pointers, discs[others]).any(axis=1) | lines_cross(pointers, taken).any(axis=1)
    found: Hits = touching & pointing
    return found


def _nearer_to_others(item: Name, boxes: Boxes, discs: Discs) -> NDArray[np.float64]:
    """Return how far each box seems to name another node than its own: 0 to 1."""
    gaps = disc_gaps(boxes, discs)
    own = disc_gaps(boxes, np.array([[item.x, item.y, item.radius]]))[:, 0]
    others = np.hypot(discs[:, 0] - item.x, discs[:, 1] - item.y) > 0.01
    nearest = gaps[:, others].min(axis=1, initial=np.inf)
    seems: NDArray[np.float64] = np.clip((own + 5.0 - nearest) / 10.0, 0.0, 1.0)
    return seems


def _in_other_areas(item: Name, boxes: Boxes, areas: Areas) -> NDArray[np.float64]:
    """Return in how many areas each box lies that its node lies outside of."""
    middles = (boxes[:, None, :2] + boxes[:, None, 2:]) / 2
    inside = (((middles - areas[:, :2]) / areas[:, 2:]) ** 2).sum(axis=2) < 1
    own = (((np.array([item.x, item.y]) - areas[:, :2]) / areas[:, 2:]) ** 2).sum(axis=1) < 1
    found: NDArray[np.float64] = (inside & ~own).sum(axis=1).astype(np.float64)
    return found


def _possible_places(item: Name) -> tuple[list[PlacedName], list[float]]:
    labels, costs = [], []
    for lines, dislike in _foldings(item):
        width = widest(lines, item.size, bold=item.bold)
        height = item.size * (LEADING * (len(lines) - 1) + 1.06)
        for distance in (step for step in _DISTANCES if step <= item.reach):
            for angle, preference in _directions(distance):
                labels.append(_label_at(item, lines, width, height, angle, distance))
                costs.append(dislike + preference + (distance - _NEAR) * 0.35)
    return labels, costs


def _directions(distance: float) -> tuple[tuple[int, float], ...]:
    if distance > _FAR:
        return _ROUND
    return _DIRECTIONS if distance == _NEAR else _DIRECTIONS + _BETWEEN


def _foldings(item: Name) -> list[tuple[tuple[str, ...], float]]:
    """Return a name in few and in more lines, with how much each is disliked."""
    found: list[tuple[tuple[str, ...], float]] = []
    for count in range(1, _MOST_LINES + 1):
        lines = wrap(item.name, count, item.size, bold=item.bold)
        if found and len(lines) == len(found[-1][0]):
            break
        width = widest(lines, item.size, bold=item.bold)
        dislike = max(0.0, width / _COMFORTABLE - 1) * 6 + max(0, count - 2) * 2.0
        if count > 1:
            dislike += max(0.0, _NARROW - width) / 9  # a short name is best in one line
        found.append((lines, dislike))
    return found


def _label_at(
    item: Name, lines: tuple[str, ...], width: float, height: float, angle: int, distance: float
) -> PlacedName:
    """Return the label that lies in a direction, its box touching a circle around the node."""
    reach = item.radius * DISC + _AIR + distance
    towards_x, towards_y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    x, y = item.x + reach * towards_x, item.y + reach * towards_y
    anchor = "start" if towards_x > 0.25 else "end" if towards_x < -0.25 else "middle"
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    top = y - height * (1 - towards_y) / 2
    pointer = None
    if distance > _NEAR:
        start_x, start_y = item.x + item.radius * towards_x, item.y + item.radius * towards_y
        end = reach - 1
        pointer = (start_x, start_y, item.x + end * towards_x, item.y + end * towards_y)
    return PlacedName(lines, (left, top, left + width, top + height), anchor, item.size, item.bold, pointer)
