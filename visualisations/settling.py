"""Adding to a map without moving what is there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from visualisations.layout import STRETCH, Disc, Ellipse, Mark, Placement, Points, first_places
from visualisations.spacing import kept_outside, kept_within, move_apart


def settle(
    marks: Sequence[Mark],
    ties: Sequence[tuple[int, int]],
    known: Mapping[str, tuple[float, float]],
    areas: tuple[Ellipse, ...],
    *,
    seed: int = 0,
) -> Placement:
    """Place marks among others that stay where they are: `known` gives their places by slug.

    `areas` are those of the districts, none without districts. A new mark goes next to what it is
    tied to, into its district's area when it has just one.
    """
    order = sorted(range(len(marks)), key=lambda position: marks[position].slug)
    middle = Disc(0.0, 0.0, 200.0)
    discs = [*(Disc(area.x / STRETCH, area.y, area.half_height) for area in areas), middle]
    points = np.zeros((len(marks), 2))
    fixed = np.array([mark.slug in known for mark in marks], dtype=np.bool_)
    tied: dict[int, list[int]] = {}
    for one, other in ties:
        tied.setdefault(one, []).append(other)
        tied.setdefault(other, []).append(one)
    for position, mark in enumerate(marks):
        if fixed[position]:
            points[position] = np.array(known[mark.slug]) / (STRETCH, 1.0)
    homes = {}
    for position in order:
        if fixed[position]:
            continue
        mark = marks[position]
        home = mark.districts[0] if areas and len(mark.districts) == 1 else len(areas)
        homes[position] = home
        groups = np.array([home])
        drawn = first_places([mark], groups, discs, len(areas), seed)[0]
        friends = [other for other in tied.get(position, ()) if fixed[other]]
        points[position] = points[friends].mean(axis=0) * 0.8 + drawn * 0.2 if friends else drawn
    still = points[fixed].copy()

    def keep(moved: Points) -> Points:
        moved[fixed] = still
        for position, home in homes.items():
            for area, disc in enumerate(discs[:-1]):
                centre, radius = np.array([disc.x, disc.y]), marks[position].radius
                here = moved[position : position + 1] - centre
                if area == home:
                    here = kept_within(here, np.array([disc.radius - radius]))
                else:
                    here = kept_outside(here, (0.0, 0.0), np.array([disc.radius + radius + 2]))
                moved[position] = here[0] + centre
        return moved

    radii = np.array([mark.radius for mark in marks], dtype=np.float64)
    placed = move_apart(points, radii + 3, keep) if len(marks) else points
    return Placement((placed * (STRETCH, 1.0)).round(2), areas)
