"""How many steps apart nodes are, from all of them at once.

A breadth-first search from 64 nodes runs in one machine word: bit s of a node's word says that search s
has reached it, and one step is the union of the words of its neighbours (Then et al. 2014, The more the
merrier: efficient multi-source graph traversal). Many words side by side make numpy's loops long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analysis.engine import make_graph
from graph.analysis.ties import Adjacency, Pairs, Positions, Values

LARGEST_EXACT = 20_000
SAMPLED = 512
_MOST_STEPS = 64
_WORDS_AT_ONCE = 2_000_000
_FEW = 32

Words = NDArray[np.uint64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Distances:
    """What there is to know of the distances from each node to `targets`: all nodes, or a sample of them.

    Arrays have one value a node, over the targets other than itself that it reaches: `reached`, how many
    they are; `totals`, the sum of the distances d; `squares`, that of d²; `harmonic`, that of 1 / d, and
    `harmonic_squares`, that of 1 / d²; `eccentricities`, the largest. `histogram[d]` counts pairs of a
    node and a target at distance d; from `batches`, a row for each part of the targets, the errors come:
    how many pairs reach each other, and the sum of their distances.
    """

    nodes: int
    targets: Positions
    reached: Counts
    totals: Values
    squares: Values
    harmonic: Values
    harmonic_squares: Values
    eccentricities: Positions
    histogram: Counts
    batches: Values

    @property
    def estimated(self) -> bool:
        """Whether the targets are a sample."""
        return len(self.targets) < self.nodes

    @property
    def mean(self) -> float | None:
        """The mean distance over the pairs that reach each other; None when no pair does."""
        pairs = int(self.reached.sum())
        return float(self.totals.sum()) / pairs if pairs else None

    @property
    def mean_error(self) -> float | None:
        """The standard error of an estimated mean, from its batches (Cochran 1977, ch. 6); None if exact."""
        mean = self.mean
        if not self.estimated or mean is None or len(self.batches) < 2:
            return None
        pairs, totals = self.batches.T
        residual = totals - mean * pairs
        spread = (residual**2).sum() / (len(residual) * (len(residual) - 1))
        return float(np.sqrt(spread) / pairs.mean())

    @property
    def diameter(self) -> int | None:
        """The largest distance between two nodes that reach each other; of a sample, the least it can be."""
        return len(self.histogram) - 1 if len(self.histogram) > 1 else None

    def others(self) -> Counts:
        """Return how many targets other than itself each node has."""
        found = np.full(self.nodes, len(self.targets), np.int64)
        found[self.targets] -= 1
        return found


def measure_distances(pairs: Pairs, *, seed: int = 0, largest_exact: int = LARGEST_EXACT) -> Distances:
    """Return the distances from each node, along the ties: in their direction, if the pairs are directed.

    Exact up to so many nodes: O(nodes × pairs × diameter / 64). Above, distances to 512 nodes drawn with
    the seed (Eppstein and Wang 2004). Memory stays within some ten megabytes. A network with long chains
    (more than 64 steps) is searched node by node.
    """
    if pairs.nodes <= largest_exact:
        targets = np.arange(pairs.nodes, dtype=np.int32)
    else:
        drawn = np.random.default_rng(seed).choice(pairs.nodes, min(SAMPLED, pairs.nodes), replace=False)
        targets = drawn.astype(np.int32)
    gathered = _Gathered(pairs.nodes, targets)
    at_once = 64 if len(targets) < pairs.nodes else 64 * max(1, _WORDS_AT_ONCE // max(pairs.nodes, 1))
    plan = _Plan(pairs.adjacency)
    for start in range(0, len(targets), at_once):
        batch = targets[start : start + at_once]
        gathered.open_batch()
        for steps, found in plan.search(batch):
            if steps > _MOST_STEPS:
                return _search_singly(pairs, targets)
            gathered.add(steps, found)
    return gathered.finish()


class _Gathered:
    """Sums in the making."""

    def __init__(self, nodes: int, targets: Positions) -> None:
        self._nodes, self._targets = nodes, targets
        self._reached = np.zeros(nodes, np.int64)
        self._totals, self._squares, self._harmonic, self._harmonic_squares = np.zeros((4, nodes))
        self._eccentricities = np.zeros(nodes, np.int32)
        self._histogram = [0]
        self._batches: list[list[float]] = []

    def open_batch(self) -> None:
        self._batches.append([0.0, 0.0])

    def add(self, steps: int, found: Counts) -> None:
        """Take in how many targets each node has at so many steps."""
        pairs = int(found.sum())
        self._reached += found
        self._totals += found * steps
        self._squares += found * steps**2
        self._harmonic += found / steps
        self._harmonic_squares += found / steps**2
        np.maximum(self._eccentricities, steps, out=self._eccentricities, where=found > 0)
        self._histogram.extend([0] * (steps + 1 - len(self._histogram)))
        self._histogram[steps] += pairs
        self._batches[-1][0] += pairs
        self._batches[-1][1] += pairs * steps

    def add_rows(self, rows: Values) -> None:
        """Take in the distances to a target a row, 0 for nodes that don't reach it."""
        inverse = np.divide(1.0, rows, out=np.zeros_like(rows), where=rows > 0)
        self._reached += np.count_nonzero(rows, axis=0)
        self._totals += rows.sum(axis=0)
        self._squares += (rows**2).sum(axis=0)
        self._harmonic += inverse.sum(axis=0)
        self._harmonic_squares += (inverse**2).sum(axis=0)
        np.maximum(self._eccentricities, rows.max(axis=0).astype(np.int32), out=self._eccentricities)
        steps = np.bincount(rows[rows > 0].astype(np.int64))
        self._histogram.extend([0] * (len(steps) - len(self._histogram)))
        for step in np.flatnonzero(steps).tolist():
            self._histogram[step] += int(steps[step])
        self._batches[-1] = [float(np.count_nonzero(rows)), float(rows.sum())]

    def finish(self) -> Distances:
        return Distances(
            self._nodes,
            self._targets,
            self._reached,
            self._totals,
            self._squares,
            self._harmonic,
            self._harmonic_squares,
            self._eccentricities,
            np.array(self._histogram, np.int64),
            np.array(self._batches, np.float64).reshape(-1, 2),
        )


class _Plan:
    """Neighbours laid out for uniting words.

    Nodes stand in order of degree, highest first. Column k holds the k-th neighbour of every node that
    has one, a run from the first node on, so that a step is one union a column. The few nodes with more
    neighbours than that have the rest of theirs in `_rest`, united by runs.
    """

    def __init__(self, adjacency: Adjacency) -> None:
        self._nodes = adjacency.nodes
        degrees = adjacency.degrees
        self._order = np.argsort(-degrees, kind="stable")
        self._place = np.empty(self._nodes, np.int64)
        self._place[self._order] = np.arange(self._nodes)
        starts, sorted_degrees = adjacency.indptr[:-1][self._order], degrees[self._order]
        neighbours = self._place[adjacency.indices]
        self._columns: list[NDArray[np.int64]] = []
        while (count := int(np.count_nonzero(sorted_degrees > len(self._columns)))) >= _FEW:
            self._columns.append(neighbours[starts[:count] + len(self._columns)])
        heavy = int(np.count_nonzero(sorted_degrees > len(self._columns)))
        runs = [
            neighbours[start + len(self._columns) : start + degree]
            for start, degree in zip(starts[:heavy].tolist(), sorted_degrees[:heavy].tolist(), strict=True)
        ]
        self._rest = np.concatenate([*runs, np.zeros(0, np.int64)])
        self._bounds = np.cumsum([0, *map(len, runs)])[:-1].astype(np.int64)

    def search(self, targets: Positions) -> Iterator[tuple[int, Counts]]:
        """Yield, for 1, 2, … steps, how many of the targets each node reaches in exactly so many."""
        numbers = np.arange(len(targets))
        reached: Words = np.zeros((self._nodes, (len(targets) + 63) // 64), np.uint64)
        reached[self._place[targets], numbers // 64] = np.uint64(1) << (numbers % 64).astype(np.uint64)
        newest, steps = reached.copy(), 0
        while True:
            following = self._step(newest)
            following &= ~reached
            found = np.bitwise_count(following).sum(axis=1, dtype=np.int64)
            if not found.any():
                return
            steps += 1
            yield steps, found[self._place]
            reached |= following
            newest = following

    def _step(self, words: Words) -> Words:
        united = np.zeros_like(words)
        for column in self._columns:
            united[: len(column)] |= words[column]
        if len(self._bounds):
            united[: len(self._bounds)] |= np.bitwise_or.reduceat(words[self._rest], self._bounds, axis=0)
        return united


def _search_singly(pairs: Pairs, targets: Positions) -> Distances:
    """Return the distances by one search a target, for networks with long chains."""
    graph = make_graph(pairs)
    gathered = _Gathered(pairs.nodes, targets)
    for start in range(0, len(targets), 64):
        gathered.open_batch()
        rows = np.array(graph.distances(source=targets[start : start + 64].tolist(), mode="in"))
        gathered.add_rows(np.where(np.isfinite(rows), rows, 0.0))
    return gathered.finish()
