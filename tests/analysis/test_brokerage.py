"""Brokerage roles as Gould and Fernandez define them, counted one by one."""

from __future__ import annotations

from itertools import permutations
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.brokerage import find_pairs, measure_brokerage
from graph.analysis.brokerage_chance import NullModel
from graph.analysis.brokerage_roles import ROLES, TOTAL, BrokerageRole
from graph.analysis.groups import Groups
from graph.analysis.readings import load_readings
from graph.analysis.ties import Ties, make_ties
from graph.analysis.triangles import find_triangles
from tests.analysis.random_ties import as_digraph, as_graph, random_ties, relabelled, ties_of, tried

COGRAPH = make_ties(4, [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (3, 0)])
COGRAPH_GROUPS = np.array([1, 1, 2, 2])


@st.composite
def grouped_ties(draw: st.DrawFn) -> tuple[Ties, Groups]:
    ties = draw(random_ties(most=7))
    codes = st.lists(st.integers(0, 2), min_size=ties.nodes, max_size=ties.nodes)
    return ties, np.array(draw(codes), np.int64)


def role_of(start: int, middle: int, end: int) -> BrokerageRole:
    match (start == middle, middle == end, start == end):
        case (True, True, _):
            return BrokerageRole.COORDINATOR
        case (True, False, _):
            return BrokerageRole.REPRESENTATIVE
        case (False, True, _):
            return BrokerageRole.GATEKEEPER
        case (False, False, True):
            return BrokerageRole.ITINERANT
    return BrokerageRole.LIAISON


def open_two_paths(ties: Ties, groups: Groups) -> list[tuple[int, int, int, BrokerageRole]]:
    graph = as_digraph(ties)
    return [
        (a, v, b, role_of(int(groups[a]), int(groups[v]), int(groups[b])))
        for a, v, b in permutations(graph.nodes, 3)
        if graph.has_edge(a, v) and graph.has_edge(v, b) and not graph.has_edge(a, b)
    ]


def test_the_published_table() -> None:
    counts = measure_brokerage(COGRAPH, COGRAPH_GROUPS).counts
    found = {
        (role, name): int(counts[place, column])
        for column, role in enumerate(ROLES)
        for place, name in enumerate("ABCD")
        if counts[place, column]
    }
    assert found == {
        (BrokerageRole.ITINERANT, "A"): 1,
        (BrokerageRole.ITINERANT, "D"): 1,
        (BrokerageRole.REPRESENTATIVE, "B"): 1,
        (BrokerageRole.REPRESENTATIVE, "D"): 1,
        (BrokerageRole.GATEKEEPER, "A"): 1,
        (BrokerageRole.GATEKEEPER, "C"): 1,
    }


@tried
@given(grouped_ties())
def test_counts_are_those_of_the_definition(drawn: tuple[Ties, Groups]) -> None:
    ties, groups = drawn
    expected = np.zeros((ties.nodes, TOTAL + 1), np.int64)
    for _, broker, _, role in open_two_paths(ties, groups):
        expected[broker, ROLES.index(role)] += 1
        expected[broker, TOTAL] += 1
    assert np.array_equal(measure_brokerage(ties, groups).counts, expected)


@tried
@given(grouped_ties())
def test_counts_are_the_same_triangle_by_triangle_and_in_bits(drawn: tuple[Ties, Groups]) -> None:
    counts = []
    for most_nodes, wedge in ((0, 0), (20_000, 1_000_000)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("graph.analysis.closed_two_paths.MOST_NODES", most_nodes)
            patch.setattr("graph.analysis.closed_two_paths._WEDGE", wedge)
            patch.setattr("graph.analysis.closed_two_paths.WORDS_AT_ONCE", 2)
            counts.append(measure_brokerage(*drawn).counts)
    assert np.array_equal(counts[0], counts[1])


def test_a_dense_network_is_counted_as_its_matrix_says() -> None:
    graph = nx.gnp_random_graph(150, 0.3, seed=1, directed=True)
    groups = np.arange(150) % 4
    tied = nx.to_numpy_array(graph).astype(np.int64)
    own = groups[:, None] == groups[None, :]
    open_total = tied.sum(axis=0) * tied.sum(axis=1) - (tied * tied.T).sum(axis=1)
    open_total -= (tied * (tied.T @ tied)).sum(axis=1)
    within = tied * own
    coordinator = within.sum(axis=0) * within.sum(axis=1) - (within * within.T).sum(axis=1)
    coordinator -= (within * (within.T @ within)).sum(axis=1)
    counts = measure_brokerage(ties_of(graph), groups).counts
    assert np.array_equal(counts[:, TOTAL], open_total)
    assert np.array_equal(counts[:, ROLES.index(BrokerageRole.COORDINATOR)], coordinator)


@tried
@given(grouped_ties())
def test_pairs_are_those_behind_the_counts(drawn: tuple[Ties, Groups]) -> None:
    ties, groups = drawn
    paths = open_two_paths(ties, groups)
    for node in range(ties.nodes):
        assert list(find_pairs(ties, groups, node)) == sorted((a, b) for a, v, b, _ in paths if v == node)
        for role in ROLES:
            behind = sorted((a, b) for a, v, b, played in paths if v == node and played is role)
            assert list(find_pairs(ties, groups, node, role)) == behind


def test_a_hub_of_very_many_plays_no_role_that_their_groups_do_not_allow() -> None:
    ties = make_ties(20_001, [(0, leaf) for leaf in range(1, 20_001)], mutual=True)
    strangers = np.minimum(np.arange(20_001), 1)
    assert next(find_pairs(ties, strangers, 0)) == (1, 2)
    assert next(find_pairs(ties, strangers, 0, BrokerageRole.ITINERANT)) == (1, 2)
    for role in (BrokerageRole.LIAISON, BrokerageRole.GATEKEEPER, BrokerageRole.COORDINATOR):
        assert not list(find_pairs(ties, strangers, 0, role))
    assert not list(find_pairs(ties, np.arange(20_001), 0, BrokerageRole.ITINERANT))


@tried
@given(grouped_ties())
def test_roles_add_up_to_the_total(drawn: tuple[Ties, Groups]) -> None:
    counts = measure_brokerage(*drawn).counts
    assert np.array_equal(counts[:, :TOTAL].sum(axis=1), counts[:, TOTAL])


@tried
@given(random_ties())
def test_within_one_group_there_are_only_coordinators(ties: Ties) -> None:
    counts = measure_brokerage(ties, np.zeros(ties.nodes, np.int64)).counts
    assert np.array_equal(counts[:, ROLES.index(BrokerageRole.COORDINATOR)], counts[:, TOTAL])


@tried
@given(random_ties())
def test_with_a_group_for_each_there_are_only_liaisons(ties: Ties) -> None:
    counts = measure_brokerage(ties, np.arange(ties.nodes)).counts
    assert np.array_equal(counts[:, ROLES.index(BrokerageRole.LIAISON)], counts[:, TOTAL])


@tried
@given(random_ties(most=7, mutual=True), st.integers(0, 3))
def test_where_all_ties_are_mutual_both_orders_are_counted(ties: Ties, seed: int) -> None:
    groups = np.random.default_rng(seed).integers(0, 3, ties.nodes)
    counts = measure_brokerage(ties, groups).counts
    gatekeeper, representative = (
        counts[:, ROLES.index(role)] for role in (BrokerageRole.GATEKEEPER, BrokerageRole.REPRESENTATIVE)
    )
    assert np.array_equal(gatekeeper, representative)
    assert not (counts[:, TOTAL] % 2).any()


@tried
@given(grouped_ties(), st.randoms(use_true_random=False))
def test_relabelling_changes_nothing(drawn: tuple[Ties, Groups], random: Random) -> None:
    ties, groups = drawn
    order = random.sample(range(ties.nodes), ties.nodes)
    moved = np.zeros_like(groups)
    moved[order] = groups
    before, after = measure_brokerage(ties, groups), measure_brokerage(relabelled(ties, order), 2 - moved)
    assert np.array_equal(after.counts[order], before.counts)
    assert after.z[order] == pytest.approx(before.z, nan_ok=True)


@pytest.mark.parametrize("nodes", [0, 1, 2])
def test_fewer_than_three_nodes_broker_nothing(nodes: int) -> None:
    ties = make_ties(nodes, [(0, nodes - 1)] * (2 * nodes), mutual=True)
    found = measure_brokerage(ties, np.arange(nodes))
    assert found.counts.shape == (nodes, TOTAL + 1)
    assert not found.counts.any()
    assert not found.expected.any()
    assert not np.signbit(found.expected).any()
    assert np.isnan(found.z).all()


def test_networks_with_mutual_ties_are_held_against_pairs_and_others_against_ties() -> None:
    mutual = make_ties(4, [(0, 1), (1, 2)], mutual=[True, False])
    assert measure_brokerage(mutual, np.arange(4)).null is NullModel.PAIRS
    assert measure_brokerage(COGRAPH, COGRAPH_GROUPS).null is NullModel.TIES


def test_every_role_has_a_reading() -> None:
    assert {f"brokerage_{role.value.lower()}" for role in BrokerageRole} <= set(load_readings())


@tried
@given(random_ties())
def test_triangles_are_found_whatever_the_size_of_blocks(ties: Ties) -> None:
    pairs = ties.undirected()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.analysis.triangles.WEDGES_AT_ONCE", 1)
        rows = [row for block in find_triangles(pairs) for row in block.tolist()]
    corners = {frozenset(pairs.sources[row].tolist() + pairs.targets[row].tolist()) for row in rows}
    assert all(len(corner) == 3 for corner in corners)
    assert (
        len(corners)
        == len(rows)
        == len([clique for clique in nx.enumerate_all_cliques(as_graph(ties)) if len(clique) == 3])
    )
