"""Which names a picture of a map has, how large, and where."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.vocabulary.kinds import Language
from visualisations.boxes import Discs, InkMap, boxes_meet, disc_gaps
from visualisations.labelling import DISC, Name, PlacedName, Surroundings, place_labels
from visualisations.layout import Ellipse
from visualisations.picture_fit import Fit
from visualisations.scene import Scene
from visualisations.sheet import LEADING
from visualisations.tables import short_districts
from visualisations.text_width import shorten, widest, wrap
from visualisations.wording import lower_first

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
_BESIDE, _ABOVE = 8.0, 7.0  # as far other names stay from those of districts, or they would read as one
_ALWAYS_NAMED = 5  # so many of the largest of a crowd, over small things if need be
_FAR = 145.0
_LARGE_ONES = 14  # named in bold; at most every sixth


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a picture, and how many things have none."""

    placed: tuple[PlacedName, ...]
    left_out: int


def place_names(
    scene: Scene, fit: Fit, ink: InkMap, regions: Sequence[PlacedName], language: Language
) -> Names:
    """Find places for as many names as there is room for, the largest things first.

    In a crowd, and on a small picture, only the largest are tried: a picture in which some small things
    happen to be named misleads. The very largest of a crowd are named in any case. Things of one name
    have their kind behind it, where that tells them apart.
    """
    labels = find_labels(scene, language)
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
            labels[row],
            *fit.places[row],
            fit.radii[row],
            size=size + 1.5 * (rank < large),
            bold=rank < large,
            reach=reaches[rank >= large],
            cover=covers[rank >= large],
        )
        for rank, row in enumerate(tried)
    ]
    surroundings = _surroundings(fit, ink, regions)
    found = place_labels(wanted, surroundings)
    if len(order) > _CROWDED:
        found = _name_largest(wanted, found, surroundings)
    placed = tuple(label for label in found if label is not None)
    return Names(placed, len(order) - len(placed))


def find_labels(scene: Scene, language: Language) -> list[str]:
    """Return what things are called: their names, with the kind where things of other kinds have the same."""
    kinds_of: dict[str, set[str]] = {}
    for node in scene.nodes:
        kinds_of.setdefault(node.label, set()).add(node.entity.kind)
    kinds = {entry.kind: lower_first(entry.label.text(language)) for entry in scene.legend if entry.kind}
    return [
        f"{node.label} ({kinds[node.entity.kind]})"
        if len(kinds_of[node.label]) > 1 and node.entity.kind in kinds
        else node.label
        for node in scene.nodes
    ]


def _name_largest(
    wanted: Sequence[Name], found: Sequence[PlacedName | None], surroundings: Surroundings
) -> list[PlacedName | None]:
    """Return names in their places, those of the largest things too that have no free one.

    These may cover things, but not each other, nor other large things and names.
    """
    rows = [row for row in range(min(_ALWAYS_NAMED, len(wanted))) if found[row] is None]
    boxes = np.array([label.box for label in found if label is not None]).reshape(-1, 4)
    large = [(item.x, item.y, DISC * item.radius) for item in wanted[:_ALWAYS_NAMED]]
    among = replace(
        surroundings,
        discs=np.array(large).reshape(-1, 3),
        taken=np.concatenate([surroundings.taken, boxes]),
    )
    placed = place_labels([replace(wanted[row], reach=_FAR) for row in rows], among)
    named = dict(zip(rows, placed, strict=True))
    return [named.get(row, label) for row, label in enumerate(found)]


def place_region_names(scene: Scene, fit: Fit) -> list[PlacedName]:
    """Put the districts' names at their areas, outside where there is room: over things only if need be."""
    placed: list[PlacedName] = []
    short = short_districts(scene)  # the legend has them in full
    left, _, right, _ = fit.frame
    size = _SMALL_REGION_NAME if right - left < _SMALL else _REGION_NAME
    longest = min(_LONGEST_REGION_NAME, right - left)
    for region, area in zip(scene.regions, fit.areas, strict=True):
        written = shorten(short[region.district.slug], longest, size, bold=True)
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
        (left - _BESIDE, top - _ABOVE, right + _BESIDE, bottom + _ABOVE)
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
