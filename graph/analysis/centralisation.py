"""How far a network turns around one node."""

from __future__ import annotations

from graph.analysis.betweenness import is_within_reach
from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.engine import make_graph
from graph.analysis.ties import Ties, Values

_SIMPLE = (CentralityMeasure.DEGREE, CentralityMeasure.BETWEENNESS, CentralityMeasure.CLOSENESS)


def measure_centralisation(ties: Ties, measure: CentralityMeasure) -> float | None:
    """Return how far the most central node stands out: Σ (C* - C_i), of the most that a network can have.

    Freeman (1979), directions ignored: 1 for a star, 0 when all are alike. The most is (n - 1)(n - 2) of
    DEGREE, n - 1 of BETWEENNESS as a share of pairs, (n - 1)(n - 2) / (2n - 3) of CLOSENESS. None for other
    measures, for which there is no such agreement, and with fewer than three nodes. CLOSENESS is None in
    a network in pieces too: distances are infinite there, and Freeman's maximum holds for connected ones
    only. BETWEENNESS is None where it is an estimate, above 10,000 nodes: the largest of many is too large.
    """
    nodes = ties.nodes
    if measure not in _SIMPLE or nodes < 3:
        return None
    if measure is CentralityMeasure.CLOSENESS and not make_graph(ties.undirected()).is_connected():
        return None
    if measure is CentralityMeasure.BETWEENNESS and not is_within_reach(ties.undirected()):
        return None
    scores = measure_centrality(ties, measure)
    return None if scores.estimated else centralisation_of(scores.values, measure)


def centralisation_of(values: Values, measure: CentralityMeasure) -> float | None:
    """Return the same from exact values that are known; of CLOSENESS, in a connected network only."""
    nodes = len(values)
    if measure not in _SIMPLE or nodes < 3:
        return None
    return float((values.max() - values).sum()) / _most(measure, nodes)


def _most(measure: CentralityMeasure, nodes: int) -> float:
    if measure is CentralityMeasure.BETWEENNESS:
        return nodes - 1
    star = (nodes - 1) * (nodes - 2)
    return star if measure is CentralityMeasure.DEGREE else star / (2 * nodes - 3)
