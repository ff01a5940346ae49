"""Into how many pieces a network falls, and how far apart those are who still reach each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.distances import Distances, measure_distances
from graph.analysis.engine import make_graph
from graph.analysis.groups import Counts
from graph.analysis.ties import Pairs, Positions


@dataclass(frozen=True, eq=False)
class Fragmentation:
    """How broken a network is; both shares are None with fewer than two nodes.

    components: sizes, largest first, isolates counted as 1. fragmentation: the share of pairs that don't
    reach each other, F. distance_fragmentation: the same, where pairs that reach each other in d steps
    still count as parted by 1 - 1 / d, DF. estimated: DF comes from a sample of nodes.
    """

    components: Counts
    fragmentation: float | None
    distance_fragmentation: float | None
    estimated: bool


def measure_fragmentation(
    pairs: Pairs, gone: Positions | None = None, *, seed: int = 0, distances: Distances | None = None
) -> Fragmentation:
    """Return F and DF of the undirected pairs, without the nodes that are gone.

    F = 1 - Σ s(s - 1) / n(n - 1) over the sizes s of the components; 0: all reach each other, 1: nobody
    does. DF = 1 - Σ (1 / d) / n(n - 1) over the ordered pairs, 1 / d being 0 for those that don't reach
    each other; 0: all are tied to all (Borgatti 2006, "Identifying sets of key players in a social
    network"). Cost: F O(n + m); DF as `measure_distances`, exact up to 20,000 nodes, above from 512 of
    them, drawn with the seed. Whoever has the `distances` of the pairs that are left gives them.
    """
    lost = np.zeros(0, np.int32) if gone is None else np.unique(gone)
    left = pairs.nodes - len(lost)
    rest = drop_nodes(pairs, lost)
    sizes = np.array(make_graph(rest).connected_components().sizes(), np.int64)
    components = np.sort(sizes)[::-1][: len(sizes) - len(lost)]  # who is gone is there as an isolate still
    if left < 2:
        return Fragmentation(components, None, None, False)
    fragmentation = 1 - int((components * (components - 1)).sum()) / (left * (left - 1))
    if distances is None:
        distances = measure_distances(rest, seed=seed)
    asked = len(np.setdiff1d(distances.targets, lost, assume_unique=True))
    near = float(distances.harmonic.sum()) / (max(asked, 1) * (left - 1))
    return Fragmentation(components, fragmentation, 1 - near, distances.estimated)


def drop_nodes(pairs: Pairs, gone: Positions) -> Pairs:
    """Return the pairs without those of the nodes that are gone; positions of nodes stay what they are.

    The nodes themselves stay too, without ties. `pair_of_tie` is empty.
    """
    away = np.zeros(pairs.nodes, np.bool_)
    away[gone] = True
    kept = ~(away[pairs.sources] | away[pairs.targets])
    return Pairs(
        pairs.nodes,
        pairs.directed,
        pairs.sources[kept],
        pairs.targets[kept],
        pairs.weights[kept],
        pairs.counts[kept],
        np.zeros(0, np.int32),
    )
