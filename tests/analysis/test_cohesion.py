"""Cohesion as networkx has it, and what is undefined in the smallest networks."""

from __future__ import annotations

import dataclasses
from random import Random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.cohesion import Cohesion, measure_cohesion, measure_density, measure_reciprocity
from graph.analysis.ties import Ties, make_ties
from tests.analysis.random_ties import (
    as_digraph,
    as_graph,
    random_ties,
    relabelled,
    ties_of,
    tried,
    weights_of,
)


def steps_of(graph: nx.Graph[int]) -> list[int]:
    found = nx.all_pairs_shortest_path_length(graph)
    return [count for _, reached in found for count in reached.values() if count]


@tried
@given(random_ties(least=1))
def test_cohesion_is_what_networkx_measures(ties: Ties) -> None:
    graph, found = as_graph(ties), measure_cohesion(ties)
    steps = steps_of(graph)
    two_paths = sum(degree * (degree - 1) for _, degree in graph.degree)
    assert found.density == (pytest.approx(nx.density(graph)) if ties.nodes > 1 else None)
    assert found.component_count == nx.number_connected_components(graph)
    assert found.isolate_count == nx.number_of_isolates(graph)
    assert found.average_degree == pytest.approx(2 * graph.number_of_edges() / len(graph))
    assert found.average_path_length == (pytest.approx(sum(steps) / len(steps)) if steps else None)
    assert found.diameter == (max(steps) if steps else None)
    assert found.transitivity == (pytest.approx(nx.transitivity(graph)) if two_paths else None)
    assert found.reciprocity == (pytest.approx(nx.overall_reciprocity(as_digraph(ties))) if steps else None)
    assert found.average_path_error is None


@tried
@given(random_ties(least=2))
def test_directed_cohesion_looks_at_ordered_pairs(ties: Ties) -> None:
    graph, found = as_digraph(ties), measure_cohesion(ties, directed=True)
    steps = steps_of(graph)
    assert found.density == pytest.approx(nx.density(graph))
    assert found.average_degree == pytest.approx(graph.number_of_edges() / len(graph))
    assert found.average_path_length == (pytest.approx(sum(steps) / len(steps)) if steps else None)
    assert found.diameter == (max(steps) if steps else None)
    assert found.component_count == nx.number_weakly_connected_components(graph)


@tried
@given(random_ties(least=2))
def test_weighted_density_is_the_mean_strength_of_all_pairs(ties: Ties) -> None:
    strengths = sum(weight for *_, weight in weights_of(as_graph(ties)))
    pairs = ties.nodes * (ties.nodes - 1) / 2
    assert measure_density(ties, weighted=True) == pytest.approx(strengths / pairs)


@tried
@given(random_ties(), st.randoms())
def test_the_order_of_nodes_changes_nothing(ties: Ties, chance: Random) -> None:
    order = list(range(ties.nodes))
    chance.shuffle(order)
    expected = dataclasses.asdict(measure_cohesion(ties))
    assert dataclasses.asdict(measure_cohesion(relabelled(ties, order))) == pytest.approx(expected)


@tried
@given(random_ties())
def test_one_more_isolate_is_one_more_component_and_nothing_nearer(ties: Ties) -> None:
    before = measure_cohesion(ties)
    after = measure_cohesion(Ties(ties.nodes + 1, ties.sources, ties.targets, ties.weights, ties.mutual))
    assert after.component_count == before.component_count + 1
    assert after.isolate_count == before.isolate_count + 1
    assert after.average_path_length == before.average_path_length
    assert after.transitivity == before.transitivity


NOTHING = Cohesion(None, 0, 0, None, None, None, None, None)


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        (make_ties(0, []), NOTHING),
        (make_ties(1, []), Cohesion(None, 1, 1, 0.0, None, None, None, None)),
        (make_ties(1, [(0, 0)]), Cohesion(None, 1, 1, 0.0, None, None, None, None)),
        (make_ties(2, []), Cohesion(0.0, 2, 2, 0.0, None, None, None, None)),
        (make_ties(2, [(0, 1)]), Cohesion(1.0, 1, 0, 1.0, 1.0, 1, 0.0, None)),
        (make_ties(2, [(0, 1), (0, 1), (1, 1)], mutual=True), Cohesion(1.0, 1, 0, 1.0, 1.0, 1, 1.0, None)),
        (make_ties(3, [(0, 1), (1, 0)]), Cohesion(1 / 3, 2, 1, 2 / 3, 1.0, 1, 1.0, None)),
    ],
    ids=["nobody", "one", "one, tied to itself", "two apart", "a pair", "parallel", "a pair and one alone"],
)
def test_the_smallest_networks_have_what_is_defined_for_them(ties: Ties, expected: Cohesion) -> None:
    assert measure_cohesion(ties) == expected


def test_a_tie_one_way_and_another_back_are_returned() -> None:
    assert measure_reciprocity(make_ties(3, [(0, 1), (1, 0), (1, 2), (0, 1)])) == pytest.approx(2 / 3)


def test_of_a_large_network_the_mean_path_is_an_estimate_with_its_error() -> None:
    ties = ties_of(nx.gnm_random_graph(1_500, 6_000, seed=4))
    exact, found = measure_cohesion(ties), measure_cohesion(ties, largest_exact=1_000)
    assert found.diameter is None
    assert found.average_path_error is not None
    assert found.average_path_length == pytest.approx(exact.average_path_length, rel=0.02)
