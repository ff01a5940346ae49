"""Who stands between others."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from graph.analysis.engine import make_graph
from graph.analysis.scores import Scores
from graph.analysis.ties import Ties

LARGEST_EXACT = 10_000
PIVOTS = 200
_GROUPS = 20


def measure_betweenness(
    ties: Ties,
    *,
    directed: bool = False,
    seed: int = 0,
    largest_exact: int = LARGEST_EXACT,
    pivots: int = PIVOTS,
) -> Scores:
    """Return of the shortest paths between two others the share that leads through each node.

    Where a pair has several shortest paths, each counts for its part; the sum over all pairs is divided
    by their number, (n - 1)(n - 2) / 2, or (n - 1)(n - 2) along directed ties (Freeman 1977). So it lies
    between 0 and 1; 0 with fewer than three nodes. Weights are strengths, no lengths, and play no part.

    Exact up to so many nodes, at O(nodes × ties) (Brandes 2001). Above, it is estimated from the paths
    that start at `pivots` nodes drawn with the seed (Brandes and Pich 2007); the standard errors come
    from 20 groups of pivots. They are rather too small, since a few pivots near a node make most of its
    betweenness: about one in ten of the foremost is off by more than three of them. And a sample ranks the
    foremost badly in a network without clear hubs.
    """
    nodes = ties.nodes
    if nodes < 3:
        return Scores(np.zeros(nodes))
    graph = make_graph(ties.directed() if directed else ties.undirected())
    possible = (nodes - 1) * (nodes - 2) / (1 if directed else 2)
    if nodes <= largest_exact:
        return Scores(np.array(graph.betweenness(directed=directed), np.float64) / possible)
    drawn = np.random.default_rng(seed).permutation(nodes)[: min(pivots, nodes)]
    groups = min(_GROUPS, len(drawn))
    bounds = np.linspace(0, len(drawn), groups + 1).astype(np.int64).tolist()
    shares = np.zeros((groups, nodes))
    for number, (start, end) in enumerate(pairwise(bounds)):
        found = graph.betweenness(directed=directed, sources=drawn[start:end].tolist())
        shares[number] = np.array(found, np.float64) * nodes / ((end - start) * possible)
    left_out = 1 - len(drawn) / nodes
    errors = shares.std(axis=0, ddof=1) * np.sqrt(left_out / groups) if groups > 1 else np.full(nodes, np.nan)
    return Scores(shares.mean(axis=0), errors)
