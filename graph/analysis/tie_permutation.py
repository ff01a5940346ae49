"""Whether two networks on the same nodes differ by more than chance: a paired permutation test of ties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analysis.engine import make_graph
from graph.analysis.ties import Flags, Pairs, Positions, Ties
from graph.analysis.triangles import find_triangles

ROUNDS = 999
MOST_STEPS = 20_000_000
"""Rounds × 2 (nodes + pairs + triangles), of all pairs that are tied before or after: a few seconds."""
LEAST_ROUNDS = 99
_ROUNDING = 1e-9

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TiePermutation:
    """What came of it: p by name of the measure, None where the difference is undefined.

    differing: the pairs of nodes that are tied otherwise after than before. rounds: how many of the ways
    to swap them were tried; exact: all of them. p_values is empty beyond the bounds.
    """

    p_values: Mapping[str, float | None]
    differing: int
    rounds: int
    exact: bool


def permute_ties(before: Ties, after: Ties, *, seed: int, rounds: int = ROUNDS) -> TiePermutation:
    """Return how often chance makes two networks differ as much as they do; position i is one node in both.

    The null hypothesis: for each pair of nodes it is a matter of chance which of its two states came
    before and which after, independently of all other pairs. So in each round every pair that differs
    is swapped with probability 1/2, in both directions at once, and p = (1 + k) / (1 + rounds), where in
    k rounds the difference is at least as large as the observed one, in either direction; a round that
    leaves it undefined counts as such. Where so many rounds would do for every way to swap (2^differing is
    not more than rounds + 1), all are gone through instead, and p is exact. Nothing differs: p is 1.

    This is the paired randomisation test (Fisher 1935, The design of experiments; Pitman 1937) with pairs
    of nodes as its units; of density it is McNemar's (1947). It asks what UCINET's paired comparison of
    densities asks (Snijders and Borgatti 1999, "Non-parametric standard errors and tests for network
    statistics"), which resamples nodes instead. Who takes up ten ties at once changes ten pairs by one
    decision: then p is too small. And it speaks of ties that came about, not of ties that somebody chose
    to imagine.

    Tested are density and average_degree (alike), component_count, isolate_count, reciprocity,
    transitivity, degree_centralisation and fragmentation. Weights play no part. Fewer rounds than asked
    for are made on large networks, as `MOST_STEPS` allow; where not even 99 are, there is no p. Cost:
    O(rounds × (nodes + pairs + triangles)). Raises ValueError for networks of different sizes.
    """
    if before.nodes != after.nodes:
        raise ValueError("Both networks have the same nodes.")
    frame = _Frame(before, after)
    differing = len(frame.differing)
    rounds = min(rounds, MOST_STEPS // max(frame.steps, 1))
    if rounds < LEAST_ROUNDS:
        return TiePermutation({}, differing, 0, False)
    exact = 2**differing <= rounds + 1
    observed = frame.differences(np.zeros(differing, np.bool_))
    beyond = dict.fromkeys(observed, 0)
    made = 0
    for swapped in _all_swaps(differing) if exact else _random_swaps(differing, rounds, seed):
        made += 1
        for name, difference in frame.differences(swapped).items():
            beyond[name] += _is_as_large(difference, observed[name])
    # Among all ways to swap is the observed one; those drawn by chance come beside it.
    beside = 0 if exact else 1
    chances = {
        name: None if observed[name] is None else (beside + count) / (beside + made)
        for name, count in beyond.items()
    }
    return TiePermutation(chances, differing, made, exact)


def _is_as_large(difference: float | None, observed: float | None) -> bool:
    return difference is None or observed is None or abs(difference) >= abs(observed) - _ROUNDING


def _all_swaps(differing: int) -> Iterator[Flags]:
    places = np.arange(differing)
    for number in range(2**differing):
        yield (number >> places & 1).astype(np.bool_)


def _random_swaps(differing: int, rounds: int, seed: int) -> Iterator[Flags]:
    random = np.random.default_rng(seed)
    for _ in range(rounds):
        yield random.random(differing) < 0.5


class _Frame:
    """The pairs of nodes that are tied before or after, and what they make of a network."""

    def __init__(self, before: Ties, after: Ties) -> None:
        self._nodes = before.nodes
        self._union = _union(before, after)
        self._keys = _keys_of(self._union.sources, self._union.targets, self._nodes)
        self._before, self._after = self._state(before), self._state(after)
        self.differing: Codes = np.flatnonzero((self._before != self._after).any(axis=0))
        self._triangles = list(find_triangles(self._union))
        triangles = sum(len(block) for block in self._triangles)
        self.steps = 2 * (self._nodes + len(self._union) + triangles)

    def differences(self, swapped: Flags) -> dict[str, float | None]:
        """Return after less before, by measure, when some of the differing pairs are swapped."""
        places = self.differing[swapped]
        one, other = self._before.copy(), self._after.copy()
        one[:, places], other[:, places] = self._after[:, places], self._before[:, places]
        first, second = self._measure(one), self._measure(other)
        return {name: _difference(value, second[name]) for name, value in first.items()}

    def _state(self, ties: Ties) -> Flags:
        """Return two rows: which pairs are tied upward, to their higher node, and which downward."""
        pairs = ties.directed()
        up = pairs.sources < pairs.targets
        keys = _keys_of(
            np.minimum(pairs.sources, pairs.targets), np.maximum(pairs.sources, pairs.targets), self._nodes
        )
        return np.stack([np.isin(self._keys, keys[up]), np.isin(self._keys, keys[~up])])

    def _measure(self, state: Flags) -> dict[str, float | None]:
        nodes, union = self._nodes, self._union
        tied: Flags = state[0] | state[1]
        count = int(tied.sum())
        ones, others = union.sources[tied], union.targets[tied]
        degrees = np.bincount(ones, minlength=nodes) + np.bincount(others, minlength=nodes)
        graph = make_graph(_plain(nodes, ones, others))
        sizes = np.array(graph.connected_components().sizes(), np.int64)
        closed = sum(int(tied[block].all(axis=1).sum()) for block in self._triangles)
        both = int(state.all(axis=0).sum())
        reach = int((sizes * (sizes - 1)).sum())
        apart = int((degrees.max(initial=0) - degrees).sum())
        return {
            "density": _share(2 * count, nodes * (nodes - 1)),
            "average_degree": _share(2 * count, nodes),
            "component_count": float(len(sizes)),
            "isolate_count": float((degrees == 0).sum()),
            "reciprocity": _share(2 * both, int(state.sum())),
            "transitivity": _share(3 * closed, int((degrees * (degrees - 1)).sum()) // 2),
            "degree_centralisation": _share(apart, (nodes - 1) * (nodes - 2)) if nodes else None,
            "fragmentation": _share(nodes * (nodes - 1) - reach, nodes * (nodes - 1)),
        }


def _union(before: Ties, after: Ties) -> Pairs:
    return Ties(
        before.nodes,
        np.concatenate([before.sources, after.sources]),
        np.concatenate([before.targets, after.targets]),
        np.concatenate([before.weights, after.weights]),
        np.concatenate([before.mutual, after.mutual]),
    ).undirected()


def _plain(nodes: int, ones: Positions, others: Positions) -> Pairs:
    count = len(ones)
    return Pairs(nodes, False, ones, others, np.ones(count), np.ones(count, np.int32), np.zeros(0, np.int32))


def _keys_of(low: Positions, high: Positions, nodes: int) -> Codes:
    return low.astype(np.int64) * nodes + high


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before
