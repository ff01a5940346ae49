"""Where things lie on a map: computed here, once, so that no browser has to.

Most things are placed together: each starts at a place drawn from its slug, is drawn towards what it
is tied to, and is then moved apart from its neighbours. What was recorded last comes after them, one
by one, to the free places next to what it is tied to. So whoever adds a little moves nothing that was
there; when much has come, all are placed together anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from graph.analysis.engine import drawing
from visualisations.areas import Disc, Home, arrange
from visualisations.settling import Ground, settle
from visualisations.spacing import Points, move_apart, spread_over_disc

STRETCH = 1.25  # maps are wider than high, because screens and labels are
LARGEST = 22.0
"""The largest radius that things may have without touching."""
_ROOM = 33.0  # free room around each thing, so that most labels find a place
_APART = 30.0
_FEW = 1.25  # so many more than those placed together find room
_CROWD = 1.6  # and so many times more than that before an area has to grow
_PULL = 0.65
_PULLS = 6

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
    Marks added at the end move the others when their number passes a border (`borders` are an eighth
    to a quarter apart), else not at all. About half a second for 5,000 marks.
    """
    areas = district_count if layout is Layout.BY_DISTRICT else 0
    groups = np.array(
        [
            mark.districts[0] if areas and len(mark.districts) == 1 else areas  # the middle comes last
            for mark in marks
        ],
        dtype=np.int64,
    )
    first = border_below(len(marks), 3)
    discs = arrange(_rooms(groups, first, areas), _ROOM)
    starts = first_places(marks, groups, discs, areas, seed)
    points = np.zeros((len(marks), 2))
    points[:first] = _place_together(starts[:first], groups[:first], ties, discs, seed)
    if first < len(marks):
        points = _place_later(points, first, starts, groups, ties, discs)
    ellipses = tuple(
        Ellipse(disc.x * STRETCH, disc.y, disc.radius * STRETCH, disc.radius) for disc in discs[:areas]
    )
    return Placement((points * (STRETCH, 1.0)).round(2), ellipses)


def border_below(count: int, digits: int) -> int:
    """Return a count with all but its first binary digits set to 0: 1000 (1111101000) becomes 896."""
    rest = max(count.bit_length() - digits, 0)
    return count >> rest << rest


def _rooms(groups: Groups, first: int, areas: int) -> list[float]:
    """Return for how many things each area has room: what comes later finds some too."""
    together = np.bincount(groups[:first], minlength=areas + 1)
    everything = np.bincount(groups, minlength=areas + 1)
    return [
        max(_FEW * count + 1, float(everything[group]) / _CROWD)
        for group, count in enumerate(together.tolist())
    ]


def _place_together(
    starts: Points, groups: Groups, ties: Sequence[tuple[int, int]], discs: Sequence[Disc], seed: int
) -> Points:
    """Place marks by what ties them, each in the disc of its group, the last of which is the middle."""
    count, middle = len(starts), len(discs) - 1
    inside = [(a, b) if a < b else (b, a) for a, b in ties if a < count and b < count and a != b]
    # Ties are cut off like marks, so that a few more between the same marks move nothing either.
    kept = sorted(set(inside[: border_below(len(inside), 4)]))
    pairs = np.array(kept, dtype=np.int64).reshape(-1, 2)
    drawn = _drawn_to_ties(starts, pairs)
    placed = np.zeros((count, 2))
    for group, disc in enumerate(discs):
        members = np.flatnonzero(groups == group)
        if len(members):
            around = discs[:middle] if group == middle else ()
            placed[members] = _fill(disc, around, drawn[members], _within(pairs, members), seed)
    return placed


def _place_later(
    points: Points,
    first: int,
    starts: Points,
    groups: Groups,
    ties: Sequence[tuple[int, int]],
    discs: Sequence[Disc],
) -> Points:
    """Place the marks after the first ones between them."""
    tied: list[list[int]] = [[] for _ in points]
    for one, other in ties:
        if one != other:
            tied[one].append(other)
            tied[other].append(one)
    reach = max(math.hypot(disc.x, disc.y) + disc.radius for disc in discs) + 4 * _ROOM
    ground = Ground(points[:first], reach, 1.8 * _APART)
    homes = [Home(disc, LARGEST / 2) for disc in discs[:-1]]
    homes.append(Home(discs[-1], LARGEST / 2, tuple(discs[:-1]), LARGEST + _ROOM / 2))
    return settle(points, first, starts, tied, ground, lambda position: homes[groups[position]])


def first_places(
    marks: Sequence[Mark], groups: Groups, discs: Sequence[Disc], areas: int, seed: int
) -> Points:
    """Draw a first place for each mark from its slug; what spans districts starts towards them."""
    starts = np.empty((len(marks), 2))
    key = seed.to_bytes(8, "little", signed=True)
    for row, mark in enumerate(marks):
        disc = discs[groups[row]]
        drawn = int.from_bytes(blake2b(mark.slug.encode(), digest_size=8, key=key).digest(), "little")
        angle = (drawn & 0xFFFFFFFF) / 2**32 * 2 * math.pi
        distance = math.sqrt((drawn >> 32) / 2**32) * disc.radius
        x, y = disc.x + distance * math.cos(angle), disc.y + distance * math.sin(angle)
        if areas and len(mark.districts) > 1:
            towards = [discs[district] for district in mark.districts]
            x = x * 0.6 + 0.4 * sum(other.x for other in towards) / len(towards)
            y = y * 0.6 + 0.4 * sum(other.y for other in towards) / len(towards)
        starts[row] = (x, y)
    return starts


def _drawn_to_ties(starts: Points, pairs: NDArray[np.int64]) -> Points:
    """Draw every mark towards the mean of what it is tied to, a few times over."""
    count = len(starts)
    ends = np.concatenate([pairs[:, 0], pairs[:, 1]])
    others = np.concatenate([pairs[:, 1], pairs[:, 0]])
    degrees = np.bincount(ends, minlength=count).astype(np.float64)
    tied = degrees > 0
    points = starts
    for _ in range(_PULLS):
        sums = [np.bincount(ends, weights=points[others, axis], minlength=count) for axis in (0, 1)]
        means: Points = np.column_stack(sums) / np.maximum(degrees, 1.0)[:, None]
        points = np.where(tied[:, None], (1 - _PULL) * starts + _PULL * means, starts)
    return points


def _within(pairs: NDArray[np.int64], members: NDArray[np.int64]) -> list[tuple[int, int]]:
    inside = np.isin(pairs, members).all(axis=1)
    rows: list[list[int]] = np.searchsorted(members, pairs[inside]).tolist()
    return [(a, b) for a, b in rows]


def _fill(
    disc: Disc, around: Sequence[Disc], start: Points, ties: list[tuple[int, int]], seed: int
) -> Points:
    """Place the members of one area inside its disc and outside the discs around it."""
    centre = np.array([disc.x, disc.y])
    if len(start) == 1:
        alone: Points = centre[None, :].copy()
        return alone
    home = Home(disc, LARGEST / 2, tuple(around), LARGEST + _ROOM / 2)
    points = _untangled(start - start.mean(axis=0), ties, seed)
    points = spread_over_disc(points, disc.inner - LARGEST / 2) + centre
    return move_apart(points, np.full(len(start), _APART), home.brought_in)


def _untangled(points: Points, ties: list[tuple[int, int]], seed: int) -> Points:
    """Let ties pull and everything push (Fruchterman & Reingold 1991), starting from `points`."""
    import igraph

    count = len(points)
    if not ties:
        return points
    scale = math.sqrt(count) / max(float(np.abs(points).max()), 1e-9)
    graph = igraph.Graph(count, edges=ties)
    with drawing(seed):
        found = graph.layout_fruchterman_reingold(
            seed=(points * scale).tolist(),
            niter=120 if count <= 400 else 50 if count <= 1000 else 12,
            start_temp=math.sqrt(count) / 12,
            grid=count > 1000,
        )
    coordinates: Points = np.array(found.coords, dtype=np.float64)
    untangled: Points = coordinates - coordinates.mean(axis=0)
    return untangled
