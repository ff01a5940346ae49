"""Whether a network has a core whose members are tied to each other, and a periphery whose are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.core_fit import CoreFit, CoreVariant, try_all_cores
from graph.analysis.core_search import CoreSearch
from graph.analysis.ties import Pairs, Positions, Ties

LARGEST_EXACT = 20


@dataclass(frozen=True, eq=False)
class CorePeriphery:
    """The best core, lowest node first; empty, with fit None, where no core can be told from the rest.

    fit: its correlation with the ideal pattern, at most 1. exact: every core was tried.
    equally_good_cores: how many fit as well, this one counted; if not exact, how many were found, at most
    1,000. The densities of the three blocks are None where a block has no pairs.
    """

    core: Positions
    fit: float | None
    variant: CoreVariant
    exact: bool
    equally_good_cores: int
    core_density: float | None
    between_density: float | None
    periphery_density: float | None


def measure_core_periphery(
    ties: Ties, *, seed: int, variant: CoreVariant = CoreVariant.MISSING
) -> CorePeriphery:
    """Return the core whose block pattern correlates most with who is tied (Borgatti and Everett 1999).

    "Models of core/periphery structures", the discrete model: over the pairs of nodes, the correlation of
    ties (1, 0) with a pattern that is 1 within the core and 0 within the periphery. The variants differ
    in the pairs between the two. MISSING, the default, leaves them out: a core is a core whether
    those at the edge hold on to all of it, to one of it, or to nobody there. UNTIED counts them 0, TIED 1;
    only the last finds the hub alone in a star, where the others need a second node, so that all spokes
    are equally good. Directions and weights are left aside.

    The best core need not be the only one: of equals, the largest is returned, and of these the one with
    the lowest positions. With MISSING, some who are tied to all of the core may often stay out as well. No
    ties, all possible ties, fewer than three nodes, with MISSING fewer than four: no core.

    Up to 20 nodes all cores are tried: O(2^n). Beyond, tabu search (Glover 1989) by single moves and
    swaps: from the first nodes by degree and coreness, from nodes with all their neighbours, and from
    shaken cores drawn with the seed. That is bounded, see `core_search`, and perhaps not the best.
    """
    pairs = ties.undirected()
    exact = pairs.nodes <= LARGEST_EXACT
    if exact:
        fit, core, count = try_all_cores(pairs, variant)
    else:
        fit, found = CoreSearch(pairs, variant).search(seed)
        core = min(found, key=lambda core: (-len(core), core.tolist()), default=np.zeros(0, np.int32))
        count = len(found)
    return CorePeriphery(core, fit, variant, exact, count, *_densities(pairs, core))


def measure_core_fit(
    ties: Ties, core: Positions, *, variant: CoreVariant = CoreVariant.MISSING
) -> float | None:
    """Return how well a given core fits, None where that is undefined; see `measure_core_periphery`."""
    pairs = ties.undirected()
    inner, _, outer = _count_ties(pairs, core)
    fit = CoreFit(pairs.nodes, len(pairs), variant).measure(
        np.array([len(core)], np.float64), np.array([inner], np.float64), np.array([outer], np.float64)
    )
    return None if np.isnan(fit[0]) else float(fit[0])


def _count_ties(pairs: Pairs, core: Positions) -> tuple[int, int, int]:
    """Return the ties within the core, between core and periphery, and within the periphery."""
    inside = np.zeros(pairs.nodes, np.bool_)
    inside[core] = True
    ends = inside[pairs.sources].astype(np.int8) + inside[pairs.targets]
    return int((ends == 2).sum()), int((ends == 1).sum()), int((ends == 0).sum())


def _densities(pairs: Pairs, core: Positions) -> tuple[float | None, float | None, float | None]:
    inner, between, outer = _count_ties(pairs, core)
    size, rest = len(core), pairs.nodes - len(core)
    return (
        _share(inner, size * (size - 1) // 2),
        _share(between, size * rest),
        _share(outer, rest * (rest - 1) // 2),
    )


def _share(ties: int, possible: int) -> float | None:
    return ties / possible if possible else None
