"""What many sets of nodes would leave behind, each removed by itself, reckoned side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.analysis.ties import Adjacency, Pairs, Positions, Values

WORDS_AT_ONCE = 60_000
"""Words of 8 bytes in each of a few arrays: what stays in a processor's cache."""

_FEW = 16
"""A column with fewer nodes is not worth a pass of its own."""

Words = NDArray[np.uint64]


def step_cost(pairs: Pairs, targets: int) -> int:
    """Return how many words one step of a search for so many targets goes through, about."""
    return max(1, 2 * len(pairs) + 4 * pairs.nodes) * ((targets + 63) // 64)


class RemovalSearch:
    """Distances left between nodes when sets of the same size are removed, to all nodes or to a sample.

    Searches from 64 of the targets run in the bits of a word (see `distances`), and many sets side by
    side in the words of a row, so that one pass over the ties serves them all. With `most_steps`, nodes
    farther apart count as not reaching each other.
    """

    def __init__(self, pairs: Pairs, targets: Positions, most_steps: int | None = None) -> None:
        self._nodes = pairs.nodes
        self._most_steps = most_steps
        self._width = (len(targets) + 63) // 64
        self._lay_out(pairs.adjacency)
        numbers = np.arange(len(targets))
        self._own: Words = np.zeros((self._nodes, self._width), np.uint64)
        self._own[self._place[targets], numbers // 64] = np.uint64(1) << (numbers % 64).astype(np.uint64)

    def measure(self, sets: Positions) -> Values:
        """Return DF and F without each set, of shape (sets, 2); `sets` has a row for each.

        Over a sample of targets both are estimates, better for comparing than for telling. At least two
        nodes must be left. Cost: sets × step cost × steps, some 1 to 2 nanoseconds for each.
        """
        at_once = max(1, WORDS_AT_ONCE // max(1, self._nodes * self._width))
        parts = [self._measure(sets[start : start + at_once]) for start in range(0, len(sets), at_once)]
        return np.concatenate([np.zeros((0, 2)), *parts])

    def _measure(self, sets: Positions) -> Values:
        count, size = sets.shape
        newest = np.repeat(self._own[:, None, :], count, axis=1)
        unreached = np.full(newest.shape, ~np.uint64(0), np.uint64)
        gone, which = self._place[sets], np.arange(count)[:, None]
        newest[gone, which] = 0
        unreached[gone, which] = 0
        unreached &= ~newest
        asked = np.bitwise_count(newest).sum(axis=(0, 2), dtype=np.int64)
        near, reached = np.zeros((2, count))
        steps = 0
        while self._most_steps is None or steps < self._most_steps:
            steps += 1
            newest = self._unite(newest.reshape(self._nodes, -1)).reshape(newest.shape)
            newest &= unreached
            found = np.bitwise_count(newest).sum(axis=(0, 2), dtype=np.int64)
            if not found.any():
                break
            unreached ^= newest
            near += found / steps
            reached += found
        ways = np.maximum(asked * (self._nodes - size - 1), 1)
        return np.stack([1 - near / ways, 1 - reached / ways], axis=1)

    def _lay_out(self, adjacency: Adjacency) -> None:
        """Put nodes in order of degree, highest first, and their first, second, … neighbours in columns."""
        degrees = adjacency.degrees
        order = np.argsort(-degrees, kind="stable")
        self._place = np.empty(self._nodes, np.int64)
        self._place[order] = np.arange(self._nodes)
        starts, degrees = adjacency.indptr[:-1][order], degrees[order]
        neighbours = self._place[adjacency.indices]
        self._columns: list[NDArray[np.int64]] = []
        while (count := int(np.count_nonzero(degrees > len(self._columns)))) >= _FEW:
            self._columns.append(neighbours[starts[:count] + len(self._columns)])
        done = len(self._columns)
        heavy = int(np.count_nonzero(degrees > done))
        runs = [
            neighbours[start + done : start + degree]
            for start, degree in zip(starts[:heavy].tolist(), degrees[:heavy].tolist(), strict=True)
        ]
        self._rest = np.concatenate([*runs, np.zeros(0, np.int64)])
        self._bounds = np.cumsum([0, *map(len, runs)])[:-1].astype(np.int64)

    def _unite(self, words: Words) -> Words:
        """Return for each node the union of its neighbours' words."""
        united = np.zeros_like(words)
        for column in self._columns:
            united[: len(column)] |= np.take(words, column, axis=0)
        if len(self._bounds):
            rest = np.take(words, self._rest, axis=0)
            united[: len(self._bounds)] |= np.bitwise_or.reduceat(rest, self._bounds, axis=0)
        return united
