"""Communities: their modularity as networkx has it, the same for the same seed, in a stated order."""

from __future__ import annotations

import math
import random

import igraph
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.communities import CommunityMethod, find_communities, measure_modularity
from graph.analysis.ties import Ties, make_ties
from tests.analysis.random_ties import as_graph, random_ties, ties_of, tried

METHODS = list(CommunityMethod)
KARATE = ties_of(nx.karate_club_graph())
CLIQUES = nx.disjoint_union_all([nx.complete_graph(5), nx.complete_graph(3), nx.empty_graph(2)])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
@tried
@given(ties=random_ties(least=1))
def test_modularity_is_that_of_networkx(method: CommunityMethod, resolution: float, ties: Ties) -> None:
    graph, found = as_graph(ties), find_communities(ties, method, resolution=resolution)
    groups = [set(group.tolist()) for group in found.groups()]
    if not graph.number_of_edges():
        assert found.modularity is None
        return
    expected = nx.community.modularity(graph, groups, weight="weight", resolution=resolution)
    assert found.modularity == pytest.approx(expected)


@tried
@given(random_ties(least=1), st.data())
def test_modularity_of_any_partition_is_that_of_networkx(ties: Ties, data: st.DataObject) -> None:
    graph, found = as_graph(ties), find_communities(ties)
    if not graph.number_of_edges():
        return
    drawn = data.draw(st.lists(st.integers(0, 3), min_size=ties.nodes, max_size=ties.nodes))
    membership = found.membership * 0 + drawn
    groups = [{node for node, group in enumerate(drawn) if group == each} for each in set(drawn)]
    expected = nx.community.modularity(graph, groups, weight=None)
    assert measure_modularity(ties, membership, weighted=False) == pytest.approx(expected)


@pytest.mark.parametrize("method", METHODS)
@tried
@given(ties=random_ties())
def test_groups_come_by_size_and_then_by_their_first_node(method: CommunityMethod, ties: Ties) -> None:
    groups = [group.tolist() for group in find_communities(ties, method).groups()]
    assert groups == sorted(groups, key=lambda group: (-len(group), group[0]))
    assert sorted(node for group in groups for node in group) == list(range(ties.nodes))


@pytest.mark.parametrize("method", METHODS)
@tried
@given(ties=random_ties())
def test_nobody_is_grouped_with_whom_they_cannot_reach(method: CommunityMethod, ties: Ties) -> None:
    components = list(nx.connected_components(as_graph(ties)))
    for group in find_communities(ties, method).groups():
        assert any(set(group.tolist()) <= component for component in components)


@pytest.mark.parametrize("method", METHODS)
def test_cliques_are_groups_and_isolates_are_groups_of_one(method: CommunityMethod) -> None:
    found = find_communities(ties_of(CLIQUES), method)
    assert [group.tolist() for group in found.groups()] == [[0, 1, 2, 3, 4], [5, 6, 7], [8], [9]]
    assert found.group_count == 4


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_finds_the_same_groups(method: CommunityMethod) -> None:
    ties = ties_of(nx.gnm_random_graph(300, 900, seed=6))
    one, same = (find_communities(ties, method, seed=7).membership.tolist() for _ in range(2))
    others = [find_communities(ties, method, seed=seed).membership.tolist() for seed in range(5)]
    assert one == same
    assert any(other != one for other in others)


def test_leiden_finds_the_best_known_partition_of_the_karate_club() -> None:
    found = find_communities(KARATE, weighted=False)
    assert found.modularity == pytest.approx(0.4198, abs=1e-4)
    assert found.group_count == 4


def test_a_higher_resolution_gives_smaller_groups() -> None:
    counts = [find_communities(KARATE, resolution=resolution).group_count for resolution in (0.2, 1, 4)]
    assert counts == sorted(set(counts))


def test_strong_ties_hold_a_group_together() -> None:
    ring = [(0, 1), (1, 2), (2, 3), (3, 0)]
    found = find_communities(make_ties(4, ring, [1.0, 0.1, 1.0, 0.1]))
    assert [group.tolist() for group in found.groups()] == [[0, 1], [2, 3]]


def test_a_tie_of_no_strength_ties_nobody() -> None:
    found = find_communities(make_ties(3, [(0, 1), (1, 2)], [1.0, 0.0]))
    assert [group.tolist() for group in found.groups()] == [[0, 1], [2]]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("nodes", [0, 1, 2])
def test_without_ties_everybody_is_alone(method: CommunityMethod, nodes: int) -> None:
    found = find_communities(make_ties(nodes, []), method)
    assert [group.tolist() for group in found.groups()] == [[node] for node in range(nodes)]
    assert found.modularity is None


@pytest.mark.parametrize("resolution", [-0.1, math.inf, math.nan])
def test_a_resolution_is_a_number_that_is_not_negative(resolution: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        find_communities(KARATE, resolution=resolution)


def test_the_engines_own_chances_are_left_as_they_were() -> None:
    random.seed(3)
    expected = random.Random(3).random()  # noqa: S311 - no secret
    find_communities(KARATE)
    assert random.random() == expected  # noqa: S311 - no secret
    random.seed(3)
    first = igraph.Graph.Erdos_Renyi(30, m=40).get_edgelist()
    random.seed(3)
    assert igraph.Graph.Erdos_Renyi(30, m=40).get_edgelist() == first
