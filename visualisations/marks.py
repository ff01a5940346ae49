"""Drawing things of a map: shapes by kind, solid or hollow by status."""

from __future__ import annotations

from markupsafe import Markup

from graph.model import FactStatus
from visualisations.shapes import SHAPE_POINTS
from visualisations.svg import element, number, points
from visualisations.theme import Inks

DASHES = {FactStatus.PLANNED: "5 3.5", FactStatus.ENDED: "0.1 4"}
"""How lines of a status are broken; what is so is drawn through."""
_SIDE = 8.0
_LARGE = 8.0  # smaller outlines are finer
_BROKEN = {FactStatus.PLANNED: (3.6, 2.4), FactStatus.ENDED: (0.1, 3.2)}


def draw_mark(
    shape: str,
    x: float,
    y: float,
    radius: float,
    colour: str,
    inks: Inks,
    status: FactStatus = FactStatus.ACTUAL,
    name: str | None = None,
) -> Markup:
    """Return a thing: solid when it is so, hollow and dashed when foreseen, hollow and dotted when ended."""
    solid = status is FactStatus.ACTUAL
    finer = min(1.0, radius / _LARGE)
    inside = () if name is None else (element("title", name),)
    look: dict[str, str | float | None] = {
        "fill": colour if solid else inks.ground,
        "stroke": inks.ground if solid else colour,
        "stroke_width": 1 if solid else 1.8 * finer,
        "stroke_dasharray": None if solid else " ".join(number(part * finer) for part in _BROKEN[status]),
        "stroke_linecap": "round" if status is FactStatus.ENDED else None,
    }
    corners = SHAPE_POINTS.get(shape, "")
    if not corners:
        return element("circle", *inside, cx=x, cy=y, r=radius, **look)
    places = []
    for corner in corners.split():
        across, down = map(float, corner.split(","))
        places.append(
            (x + (across - _SIDE) / _SIDE * radius * 1.12, y + (down - _SIDE) / _SIDE * radius * 1.12)
        )
    return element("polygon", *inside, points=points(places), **look)
