"""Ties from group to group, and how many the sizes of the groups lead one to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.groups import Counts, group_sizes
from graph.analysis.ties import Pairs, Values

MOST_GROUPS = 100
"""Up to so many groups, cells without ties are listed too: they are what is missing."""


@dataclass(frozen=True, eq=False)
class MixingCells:
    """A place for each pair of groups: undirected, the lower code first, each pair once.

    ties: how many there are; all cells add up to the ties of the network. possible: how many pairs of
    nodes there are. expected: m × possible / all pairs of nodes. density: ties / possible, NaN where
    there is no pair. With more than `MOST_GROUPS` groups, only cells with ties are here.
    """

    from_groups: Counts
    to_groups: Counts
    ties: Counts
    possible: Counts
    expected: Values
    density: Values


def count_cells(pairs: Pairs, groups: Counts) -> MixingCells:
    """Return the ties between groups, in order of the codes. Cost: O(m log m)."""
    sizes = group_sizes(groups)
    codes = len(sizes)
    source, target = groups[pairs.sources], groups[pairs.targets]
    if not pairs.directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    keys, counts = np.unique(source * codes + target, return_counts=True)
    if codes <= MOST_GROUPS:
        every = np.arange(codes * codes, dtype=np.int64)
        listed = every if pairs.directed else every[every // max(codes, 1) <= every % max(codes, 1)]
    else:
        listed = keys
    ties = np.zeros(len(listed), np.int64)
    ties[np.searchsorted(listed, keys)] = counts
    one, other = listed // max(codes, 1), listed % max(codes, 1)
    halves = 1 if pairs.directed else 2
    possible = np.where(one == other, sizes[one] * (sizes[one] - 1) // halves, sizes[one] * sizes[other])
    everywhere = pairs.nodes * (pairs.nodes - 1) // halves
    return MixingCells(
        one,
        other,
        ties,
        possible,
        len(pairs) * possible / max(everywhere, 1),
        np.divide(ties, possible, out=np.full(len(ties), np.nan), where=possible > 0),
    )
