"""Where things lie on a map: computed here, once, so that no browser has to.

Each thing would like to lie at a place drawn from its slug. In each area they come in the order of
recording, next to what they are tied to, while ties pull and everything pushes (`growing`); at the end
they fill the area and are moved apart. So whoever adds a little moves little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from visualisations.areas import Disc, Home, arrange
from visualisations.growing import grow
from visualisations.spacing import Points, kept_within, move_apart, spread_over_disc

STRETCH = 1.25  # maps are wider than high, because screens and labels are
LARGEST = 22.0
"""The largest radius that things may have without touching."""
_ROOM = 33.0  # free room around each thing, so that most labels find a place
_APART = 30.0
_SPARE = 1.25  # areas have room for so many times more
_PULL = 0.4

Groups = NDArray[np.int64]


class Layout(StrEnum):
    """How things are placed: each district in its own area, or by their ties alone."""

    BY_DISTRICT = "BY_DISTRICT"
    FORCE = "FORCE"


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing to be placed: its slug, and the positions of its districts."""

    slug: str
    districts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An area of the map, by its centre and its half axes."""

    x: float
    y: float
    half_width: float
    half_height: float

    def contains(self, x: float, y: float) -> bool:
        """Return whether a point lies inside."""
        return ((x - self.x) / self.half_width) ** 2 + ((y - self.y) / self.half_height) ** 2 <= 1.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the marks lie, in their order, and the area of each district."""

    points: Points
    areas: tuple[Ellipse, ...]


def lay_out(
    marks: Sequence[Mark],
    ties: Sequence[tuple[int, int]],
    *,
    layout: Layout = Layout.BY_DISTRICT,
    district_count: int = 0,
    seed: int = 0,
) -> Placement:
    """Place marks that are tied by pairs of positions in them, both in order of recording.

    BY_DISTRICT gives each district an area around a middle, in their order: what belongs to one
    district alone lies in its area, everything else in the middle. FORCE knows no areas. Depends on
    slugs, ties, districts, their order and the seed only, not on sizes: those of up to LARGEST fit.
    Marks added at the end, with their ties, move the others little: `growing` says why. What changes
    about early ones may move many. Well under a second for 5,000 marks and 15,000 ties.
    """
    areas = district_count if layout is Layout.BY_DISTRICT else 0
    groups = np.array(
        [
            mark.districts[0] if areas and len(mark.districts) == 1 else areas  # the middle comes last
            for mark in marks
        ],
        dtype=np.int64,
    )
    counts = np.bincount(groups, minlength=areas + 1)
    discs = arrange([_SPARE * count + 1 for count in counts.tolist()], _ROOM)
    kept = sorted({(min(tie), max(tie)) for tie in ties if tie[0] != tie[1]})
    pairs = np.array(kept, dtype=np.int64).reshape(-1, 2)
    wishes = _find_wishes(marks, groups, pairs, areas, seed)
    points = np.zeros((len(marks), 2))
    for group, disc in enumerate(discs):
        members = np.flatnonzero(groups == group)
        if len(members):
            around = discs[:areas] if group == areas else ()
            points[members] = _fill(disc, around, wishes[members], _within(pairs, members), seed)
    ellipses = tuple(
        Ellipse(disc.x * STRETCH, disc.y, disc.radius * STRETCH, disc.radius) for disc in discs[:areas]
    )
    return Placement((points * (STRETCH, 1.0)).round(2), ellipses)


def _find_wishes(
    marks: Sequence[Mark], groups: Groups, pairs: NDArray[np.int64], areas: int, seed: int
) -> Points:
    """Return where each mark would like to lie in its area, as if that had a radius of 1.

    A place drawn from its slug, towards its districts, and towards what was recorded before it in other
    areas. Whatever comes later must not change it, not even by a rounding: so areas count as equal here.
    """
    discs = arrange([1.0] * (areas + 1), _ROOM)
    centres = np.array([(disc.x, disc.y) for disc in discs])
    radii = np.array([disc.radius for disc in discs])
    key = seed.to_bytes(8, "little", signed=True)
    places = np.empty((len(marks), 2))
    for row, mark in enumerate(marks):
        drawn = int.from_bytes(blake2b(mark.slug.encode(), digest_size=8, key=key).digest(), "little")
        angle = (drawn & 0xFFFFFFFF) / 2**32 * 2 * math.pi
        distance = math.sqrt((drawn >> 32) / 2**32)
        places[row] = (distance * math.cos(angle), distance * math.sin(angle))
        places[row] = centres[groups[row]] + radii[groups[row]] * places[row]
        if areas and len(mark.districts) > 1:
            places[row] += _PULL * (centres[list(mark.districts)].mean(axis=0) - places[row])
    abroad = pairs[groups[pairs[:, 0]] != groups[pairs[:, 1]]]
    number = np.bincount(abroad[:, 1], minlength=len(marks))
    sums = [np.bincount(abroad[:, 1], places[abroad[:, 0], axis], len(marks)) for axis in (0, 1)]
    means = np.column_stack(sums) / np.maximum(number, 1)[:, None]
    places += np.where(number[:, None] > 0, _PULL * (means - places), 0.0)
    return kept_within((places - centres[groups]) / radii[groups][:, None], np.ones(len(marks)))


def _within(pairs: NDArray[np.int64], members: NDArray[np.int64]) -> list[tuple[int, int]]:
    inside = np.isin(pairs, members).all(axis=1)
    rows: list[list[int]] = np.searchsorted(members, pairs[inside]).tolist()
    return [(a, b) for a, b in rows]


def _fill(
    disc: Disc, around: Sequence[Disc], wishes: Points, ties: list[tuple[int, int]], seed: int
) -> Points:
    """Place the members of one area inside its disc and outside the discs around it."""
    centre = np.array([disc.x, disc.y])
    if len(wishes) == 1:
        alone: Points = centre[None, :].copy()
        return alone
    home = Home(disc, LARGEST / 2, tuple(around), LARGEST + _ROOM / 2)
    points = grow(wishes, ties, seed)
    points = spread_over_disc(points - points.mean(axis=0), disc.inner - LARGEST / 2) + centre
    return move_apart(points, np.full(len(wishes), _APART), home.brought_in)
