"""Key players: whose loss would break the network most, and who together reach most of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np

from graph.analysis.distances import LARGEST_EXACT, measure_distances
from graph.analysis.engine import make_graph
from graph.analysis.fragmentation import Fragmentation, measure_fragmentation
from graph.analysis.removal_search import RemovalSearch, step_cost
from graph.analysis.set_reach import SetReach, closeness, count_steps, measure_set_reach
from graph.analysis.set_search import (
    Search,
    can_try_all,
    candidate_count,
    search_greedily,
    try_all,
)
from graph.analysis.ties import Pairs, Positions, Ties, Values
from graph.errors import Invalid

MOST_MEMBERS = 20
MOST_CELLS = 10_000_000
"""Distances held at once while looking for those who reach most: 80 MB."""
_MOST_TARGETS, _LEAST_TARGETS = 256, 64
_MOST_STEPS = 64
_PIVOTS, _PIVOT_WORK = 512, 50_000_000


@dataclass(frozen=True, eq=False)
class KeyPlayers:
    """A set of nodes, lowest first, and how it was found.

    without: the fragmentation of the network when they are gone, measured anew, not the estimate of the
    search. reach: what share of the network they reach.
    """

    members: Positions
    search: Search
    without: Fragmentation
    reach: SetReach


def choose_fragmenters(ties: Ties, size: int, *, seed: int) -> KeyPlayers | None:
    """Return the set of nodes whose removal fragments the network most (KPP-Neg, Borgatti 2006).

    That is the set with the highest DF of what is left, among equals with the highest F, then the lowest
    positions; see `measure_fragmentation`. None if fewer than two nodes would be left. Directions and
    weights are left aside. Raises Invalid for a size below 1 or above 20.

    Exact where all sets can be tried within `MOST_WORK`, some three seconds: sets × words × steps, with a
    word for each 64 targets at each node and tie. So with about 100 nodes and 250 ties up to three
    members, with 1,000 nodes one. Beyond, greedy with swaps among the nodes with the highest betweenness
    (from pivots drawn with the seed, Brandes and Pich 2007), comparing by distances of at most 64 steps to
    at most 256 nodes drawn with the seed; of the five best sets the one that is best when measured in
    full, up to 20,000 nodes with no longer ways. `search` says which.
    """
    pairs = ties.undirected()
    _check_size(size)
    if pairs.nodes - size < 2:
        return None
    every = np.arange(pairs.nodes, dtype=np.int32)
    steps = _guess_steps(pairs, seed)
    if can_try_all(pairs.nodes, size, step_cost(pairs, pairs.nodes) * steps):
        members = try_all(pairs.nodes, size, RemovalSearch(pairs, every).measure)
        search = Search(True, comb(pairs.nodes, size), pairs.nodes, 0, pairs.nodes)
        return _result(ties, members, search, None, seed)
    steps = min(steps, _MOST_STEPS)
    targets = _draw_targets(pairs, size, steps, seed)
    cost = step_cost(pairs, len(targets)) * steps
    candidates = _by_betweenness(pairs, candidate_count(pairs.nodes, size, cost), seed)
    score = RemovalSearch(pairs, targets, _MOST_STEPS).measure
    found, starts, tried = search_greedily(candidates, size, score, cost=cost, seed=seed)
    search = Search(False, tried, len(candidates), starts, len(targets))
    if pairs.nodes > LARGEST_EXACT or steps == _MOST_STEPS:
        return _result(ties, found[0], search, None, seed)
    results = [_result(ties, members, search, None, seed) for members in found]
    return max(results, key=_damage)


def choose_reachers(ties: Ties, size: int, *, seed: int, within: int | None = None) -> KeyPlayers | None:
    """Return the set of nodes that reaches most of the network (KPP-Pos, Borgatti 2006).

    That is the set with the highest distance-weighted reach, or with `within` the one with most nodes at
    most so many steps away; see `measure_set_reach`; among equals the one with the lowest positions. None if
    there are fewer nodes than that. Directions and weights are left aside. Raises Invalid for a size below
    1 or above 20, and for `within` below 1.

    Exact where all sets can be tried within `MOST_WORK`, some three seconds: sets × size × nodes, and the
    distances between all nodes held in memory (`MOST_CELLS`, some 3,000 nodes); of size 1 without
    `within`, up to 20,000 nodes. Beyond, greedy with swaps among the nodes of highest harmonic
    closeness, with the seed. `search` says which.
    """
    pairs = ties.undirected()
    _check_size(size)
    if within is not None and within < 1:
        raise Invalid("A reach of at least one step is needed.")
    nodes = pairs.nodes
    if nodes < size:
        return None
    whole = nodes * nodes <= MOST_CELLS
    if size == 1 and within is None and not whole:
        distances = measure_distances(pairs, seed=seed)
        best = np.array([np.argmax(np.round(distances.harmonic, 9))], np.int32)
        search = Search(not distances.estimated, nodes, nodes, 0, len(distances.targets))
        return _result(ties, best, search, within, seed)
    cost = size * nodes
    if whole and can_try_all(nodes, size, cost):
        reach = _ReachScore(pairs, np.arange(nodes, dtype=np.int32), within)
        search = Search(True, comb(nodes, size), nodes, 0, nodes)
        return _result(ties, try_all(nodes, size, reach.measure), search, within, seed)
    count = min(candidate_count(nodes, size, cost), max(size, MOST_CELLS // nodes))
    candidates = _by_harmonic(pairs, count, seed)
    reach = _ReachScore(pairs, candidates, within)
    found, starts, tried = search_greedily(candidates, size, reach.measure, cost=cost, seed=seed)
    return _result(ties, found[0], Search(False, tried, len(candidates), starts, nodes), within, seed)


class _ReachScore:
    """The reach of sets of some of the nodes, whose distances are reckoned once."""

    def __init__(self, pairs: Pairs, starts: Positions, within: int | None) -> None:
        self._place = np.zeros(pairs.nodes, np.int64)
        self._place[starts] = np.arange(len(starts))
        self._near = closeness(count_steps(pairs, starts), within)

    def measure(self, sets: Positions) -> Values:
        at_once = max(1, 1_000_000 // max(1, self._near.shape[1]))
        values = np.zeros((len(sets), 1))
        for start in range(0, len(sets), at_once):
            block = self._place[sets[start : start + at_once]]
            nearest = self._near[block[:, 0]]
            for column in block.T[1:]:
                np.maximum(nearest, self._near[column], out=nearest)
            values[start : start + at_once, 0] = nearest.mean(axis=1)
        return values


def _check_size(size: int) -> None:
    if not 1 <= size <= MOST_MEMBERS:
        raise Invalid(f"A set of key players has 1 to {MOST_MEMBERS} members.")


def _result(ties: Ties, members: Positions, search: Search, within: int | None, seed: int) -> KeyPlayers:
    members = np.sort(members)
    return KeyPlayers(
        members,
        search,
        measure_fragmentation(ties.undirected(), members, seed=seed),
        measure_set_reach(ties, members, within=within),
    )


def _damage(result: KeyPlayers) -> tuple[float, float]:
    without = result.without
    return (
        round(without.distance_fragmentation or 0.0, 12),
        round(without.fragmentation or 0.0, 12),
    )


def _guess_steps(pairs: Pairs, seed: int) -> int:
    """Return how many steps a search goes, about: from a few nodes drawn with the seed, and from a hub."""
    drawn = np.random.default_rng(seed).choice(pairs.nodes, min(pairs.nodes, 8), replace=False)
    asked = [*drawn.tolist(), int(np.argmax(pairs.adjacency.degrees))]
    eccentricities = make_graph(pairs).eccentricity(vertices=asked)
    return int(max(eccentricities)) + 1


def _draw_targets(pairs: Pairs, size: int, steps: int, seed: int) -> Positions:
    """Return the nodes to compare distances to: fewer where more would leave too few candidates."""
    drawn = np.random.default_rng(seed).permutation(pairs.nodes)[:_MOST_TARGETS].astype(np.int32)
    if candidate_count(pairs.nodes, size, step_cost(pairs, len(drawn)) * steps) < min(pairs.nodes, 50):
        return drawn[:_LEAST_TARGETS]
    return drawn


def _by_betweenness(pairs: Pairs, count: int, seed: int) -> Positions:
    pivots = min(pairs.nodes, _PIVOTS, max(1, _PIVOT_WORK // (pairs.nodes + 2 * len(pairs))))
    drawn = np.sort(np.random.default_rng(seed).choice(pairs.nodes, pivots, replace=False))
    between = make_graph(pairs).betweenness(directed=False, sources=drawn.tolist())
    return _highest(np.array(between), count)


def _by_harmonic(pairs: Pairs, count: int, seed: int) -> Positions:
    return _highest(measure_distances(pairs, seed=seed).harmonic, count)


def _highest(values: Values, count: int) -> Positions:
    """Return the nodes with the highest values, lowest position first among equals."""
    return np.sort(np.argsort(-np.round(values, 9), kind="stable")[:count]).astype(np.int32)
