"""Whom one gets to through those one knows."""

from __future__ import annotations

import numpy as np

from graph.analysis.engine import make_graph
from graph.analysis.scores import Scores
from graph.analysis.ties import Ties


def measure_reach(ties: Ties) -> Scores:
    """Return how many others are within two steps of each node, directions ignored.

    Hanneman and Riddle (2005), ch. 9, who divide it by n - 1. O(Σ degree²).
    """
    found = make_graph(ties.undirected()).neighborhood_size(order=2, mindist=1)
    return Scores(np.array(found, np.float64).reshape(ties.nodes))


def measure_reach_efficiency(ties: Ties) -> Scores:
    """Return two-step reach divided by the sum of the degrees of those one is tied to.

    1 when no two of them lead to the same node or to each other; low when their ties overlap (UCINET,
    Ego networks, basic measures: ReachEffic). NaN for isolates.
    """
    adjacency = ties.undirected().adjacency
    degrees = adjacency.degrees.astype(np.float64)
    met = np.bincount(adjacency.rows, weights=degrees[adjacency.indices], minlength=ties.nodes)
    reach = measure_reach(ties).values
    return Scores(np.divide(reach, met, out=np.full(ties.nodes, np.nan), where=met > 0))
