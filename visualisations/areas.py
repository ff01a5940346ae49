"""The areas of a map by district: one for each, around a middle for what spans several or has none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualisations.spacing import Points, kept_outside, kept_within

_MARGIN = 18.0
_GAP = 34.0
_FILLED = 0.72  # so much of a disc can things take before they crowd
_FLATTEN = 0.82  # areas above and below come closer than those at the sides


@dataclass(frozen=True, slots=True)
class Disc:
    """A round area, before maps are made wider than high."""

    x: float
    y: float
    radius: float

    @property
    def inner(self) -> float:
        """How far from its middle things may lie."""
        return self.radius - _MARGIN


@dataclass(frozen=True, slots=True)
class Home:
    """Where the things of one group may lie: `edge` inside a disc, and `away` from other discs."""

    disc: Disc
    edge: float
    others: tuple[Disc, ...] = ()
    away: float = 0.0

    @property
    def _reach(self) -> float:
        return max(self.disc.inner - self.edge, 1.0)

    def brought_in(self, points: Points) -> Points:
        """Return points, those outside moved to the edge."""
        centre = np.array([self.disc.x, self.disc.y])
        kept: Points = kept_within(points - centre, np.full(len(points), self._reach)) + centre
        for other in self.others:
            kept = kept_outside(kept, (other.x, other.y), np.full(len(points), other.radius + self.away))
        return kept


def arrange(rooms: Sequence[float], room: float) -> list[Disc]:
    """Lay discs around the disc of the middle, which comes last here as in `rooms`.

    `rooms` says for how many things each has to have room, `room` how far each thing keeps others off.
    """
    sizes = [room * math.sqrt(things / _FILLED) + _MARGIN for things in rooms]
    *outer, middle = sizes
    if not outer:
        return [Disc(0.0, 0.0, middle)]
    if len(outer) == 1:
        return [Disc(0.0, 0.0, outer[0]), Disc(outer[0] + middle + _GAP, 0.0, middle)]
    # Each area takes a share of the circle that its width needs; all of them together fill it.
    largest = max(outer)
    ring = middle * 0.84 + _GAP
    ring = max(ring, sum(size + _GAP / 2 for size in outer) / math.pi - largest / 2)
    shares = [size + _GAP / 2 + 0.25 * largest for size in outer]
    turn = 2 * math.pi / sum(shares)
    angle = math.radians(-150 if len(outer) > 2 else 180) - shares[0] * turn / 2
    discs = []
    for size, share in zip(outer, shares, strict=True):
        angle += share * turn / 2
        distance = ring + size
        discs.append(Disc(distance * math.cos(angle), distance * math.sin(angle) * _FLATTEN, size))
        angle += share * turn / 2
    return [*_without_overlap(discs), Disc(0.0, 0.0, middle)]


def _without_overlap(discs: list[Disc]) -> list[Disc]:
    """Move discs away from the middle, all by the same factor, until no two overlap."""
    factor = 1.0
    for row, one in enumerate(discs):
        for other in discs[row + 1 :]:
            apart = math.hypot(one.x - other.x, one.y - other.y)
            factor = max(factor, (one.radius + other.radius + _GAP) / max(apart, 1.0))
    return [Disc(disc.x * factor, disc.y * factor, disc.radius) for disc in discs]
