"""Who is central, and in which sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from graph.analysis.betweenness import measure_betweenness
from graph.analysis.closeness import measure_closeness, measure_harmonic
from graph.analysis.degree import measure_coreness, measure_degree, measure_strength
from graph.analysis.prestige import measure_eigenvector, measure_katz, measure_pagerank
from graph.analysis.reach import measure_reach, measure_reach_efficiency
from graph.analysis.scores import Scores
from graph.analysis.ties import Ties
from graph.view import Direction


class CentralityMeasure(StrEnum):
    """The ways of being central that are offered."""

    DEGREE = "DEGREE"
    IN_DEGREE = "IN_DEGREE"
    OUT_DEGREE = "OUT_DEGREE"
    STRENGTH = "STRENGTH"
    BETWEENNESS = "BETWEENNESS"
    CLOSENESS = "CLOSENESS"
    HARMONIC = "HARMONIC"
    EIGENVECTOR = "EIGENVECTOR"
    PAGERANK = "PAGERANK"
    KATZ = "KATZ"
    CORENESS = "CORENESS"
    REACH = "REACH"
    REACH_EFFICIENCY = "REACH_EFFICIENCY"


_MEASURES: Mapping[CentralityMeasure, Callable[[Ties], Scores]] = {
    CentralityMeasure.DEGREE: measure_degree,
    CentralityMeasure.IN_DEGREE: lambda ties: measure_degree(ties, Direction.IN),
    CentralityMeasure.OUT_DEGREE: lambda ties: measure_degree(ties, Direction.OUT),
    CentralityMeasure.STRENGTH: measure_strength,
    CentralityMeasure.BETWEENNESS: measure_betweenness,
    CentralityMeasure.CLOSENESS: measure_closeness,
    CentralityMeasure.HARMONIC: measure_harmonic,
    CentralityMeasure.EIGENVECTOR: measure_eigenvector,
    CentralityMeasure.PAGERANK: measure_pagerank,
    CentralityMeasure.KATZ: measure_katz,
    CentralityMeasure.CORENESS: measure_coreness,
    CentralityMeasure.REACH: measure_reach,
    CentralityMeasure.REACH_EFFICIENCY: measure_reach_efficiency,
}


def measure_centrality(ties: Ties, measure: CentralityMeasure) -> Scores:
    """Return one value for each node; NaN where the measure is undefined for it.

    Parallel ties count as one, their weights added, and self-ties are left aside. IN_DEGREE, OUT_DEGREE,
    PAGERANK and KATZ follow directions, the others ignore them. STRENGTH, EIGENVECTOR, PAGERANK and KATZ
    take weights, the others count or measure steps. BETWEENNESS is exact up to 10,000 nodes and 3 × 10⁸
    nodes × pairs, CLOSENESS and HARMONIC up to 20,000 nodes; above, they are estimates that carry their
    standard errors. Formula, source and what is different for directed ties: at each measure's own function.
    """
    return _MEASURES[measure](ties)
