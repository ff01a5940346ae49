"""Which names a picture of a map has, how large, and where."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from visualisations.boxes import Discs, InkMap, boxes_meet, disc_gaps
from visualisations.labelling import DISC, Name, PlacedName, Surroundings, place_labels
from visualisations.layout import Ellipse
from visualisations.picture_fit import Fit
from visualisations.scene import Scene
from visualisations.sheet import LEADING
from visualisations.text_width import shorten, widest, wrap
from visualisations.wording import short_names

_CROWDED, _NAMED_IN_CROWD = 260, 60  # of more things, so many names are tried at most
_ROOM_FOR_NAME = 6_500.0  # so many square units; a small picture names few things
_SIZES = ((25, 16.0), (60, 14.0))  # up to so many names, they are so high
_LONGEST_REGION_NAME = 480.0  # in one line
_SMALLEST_NAME, _REGION_NAME, _SMALL_REGION_NAME = 12.0, 16.0, 13.0
_SMALL = 500.0  # as wide, a map is small
# For the large ones, and for the others: how far a name may lie from its thing, and which share of it over
# smaller things. Between many things, or small ones, there is no room.
_REACHES, _COVERS = (115.0, 27.0), (0.0, 0.0)
_CROWDED_REACHES, _CROWDED_COVERS = (55.0, 27.0), (0.08, 0.03)
_SMALL_REACHES, _SMALL_COVERS = (72.0, 42.0), (0.0, 0.0)
_CLEAR = 4.0  # beside names that stand already
_LARGE_ONES = 14  # named in bold; at most every sixth


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a picture, and how many things have none."""

    placed: tuple[PlacedName, ...]
    left_out: int


def place_names(scene: Scene, fit: Fit, ink: InkMap, regions: Sequence[PlacedName]) -> Names:
    """Find places for as many names as there is room for, the largest things first.

    In a crowd, and on a small picture, only the largest are tried: a picture in which some small things
    happen to be named misleads.
    """
    order = sorted(
        range(len(scene.nodes)), key=lambda row: (-scene.nodes[row].size, scene.nodes[row].entity.slug)
    )
    left, top, right, bottom = fit.frame
    room = max(int((right - left) * (bottom - top) / _ROOM_FOR_NAME), 1)
    tried = order[: min(room, _NAMED_IN_CROWD) if len(order) > _CROWDED else room]
    size = next((size for most, size in _SIZES if len(order) <= most), _SMALLEST_NAME)
    large = min(_LARGE_ONES, math.ceil(len(tried) / 6))
    reaches, covers = _REACHES, _COVERS
    if right - left < _SMALL:
        reaches, covers = _SMALL_REACHES, _SMALL_COVERS
    elif len(order) > _CROWDED:
        reaches, covers = _CROWDED_REACHES, _CROWDED_COVERS
    wanted = [
        Name(
            scene.nodes[row].label,
            *fit.places[row],
            fit.radii[row],
            size=size + 1.5 * (rank < large),
            bold=rank < large,
            reach=reaches[rank >= large],
            cover=covers[rank >= large],
        )
        for rank, row in enumerate(tried)
    ]
    found = place_labels(wanted, _surroundings(fit, ink, regions))
    placed = tuple(label for label in found if label is not None)
    return Names(placed, len(order) - len(placed))


def place_region_names(scene: Scene, fit: Fit) -> list[PlacedName]:
    """Put the districts' names at their areas, outside where there is room: over things only if need be."""
    placed: list[PlacedName] = []
    names = short_names([region.district.name for region in scene.regions])  # the legend has them in full
    left, _, right, _ = fit.frame
    size = _SMALL_REGION_NAME if right - left < _SMALL else _REGION_NAME
    longest = min(_LONGEST_REGION_NAME, right - left)
    for name, area in zip(names, fit.areas, strict=True):
        written = shorten(name, longest, size, bold=True)
        candidates = list(_region_places(written, area, size, fit))
        costs = [cost + _covering(label, placed, fit) for label, cost in candidates]
        placed.append(candidates[int(np.argmin(costs))][0])
    return placed


def _region_places(name: str, area: Ellipse, size: float, fit: Fit) -> Iterator[tuple[PlacedName, float]]:
    """Yield places for the name of an area, with how much each is disliked: outwards is best, in one line."""
    left, top, right, bottom = fit.frame
    outwards = 1 if area.y > (top + bottom) / 2 and len(fit.areas) > 1 else -1
    for count in (1, 2, 3):
        lines = wrap(name, count, size, bold=True)
        wide, high = widest(lines, size, bold=True), size * LEADING * len(lines)
        excess = max(wide - max(2 * area.half_width, 150.0), 0.0)
        for side in (outwards, -outwards):
            for shift in (0.0, -0.4, 0.4, -0.8, 0.8):
                down = math.sqrt(1 - shift * shift) * area.half_height
                y = area.y + side * (down + 4) - (high if side < 0 else 0)
                x = min(max(area.x + shift * area.half_width, left + wide / 2), right - wide / 2)
                y = min(max(y, top), bottom - high)
                box = (x - wide / 2, y, x + wide / 2, y + high)
                dislike = excess + 10 * (count - 1) + 12 * abs(shift) + 25 * (side != outwards)
                yield PlacedName(lines, box, "middle", size, True), dislike


def _covering(label: PlacedName, placed: Sequence[PlacedName], fit: Fit) -> float:
    """Return how bad it is what a label would cover: other names of districts, or things."""
    box = np.array([label.box])
    others = np.array([name.box for name in placed]).reshape(-1, 4)
    return 500.0 * int(boxes_meet(box, others).sum()) + 40.0 * int((disc_gaps(box, _discs(fit)) < 1).sum())


def _discs(fit: Fit) -> Discs:
    found = [(*place, DISC * radius) for place, radius in zip(fit.places, fit.radii, strict=True)]
    return np.array(found).reshape(-1, 3)


def _surroundings(fit: Fit, ink: InkMap, taken: Sequence[PlacedName]) -> Surroundings:
    boxes = [
        (left - _CLEAR, top - 1, right + _CLEAR, bottom + 1)
        for left, top, right, bottom in (name.box for name in taken)
    ]
    areas = [(area.x, area.y, area.half_width, area.half_height) for area in fit.areas]
    return Surroundings(
        frame=fit.frame,
        discs=_discs(fit),
        taken=np.array(boxes).reshape(-1, 4),
        ink=ink,
        areas=np.array(areas).reshape(-1, 4),
    )
