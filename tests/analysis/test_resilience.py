"""Cutpoints, bridges, fragmentation, and what the loss of one node does."""

from __future__ import annotations

from itertools import permutations
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.fragmentation import measure_fragmentation
from graph.analysis.resilience import measure_loss, measure_resilience
from graph.analysis.set_reach import measure_set_reach
from graph.analysis.ties import Ties, make_ties
from tests.analysis.random_ties import as_graph, numbered, random_ties, relabelled, ties_of, tried

NAMES, FLORENCE = numbered(nx.florentine_families_graph())


def f_of(graph: nx.Graph[int]) -> float | None:
    """Return F pair by pair."""
    parted = [not nx.has_path(graph, one, other) for one, other in permutations(graph, 2)]
    return sum(parted) / len(parted) if parted else None


def df_of(graph: nx.Graph[int]) -> float | None:
    """Return DF pair by pair."""
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    near = [1 / steps[one][other] if other in steps[one] else 0.0 for one, other in permutations(graph, 2)]
    return 1 - sum(near) / len(near) if near else None


def test_the_cutpoints_of_the_florentine_marriages() -> None:
    found = measure_resilience(ties_of(FLORENCE))
    assert sorted(NAMES[node] for node in found.cutpoints) == ["Albizzi", "Guadagni", "Medici", "Salviati"]


@tried
@given(random_ties())
def test_cutpoints_are_those_of_networkx(ties: Ties) -> None:
    assert measure_resilience(ties).cutpoints.tolist() == sorted(nx.articulation_points(as_graph(ties)))


@tried
@given(random_ties())
def test_bridges_are_pairs_whose_ties_alone_join_them(ties: Ties) -> None:
    graph, bridges = as_graph(ties), []
    for one, other in list(graph.edges):
        graph.remove_edge(one, other)
        if not nx.has_path(graph, one, other):
            bridges.append([min(one, other), max(one, other)])
        graph.add_edge(one, other)
    assert measure_resilience(ties).bridges.tolist() == sorted(bridges)


def test_ties_on_a_bridge_are_told_all_of_them() -> None:
    found = measure_resilience(make_ties(4, [(1, 0), (3, 3), (0, 1), (1, 2), (2, 3), (3, 1)]))
    assert found.bridges.tolist() == [[0, 1]]
    assert found.bridge_ties.tolist() == [0, 2]


@tried
@given(random_ties(most=7))
def test_fragmentation_is_reckoned_pair_by_pair(ties: Ties) -> None:
    graph, found = as_graph(ties), measure_resilience(ties).fragmentation
    assert found.fragmentation == (pytest.approx(f_of(graph)) if ties.nodes > 1 else None)
    assert found.distance_fragmentation == (pytest.approx(df_of(graph)) if ties.nodes > 1 else None)
    sizes = sorted(map(len, nx.connected_components(graph)), reverse=True)
    assert found.components.tolist() == sizes


@tried
@given(random_ties(least=2), st.data())
def test_another_tie_never_raises_fragmentation(ties: Ties, data: st.DataObject) -> None:
    ends = st.integers(0, ties.nodes - 1)
    one, other = data.draw(ends), data.draw(ends)
    more = make_ties(
        ties.nodes,
        [*zip(ties.sources.tolist(), ties.targets.tolist(), strict=True), (one, other)],
    )
    before, after = (measure_fragmentation(each.undirected()) for each in (ties, more))
    assert (after.fragmentation or 0) <= (before.fragmentation or 0)
    assert (after.distance_fragmentation or 0) <= (before.distance_fragmentation or 0) + 1e-12


@tried
@given(random_ties(least=1, most=7), st.data())
def test_a_loss_leaves_what_is_left_without_the_node(ties: Ties, data: st.DataObject) -> None:
    node = data.draw(st.integers(0, ties.nodes - 1))
    graph, found = as_graph(ties), measure_loss(ties, node)
    assert found.before.fragmentation == measure_resilience(ties).fragmentation.fragmentation
    mates = nx.node_connected_component(graph, node) - {node}
    graph.remove_node(node)
    assert found.after.fragmentation == (pytest.approx(f_of(graph)) if ties.nodes > 2 else None)
    assert found.after.distance_fragmentation == (pytest.approx(df_of(graph)) if ties.nodes > 2 else None)
    assert found.after.components.sum() == ties.nodes - 1
    pieces = [len(piece) for piece in nx.connected_components(graph.subgraph(mates))]
    assert found.pieces.tolist() == sorted(pieces, reverse=True)
    parted = [not nx.has_path(graph, one, other) for one, other in permutations(mates, 2)]
    assert found.parted == sum(parted) // 2


@tried
@given(random_ties(), st.randoms(use_true_random=False))
def test_relabelling_changes_nothing(ties: Ties, random: Random) -> None:
    order = random.sample(range(ties.nodes), ties.nodes)
    before, after = measure_resilience(ties), measure_resilience(relabelled(ties, order))
    assert after.cutpoints.tolist() == sorted(order[node] for node in before.cutpoints)
    assert after.fragmentation.fragmentation == before.fragmentation.fragmentation
    assert after.fragmentation.distance_fragmentation == (
        pytest.approx(before.fragmentation.distance_fragmentation) if ties.nodes > 1 else None
    )


@pytest.mark.parametrize("nodes", [0, 1])
def test_fewer_than_two_nodes_have_no_fragmentation(nodes: int) -> None:
    found = measure_resilience(make_ties(nodes, [(0, 0)] * nodes))
    assert (found.fragmentation.fragmentation, found.fragmentation.distance_fragmentation) == (None, None)
    assert len(found.cutpoints) == len(found.bridges) == len(found.bridge_ties) == 0
    assert found.fragmentation.components.tolist() == [1] * nodes


def test_two_nodes_are_wholly_parted_or_not_at_all() -> None:
    assert measure_fragmentation(make_ties(2, []).undirected()).fragmentation == 1
    assert measure_fragmentation(make_ties(2, [(0, 1)]).undirected()).distance_fragmentation == 0


def test_above_a_bound_distances_are_sampled_and_it_says_so() -> None:
    nodes = 20_001
    star = make_ties(nodes, [(0, node) for node in range(1, nodes)]).undirected()
    found = measure_fragmentation(star, seed=3)
    exact = 1 - (2 * (nodes - 1) + (nodes - 1) * (nodes - 2) / 2) / (nodes * (nodes - 1))
    assert found.estimated
    assert found.distance_fragmentation == pytest.approx(exact, rel=0.01)
    assert measure_fragmentation(star, seed=3).distance_fragmentation == found.distance_fragmentation


@tried
@given(random_ties(least=1, most=7), st.integers(1, 3), st.data())
def test_reach_is_reckoned_node_by_node(ties: Ties, within: int, data: st.DataObject) -> None:
    members = data.draw(st.lists(st.integers(0, ties.nodes - 1), max_size=3, unique=True))
    graph = as_graph(ties)
    steps = nx.multi_source_dijkstra_path_length(graph, set(members), weight=None) if members else {}
    found = measure_set_reach(ties, np.array(members, np.int32), within=within)
    assert found.distance_weighted == pytest.approx(
        sum(1 / max(count, 1) for count in steps.values()) / len(graph)
    )
    assert found.share == pytest.approx(sum(count <= within for count in steps.values()) / len(graph))
    assert measure_set_reach(ties, np.array(members, np.int32)).share == pytest.approx(
        len(steps) / len(graph)
    )


def test_a_network_without_nodes_has_no_reach() -> None:
    found = measure_set_reach(make_ties(0, []), np.zeros(0, np.int32))
    assert (found.distance_weighted, found.share) == (None, None)
