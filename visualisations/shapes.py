"""The shapes of things on a map, as points in a square of 16 by 16, for legends and pictures."""

from __future__ import annotations

import math


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
}
