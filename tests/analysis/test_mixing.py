"""The E–I index and its test, cells between groups, and what is expected of both."""

from __future__ import annotations

from itertools import permutations
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.groups import Groups
from graph.analysis.mixing import Mixing, measure_mixing
from graph.analysis.mixing_cells import count_cells
from graph.analysis.ties import Ties, make_ties
from tests.analysis.random_ties import as_digraph, as_graph, random_ties, relabelled, ties_of, tried

KARATE = nx.karate_club_graph()
FACTIONS = np.array([int(KARATE.nodes[node]["club"] == "Officer") for node in KARATE])


@st.composite
def grouped_ties(draw: st.DrawFn) -> tuple[Ties, Groups]:
    ties = draw(random_ties(most=7))
    codes = st.lists(st.integers(0, 2), min_size=ties.nodes, max_size=ties.nodes)
    return ties, np.array(draw(codes), np.int64)


def index_of(outer: float, inner: float) -> float:
    return (outer - inner) / (outer + inner) if outer + inner else float("nan")


def test_the_karate_club() -> None:
    found = measure_mixing(ties_of(KARATE), FACTIONS, seed=1)
    assert found.ei_index == pytest.approx(-0.7179, abs=5e-5)
    assert found.cells.ties.tolist() == [35, 11, 32]
    assert found.p_value == 0.001


@tried
@given(grouped_ties(), st.booleans())
def test_indices_are_those_of_the_definition(drawn: tuple[Ties, Groups], directed: bool) -> None:
    ties, groups = drawn
    found = measure_mixing(ties, groups, seed=1, directed=directed, rounds=1)
    edges = list((as_digraph(ties) if directed else as_graph(ties)).edges)
    outer = [edge for edge in edges if groups[edge[0]] != groups[edge[1]]]
    inner = [edge for edge in edges if groups[edge[0]] == groups[edge[1]]]
    assert found.ei_index == (pytest.approx(index_of(len(outer), len(inner))) if edges else None)
    for group, value in enumerate(found.by_group.tolist()):
        leaving = sum(group in (groups[one], groups[other]) for one, other in outer)
        within = sum(groups[one] == group for one, _ in inner)
        assert value == pytest.approx(index_of(leaving, within), nan_ok=True)
    for node, value in enumerate(found.by_node.tolist()):
        own = sum(node in edge for edge in outer), sum(node in edge for edge in inner)
        assert value == pytest.approx(index_of(*own), nan_ok=True)


@tried
@given(grouped_ties(), st.booleans(), st.booleans())
def test_indices_lie_between_minus_one_and_one_and_chances_between_none_and_one(
    drawn: tuple[Ties, Groups], directed: bool, weighted: bool
) -> None:
    found = measure_mixing(*drawn, seed=1, directed=directed, weighted=weighted, rounds=9)
    for values in (found.by_group, found.by_node, found.expected_by_group, found.expected_by_node):
        assert (np.isnan(values) | (np.abs(values) <= 1)).all()
    chances = found.p_value_by_group
    assert (np.isnan(chances) | ((chances > 0) & (chances <= 1))).all()
    assert found.ei_index is None or (abs(found.ei_index) <= 1 and 0 < (found.p_value or 0) <= 1)


@tried
@given(random_ties(least=2))
def test_one_group_is_all_within_and_a_group_for_each_all_out(ties: Ties) -> None:
    within = measure_mixing(ties, np.zeros(ties.nodes, np.int64), seed=1, rounds=9)
    out = measure_mixing(ties, np.arange(ties.nodes), seed=1, rounds=9)
    tied = len(ties.undirected()) > 0
    assert (within.ei_index, out.ei_index) == ((-1.0, 1.0) if tied else (None, None))
    assert (within.p_value, out.p_value) == ((1.0, 1.0) if tied else (None, None))


@tried
@given(grouped_ties(), st.booleans())
def test_cells_add_up_to_the_ties_and_so_do_the_expected_ones(
    drawn: tuple[Ties, Groups], directed: bool
) -> None:
    ties, groups = drawn
    pairs = ties.directed() if directed else ties.undirected()
    cells = count_cells(pairs, groups.astype(np.int64))
    assert cells.ties.sum() == len(pairs)
    assert cells.expected.sum() == pytest.approx(len(pairs))
    assert cells.possible.sum() == ties.nodes * (ties.nodes - 1) // (1 if directed else 2)
    for one, other, count in zip(
        cells.from_groups.tolist(), cells.to_groups.tolist(), cells.ties.tolist(), strict=True
    ):
        ends = zip(groups[pairs.sources].tolist(), groups[pairs.targets].tolist(), strict=True)
        assert count == sum(end == (one, other) or (not directed and end == (other, one)) for end in ends)


def test_expected_is_the_mean_over_all_ways_to_deal_the_groups() -> None:
    ties = make_ties(6, [(0, 1), (1, 2), (2, 0), (3, 4), (0, 5)])
    groups = np.array([1, 1, 0, 0, 0, 2])  # nearly as much chance on either side
    dealt = [
        measure_mixing(ties, np.array(codes), seed=1, rounds=1).ei_index or 0.0
        for codes in permutations(groups.tolist())
    ]
    found = measure_mixing(ties, groups, seed=1, rounds=9999)
    assert found.expected == pytest.approx(np.mean(dealt))
    assert found.ei_index is not None
    assert found.expected is not None
    far = abs(found.ei_index - found.expected) - 1e-9
    exact = float(np.mean([abs(value - found.expected) >= far for value in dealt]))
    assert found.p_value == pytest.approx(exact, abs=0.02)


def test_a_density_is_the_ties_among_the_possible() -> None:
    cells = measure_mixing(make_ties(5, [(0, 1), (1, 2)]), np.array([0, 0, 1, 1, 2]), seed=1).cells
    found = dict(
        zip(
            zip(cells.from_groups.tolist(), cells.to_groups.tolist(), strict=True),
            zip(cells.ties.tolist(), cells.expected.tolist(), cells.density.tolist(), strict=True),
            strict=True,
        )
    )
    assert found[0, 0] == (1, pytest.approx(0.2), 1.0)
    assert found[0, 1] == (1, pytest.approx(0.8), 0.25)
    assert found[1, 1] == (0, pytest.approx(0.2), 0.0)
    assert found[2, 2] == (0, 0.0, pytest.approx(float("nan"), nan_ok=True))


def test_weights_weigh_in_the_index_when_asked() -> None:
    ties = make_ties(3, [(0, 1), (1, 2), (1, 2)], [3.0, 0.5, 0.5])
    groups = np.array([0, 0, 1])
    assert measure_mixing(ties, groups, seed=1).ei_index == 0.0
    assert measure_mixing(ties, groups, seed=1, weighted=True).ei_index == -0.5
    nothing = make_ties(2, [(0, 1)], [0.0])
    assert measure_mixing(nothing, np.array([0, 1]), seed=1, weighted=True).ei_index is None


def test_self_ties_and_parallel_ties_change_nothing() -> None:
    groups = np.array([0, 0, 1])
    plain = measure_mixing(make_ties(3, [(0, 1), (1, 2)]), groups, seed=1)
    more = measure_mixing(make_ties(3, [(0, 1), (1, 2), (2, 1), (2, 2)]), groups, seed=1)
    assert more.ei_index == plain.ei_index
    assert more.cells.ties.tolist() == plain.cells.ties.tolist()


@pytest.mark.parametrize("nodes", [0, 1, 2])
def test_without_ties_nothing_is_defined(nodes: int) -> None:
    found = measure_mixing(make_ties(nodes, []), np.arange(nodes), seed=1)
    assert (found.ei_index, found.expected, found.p_value, found.rounds) == (None, None, None, 0)
    assert np.isnan(found.by_group).all()
    assert np.isnan(found.by_node).all()


def chances(found: Mixing) -> tuple[float | None, list[float]]:
    return found.p_value, found.p_value_by_group.tolist()


def test_the_same_seed_gives_the_same_chances() -> None:
    ties, groups = ties_of(KARATE), np.arange(34) % 3
    first = measure_mixing(ties, groups, seed=5, rounds=99)
    assert chances(first) == chances(measure_mixing(ties, groups, seed=5, rounds=99))
    assert chances(first) != chances(measure_mixing(ties, groups, seed=6, rounds=99))


@tried
@given(grouped_ties(), st.randoms(use_true_random=False))
def test_relabelling_changes_no_index(drawn: tuple[Ties, Groups], random: Random) -> None:
    ties, groups = drawn
    order = random.sample(range(ties.nodes), ties.nodes)
    moved = np.zeros_like(groups)
    moved[order] = groups
    before = measure_mixing(ties, groups, seed=1, rounds=1)
    after = measure_mixing(relabelled(ties, order), moved, seed=1, rounds=1)
    assert after.ei_index == before.ei_index
    assert after.by_node[order] == pytest.approx(before.by_node, nan_ok=True)


def test_large_networks_are_given_fewer_rounds_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.analysis.label_permutation.MOST_STEPS", 200 * (34 + 78))
    assert measure_mixing(ties_of(KARATE), FACTIONS, seed=1).rounds == 200
    monkeypatch.setattr("graph.analysis.label_permutation.MOST_STEPS", 0)
    assert measure_mixing(ties_of(KARATE), FACTIONS, seed=1).rounds == 99


def test_of_very_many_groups_only_cells_with_ties_are_listed() -> None:
    cells = measure_mixing(make_ties(200, [(0, 1), (7, 3)]), np.arange(200), seed=1).cells
    assert list(zip(cells.from_groups.tolist(), cells.to_groups.tolist(), strict=True)) == [(0, 1), (3, 7)]
    assert cells.ties.tolist() == [1, 1]
