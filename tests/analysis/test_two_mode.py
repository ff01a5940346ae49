"""Networks of actors and what they share: published values and equality with networkx.bipartite."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from graph.analysis.cohesion import measure_density
from graph.analysis.two_mode import (
    TwoMode,
    measure_two_mode_betweenness,
    measure_two_mode_closeness,
    measure_two_mode_clustering,
    measure_two_mode_degree,
    measure_two_mode_density,
)
from graph.errors import TooComplex
from tests.analysis.random_ties import in_order, tried

DAVIS = nx.davis_southern_women_graph()
WOMEN: list[str] = DAVIS.graph["top"]
EVENTS: list[str] = DAVIS.graph["bottom"]


def two_mode(actors: int, shared: int, entries: list[tuple[int, int]]) -> TwoMode:
    ends = np.array(entries, np.int32).reshape(-1, 2)
    return TwoMode(actors, shared, ends[:, 0], ends[:, 1])


def davis() -> TwoMode:
    entries = [
        (WOMEN.index(woman), EVENTS.index(event)) for woman in WOMEN for event in DAVIS.neighbors(woman)
    ]
    return two_mode(len(WOMEN), len(EVENTS), entries)


@st.composite
def networks(draw: st.DrawFn) -> TwoMode:
    actors, shared = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    entry = st.tuples(st.integers(0, actors - 1), st.integers(0, shared - 1))
    return two_mode(actors, shared, draw(st.lists(entry, max_size=20)))


def as_networkx(network: TwoMode) -> tuple[nx.Graph[int], list[int]]:
    graph: nx.Graph[int] = nx.Graph()
    actors = list(range(network.actors))
    graph.add_nodes_from(range(network.actors + network.shared))
    for holder, held in zip(network.holders.tolist(), network.held.tolist(), strict=True):
        graph.add_edge(holder, network.actors + held)
    return graph, actors


def test_the_southern_women_have_the_published_values() -> None:
    degree, between = measure_two_mode_degree(davis()), measure_two_mode_betweenness(davis())
    assert degree.actors[WOMEN.index("Evelyn Jefferson")] == pytest.approx(0.57, abs=6e-3)
    assert degree.shared[EVENTS.index("E8")] == pytest.approx(0.78, abs=6e-3)
    assert between.shared[EVENTS.index("E8")] == pytest.approx(0.24, abs=6e-3)


def test_the_projection_of_the_southern_women_is_as_dense_as_published() -> None:
    ties = davis().project()
    assert len(ties) == 139
    assert measure_density(ties) == pytest.approx(0.9085, abs=6e-5)


@tried
@given(networks())
def test_degree_density_and_clustering_are_those_of_networkx(network: TwoMode) -> None:
    graph, actors = as_networkx(network)
    expected = in_order(bipartite.degree_centrality(graph, actors))
    degree, clustering = measure_two_mode_degree(network), measure_two_mode_clustering(network)
    assert [*degree.actors, *degree.shared] == pytest.approx(expected)
    assert measure_two_mode_density(network) == pytest.approx(bipartite.density(graph, actors))
    if clustering is None:
        assert bipartite.robins_alexander_clustering(graph) == 0
    else:
        assert clustering == pytest.approx(bipartite.robins_alexander_clustering(graph))


@tried
@given(networks())
def test_betweenness_is_that_of_networkx(network: TwoMode) -> None:
    graph, actors = as_networkx(network)
    found = measure_two_mode_betweenness(network)
    if network.actors == 1 or network.shared == 1:
        # Nobody can stand between others who meet in one place: networkx divides by 0.
        assert np.isnan(found.shared if network.actors == 1 else found.actors).all()
        return
    expected = in_order(bipartite.betweenness_centrality(graph, actors))
    assert [*found.actors, *found.shared] == pytest.approx(expected)


@tried
@given(networks())
def test_closeness_is_that_of_networkx_where_all_hang_together(network: TwoMode) -> None:
    graph, actors = as_networkx(network)
    found = measure_two_mode_closeness(network)
    values = [*found.actors.tolist(), *found.shared.tolist()]
    assert max(values) <= 1 + 1e-12
    if nx.is_connected(graph):
        assert values == pytest.approx(in_order(bipartite.closeness_centrality(graph, actors)))


@tried
@given(networks())
def test_sharing_binds_by_newmans_weights(network: TwoMode) -> None:
    expected: dict[tuple[int, int], float] = {}
    for thing in range(network.shared):
        group = sorted({int(one) for one in network.holders[network.held == thing]})
        for pair in combinations(group, 2):
            expected[pair] = expected.get(pair, 0.0) + 1 / (len(group) - 1)
    ties = network.project()
    ends = zip(ties.sources.tolist(), ties.targets.tolist(), strict=True)
    assert dict(zip(ends, ties.weights.tolist(), strict=True)) == pytest.approx(expected)
    assert ties.mutual.all()


def test_what_is_undefined_is_none_or_nan() -> None:
    nobody, nothing = two_mode(0, 0, []), two_mode(2, 0, [])
    assert measure_two_mode_density(nobody) is None
    assert measure_two_mode_density(nothing) is None
    assert measure_two_mode_clustering(nothing) is None
    assert np.isnan(measure_two_mode_degree(nothing).actors).all()
    assert np.isnan(measure_two_mode_betweenness(nothing).actors).all()
    assert measure_two_mode_closeness(nothing).actors.tolist() == [0, 0]
    assert np.isnan(measure_two_mode_closeness(two_mode(1, 0, [])).actors).all()
    assert len(nobody.project()) == 0


def test_a_position_that_is_nobodys_is_refused() -> None:
    with pytest.raises(ValueError, match="below 2"):
        two_mode(2, 1, [(2, 0)])


def test_what_too_many_share_is_refused_before_it_is_projected() -> None:
    actors = 4_000
    everybody = TwoMode(actors, 1, np.arange(actors, dtype=np.int32), np.zeros(actors, np.int32))
    with pytest.raises(TooComplex) as refused:
        everybody.project()
    assert refused.value.figure == actors * (actors - 1) // 2
