"""Giving things room: filling a disc evenly, and moving apart what overlaps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Rows = NDArray[np.int64]

_ROUNDS = 40
_HALF_NEIGHBOURS = ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1))


def spread_over_disc(points: Points, radius: float, evenness: float = 0.6) -> Points:
    """Return points moved along their direction from the middle so that they fill a disc.

    With evenness 1 each ring of the disc holds as many points as its area deserves; with 0 distances
    keep their proportions.
    """
    count = len(points)
    distances = np.hypot(points[:, 0], points[:, 1])
    ranks = np.empty(count)
    ranks[np.argsort(distances, kind="stable")] = np.arange(count)
    even = np.sqrt((ranks + 0.5) / count)
    reach = float(np.quantile(distances, 0.95)) or 1.0
    kept = np.minimum(distances / reach, 1.0)
    wanted = radius * (evenness * even + (1 - evenness) * kept)
    directions = points / np.maximum(distances, 1e-9)[:, None]
    spread: Points = directions * wanted[:, None]
    return spread


def move_apart(
    points: Points, radii: Points, keep: Callable[[Points], Points], rounds: int = _ROUNDS
) -> Points:
    """Return points moved until circles of these radii hardly overlap, or the rounds are over.

    `keep` is given the points after each round and moves back those that left their area.
    """
    placed = keep(points)
    cell = 2 * float(radii.max())
    pairs = close_pairs(placed, cell)
    for turn in range(rounds if len(points) <= 1500 else rounds // 2):
        if turn % 4 == 3:
            pairs = close_pairs(placed, cell)
        first, second = pairs
        gap = placed[second] - placed[first]
        distances = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-6)
        overlap = radii[first] + radii[second] - distances
        touching = overlap > 0.5
        if not touching.any():
            break
        first, second = first[touching], second[touching]
        push = gap[touching] * (0.45 * overlap[touching] / distances[touching])[:, None]
        for axis in (0, 1):
            placed[:, axis] += np.bincount(second, weights=push[:, axis], minlength=len(placed))
            placed[:, axis] -= np.bincount(first, weights=push[:, axis], minlength=len(placed))
        placed = keep(placed)
    return placed


def close_pairs(points: Points, cell: float) -> tuple[Rows, Rows]:
    """Return the pairs of points, as two columns of positions, that share or neighbour a square cell."""
    cells = np.floor(points / cell).astype(np.int64)
    cells -= cells.min(axis=0) - 1
    width = int(cells[:, 0].max()) + 2
    keys = cells[:, 0] + width * cells[:, 1]
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    firsts, seconds = [], []
    for right, down in _HALF_NEIGHBOURS:
        wanted = sorted_keys + right + width * down
        low = np.searchsorted(sorted_keys, wanted, side="left")
        high = np.searchsorted(sorted_keys, wanted, side="right")
        if right == down == 0:
            low = np.arange(len(points)) + 1  # each pair of a cell once
        counts = np.maximum(high - low, 0)
        first = np.repeat(np.arange(len(points)), counts)
        offsets = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
        firsts.append(order[first])
        seconds.append(order[np.repeat(low, counts) + offsets])
    return np.concatenate(firsts), np.concatenate(seconds)


def kept_within(points: Points, limits: Points) -> Points:
    """Return points, each at most its limit away from the middle."""
    distances = np.hypot(points[:, 0], points[:, 1])
    factors = np.minimum(1.0, limits / np.maximum(distances, 1e-9))
    kept: Points = points * factors[:, None]
    return kept


def kept_outside(points: Points, centre: tuple[float, float], limits: Points) -> Points:
    """Return points, each at least its limit away from a centre."""
    away = points - np.array(centre)
    distances = np.maximum(np.hypot(away[:, 0], away[:, 1]), 1e-9)
    kept: Points = np.array(centre) + away * np.maximum(1.0, limits / distances)[:, None]
    return kept
