"""Looking for the best set of so many nodes: all of them tried, or greedy with swaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, islice
from math import comb

import numpy as np

from graph.analysis.ties import Positions, Values
from graph.vocabulary.kinds import Language

MOST_WORK = 2_000_000_000
"""What trying all sets may cost, in steps of some 1 to 2 nanoseconds: about three seconds."""
MOST_GREEDY_WORK = 1_000_000_000
"""What a greedy search may cost, likewise."""
STARTS = 4
_PASSES = 4
_MOST_CANDIDATES, _LEAST_CANDIDATES = 200, 20
_AT_ONCE = 50_000
_SHORTLIST = 5

Score = Callable[[Positions], Values]
"""Takes sets, a row each, and returns their scores, a row each; higher is better, left columns first."""


@dataclass(frozen=True)
class Search:
    """How a set was found: whether it is proven best, and how many sets were tried.

    candidates: the nodes that sets were made of. starts: of the greedy search; 0 if all were tried.
    targets: the nodes that distances were reckoned to while comparing; a sample, if fewer than there are.
    """

    exact: bool
    tried: int
    candidates: int
    starts: int
    targets: int

    def describe(self, language: Language) -> str:
        """Return it as a sentence."""
        italian = language is Language.IT
        if self.exact:
            return f"Insiemi provati, tutti: {self.tried}." if italian else f"Sets tried, all: {self.tried}."
        if italian:
            return (
                f"Ricerca golosa con scambi da {self.starts} partenze tra {self.candidates} candidati, "
                f"distanze verso {self.targets} nodi, {self.tried} insiemi provati: forse non il migliore."
            )
        return (
            f"Greedy with swaps from {self.starts} starts among {self.candidates} candidates, "
            f"distances to {self.targets} nodes, {self.tried} sets tried: perhaps not the best."
        )


def can_try_all(nodes: int, size: int, cost: int) -> bool:
    """Say whether all sets of the size can be tried, one of them costing so many steps."""
    return comb(nodes, size) * max(cost, 1) <= MOST_WORK


def try_all(nodes: int, size: int, score: Score) -> Positions:
    """Return the best of all sets, the first in order of positions among equals."""
    best: tuple[float, ...] | None = None
    members = np.zeros(0, np.int32)
    for sets in _in_blocks(combinations(range(nodes), size), size):
        [(place, value)] = _highest(score(sets), 1)
        if best is None or value > best:
            best, members = value, sets[place]
    return members


def candidate_count(nodes: int, size: int, cost: int) -> int:
    """Return how many candidates a greedy search can afford."""
    affordable = MOST_GREEDY_WORK // max(cost, 1) // (size * STARTS * _PASSES)
    return min(nodes, max(_LEAST_CANDIDATES, size, min(_MOST_CANDIDATES, affordable)))


def search_greedily(
    candidates: Positions, size: int, score: Score, *, cost: int, seed: int
) -> tuple[list[Positions], int, int]:
    """Return the few best sets found, best first; from how many starts; how many sets were tried.

    The first start adds the best node until there are enough, the others draw their nodes with the seed.
    From each, the best swap of a member against a candidate is made until none is better, or until the
    sets tried cost `MOST_GREEDY_WORK`; the first start is always made.
    """
    random = np.random.default_rng(seed)
    most, wanted = MOST_GREEDY_WORK // max(cost, 1), 1 if size == 1 else STARTS
    tried, starts = 0, 0
    found: dict[tuple[int, ...], tuple[float, ...]] = {}

    def consider(sets: Positions) -> tuple[Positions, tuple[float, ...]]:
        nonlocal tried
        ranked = _highest(score(sets), _SHORTLIST)
        tried += len(sets)
        if sets.shape[1] == size:
            found.update({tuple(sorted(sets[place].tolist())): value for place, value in ranked})
        return sets[ranked[0][0]], ranked[0][1]

    while starts < wanted and (starts == 0 or tried < most):
        if starts:
            members, value = consider(random.choice(candidates, (1, size), replace=False).astype(np.int32))
        else:
            members = np.zeros(0, np.int32)
            for _ in range(size):
                members, value = consider(_extended(members, candidates))
        while size > 1 and len(candidates) > size and tried < most:
            other, other_value = consider(_swapped(members, candidates))
            if other_value <= value:
                break
            members, value = other, other_value
        starts += 1
    ranked = sorted(found, key=lambda item: (tuple(-part for part in found[item]), item))
    return [np.array(item, np.int32) for item in ranked[:_SHORTLIST]], starts, tried


def _extended(members: Positions, candidates: Positions) -> Positions:
    others = np.setdiff1d(candidates, members)
    return np.column_stack([np.tile(members, (len(others), 1)), others]).astype(np.int32)


def _swapped(members: Positions, candidates: Positions) -> Positions:
    """Return the sets that differ from this one by one member."""
    others = np.setdiff1d(candidates, members)
    sets = np.tile(members, (len(members), len(others), 1))
    for place in range(len(members)):
        sets[place, :, place] = others
    return sets.reshape(-1, len(members)).astype(np.int32)


def _highest(values: Values, count: int) -> list[tuple[int, tuple[float, ...]]]:
    """Return places and values of the highest rows, the first of equals first, without rounding noise."""
    rounded = np.round(values, 12)
    order = np.lexsort(-rounded.T[::-1])[:count]
    return [(int(place), tuple(rounded[place].tolist())) for place in order]


def _in_blocks(sets: Iterator[tuple[int, ...]], size: int) -> Iterator[Positions]:
    while len(block := np.fromiter(chain.from_iterable(islice(sets, _AT_ONCE)), np.int32)):
        yield block.reshape(-1, size)
