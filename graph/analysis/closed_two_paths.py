"""Closed two-paths a → v → b, those with a tie a → b, counted for v by role."""

from __future__ import annotations

import numpy as np

from graph.analysis.brokerage_roles import ROLES, TOTAL, BrokerageRole, role_columns
from graph.analysis.groups import Counts, group_sizes
from graph.analysis.ties import Ties
from graph.analysis.triangles import count_wedges, find_triangles
from graph.analysis.two_paths import among

MOST_NODES = 20_000
"""So many nodes have their ties in bits: 50 MB, and as much again for as many groups."""
WORDS_AT_ONCE = 2_000_000
_WEDGE = 50
"""What a wedge costs, in words of bits."""


def count_closed_two_paths(ties: Ties, groups: Counts) -> Counts:
    """Return the closed two-paths through each node, by role.

    Sparse networks are gone through triangle by triangle. Dense ones, as shared affiliations make them,
    tie by tie with everybody's ties as bits: O(nodes × ties / 64), where that is less.
    """
    words = (ties.nodes + 63) // 64
    in_bits = 3 * len(ties.directed()) * words
    if ties.nodes <= MOST_NODES and in_bits < _WEDGE * count_wedges(ties.undirected()):
        return _by_bits(ties, groups)
    return _by_triangles(ties, groups)


def _by_bits(ties: Ties, groups: Counts) -> Counts:
    """For each tie v → b, count the a with ties to both, apart by whether v's or b's group is theirs."""
    pairs, nodes = ties.directed(), ties.nodes
    words = (nodes + 63) // 64
    rows = np.zeros((nodes, words), np.uint64)
    sources = pairs.sources.astype(np.int64)
    bits = np.uint64(1) << (sources % 64).astype(np.uint64)
    np.bitwise_or.at(rows, (pairs.targets, sources // 64), bits)
    members = np.zeros((len(group_sizes(groups)), words), np.uint64)
    every = np.arange(nodes)
    np.bitwise_or.at(members, (groups, every // 64), np.uint64(1) << (every % 64).astype(np.uint64))
    closed = np.zeros(nodes * (TOTAL + 1), np.int64)
    at_once = max(1, WORDS_AT_ONCE // max(words, 1))
    for first in range(0, len(pairs), at_once):
        via, end = sources[first : first + at_once], pairs.targets[first : first + at_once]
        common = rows[via] & rows[end]
        own, other = groups[via], groups[end]
        total = _count(common)
        with_via, with_end = _count(common & members[own]), _count(common & members[other])
        same = own == other
        for role, chosen, found in (
            (BrokerageRole.COORDINATOR, same, with_via),
            (BrokerageRole.GATEKEEPER, same, total - with_via),
            (BrokerageRole.REPRESENTATIVE, ~same, with_via),
            (BrokerageRole.ITINERANT, ~same, with_end),
            (BrokerageRole.LIAISON, ~same, total - with_via - with_end),
        ):
            np.add.at(closed, via[chosen] * (TOTAL + 1) + ROLES.index(role), found[chosen])
        np.add.at(closed, via * (TOTAL + 1) + TOTAL, total)
    return closed.reshape(nodes, TOTAL + 1)


def _count(words: np.ndarray[tuple[int, int], np.dtype[np.uint64]]) -> Counts:
    return np.asarray(np.bitwise_count(words).sum(axis=1), np.int64)


def _by_triangles(ties: Ties, groups: Counts) -> Counts:
    """Go six ways round each triangle: O(m√m) at worst, little on sparse networks."""
    plain, directed = ties.undirected(), ties.directed()
    nodes = ties.nodes
    low, high = plain.sources.astype(np.int64), plain.targets.astype(np.int64)
    up = among(low * nodes + high, directed)
    down = among(high * nodes + low, directed)
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
