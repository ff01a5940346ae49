"""The permutation test of mixing: groups dealt anew to the nodes, sizes and ties kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.groups import Counts, group_sizes
from graph.analysis.ties import Pairs, Values

MOST_STEPS = 100_000_000
"""Rounds × (nodes + ties), about a second; 99 rounds are made in any case."""
LEAST_ROUNDS = 99


@dataclass(frozen=True, eq=False)
class LabelPermutation:
    """What came of it; `p_value` None without ties, `p_value_by_group` NaN for groups without any."""

    p_value: float | None
    p_value_by_group: Values
    rounds: int


def permute_labels(pairs: Pairs, weights: Values, groups: Counts, seed: int, rounds: int) -> LabelPermutation:
    """Return how extreme the outer ties are among those under permuted codes, as `measure_mixing` says.

    Makes as many rounds as asked for, but not more than `MOST_STEPS` allow.
    """
    codes = len(group_sizes(groups))
    total = float(weights.sum())
    if not total:
        return LabelPermutation(None, np.full(codes, np.nan), 0)
    rounds = min(rounds, max(LEAST_ROUNDS, MOST_STEPS // (pairs.nodes + len(pairs))))
    ends = np.bincount(pairs.sources, weights=weights, minlength=pairs.nodes)
    ends += np.bincount(pairs.targets, weights=weights, minlength=pairs.nodes)

    def deal(dealt: Counts) -> tuple[float, Values]:
        """Return the outer ties, and the share of outer ties among those of each group."""
        source = dealt[pairs.sources]
        inner = source == dealt[pairs.targets]
        within = np.bincount(source[inner], weights=weights[inner], minlength=codes)
        touching = np.bincount(dealt, weights=ends, minlength=codes) - within
        share = np.divide(touching - within, touching, out=np.full(codes, np.nan), where=touching > 0)
        return total - float(within.sum()), share

    outer, share = deal(groups)
    sizes = group_sizes(groups).astype(np.float64)
    nodes = float(pairs.nodes)
    mean = total * (1 - float((sizes * (sizes - 1)).sum()) / (nodes * (nodes - 1)))
    far = abs(outer - mean) - 1e-9 * total
    random = np.random.default_rng(seed)
    beyond, above, below = 0, np.zeros(codes), np.zeros(codes)
    for _ in range(rounds):
        dealt_outer, dealt_share = deal(random.permutation(groups))
        beyond += abs(dealt_outer - mean) >= far
        above += ~(dealt_share < share - 1e-9)
        below += ~(dealt_share > share + 1e-9)
    tail = (1 + np.minimum(above, below)) / (1 + rounds)
    return LabelPermutation(
        (1 + beyond) / (1 + rounds), np.where(np.isnan(share), np.nan, np.minimum(1.0, 2 * tail)), rounds
    )
