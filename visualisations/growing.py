"""Letting ties draw a layout that grows, so that it is never drawn anew.

Where many lie is where a few less would lie, and a little further. So a layout goes through its own
past: from the first things, by steps of a few more, to all of them; no step moves what is there far.
Nobody has to remember that past: it follows from the order in which things were recorded.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from graph.analysis.engine import drawing
from visualisations.spacing import Points

_FIRST = 8  # so many are placed together, before there is a past
_MANY = 400
_STEP, _LONG_STEP = 0.02, 0.04  # how much more a step brings, up to _MANY and beyond
_REACH = 0.7  # how far a thing may come while the number doubles, in deviations of all from the middle
_OWN_WILL = 0.05


def grow(wishes: Points, ties: Sequence[tuple[int, int]], seed: int) -> Points:
    """Return where points lie that are tied by pairs of rows, the smaller one first.

    `wishes` lie within 1 of the middle; what is returned fills about that disc. A point and its ties
    to earlier ones change little about where those lie; anything about early ones may change all.
    """
    count = len(wishes)
    earlier: list[list[int]] = [[] for _ in range(count)]
    for one, other in ties:
        earlier[other].append(one)
    ordered = sorted(ties, key=lambda tie: tie[1])
    others = [other for _, other in ordered]
    points = np.zeros((count, 2))
    placed = 0
    for border in _borders(count):
        for row in range(placed, border):
            friends = [friend for friend in earlier[row] if friend < row]
            points[row] = wishes[row]
            if friends and placed:
                points[row] = _OWN_WILL * wishes[row] + (1 - _OWN_WILL) * points[friends].mean(axis=0)
        inside = ordered[: bisect_left(others, border)]
        if inside:
            growth = math.log2(border / placed) if placed else 1.0
            limit = _REACH * growth * float(points[:border].std(axis=0).max())
            points[:border] = _pulled(points[:border], inside, placed, limit, seed)
        placed = border
    return points


def _borders(count: int) -> Iterator[int]:
    border = _FIRST
    while border < count:
        yield border
        border += max(1, int(border * (_STEP if border < _MANY else _LONG_STEP)))
    yield count


def _pulled(points: Points, ties: Sequence[tuple[int, int]], placed: int, limit: float, seed: int) -> Points:
    """Let ties pull and everything push (Fruchterman & Reingold 1991), the placed no further than a limit."""
    import igraph

    scale = math.sqrt(len(points))
    rounds = (6 if len(points) <= 300 else 3 if len(points) <= _MANY else 2) if placed else 120
    graph = igraph.Graph(len(points), edges=ties)
    with drawing(seed):
        found = graph.layout_fruchterman_reingold(
            seed=(points * scale).tolist(),
            niter=rounds,
            start_temp=scale * (1.5 * limit / rounds if placed else 1 / 12),
            grid=len(points) > _MANY,
        )
    pulled = _turned_back(np.array(found.coords, dtype=np.float64) / scale, points)
    moves = pulled[:placed] - points[:placed]
    distances = np.maximum(np.hypot(moves[:, 0], moves[:, 1]), 1e-9)
    pulled[:placed] = points[:placed] + moves * np.minimum(1.0, limit / distances)[:, None]
    return pulled


def _turned_back(points: Points, model: Points) -> Points:
    """Turn and mirror points to lie as near as can be to a model (Schönemann 1966): the engine turns them."""
    middle = model.mean(axis=0)
    points = points - points.mean(axis=0)
    left, _, right = np.linalg.svd(points.T @ (model - middle))
    turned: Points = points @ (left @ right) + middle
    return turned
