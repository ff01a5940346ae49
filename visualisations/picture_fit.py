"""Fitting a scene into the room that a picture has for it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualisations.layout import Ellipse
from visualisations.scene import Scene

_STRETCH = 1.5  # how much more one direction may be scaled than the other, to fill the room
_SMALLEST, _LARGEST = 3.2, 22.0
_SIDE, _SIDES, _ENDS = 0.055, 64.0, 26.0  # room for names: a share at the sides, at most; above and below
_LARGEST_SCALE = 3.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A scene in units of the picture: the room (left, top, right, bottom), places, radii and areas."""

    frame: tuple[float, float, float, float]
    scale: tuple[float, float]
    shift: tuple[float, float]
    places: list[tuple[float, float]]
    radii: list[float]
    areas: list[Ellipse]

    def ellipse(self, area: Ellipse) -> Ellipse:
        """Return an area of the scene in units of the picture."""
        across, down = self.scale
        return Ellipse(
            area.x * across + self.shift[0],
            area.y * down + self.shift[1],
            area.half_width * across,
            area.half_height * down,
        )

    @property
    def outlines(self) -> list[list[tuple[float, float]]]:
        """The outlines of the areas, as points."""
        turns = [2 * math.pi * step / 60 for step in range(61)]
        return [
            [
                (area.x + area.half_width * math.cos(turn), area.y + area.half_height * math.sin(turn))
                for turn in turns
            ]
            for area in self.areas
        ]


def fit_scene(scene: Scene, left: float, top: float, right: float, bottom: float) -> Fit:
    """Fit a scene into a room, in its middle, as large as it goes; nodes keep their shape.

    Scenes of two moments with the same extent are fitted alike.
    """
    low_x, low_y, high_x, high_y = _extent(scene)
    side = min(_SIDE * (right - left), _SIDES)
    room_x, room_y = max(right - left - 2 * side, 1.0), max(bottom - top - 2 * _ENDS, 1.0)
    across = room_x / max(high_x - low_x, 1.0)
    down = room_y / max(high_y - low_y, 1.0)
    across, down = min(across, down * _STRETCH, _LARGEST_SCALE), min(down, across * _STRETCH, _LARGEST_SCALE)
    shift_x = (left + right) / 2 - (low_x + high_x) / 2 * across
    shift_y = (top + bottom) / 2 - (low_y + high_y) / 2 * down
    thickness = min(across, down)
    fit = Fit(
        frame=(left, top, right, bottom),
        scale=(across, down),
        shift=(shift_x, shift_y),
        places=[(node.x * across + shift_x, node.y * down + shift_y) for node in scene.nodes],
        radii=[min(max(node.size * thickness, _SMALLEST), _LARGEST) for node in scene.nodes],
        areas=[],
    )
    fit.areas.extend(fit.ellipse(region.area) for region in scene.regions)
    return fit


def _extent(scene: Scene) -> tuple[float, float, float, float]:
    """Return what the scene reaches: all that has a place on it at any moment, so that moments compare."""
    boxes = [
        (node.x - node.size, node.y - node.size, node.x + node.size, node.y + node.size)
        for node in scene.nodes
    ]
    areas = [region.area for region in scene.regions]
    boxes += [
        (
            each.x - each.half_width,
            each.y - each.half_height,
            each.x + each.half_width,
            each.y + each.half_height,
        )
        for each in areas
    ]
    if scene.extent[0] < scene.extent[2]:
        boxes.append(scene.extent)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True) if boxes else ((0.0,),) * 4
    return min(lefts), min(tops), max(rights), max(bottoms)
