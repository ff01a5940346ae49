"""Centralisation after Freeman: 1 for a star, 0 where all are alike, his formulas between."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given

from graph.analysis.centralisation import measure_centralisation
from graph.analysis.centrality import CentralityMeasure
from graph.analysis.ties import Ties, make_ties
from tests.analysis.random_ties import as_graph, in_order, random_ties, ties_of, tried

FREEMAN = [CentralityMeasure.DEGREE, CentralityMeasure.BETWEENNESS, CentralityMeasure.CLOSENESS]
OTHERS = [measure for measure in CentralityMeasure if measure not in FREEMAN]


@pytest.mark.parametrize("measure", FREEMAN)
@pytest.mark.parametrize("leaves", [2, 3, 10])
def test_a_star_turns_around_its_centre(measure: CentralityMeasure, leaves: int) -> None:
    assert measure_centralisation(ties_of(nx.star_graph(leaves)), measure) == pytest.approx(1)


@pytest.mark.parametrize("measure", FREEMAN)
@pytest.mark.parametrize("graph", [nx.cycle_graph(6), nx.complete_graph(4)], ids=["a ring", "all tied"])
def test_where_all_are_alike_nobody_is_central(measure: CentralityMeasure, graph: nx.Graph[int]) -> None:
    assert measure_centralisation(ties_of(graph), measure) == pytest.approx(0)


@pytest.mark.parametrize("measure", FREEMAN)
@tried
@given(ties=random_ties(least=3))
def test_centralisation_is_what_the_formula_says_of_networkx_scores(
    measure: CentralityMeasure, ties: Ties
) -> None:
    graph, found = as_graph(ties), measure_centralisation(ties, measure)
    n = ties.nodes
    if measure is CentralityMeasure.CLOSENESS and not nx.is_connected(graph):
        assert found is None
        return
    most: float
    if measure is CentralityMeasure.DEGREE:
        values, most = in_order(dict(graph.degree)), (n - 1) * (n - 2)
    elif measure is CentralityMeasure.BETWEENNESS:
        values, most = in_order(nx.betweenness_centrality(graph)), n - 1
    else:
        values, most = in_order(nx.closeness_centrality(graph)), (n - 1) * (n - 2) / (2 * n - 3)
    assert found == pytest.approx(sum(max(values) - value for value in values) / most)


@pytest.mark.parametrize("measure", OTHERS)
def test_other_measures_have_no_agreed_maximum(measure: CentralityMeasure) -> None:
    assert measure_centralisation(ties_of(nx.star_graph(4)), measure) is None


@pytest.mark.parametrize("measure", FREEMAN)
@pytest.mark.parametrize("ties", [make_ties(0, []), make_ties(1, []), make_ties(2, [(0, 1)])])
def test_three_nodes_are_needed(measure: CentralityMeasure, ties: Ties) -> None:
    assert measure_centralisation(ties, measure) is None


def test_closeness_in_pieces_has_no_centralisation_but_degree_has() -> None:
    ties = make_ties(4, [(0, 1), (1, 2)])
    assert measure_centralisation(ties, CentralityMeasure.CLOSENESS) is None
    assert measure_centralisation(ties, CentralityMeasure.DEGREE) == pytest.approx(4 / 6)
