"""What would become of a core's fit if nodes changed sides."""

from __future__ import annotations

import numpy as np

from graph.analysis.core_fit import CoreFit, CoreVariant
from graph.analysis.ties import Flags, Pairs, Positions, Values

NOBODY = -1
_FEW = 30


class CoreMoves:
    """A core that nodes enter and leave, and how well it would fit after each move.

    A move is a pair of nodes that change sides, `NOBODY` for none. Fits that are undefined are -∞.
    """

    def __init__(self, pairs: Pairs, variant: CoreVariant, core: Flags) -> None:
        self._pairs = pairs
        self._adjacency = pairs.adjacency
        self._degrees = pairs.adjacency.degrees.astype(np.float64)
        self._keys = pairs.sources.astype(np.int64) * pairs.nodes + pairs.targets
        self._fit = CoreFit(pairs.nodes, len(pairs), variant)
        self.place(core)

    def place(self, core: Flags) -> None:
        """Begin with another core: O(n + m)."""
        self.core = core.copy()
        weights = self.core[self._adjacency.indices].astype(np.float64)
        near = np.bincount(self._adjacency.rows, weights=weights, minlength=self._pairs.nodes)
        self._near: Values = near.astype(np.float64)

    def make(self, move: Positions) -> None:
        """Let the nodes of a move change sides: O(their degrees)."""
        for node in move[move != NOBODY].tolist():
            self.core[node] = not self.core[node]
            self._near[self._adjacency.neighbours(node)] += 1.0 if self.core[node] else -1.0

    def fit(self) -> float:
        """Return how well the core fits as it is."""
        size, inner, outer = self._count()
        return float(self._measure(np.array([size]), np.array([inner]), np.array([outer]))[0])

    def single(self) -> Values:
        """Return how well it would fit after each node alone changed sides: O(n)."""
        size, inner, outer = self._count()
        sign = np.where(self.core, -1.0, 1.0)
        far = self._degrees - self._near
        return self._measure(size + sign, inner + sign * self._near, np.asarray(outer - sign * far))

    def every(self) -> tuple[Positions, Values]:
        """Return all single moves, then swaps of the few nodes on each side that would move best alone."""
        size, inner, outer = self._count()
        alone = self.single()
        out, into = self._first(alone, self.core), self._first(alone, ~self.core)
        one, other = np.repeat(out, len(into)), np.tile(into, len(out))
        tied, far = self._tied(one, other), self._degrees - self._near
        swapped = self._measure(
            np.full(len(one), size),
            inner - self._near[one] + self._near[other] - tied,
            outer + far[one] - far[other] - tied,
        )
        nodes = np.arange(self._pairs.nodes)
        moves = np.concatenate(
            [np.column_stack([nodes, np.full(len(nodes), NOBODY)]), np.column_stack([one, other])]
        )
        return moves.astype(np.int32), np.concatenate([alone, swapped])

    def _count(self) -> tuple[float, float, float]:
        """Return the size of the core, and the ties within core and periphery."""
        far = self._degrees - self._near
        return (
            float(self.core.sum()),
            float(self._near[self.core].sum()) / 2,
            float(far[~self.core].sum()) / 2,
        )

    def _measure(self, sizes: Values, inner: Values, outer: Values) -> Values:
        fits = self._fit.measure(sizes, inner, outer)
        return np.where(np.isnan(fits), -np.inf, fits)

    def _first(self, values: Values, side: Flags) -> Positions:
        nodes = np.flatnonzero(side)
        return nodes[np.argsort(-values[nodes], kind="stable")[:_FEW]].astype(np.int32)

    def _tied(self, one: Positions, other: Positions) -> Values:
        if not len(self._keys):
            return np.zeros(len(one))
        wanted = np.minimum(one, other).astype(np.int64) * self._pairs.nodes + np.maximum(one, other)
        place = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.asarray(self._keys[place] == wanted, np.float64)
