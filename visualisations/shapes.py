"""The shapes of things on a map, as points in a square of 16 by 16, for legends and pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

from graph.vocabulary.vocabulary import Vocabulary


def _ring(corners: int, first: float, radius: float, inner: float | None = None) -> str:
    """Points of a regular polygon around (8, 8), or of a star where an inner radius is given."""
    steps = corners * (2 if inner else 1)
    points = []
    for step in range(steps):
        angle = math.radians(first) + 2 * math.pi * step / steps
        reach = inner if inner and step % 2 else radius
        points.append(f"{8 + reach * math.cos(angle):.1f},{8 + reach * math.sin(angle):.1f}")
    return " ".join(points)


SHAPE_POINTS = {
    "dot": "",  # a circle: the one shape without corners
    "square": "2.5,2.5 13.5,2.5 13.5,13.5 2.5,13.5",
    "diamond": _ring(4, -90, 7.2),
    "triangle": _ring(3, -90, 7.2),
    "triangleDown": _ring(3, 90, 7.2),
    "hexagon": _ring(6, 0, 7),
    "star": _ring(5, -90, 7.6, 3.4),
    "pentagon": _ring(5, -90, 7.2),
    "plus": (
        "5.6,1.2 10.4,1.2 10.4,5.6 14.8,5.6 14.8,10.4 10.4,10.4 "
        "10.4,14.8 5.6,14.8 5.6,10.4 1.2,10.4 1.2,5.6 5.6,5.6"
    ),
    "house": "8,0.8 14.4,6.8 14.4,14 1.6,14 1.6,6.8",
    "spark": _ring(4, -90, 8, 3.2),
    "hourglass": "2,1.6 14,1.6 9.6,8 14,14.4 2,14.4 6.4,8",
    "slab": "4.8,3.2 15.2,3.2 11.2,12.8 0.8,12.8",
    "dome": "1,12 1.6,8.4 3.6,5.2 6.4,3.6 8,3.4 9.6,3.6 12.4,5.2 14.4,8.4 15,12",
    "cross": (
        "4.2,1.4 8,5.2 11.8,1.4 14.6,4.2 10.8,8 14.6,11.8 11.8,14.6 8,10.8 4.2,14.6 1.4,11.8 5.2,8 1.4,4.2"
    ),
}
_SPARE = ("pentagon", "plus", "house", "spark", "hourglass", "slab", "dome", "cross")


def choose_shapes(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the shape of each kind of entity: the one it declares, unless an earlier kind on maps has it.

    Then it gets the next spare shape, so that shapes tell kinds apart; when all are in use, its own.
    """
    chosen: dict[str, str] = {}
    used: set[str] = set()
    spare = iter(_SPARE)
    for name, kind in vocabulary.entity_kinds.items():
        shape = kind.shape
        if kind.on_map:
            if shape in used:
                shape = next(spare, shape)
            used.add(shape)
        chosen[name] = shape
    return chosen
