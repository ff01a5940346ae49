"""Which names a picture of a map has, how large, and where; numbers for those that need them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualisations.boxes import InkMap
from visualisations.labelling import DISC, Name, PlacedName, Surroundings, place_labels
from visualisations.picture_fit import Fit
from visualisations.scene import Scene, SceneRegion
from visualisations.sheet import LEADING
from visualisations.text_width import text_width, widest, wrap

_CROWDED, _NAMED_IN_CROWD, _MOST_NAMED = 260, 60, 200  # so many names are tried at most
_SIZES = ((25, 16.0), (60, 14.0))  # up to so many things, names are so high
_SMALLEST_NAME, _REGION_NAME, _NUMBER = 12.0, 16.0, 11.0
_MOST_NUMBERED = 100
_REACH, _LARGE_REACH, _NUMBER_REACH = 40.0, 150.0, 20.0
_CLEAR = 4.0  # beside names that stand already
_LARGE_ONES = 14  # named in bold; at most every sixth


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a picture; rows of nodes that are named by a number, and that are not, largest first."""

    placed: tuple[PlacedName, ...]
    numbered: tuple[int, ...]
    left_out: tuple[int, ...]


def place_names(scene: Scene, fit: Fit, ink: InkMap, regions: Sequence[PlacedName]) -> Names:
    """Find places for as many names as there is room for, the largest things first.

    In a crowd only the largest are tried: a picture in which some small things happen to be named
    misleads.
    """
    order = sorted(
        range(len(scene.nodes)), key=lambda row: (-scene.nodes[row].size, scene.nodes[row].entity.slug)
    )
    count = len(order)
    tried = order[: _NAMED_IN_CROWD if count > _CROWDED else _MOST_NAMED]
    size = next((size for most, size in _SIZES if count <= most), _SMALLEST_NAME)
    large = min(_LARGE_ONES, math.ceil(count / 6))
    wanted = [
        Name(
            scene.nodes[row].label,
            *fit.places[row],
            fit.radii[row],
            size=size + 1.5 * (rank < large),
            bold=rank < large,
            reach=_LARGE_REACH if rank < large else _REACH,
        )
        for rank, row in enumerate(tried)
    ]
    placed = place_labels(wanted, _surroundings(fit, ink, regions))
    named = {row for row, label in zip(tried, placed, strict=True) if label is not None}
    return Names(
        tuple(label for label in placed if label is not None),
        (),
        tuple(row for row in order if row not in named),
    )


def find_numberable(names: Names, fit: Fit, ink: InkMap, regions: Sequence[PlacedName]) -> list[int]:
    """Return the nodes without a name that have room for a number, the largest first."""
    rows = names.left_out[:_MOST_NUMBERED]
    wanted = [_number(_MOST_NUMBERED - 1, row, fit) for row in rows]
    placed = place_labels(wanted, _surroundings(fit, ink, [*names.placed, *regions]))
    return [row for row, label in zip(rows, placed, strict=True) if label is not None]


def place_numbers(
    names: Names, rows: Sequence[int], fit: Fit, ink: InkMap, regions: Sequence[PlacedName]
) -> Names:
    """Give these nodes numbers, from 1; the list that says what they stand for goes beside the map."""
    wanted = [_number(number, row, fit) for number, row in enumerate(rows, start=1)]
    placed = place_labels(wanted, _surroundings(fit, ink, [*names.placed, *regions]))
    found = [row for row, label in zip(rows, placed, strict=True) if label is not None]
    if len(found) < len(rows):
        return place_numbers(names, found, fit, ink, regions)  # numbers run without a gap
    labels = tuple(label for label in placed if label is not None)
    rest = tuple(row for row in names.left_out if row not in set(rows))
    return Names(names.placed + labels, tuple(rows), rest)


def _number(number: int, row: int, fit: Fit) -> Name:
    return Name(str(number), *fit.places[row], fit.radii[row], _NUMBER, bold=True, reach=_NUMBER_REACH)


def place_region_name(region: SceneRegion, fit: Fit) -> PlacedName:
    """Put a district's name at the side of its area that looks outwards, where nothing else lies."""
    area = fit.ellipse(region.area)
    room = max(2 * area.half_width, 150.0)
    name = region.district.name
    lines = wrap(name, 1 if text_width(name, _REGION_NAME, bold=True) <= room else 2, _REGION_NAME, bold=True)
    wide = widest(lines, _REGION_NAME, bold=True)
    high = _REGION_NAME * LEADING * len(lines)
    left, top, right, bottom = fit.frame
    x = min(max(area.x, left + wide / 2), right - wide / 2)
    below = region.area.y > 0 and len(fit.areas) > 1
    y = area.y + area.half_height + 4 if below else area.y - area.half_height - 4 - high
    y = min(max(y, top), bottom - high)
    return PlacedName(lines, (x - wide / 2, y, x + wide / 2, y + high), "middle", _REGION_NAME, True)


def _surroundings(fit: Fit, ink: InkMap, taken: Sequence[PlacedName]) -> Surroundings:
    discs = [(*place, DISC * radius) for place, radius in zip(fit.places, fit.radii, strict=True)]
    boxes = [
        (left - _CLEAR, top - 1, right + _CLEAR, bottom + 1)
        for left, top, right, bottom in (name.box for name in taken)
    ]
    return Surroundings(
        frame=fit.frame,
        discs=np.array(discs).reshape(-1, 3),
        taken=np.array(boxes).reshape(-1, 4),
        ink=ink,
    )
