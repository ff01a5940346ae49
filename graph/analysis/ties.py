"""The ties of a network as arrays: all that a measure needs, and nothing that cannot travel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.view import Direction

Positions = NDArray[np.int32]
Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Adjacency:
    """Who is next to whom: the neighbours of node i are `indices[indptr[i]:indptr[i + 1]]`, in order.

    `weights` goes beside `indices`.
    """

    indptr: NDArray[np.int64]
    indices: Positions
    weights: Values

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.indptr) - 1

    @property
    def degrees(self) -> NDArray[np.int64]:
        """How many neighbours each node has."""
        return np.diff(self.indptr)

    @cached_property
    def rows(self) -> Positions:
        """Whose neighbour each of `indices` is."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), self.degrees)

    def neighbours(self, node: int) -> Positions:
        """Return the neighbours of a node, lowest first."""
        return self.indices[self.indptr[node] : self.indptr[node + 1]]


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs of nodes that are tied, each once, in order of source, then target; no self-ties.

    Undirected, the source is the lower of the two. `weights` adds up the ties of a pair, `counts` says
    how many they are. `pair_of_tie` leads from a tie (a position in `Ties.sources`) to its pair, -1 for
    self-ties; of the two directed pairs of a mutual tie, to the one that runs as it was recorded.
    """

    nodes: int
    directed: bool
    sources: Positions
    targets: Positions
    weights: Values
    counts: Positions
    pair_of_tie: Positions

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self.sources)

    def keep(self, kept: Flags, weights: Values | None = None) -> Pairs:
        """Return some of the pairs, with other weights if given; ties of the others lead to no pair."""
        places = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        # The last place stands for the -1 of self-ties.
        pair_of_tie = np.append(places, np.int32(-1))[self.pair_of_tie]
        return Pairs(
            self.nodes,
            self.directed,
            self.sources[kept],
            self.targets[kept],
            (self.weights if weights is None else weights)[kept],
            self.counts[kept],
            pair_of_tie,
        )

    @cached_property
    def adjacency(self) -> Adjacency:
        """Whom each node is tied to: undirected, in either direction; directed, going out."""
        if self.directed:
            return _adjacency(self.nodes, self.sources, self.targets, self.weights)
        return _adjacency(
            self.nodes,
            np.concatenate([self.sources, self.targets]),
            np.concatenate([self.targets, self.sources]),
            np.concatenate([self.weights, self.weights]),
        )

    @cached_property
    def incoming(self) -> Adjacency:
        """From whom ties come in to each node; undirected, the same as `adjacency`."""
        if not self.directed:
            return self.adjacency
        return _adjacency(self.nodes, self.targets, self.sources, self.weights)


@dataclass(frozen=True, eq=False)
class Ties:
    """The ties of `nodes` nodes, one entry each: parallel ties and self-ties are all here.

    `sources` and `targets` are positions of nodes. `weights` are strengths where somebody gave one, 1
    where nobody did; of shared affiliations, Newman's weights. They are finite and at least 0; a tie of
    weight 0 is a tie. `mutual` ties run both ways: those of symmetric kinds, and shared affiliations.

    Arrays only, so that it can be sent to another process; what is derived is made there anew.
    Raises ValueError for arrays of different lengths, ends that are no node and impossible weights.
    """

    nodes: int
    sources: Positions
    targets: Positions
    weights: Values
    mutual: Flags

    def __post_init__(self) -> None:
        ends = (self.sources, self.targets)
        if len({len(self.sources), len(self.targets), len(self.weights), len(self.mutual)}) != 1:
            raise ValueError("Every tie has a source, a target, a weight, and is mutual or not.")
        if len(self.sources) and not all(end.min() >= 0 and end.max() < self.nodes for end in ends):
            raise ValueError(f"The ends of ties are positions below {self.nodes}.")
        if not bool(np.isfinite(self.weights).all() and (self.weights >= 0).all()):
            raise ValueError("Weights are finite and at least 0.")

    def __reduce__(self) -> tuple[type[Ties], tuple[int, Positions, Positions, Values, Flags]]:
        """Travel without what is derived."""
        return (Ties, (self.nodes, self.sources, self.targets, self.weights, self.mutual))

    def __len__(self) -> int:
        """Return how many ties there are, parallel ones counted each."""
        return len(self.sources)

    @cached_property
    def digest(self) -> bytes:
        """What tells these ties from others: the same for the same arrays."""
        return digest_of(self.nodes, self.sources, self.targets, self.weights, self.mutual)

    def undirected(self) -> Pairs:
        """Return who is tied to whom at all, directions ignored. Made once: O(m log m)."""
        return self._undirected

    def directed(self) -> Pairs:
        """Return who is tied to whom in which direction, mutual ties both ways. Made once: O(m log m)."""
        return self._directed

    def follow(self, direction: Direction) -> Pairs:
        """Return the pairs by which a walk in this direction goes on: BOTH ignores directions.

        Along IN, walks run from targets to sources: who is reached are those that reach the node.
        """
        if direction is Direction.BOTH:
            return self.undirected()
        return self.directed() if direction is Direction.OUT else self._reversed

    @cached_property
    def _reversed(self) -> Pairs:
        return Ties(self.nodes, self.targets, self.sources, self.weights, self.mutual).directed()

    @cached_property
    def _undirected(self) -> Pairs:
        low, high = np.minimum(self.sources, self.targets), np.maximum(self.sources, self.targets)
        return _pairs(self.nodes, False, low, high, self.weights, len(self))

    @cached_property
    def _directed(self) -> Pairs:
        back = self.mutual
        return _pairs(
            self.nodes,
            True,
            np.concatenate([self.sources, self.targets[back]]),
            np.concatenate([self.targets, self.sources[back]]),
            np.concatenate([self.weights, self.weights[back]]),
            len(self),
        )


def make_ties(
    nodes: int,
    pairs: list[tuple[int, int]],
    weights: list[float] | None = None,
    *,
    mutual: bool | list[bool] = False,
) -> Ties:
    """Return the ties between these pairs of nodes, for networks written by hand; weights default to 1."""
    ends = np.array(pairs, np.int32).reshape(-1, 2)
    return Ties(
        nodes,
        ends[:, 0].copy(),
        ends[:, 1].copy(),
        np.ones(len(ends)) if weights is None else np.array(weights, np.float64),
        np.full(len(ends), mutual, np.bool_) if isinstance(mutual, bool) else np.array(mutual, np.bool_),
    )


def digest_of(*parts: int | NDArray[Any]) -> bytes:
    """Return what tells these numbers and arrays from others."""
    found = blake2b(digest_size=16)
    for part in parts:
        content = str(part).encode() if isinstance(part, int) else part.tobytes()
        found.update(b"%d:" % len(content) + content)
    return found.digest()


def _pairs(
    nodes: int, directed: bool, sources: Positions, targets: Positions, weights: Values, ties: int
) -> Pairs:
    """Return the distinct pairs; the first `ties` entries are the ties themselves."""
    proper = sources != targets
    keys = sources[proper].astype(np.int64) * nodes + targets[proper]
    distinct, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    pair_of_tie = np.full(len(sources), -1, np.int32)
    pair_of_tie[proper] = inverse
    return Pairs(
        nodes,
        directed,
        (distinct // max(nodes, 1)).astype(np.int32),
        (distinct % max(nodes, 1)).astype(np.int32),
        np.bincount(inverse, weights=weights[proper], minlength=len(distinct)).astype(np.float64),
        counts.astype(np.int32),
        pair_of_tie[:ties],
    )


def _adjacency(nodes: int, sources: Positions, targets: Positions, weights: Values) -> Adjacency:
    order = np.argsort(sources.astype(np.int64) * nodes + targets, kind="stable")
    indptr = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(sources, minlength=nodes), out=indptr[1:])
    return Adjacency(indptr, targets[order].astype(np.int32), weights[order])
