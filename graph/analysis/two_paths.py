"""Two-paths a → v → b, counted for v by role, whether a tie a → b closes them or not."""

from __future__ import annotations

import numpy as np

from graph.analysis.groups import Counts
from graph.analysis.ties import Flags, Pairs


def count_two_paths(pairs: Pairs, groups: Counts) -> Counts:
    """Return all two-paths between different ends, open or closed, from the degrees by group alone."""
    nodes, codes = pairs.nodes, int(groups.max(initial=0)) + 1
    sources, targets = pairs.sources.astype(np.int64), pairs.targets.astype(np.int64)
    own = groups[sources] == groups[targets]
    mutual = returned(pairs)

    def count(ends: Counts, chosen: Flags) -> Counts:
        return np.bincount(ends[chosen], minlength=nodes).astype(np.int64)

    every = np.ones(len(pairs), np.bool_)
    into, out = count(targets, every), count(sources, every)
    into_own, out_own = count(targets, own), count(sources, own)
    back, back_own = count(sources, mutual), count(sources, mutual & own)
    from_groups, from_counts = np.unique(targets * codes + groups[sources], return_counts=True)
    to_groups, to_counts = np.unique(sources * codes + groups[targets], return_counts=True)
    both, one, other = np.intersect1d(from_groups, to_groups, assume_unique=True, return_indices=True)
    same = np.zeros(nodes, np.int64)
    np.add.at(same, both // codes, from_counts[one] * to_counts[other])

    coordinator = into_own * out_own - back_own
    itinerant = same - into_own * out_own - (back - back_own)
    gatekeeper = (into - into_own) * out_own
    representative = into_own * (out - out_own)
    total = into * out - back
    liaison = total - coordinator - itinerant - gatekeeper - representative
    return np.stack([coordinator, itinerant, gatekeeper, representative, liaison, total], axis=1)


def among(keys: Counts, pairs: Pairs) -> Flags:
    """Say which of the keys source × n + target are ties; pairs come in the order of their keys."""
    known = pairs.sources.astype(np.int64) * pairs.nodes + pairs.targets
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.asarray(known[place] == keys)


def returned(pairs: Pairs) -> Flags:
    """Say of each directed pair whether the other direction is tied too."""
    return among(pairs.targets.astype(np.int64) * pairs.nodes + pairs.sources, pairs)
