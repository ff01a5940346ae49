"""Triangles: three nodes that are all tied to each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.analysis.ties import Pairs, Positions

Places = NDArray[np.int64]

WEDGES_AT_ONCE = 2_000_000
"""How many pairs of neighbours are looked at in one go: about 100 MB."""


def find_triangles(pairs: Pairs) -> Iterator[Positions]:
    """Yield the triangles of undirected pairs, each once, as blocks of shape (triangles, 3).

    The three places of a row are positions of *pairs*: of the ties x–y, x–z and y–z, so that what is
    known of the ties can be looked up. Nodes are gone through by degree (Chiba and Nishizeki 1985):
    O(m√m) at worst, and near O(m) on sparse networks.
    """
    low, high = pairs.sources.astype(np.int64), pairs.targets.astype(np.int64)
    degrees = np.bincount(np.concatenate([low, high]), minlength=pairs.nodes)
    rank = np.empty(pairs.nodes, np.int64)
    rank[np.argsort(degrees, kind="stable")] = np.arange(pairs.nodes)
    upward = rank[low] < rank[high]
    start, end = np.where(upward, low, high), np.where(upward, high, low)
    # numpy sorts 16 bits by digits, in linear time.
    order = np.argsort(start.astype(np.uint16) if pairs.nodes <= 1 << 16 else start, kind="stable")
    start, end = start[order], end[order]
    last = np.cumsum(np.bincount(start, minlength=pairs.nodes))[start]
    follow = last - np.arange(len(start)) - 1
    keys = low * pairs.nodes + high
    # Most wedges are open: a table of marks tells so of nearly all of them, sooner than a search.
    shift = np.uint64(60 - len(keys).bit_length())
    marked = np.zeros(1 << (64 - int(shift)), np.bool_)
    marked[_hash(keys) >> shift] = True
    for first, beyond in _blocks(follow):
        counts = follow[first:beyond]
        one = np.repeat(np.arange(first, beyond), counts)
        other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
        wanted = np.minimum(end[one], end[other]) * pairs.nodes + np.maximum(end[one], end[other])
        likely = np.flatnonzero(marked[_hash(wanted) >> shift])
        one, other, wanted = one[likely], other[likely], wanted[likely]
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        closed = keys[place] == wanted
        if closed.any():
            found = [order[one[closed]], order[other[closed]], place[closed]]
            yield np.stack(found, axis=1).astype(np.int32)


def _hash(keys: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Spread keys over 64 bits, the foremost the best (Knuth, multiplicative hashing)."""
    spread: np.ndarray[tuple[int], np.dtype[np.uint64]] = keys.astype(np.uint64) * np.uint64(
        0x9E3779B97F4A7C15
    )
    return spread


def count_wedges(pairs: Pairs) -> int:
    """Return how many pairs of neighbours `find_triangles` would look at: at least the triangles."""
    counts = np.bincount(_upward(pairs)[0], minlength=pairs.nodes).astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def _upward(pairs: Pairs) -> tuple[Places, Places]:
    """Return the ends of each pair, the one of lower degree first."""
    low, high = pairs.sources.astype(np.int64), pairs.targets.astype(np.int64)
    degrees = np.bincount(np.concatenate([low, high]), minlength=pairs.nodes)
    rank = np.empty(pairs.nodes, np.int64)
    rank[np.argsort(degrees, kind="stable")] = np.arange(pairs.nodes)
    upward = rank[low] < rank[high]
    return np.where(upward, low, high), np.where(upward, high, low)


def _blocks(counts: Places) -> Iterator[tuple[int, int]]:
    """Yield ranges of positions that hold about `WEDGES_AT_ONCE` wedges each, none of them empty."""
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        done = int(ends[first - 1]) if first else 0
        beyond = max(first + 1, int(np.searchsorted(ends, done + WEDGES_AT_ONCE, side="right")))
        if int(ends[beyond - 1]) > done:
            yield first, beyond
        first = beyond
