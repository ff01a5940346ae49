"""Two-paths a → v → b, counted for v by role: all of them, and those that a tie a → b closes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.analysis.brokerage_roles import TOTAL, role_columns
from graph.analysis.groups import Counts
from graph.analysis.ties import Pairs, Ties
from graph.analysis.triangles import find_triangles


def count_two_paths(pairs: Pairs, groups: Counts) -> Counts:
    """Return all two-paths between different ends, open or closed, from the degrees by group alone."""
    nodes, codes = pairs.nodes, int(groups.max(initial=0)) + 1
    sources, targets = pairs.sources.astype(np.int64), pairs.targets.astype(np.int64)
    own = groups[sources] == groups[targets]
    mutual = returned(pairs)

    def count(ends: Counts, chosen: NDArray[np.bool_]) -> Counts:
        return np.bincount(ends[chosen], minlength=nodes).astype(np.int64)

    every = np.ones(len(pairs), np.bool_)
    into, out = count(targets, every), count(sources, every)
    into_own, out_own = count(targets, own), count(sources, own)
    back, back_own = count(sources, mutual), count(sources, mutual & own)
    from_groups, from_counts = np.unique(targets * codes + groups[sources], return_counts=True)
    to_groups, to_counts = np.unique(sources * codes + groups[targets], return_counts=True)
    both, one, other = np.intersect1d(from_groups, to_groups, assume_unique=True, return_indices=True)
    same = np.zeros(nodes, np.int64)
    np.add.at(same, both // codes, from_counts[one] * to_counts[other])

    coordinator = into_own * out_own - back_own
    itinerant = same - into_own * out_own - (back - back_own)
    gatekeeper = (into - into_own) * out_own
    representative = into_own * (out - out_own)
    total = into * out - back
    liaison = total - coordinator - itinerant - gatekeeper - representative
    return np.stack([coordinator, itinerant, gatekeeper, representative, liaison, total], axis=1)


def count_closed_two_paths(ties: Ties, groups: Counts) -> Counts:
    """Return the two-paths whose ends are tied from start to end: six ways to go round each triangle."""
    plain, directed = ties.undirected(), ties.directed()
    nodes = ties.nodes
    low, high = plain.sources.astype(np.int64), plain.targets.astype(np.int64)
    up = _among(low * nodes + high, directed)
    down = _among(high * nodes + low, directed)
    closed = np.zeros(nodes * (TOTAL + 1), np.int64)
    for triangles in find_triangles(plain):
        first, second, third = triangles.T
        corner = np.where((low[first] == low[second]) | (low[first] == high[second]), low[first], high[first])
        one, other = low[first] + high[first] - corner, low[second] + high[second] - corner
        to_one = np.where(corner == low[first], up[first], down[first])
        from_one = np.where(corner == low[first], down[first], up[first])
        to_other = np.where(corner == low[second], up[second], down[second])
        from_other = np.where(corner == low[second], down[second], up[second])
        across = np.where(one == low[third], up[third], down[third])
        back = np.where(one == low[third], down[third], up[third])
        for start, middle, end, there in (
            (one, corner, other, from_one & to_other & across),
            (other, corner, one, from_other & to_one & back),
            (corner, one, other, to_one & across & to_other),
            (other, one, corner, back & from_one & from_other),
            (corner, other, one, to_other & back & to_one),
            (one, other, corner, across & from_other & from_one),
        ):
            via = middle[there]
            column = role_columns(groups[start[there]], groups[via], groups[end[there]])
            closed += np.bincount(via * (TOTAL + 1) + column, minlength=len(closed))
            closed += np.bincount(via * (TOTAL + 1) + TOTAL, minlength=len(closed))
    return closed.reshape(nodes, TOTAL + 1)


def _among(keys: Counts, pairs: Pairs) -> NDArray[np.bool_]:
    """Say which of the keys source × n + target are ties; pairs come in the order of their keys."""
    known = pairs.sources.astype(np.int64) * pairs.nodes + pairs.targets
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.asarray(known[place] == keys)


def returned(pairs: Pairs) -> NDArray[np.bool_]:
    """Say of each directed pair whether the other direction is tied too."""
    return _among(pairs.targets.astype(np.int64) * pairs.nodes + pairs.sources, pairs)
