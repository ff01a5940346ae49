"""Key players: the best sets, proven by trying all, or found by a search that says it is one."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.fragmentation import measure_fragmentation
from graph.analysis.key_players import KeyPlayers, choose_fragmenters, choose_reachers
from graph.analysis.removal_search import RemovalSearch
from graph.analysis.set_reach import measure_set_reach
from graph.analysis.ties import Positions, Ties, make_ties
from graph.errors import Invalid
from graph.vocabulary.kinds import Language
from tests.analysis.random_ties import random_ties, ties_of, tried

KITE = ties_of(nx.krackhardt_kite_graph())
KARATE = ties_of(nx.karate_club_graph())
HUBS = ties_of(nx.barabasi_albert_graph(120, 2, seed=1))


def sets_of(ties: Ties, size: int) -> list[Positions]:
    return [np.array(members, np.int32) for members in combinations(range(ties.nodes), size)]


def damage(ties: Ties, members: Positions) -> tuple[float, float]:
    left = measure_fragmentation(ties.undirected(), members)
    return round(left.distance_fragmentation or 0.0, 12), round(left.fragmentation or 0.0, 12)


def reach(ties: Ties, members: Positions, within: int | None) -> float:
    found = measure_set_reach(ties, members, within=within)
    return round((found.distance_weighted if within is None else found.share) or 0.0, 12)


def chosen(players: KeyPlayers | None) -> list[int]:
    assert players is not None
    return [int(member) for member in players.members]


def test_the_kite_hangs_on_heather_and_is_reached_by_diane() -> None:
    assert chosen(choose_fragmenters(KITE, 1, seed=1)) == [7]
    assert chosen(choose_reachers(KITE, 1, seed=1)) == [3]
    assert chosen(choose_reachers(KITE, 2, seed=1, within=1)) == [3, 8]


@tried
@given(random_ties(most=7), st.integers(1, 3))
def test_exact_fragmenters_are_the_best_of_all_sets(ties: Ties, size: int) -> None:
    found = choose_fragmenters(ties, size, seed=1)
    if ties.nodes - size < 2:
        assert found is None
        return
    best = max(sets_of(ties, size), key=lambda members: damage(ties, members))
    assert chosen(found) == best.tolist()
    assert found is not None
    assert found.search.exact
    assert found.search.tried == len(sets_of(ties, size))
    left = measure_fragmentation(ties.undirected(), best)
    assert found.without.distance_fragmentation == left.distance_fragmentation


@tried
@given(random_ties(most=7), st.integers(1, 3), st.sampled_from([None, 1, 2]))
def test_exact_reachers_are_the_best_of_all_sets(ties: Ties, size: int, within: int | None) -> None:
    found = choose_reachers(ties, size, seed=1, within=within)
    if ties.nodes < size:
        assert found is None
        return
    best = max(sets_of(ties, size), key=lambda members: reach(ties, members, within))
    assert chosen(found) == best.tolist()
    assert found is not None
    assert found.search.exact
    assert found.reach == measure_set_reach(ties, best, within=within)


def test_sets_reckoned_side_by_side_leave_what_each_leaves() -> None:
    pairs = HUBS.undirected()
    sets = np.array([[0, 5], [1, 2], [60, 119]], np.int32)
    found = RemovalSearch(pairs, np.arange(120, dtype=np.int32)).measure(sets)
    for members, row in zip(sets, found, strict=True):
        left = measure_fragmentation(pairs, members)
        assert row.tolist() == pytest.approx([left.distance_fragmentation, left.fragmentation])


@pytest.fixture
def greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.analysis.set_search.MOST_WORK", 0)


@pytest.mark.usefixtures("greedy")
@pytest.mark.parametrize("size", [1, 2])
def test_the_greedy_search_finds_the_best_of_the_karate_club_and_does_not_claim_it(size: int) -> None:
    fragmenters, reachers = choose_fragmenters(KARATE, size, seed=1), choose_reachers(KARATE, size, seed=1)
    assert fragmenters is not None
    assert reachers is not None
    assert not fragmenters.search.exact
    assert not reachers.search.exact
    sets = sets_of(KARATE, size)
    assert damage(KARATE, fragmenters.members) == max(damage(KARATE, members) for members in sets)
    assert reach(KARATE, reachers.members, None) == max(reach(KARATE, members, None) for members in sets)


@pytest.mark.usefixtures("greedy")
def test_the_same_seed_chooses_the_same_players() -> None:
    one, other = (choose_fragmenters(HUBS, 3, seed=4) for _ in range(2))
    assert chosen(one) == chosen(other)
    assert one is not None
    assert other is not None
    assert one.search == other.search


@pytest.mark.usefixtures("greedy")
def test_the_greedy_search_stops_where_its_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.analysis.set_search.MOST_GREEDY_WORK", 0)
    found = choose_fragmenters(HUBS, 2, seed=1)
    assert found is not None
    assert (found.search.starts, found.search.candidates) == (1, 20)
    assert found.search.tried == 20 + 19


def test_a_large_network_is_searched_in_part_and_it_says_so() -> None:
    ties = ties_of(nx.barabasi_albert_graph(1500, 2, seed=1))
    found = choose_fragmenters(ties, 2, seed=1)
    assert found is not None
    assert not found.search.exact
    assert found.search.targets < 1500
    assert len(found.members) == 2
    left = measure_fragmentation(ties.undirected(), found.members)
    assert found.without.distance_fragmentation == left.distance_fragmentation


@pytest.mark.parametrize("size", [0, 21])
def test_a_set_has_one_to_twenty_members(size: int) -> None:
    with pytest.raises(Invalid):
        choose_fragmenters(KITE, size, seed=1)
    with pytest.raises(Invalid):
        choose_reachers(KITE, size, seed=1)


def test_a_reach_of_no_step_is_refused() -> None:
    with pytest.raises(Invalid):
        choose_reachers(KITE, 1, seed=1, within=0)


def test_two_must_be_left_to_be_parted_and_enough_be_there_to_reach() -> None:
    two = make_ties(2, [(0, 1)])
    assert choose_fragmenters(two, 1, seed=1) is None
    assert choose_reachers(two, 3, seed=1) is None
    assert chosen(choose_reachers(two, 2, seed=1)) == [0, 1]


@pytest.mark.parametrize("language", Language)
def test_how_a_set_was_found_is_told_in_words(language: Language) -> None:
    found = choose_fragmenters(KITE, 2, seed=1)
    assert found is not None
    assert "45" in found.search.describe(language)
