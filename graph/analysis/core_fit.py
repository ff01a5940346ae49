"""How well a core fits: the correlation of the ties with the ideal pattern, from a few counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from graph.analysis.ties import Pairs, Positions, Values


class CoreVariant(StrEnum):
    """What the ideal pattern says of pairs between core and periphery.

    Within the core it says tied, within the periphery not tied. MISSING: nothing, they don't
    count. UNTIED: not tied. TIED: tied, so that the periphery hangs on every member of the core.
    """

    MISSING = "MISSING"
    UNTIED = "UNTIED"
    TIED = "TIED"


@dataclass(frozen=True)
class CoreFit:
    """The correlation for cores of one network, reckoned from sizes and ties alone."""

    nodes: int
    ties: int
    variant: CoreVariant

    def measure(self, sizes: Values, core: Values, periphery: Values) -> Values:
        """Return the correlation for cores of these sizes, with so many ties in core and in periphery.

        Over the pairs that count, N of them with e ties, of which the pattern says o are tied and h of
        these are: (N h - e o) / √(e (N - e) o (N - o)); NaN where ties or pattern don't vary.
        """
        in_core, in_periphery = _pairs(sizes), _pairs(self.nodes - sizes)
        every, ties = _pairs(np.float64(self.nodes)), np.float64(self.ties)
        if self.variant is CoreVariant.MISSING:
            return _correlation(in_core + in_periphery, core + periphery, in_core, core)
        if self.variant is CoreVariant.UNTIED:
            return _correlation(every, ties, in_core, core)
        return _correlation(every, ties, every - in_periphery, ties - periphery)


def try_all_cores(pairs: Pairs, variant: CoreVariant) -> tuple[float | None, Positions, int]:
    """Return the best fit of all cores, the core that has it, and how many have it.

    Of several the largest is returned, and of these the one with the lowest positions. O(2^n) in time and
    memory; for 20 nodes two tenths of a second and 100 MB.
    """
    every = np.arange(1 << pairs.nodes, dtype=np.uint32)
    near = np.zeros(pairs.nodes, np.uint32)
    np.bitwise_or.at(near, pairs.sources, np.uint32(1) << pairs.targets.astype(np.uint32))
    inside = np.zeros(len(every), np.int16)
    for node in range(pairs.nodes):
        with_node = slice(1 << node, 2 << node)
        lower = every[: 1 << node]
        inside[with_node] = inside[: 1 << node]
        below = np.uint32(sum(1 << low for low in range(node) if int(near[low]) >> node & 1))
        inside[with_node] += np.bitwise_count(lower & below)
    sizes = np.bitwise_count(every).astype(np.float64)
    outside = inside[::-1].astype(
        np.float64
    )  # the complement of a set stands as far from the end as the set from the start
    fits = CoreFit(pairs.nodes, len(pairs), variant).measure(sizes, inside.astype(np.float64), outside)
    if np.isnan(fits).all():
        return None, np.zeros(0, np.int32), 0
    best = float(np.nanmax(fits))
    cores = np.flatnonzero(fits >= best - 1e-12)
    count = len(cores)
    cores = cores[sizes[cores] == sizes[cores].max()]
    for node in range(pairs.nodes):
        with_node = cores >> node & 1 == 1
        cores = cores[with_node] if with_node.any() else cores
    return best, np.flatnonzero(cores[0] >> np.arange(pairs.nodes) & 1).astype(np.int32), count


def _pairs(nodes: Values | np.float64) -> Values:
    return np.asarray(nodes * (nodes - 1) / 2, np.float64)


def _correlation(cells: Values, ties: Values | np.float64, ideal: Values, hits: Values) -> Values:
    spread = np.sqrt(ties * (cells - ties)) * np.sqrt(ideal * (cells - ideal))
    found: Values = np.full(spread.shape, np.nan)
    np.divide(cells * hits - ties * ideal, spread, out=found, where=spread > 0)
    return found
