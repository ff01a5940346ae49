"""Where things lie on a map: computed here, once, so that no browser has to.

Every thing starts at a place drawn from its slug, is drawn towards what it is tied to, and is then
moved apart from its neighbours. The same network therefore lies the same way each time, whatever
the order or the ids of its facts, and a few more things move the others little.
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
from visualisations.spacing import kept_outside, kept_within, move_apart, spread_over_disc

Points = NDArray[np.float64]

STRETCH = 1.25  # maps are wider than high, because screens and labels are
_ROOM = 21.0  # free room around each thing, so that most labels find a place
_REGION_MARGIN = 18.0
_REGION_GAP = 34.0
_FLATTEN = 0.82  # areas above and below come closer than those at the sides
_PULL = 0.65
_PULLS = 6


class Layout(StrEnum):
    """How things are placed: each district in its own area, or by their ties alone."""

    BY_DISTRICT = "BY_DISTRICT"
    FORCE = "FORCE"


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing to be placed: its slug, its radius, and the positions of its districts."""

    slug: str
    radius: float
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
    """Place marks that are tied by pairs of positions in them.

    BY_DISTRICT gives each district an area around a middle, in their order: what belongs to one
    district alone lies in its area, everything else in the middle. FORCE knows no areas. Depends on
    slugs, ties and districts only.
    """
    order = sorted(range(len(marks)), key=lambda position: marks[position].slug)
    rank = {position: row for row, position in enumerate(order)}
    sorted_marks = [marks[position] for position in order]
    pairs = np.array(
        sorted({(min(rank[a], rank[b]), max(rank[a], rank[b])) for a, b in ties if a != b}), dtype=np.int64
    ).reshape(-1, 2)
    areas = district_count if layout is Layout.BY_DISTRICT else 0
    groups = np.array(
        [
            mark.districts[0] if areas and len(mark.districts) == 1 else areas  # the middle comes last
            for mark in sorted_marks
        ],
        dtype=np.int64,
    )
    radii = np.array([mark.radius for mark in sorted_marks], dtype=np.float64)
    discs = _arrange(groups, radii, areas)
    start = _drawn_to_ties(first_places(sorted_marks, groups, discs, areas, seed), pairs)
    placed = np.zeros((len(marks), 2))
    for group, disc in enumerate(discs):
        members = np.flatnonzero(groups == group)
        if len(members):
            around = discs[:areas] if group == areas else ()
            inside = _within(pairs, members)
            placed[members] = _fill(disc, around, start[members], radii[members], inside, seed)
    points = np.empty_like(placed)
    points[order] = placed * (STRETCH, 1.0)
    ellipses = tuple(
        Ellipse(disc.x * STRETCH, disc.y, disc.radius * STRETCH, disc.radius) for disc in discs[:areas]
    )
    return Placement(points.round(2), ellipses)


@dataclass(frozen=True, slots=True)
class Disc:
    """A round area, before maps are made wider than high."""

    x: float
    y: float
    radius: float


def _arrange(groups: NDArray[np.int64], radii: Points, areas: int) -> list[Disc]:
    """Lay discs of sufficient size around the disc of the middle, which comes last."""
    sizes = []
    for group in range(areas + 1):
        room = float(((radii[groups == group] + _ROOM) ** 2).sum())
        sizes.append(math.sqrt(room / 0.72) + _REGION_MARGIN)
    middle = sizes[areas]
    outer = sizes[:areas]
    if not outer:
        return [Disc(0.0, 0.0, middle)]
    if areas == 1:
        return [Disc(0.0, 0.0, outer[0]), Disc(outer[0] + middle + _REGION_GAP, 0.0, middle)]
    # Each area takes a share of the circle that its width needs; all of them together fill it.
    largest = max(outer)
    ring = middle * 0.84 + _REGION_GAP
    ring = max(ring, sum(size + _REGION_GAP / 2 for size in outer) / math.pi - largest / 2)
    shares = [size + _REGION_GAP / 2 + 0.25 * largest for size in outer]
    turn = 2 * math.pi / sum(shares)
    angle = math.radians(-150 if areas > 2 else 180) - shares[0] * turn / 2
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
            factor = max(factor, (one.radius + other.radius + _REGION_GAP) / max(apart, 1.0))
    return [Disc(disc.x * factor, disc.y * factor, disc.radius) for disc in discs]


def first_places(
    marks: Sequence[Mark], groups: NDArray[np.int64], discs: Sequence[Disc], areas: int, seed: int
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
    disc: Disc, around: Sequence[Disc], start: Points, radii: Points, ties: list[tuple[int, int]], seed: int
) -> Points:
    """Place the members of one area inside its disc and outside the discs around it."""
    centre = np.array([disc.x, disc.y])
    if len(start) == 1:
        alone: Points = centre[None, :].copy()
        return alone
    inner = disc.radius - _REGION_MARGIN

    def keep(points: Points) -> Points:
        kept = kept_within(points, inner - radii)
        for other in around:
            kept = kept_outside(kept, (other.x, other.y), other.radius + radii + _ROOM)
        return kept

    points = _untangled(start - start.mean(axis=0), ties, seed)
    points = spread_over_disc(points, inner - float(radii.max()))
    placed: Points = move_apart(points, radii + _ROOM * 0.86, keep) + centre
    return placed


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
