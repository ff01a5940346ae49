"""Centrality: published values, equality with networkx, and what is undefined."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.betweenness import measure_betweenness
from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.closeness import measure_closeness, measure_harmonic
from graph.analysis.degree import measure_degree, measure_strength
from graph.analysis.prestige import measure_eigenvector, measure_katz, measure_pagerank
from graph.analysis.reach import measure_reach, measure_reach_efficiency
from graph.analysis.scores import Scores
from graph.analysis.ties import Ties, make_ties
from graph.view import Direction
from tests.analysis.random_ties import (
    as_digraph,
    as_graph,
    in_order,
    numbered,
    random_ties,
    relabelled,
    ties_of,
    tried,
)

KITE = ties_of(nx.krackhardt_kite_graph())
EVERY = list(CentralityMeasure)


def scaled(values: list[float]) -> list[float]:
    """Return values with the highest made 1."""
    return [value / max(values) for value in values]


def test_betweenness_and_closeness_of_the_kite_are_the_published_ones() -> None:
    between = [0.023, 0.023, 0, 0.102, 0, 0.231, 0.231, 0.389, 0.222, 0]
    close = [0.529, 0.529, 0.5, 0.6, 0.5, 0.643, 0.643, 0.6, 0.429, 0.310]
    assert measure_betweenness(KITE).values == pytest.approx(between, abs=6e-4)
    assert measure_closeness(KITE).values == pytest.approx(close, abs=6e-4)


def test_betweenness_and_closeness_of_the_florentine_families_are_the_published_ones() -> None:
    names, graph = numbered(nx.florentine_families_graph())
    between = dict(zip(names, measure_betweenness(ties_of(graph)).values.tolist(), strict=True))
    close = dict(zip(names, measure_closeness(ties_of(graph)).values.tolist(), strict=True))
    assert between["Medici"] == pytest.approx(0.522, abs=6e-4)
    assert between["Guadagni"] == pytest.approx(0.255, abs=6e-4)
    assert between["Albizzi"] == pytest.approx(0.212, abs=6e-4)
    assert close["Medici"] == pytest.approx(0.560, abs=6e-4)


def _of_undirected(measure: Callable[[nx.Graph[int]], Mapping[int, float]]) -> Callable[[Ties], list[float]]:
    return lambda ties: in_order(measure(as_graph(ties)))


def _of_directed(measure: Callable[[nx.DiGraph[int]], Mapping[int, float]]) -> Callable[[Ties], list[float]]:
    return lambda ties: in_order(measure(as_digraph(ties)))


NETWORKX: dict[CentralityMeasure, Callable[[Ties], list[float]]] = {
    CentralityMeasure.DEGREE: _of_undirected(lambda graph: dict(graph.degree)),
    CentralityMeasure.IN_DEGREE: _of_directed(lambda graph: dict(graph.in_degree)),
    CentralityMeasure.OUT_DEGREE: _of_directed(lambda graph: dict(graph.out_degree)),
    CentralityMeasure.STRENGTH: _of_undirected(lambda graph: dict(graph.degree(weight="weight"))),
    CentralityMeasure.BETWEENNESS: _of_undirected(nx.betweenness_centrality),
    CentralityMeasure.CLOSENESS: _of_undirected(nx.closeness_centrality),
    CentralityMeasure.HARMONIC: _of_undirected(
        lambda graph: {
            node: value / (len(graph) - 1) for node, value in nx.harmonic_centrality(graph).items()
        }
    ),
    CentralityMeasure.PAGERANK: _of_directed(lambda graph: nx.pagerank(graph, tol=1e-12, max_iter=1000)),
    CentralityMeasure.CORENESS: _of_undirected(nx.core_number),
    CentralityMeasure.REACH: _of_undirected(
        lambda graph: {
            node: len(nx.single_source_shortest_path_length(graph, node, cutoff=2)) - 1 for node in graph
        }
    ),
}


@pytest.mark.parametrize("measure", NETWORKX)
@tried
@given(ties=random_ties(least=2))
def test_centrality_is_what_networkx_measures(measure: CentralityMeasure, ties: Ties) -> None:
    found = measure_centrality(ties, measure)
    assert found.values == pytest.approx(NETWORKX[measure](ties), abs=1e-9)
    assert not found.estimated


@tried
@given(random_ties(least=3))
def test_directed_betweenness_closeness_and_harmonic_are_those_of_networkx(ties: Ties) -> None:
    graph = as_digraph(ties)
    harmonic = [value / (ties.nodes - 1) for value in in_order(nx.harmonic_centrality(graph))]
    between = measure_betweenness(ties, directed=True)
    assert between.values == pytest.approx(in_order(nx.betweenness_centrality(graph)))
    incoming = measure_closeness(ties, Direction.IN)
    assert incoming.values == pytest.approx(in_order(nx.closeness_centrality(graph)))
    assert measure_harmonic(ties, Direction.IN).values == pytest.approx(harmonic)


@tried
@given(random_ties(least=2))
def test_directed_strength_is_that_of_networkx(ties: Ties) -> None:
    expected = in_order(dict(as_digraph(ties).in_degree(weight="weight")))
    assert measure_strength(ties, Direction.IN).values == pytest.approx(expected)


@pytest.mark.parametrize("weighted", [True, False])
@tried
@given(ties=random_ties(least=2))
def test_the_eigenvector_is_what_power_iteration_from_equal_values_tends_to(
    weighted: bool, ties: Ties
) -> None:
    matrix = nx.to_numpy_array(as_graph(ties))
    if not weighted:
        matrix = (matrix > 0).astype(float)
    found = measure_eigenvector(ties, weighted=weighted).values
    if not matrix.any():
        assert np.isnan(found).all()
        return
    eigenvalues, vectors = np.linalg.eigh(matrix)
    first = vectors[:, eigenvalues > eigenvalues[-1] - 1e-9]
    expected = first @ first.sum(axis=0)
    assert found == pytest.approx(expected / expected.max(), abs=1e-7)


def test_the_eigenvector_of_a_connected_network_is_that_of_networkx() -> None:
    graph = nx.karate_club_graph()
    expected = scaled(in_order(nx.eigenvector_centrality_numpy(graph, weight="weight")))
    assert measure_eigenvector(ties_of(graph)).values == pytest.approx(expected)


@tried
@given(random_ties(least=2))
def test_katz_is_that_of_networkx_with_half_the_largest_alpha(ties: Ties) -> None:
    largest = float(np.linalg.eigvalsh(nx.to_numpy_array(as_graph(ties)))[-1])
    alpha = 0.5 / largest if largest > 1e-9 else 0.1
    expected = nx.katz_centrality_numpy(as_digraph(ties), alpha=alpha, weight="weight")
    assert measure_katz(ties).values == pytest.approx(scaled(in_order(expected)))


@tried
@given(random_ties())
def test_reach_efficiency_divides_reach_by_the_degrees_of_alters(ties: Ties) -> None:
    graph, reach = as_graph(ties), measure_reach(ties).values
    found = measure_reach_efficiency(ties).defined()
    for node in range(ties.nodes):
        met = sum(graph.degree[alter] for alter in graph[node])
        assert found[node] == (pytest.approx(reach[node] / met) if met else None)


@pytest.mark.parametrize("measure", EVERY)
@tried
@given(ties=random_ties(), chance=st.randoms())
def test_the_order_of_nodes_changes_no_score(measure: CentralityMeasure, ties: Ties, chance: Random) -> None:
    order = list(range(ties.nodes))
    chance.shuffle(order)
    before = measure_centrality(ties, measure).values
    after = measure_centrality(relabelled(ties, order), measure).values
    assert after[order] == pytest.approx(before, abs=1e-7, nan_ok=True)


@pytest.mark.parametrize("measure", EVERY)
def test_parallel_ties_and_self_ties_count_as_one_tie_and_as_none(measure: CentralityMeasure) -> None:
    simple = make_ties(4, [(0, 1), (1, 2), (2, 0)], [1.0, 0.5, 0.5], mutual=True)
    noisy = make_ties(4, [(1, 0), (0, 1), (2, 1), (2, 0), (3, 3)], [0.5, 0.5, 0.5, 0.5, 1.0], mutual=True)
    expected = measure_centrality(simple, measure).values
    assert measure_centrality(noisy, measure).values == pytest.approx(expected, nan_ok=True)


NAN = math.nan
SMALLEST = {
    CentralityMeasure.DEGREE: ([0], [0, 0], [1, 1]),
    CentralityMeasure.IN_DEGREE: ([0], [0, 0], [0, 1]),
    CentralityMeasure.OUT_DEGREE: ([0], [0, 0], [1, 0]),
    CentralityMeasure.STRENGTH: ([0], [0, 0], [0.5, 0.5]),
    CentralityMeasure.BETWEENNESS: ([0], [0, 0], [0, 0]),
    CentralityMeasure.CLOSENESS: ([NAN], [0, 0], [1, 1]),
    CentralityMeasure.HARMONIC: ([NAN], [0, 0], [1, 1]),
    CentralityMeasure.EIGENVECTOR: ([NAN], [NAN, NAN], [1, 1]),
    CentralityMeasure.PAGERANK: ([1], [0.5, 0.5], [1 / 2.85, 1.85 / 2.85]),
    CentralityMeasure.KATZ: ([1], [1, 1], [2 / 3, 1]),
    CentralityMeasure.CORENESS: ([0], [0, 0], [1, 1]),
    CentralityMeasure.REACH: ([0], [0, 0], [1, 1]),
    CentralityMeasure.REACH_EFFICIENCY: ([NAN], [NAN, NAN], [1, 1]),
}


@pytest.mark.parametrize("measure", EVERY)
def test_the_smallest_networks_have_what_is_defined_for_them(measure: CentralityMeasure) -> None:
    alone, apart, tied = SMALLEST[measure]
    assert measure_centrality(make_ties(0, []), measure).values.tolist() == []
    assert measure_centrality(make_ties(1, []), measure).values == pytest.approx(alone, nan_ok=True)
    assert measure_centrality(make_ties(2, []), measure).values == pytest.approx(apart, nan_ok=True)
    one_tie = make_ties(2, [(0, 1)], [0.5])
    assert measure_centrality(one_tie, measure).values == pytest.approx(tied, nan_ok=True)


def test_what_is_undefined_is_none_at_the_edges() -> None:
    assert measure_reach_efficiency(make_ties(3, [(0, 1)])).defined() == [1.0, 1.0, None]


def test_ties_of_no_strength_lead_nowhere() -> None:
    ties = make_ties(3, [(0, 1), (1, 2)], [0.0, 1.0], mutual=True)
    assert measure_eigenvector(ties).values.tolist() == [0.0, 1.0, 1.0]
    assert measure_degree(ties).values.tolist() == [1.0, 2.0, 1.0]
    graph = as_digraph(ties)
    assert measure_pagerank(ties).values == pytest.approx(in_order(nx.pagerank(graph, tol=1e-12)))


@pytest.mark.parametrize("attenuation", [-0.1, 1.0])
def test_katz_is_attenuated_by_a_part(attenuation: float) -> None:
    with pytest.raises(ValueError, match="below 1"):
        measure_katz(KITE, attenuation=attenuation)


def test_a_long_chain_has_an_eigenvector() -> None:
    nodes = 300
    expected = np.sin(np.arange(1, nodes + 1) * np.pi / (nodes + 1))
    found = measure_eigenvector(ties_of(nx.path_graph(nodes))).values
    assert found == pytest.approx(expected / expected.max(), abs=1e-4)


LARGE = ties_of(nx.barabasi_albert_graph(600, 3, seed=3))


@pytest.mark.parametrize(
    "graph",
    [
        nx.barabasi_albert_graph(1_500, 3, seed=3),
        nx.barabasi_albert_graph(1_500, 1, seed=3),
        nx.planted_partition_graph(15, 100, 0.05, 0.0005, seed=3),
    ],
    ids=["hubs", "a tree", "communities"],
)
def test_estimated_betweenness_of_the_foremost_lies_within_its_errors(graph: nx.Graph[int]) -> None:
    ties = ties_of(graph)
    exact, found = measure_betweenness(ties), measure_betweenness(ties, largest_exact=10, pivots=100)
    assert found.errors is not None
    assert found.error == found.errors.max() > 0
    foremost = np.argsort(exact.values)[-100:]
    within = np.abs(found.values - exact.values)[foremost] <= 1.96 * found.errors[foremost]
    assert within.mean() >= 0.9


def test_who_has_a_single_neighbour_surely_stands_between_nobody() -> None:
    found = measure_betweenness(ties_of(nx.star_graph(300)), largest_exact=10, pivots=20)
    assert found.errors is not None
    assert not found.errors[1:].any()


def test_betweenness_of_few_nodes_with_very_many_ties_is_an_estimate_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not measure_betweenness(LARGE).estimated
    monkeypatch.setattr("graph.analysis.betweenness.MOST_WORK", 600 * 1_000)
    assert measure_betweenness(LARGE).estimated


def test_fewer_pivots_are_drawn_where_each_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = measure_betweenness(LARGE, largest_exact=10, pivots=20)
    monkeypatch.setattr("graph.analysis.betweenness._MOST_VISITS", 1)
    assert measure_betweenness(LARGE, largest_exact=10).values.tolist() == fewer.values.tolist()


@pytest.mark.parametrize("directed", [True, False])
def test_betweenness_from_every_pivot_is_exact(directed: bool) -> None:
    exact = measure_betweenness(LARGE, directed=directed)
    found = measure_betweenness(LARGE, directed=directed, largest_exact=100, pivots=600)
    assert found.values == pytest.approx(exact.values)
    assert found.error == pytest.approx(0)


@pytest.mark.parametrize("measure", [measure_closeness, measure_harmonic])
def test_nearness_in_a_large_network_is_an_estimate_with_its_errors(
    measure: Callable[..., Scores],
) -> None:
    ties = ties_of(nx.gnm_random_graph(1_500, 3_000, seed=5))
    exact, found = measure(ties), measure(ties, largest_exact=1_000)
    assert found.errors is not None
    within = np.abs(found.values - exact.values) <= 3 * found.errors + 1e-9
    assert within.mean() > 0.95


@pytest.mark.parametrize("measure", [measure_betweenness, measure_closeness])
def test_an_estimate_is_the_same_for_the_same_seed(measure: Callable[..., Scores]) -> None:
    one, same, other = (measure(LARGE, largest_exact=10, seed=seed) for seed in (1, 1, 2))
    assert one.values.tolist() == same.values.tolist()
    assert one.values.tolist() != other.values.tolist()
