"""Looking for the core that fits best where not all cores can be tried."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.analysis.core_fit import CoreFit, CoreVariant
from graph.analysis.core_moves import NOBODY, CoreMoves
from graph.analysis.engine import make_graph
from graph.analysis.ties import Flags, Pairs, Positions

MOST_WORK = 10_000_000
"""Moves × nodes of all walks together, about a second; the way up from the starts takes as much again."""
MOST_EQUAL = 1000
_FEW_EQUAL = 10
_ORDERS = 3
_TENURE = 7
_NOISE = 1e-12


class CoreSearch:
    """Tabu search (Glover 1989): the best move is made, for better or worse, and not taken back at once."""

    def __init__(self, pairs: Pairs, variant: CoreVariant) -> None:
        self._pairs, self._variant = pairs, variant
        self._restarts = 8 if pairs.nodes <= 1000 else 4 if pairs.nodes <= 10_000 else 2
        share = MOST_WORK // max(pairs.nodes, 1) // (_ORDERS + 2 * self._restarts)
        self._steps = max(1, min(30 + 2 * pairs.nodes, share))

    def search(self, seed: int) -> tuple[float | None, list[Positions]]:
        """Return the best fit found, and the different cores found that have it."""
        random = np.random.default_rng(seed)
        best = -np.inf
        cores: dict[bytes, None] = {}
        starts = self._starts()
        if not starts:
            return None, []
        for number in range(len(starts) + self._restarts):
            start = starts[number] if number < len(starts) else self._shaken(next(iter(cores)), random)
            fit, found = self._walk(start)
            if fit > best + _NOISE:
                best = fit
                cores.clear()
            if fit >= best - _NOISE:
                cores |= dict.fromkeys(np.packbits(core).tobytes() for core in found)
        for core in list(cores)[:_FEW_EQUAL]:
            cores |= dict.fromkeys(self._beside(self._unpacked(core), float(best)))
        kept = list(cores)[:MOST_EQUAL]
        return float(best), [np.flatnonzero(self._unpacked(core)).astype(np.int32) for core in kept]

    def _starts(self) -> list[Flags]:
        """Return cores to start from; none if the fit of none of the first ones is defined.

        The first nodes by degree, by coreness and by coreness of their neighbours, as many as fit best;
        then the nodes of most ties, each with its neighbours.
        """
        adjacency, degrees = self._pairs.adjacency, self._pairs.adjacency.degrees
        coreness = np.array(make_graph(self._pairs).coreness(), np.float64)
        weights = coreness[adjacency.indices]
        around = np.bincount(adjacency.rows, weights=weights, minlength=self._pairs.nodes)
        by_degree = np.argsort(-degrees, kind="stable")
        orders = [by_degree, np.lexsort((-degrees, -coreness)), np.lexsort((-degrees, -around))]
        starts = [start for order in orders if (start := self._best_prefix(order)) is not None]
        return [*starts, *map(self._ego, by_degree[: self._restarts].tolist())] if starts else []

    def _best_prefix(self, order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Flags | None:
        nodes = self._pairs.nodes
        rank = np.empty(nodes, np.int64)
        rank[order] = np.arange(nodes)
        one, other = rank[self._pairs.sources], rank[self._pairs.targets]
        inner = np.cumsum(np.bincount(np.maximum(one, other) + 1, minlength=nodes + 1))
        touched = np.cumsum(np.bincount(np.minimum(one, other) + 1, minlength=nodes + 1))
        fits = CoreFit(nodes, len(self._pairs), self._variant).measure(
            np.arange(nodes + 1, dtype=np.float64),
            inner.astype(np.float64),
            (len(self._pairs) - touched).astype(np.float64),
        )
        return None if np.isnan(fits).all() else rank < int(np.nanargmax(fits))

    def _ego(self, node: int) -> Flags:
        core = np.zeros(self._pairs.nodes, np.bool_)
        core[self._pairs.adjacency.neighbours(node)] = True
        core[node] = True
        return core

    def _shaken(self, packed: bytes, random: np.random.Generator) -> Flags:
        core = self._unpacked(packed)
        inside, outside = np.flatnonzero(core), np.flatnonzero(~core)
        count = max(1, len(inside) // 4)
        core[random.choice(inside, min(count, len(inside)), replace=False)] = False
        if len(outside):
            chance = self._pairs.adjacency.degrees[outside] + 1e-3
            count = min(int(random.integers(1, 2 * count + 1)), len(outside))
            core[random.choice(outside, count, replace=False, p=chance / chance.sum())] = True
        return core

    def _rise(self, moves: CoreMoves) -> None:
        """Change many nodes at once, and ever fewer, while that fits better."""
        many = self._pairs.nodes // 8
        while many > 1:
            fit, alone = moves.fit(), moves.single()
            better = np.argsort(-alone, kind="stable")[: min(many, int((alone > fit + _NOISE).sum()))]
            if not len(better):
                return
            before = moves.core.copy()
            after = before.copy()
            after[better] ^= True
            moves.place(after)
            if moves.fit() <= fit + _NOISE:
                moves.place(before)
                many = min(many, len(better)) // 2

    def _walk(self, start: Flags) -> tuple[float, list[Flags]]:
        """Return the best fit on a walk from here, and a few of the cores on it that have it."""
        here = CoreMoves(self._pairs, self._variant, start)
        self._rise(here)
        free_from = np.zeros(self._pairs.nodes + 1, np.int64)  # the last place is that of NOBODY
        best, equal = here.fit(), [here.core.copy()]
        for step in range(self._steps):
            moves, values = here.every()
            allowed = (free_from[moves] <= step).all(axis=1) | (values > best + _NOISE)
            place = int(np.argmax(np.where(allowed, values, -np.inf)))
            if not allowed[place]:
                break
            here.make(moves[place])
            free_from[moves[place][moves[place] != NOBODY]] = step + _TENURE
            if values[place] > best + _NOISE:
                best, equal = float(values[place]), []
            if values[place] >= best - _NOISE and len(equal) < _FEW_EQUAL:
                equal.append(here.core.copy())
        return best, equal

    def _beside(self, core: Flags, fit: float) -> Iterator[bytes]:
        """Yield the cores one move away that fit as well."""
        moves, values = CoreMoves(self._pairs, self._variant, core).every()
        for move in moves[values >= fit - _NOISE][:MOST_EQUAL]:
            other = core.copy()
            other[move[move != NOBODY]] ^= True
            yield np.packbits(other).tobytes()

    def _unpacked(self, core: bytes) -> Flags:
        return np.unpackbits(np.frombuffer(core, np.uint8), count=self._pairs.nodes).astype(np.bool_)
