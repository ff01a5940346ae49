"""Centrality that is seen from close by: ties, their strength, and the layer of the network one is in."""

from __future__ import annotations

import numpy as np

from graph.analysis.engine import make_graph
from graph.analysis.scores import Scores
from graph.analysis.ties import Ties
from graph.view import Direction


def measure_degree(ties: Ties, direction: Direction = Direction.BOTH) -> Scores:
    """Return how many others each node is tied to, parallel ties counted once (Freeman 1979).

    Along OUT, whom it is tied to; along IN, who is tied to it, as in-degree prestige (Wasserman and Faust
    1994, ch. 5). Mutual ties count in both. Not normalised. O(ties).
    """
    return Scores(ties.follow(direction).adjacency.degrees.astype(np.float64))


def measure_strength(ties: Ties, direction: Direction = Direction.BOTH) -> Scores:
    """Return the sum of the weights of each node's ties, parallel ones added (Barrat et al. 2004).

    Without self-ties. A tie whose strength nobody gave weighs 1. O(ties).
    """
    adjacency = ties.follow(direction).adjacency
    sums = np.bincount(adjacency.rows, weights=adjacency.weights, minlength=ties.nodes)
    return Scores(sums.astype(np.float64))


def measure_coreness(ties: Ties) -> Scores:
    """Return the largest k such that the node is in a k-core: a part where each has k ties to the others.

    Seidman (1983); directions ignored. O(ties), after Batagelj and Zaversnik (2003).
    """
    return Scores(np.array(make_graph(ties.undirected()).coreness(), np.float64))
