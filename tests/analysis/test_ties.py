"""Ties as arrays: parallel ties and self-ties as recorded, and the simple forms that measures take."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given

from graph.analysis.ties import Pairs, Ties, make_ties
from graph.view import Direction
from tests.analysis.random_ties import as_digraph, as_graph, random_ties, tried, weights_of


def of_pairs(pairs: Pairs) -> dict[tuple[int, int], float]:
    ends = zip(pairs.sources.tolist(), pairs.targets.tolist(), strict=True)
    return dict(zip(ends, pairs.weights.tolist(), strict=True))


@tried
@given(random_ties())
def test_undirected_pairs_are_those_of_a_simple_graph(ties: Ties) -> None:
    edges = weights_of(as_graph(ties))
    expected = {(min(one, other), max(one, other)): weight for one, other, weight in edges}
    found = of_pairs(ties.undirected())
    assert found == pytest.approx(expected)
    assert list(found) == sorted(expected)


@tried
@given(random_ties())
def test_directed_pairs_are_those_of_a_simple_digraph(ties: Ties) -> None:
    expected = {(source, target): weight for source, target, weight in weights_of(as_digraph(ties))}
    found = of_pairs(ties.directed())
    assert found == pytest.approx(expected)
    assert list(found) == sorted(expected)


@tried
@given(random_ties())
def test_every_tie_but_a_self_tie_leads_to_its_pair(ties: Ties) -> None:
    pairs, directed = ties.undirected(), ties.directed()
    for tie in range(len(ties)):
        source, target = int(ties.sources[tie]), int(ties.targets[tie])
        if source == target:
            assert pairs.pair_of_tie[tie] == directed.pair_of_tie[tie] == -1
            continue
        place, there = pairs.pair_of_tie[tie], directed.pair_of_tie[tie]
        assert (pairs.sources[place], pairs.targets[place]) == (min(source, target), max(source, target))
        assert (directed.sources[there], directed.targets[there]) == (source, target)


@tried
@given(random_ties())
def test_neighbours_are_those_of_networkx(ties: Ties) -> None:
    undirected, directed = as_graph(ties), as_digraph(ties)
    for node in range(ties.nodes):
        assert ties.undirected().adjacency.neighbours(node).tolist() == sorted(undirected[node])
        assert ties.directed().adjacency.neighbours(node).tolist() == sorted(directed.successors(node))
        assert ties.directed().incoming.neighbours(node).tolist() == sorted(directed.predecessors(node))
        assert ties.follow(Direction.IN).adjacency.neighbours(node).tolist() == sorted(
            directed.predecessors(node)
        )


def test_parallel_ties_add_up_and_are_counted() -> None:
    pairs = make_ties(3, [(1, 0), (0, 1), (1, 2), (2, 2)], [0.5, 0.25, 1.0, 1.0]).undirected()
    assert pairs.weights.tolist() == [0.75, 1.0]
    assert pairs.counts.tolist() == [2, 1]


def test_pairs_that_are_left_out_are_nobodys() -> None:
    pairs = make_ties(4, [(0, 1), (2, 2), (1, 2), (2, 3)]).undirected()
    kept = pairs.keep(np.array([False, True, True]))
    assert (kept.sources.tolist(), kept.targets.tolist()) == ([1, 2], [2, 3])
    assert kept.pair_of_tie.tolist() == [-1, -1, 0, 1]


def test_ties_travel_to_another_process_as_they_are() -> None:
    ties = make_ties(3, [(0, 1), (2, 1)], [0.5, 1.0], mutual=[True, False])
    derived = len(pickle.dumps(ties))
    ties.undirected(), ties.directed()
    arrived: Ties = pickle.loads(pickle.dumps(ties))  # noqa: S301 - what the line before has written
    assert len(pickle.dumps(ties)) == derived
    assert arrived.nodes == 3
    assert arrived.mutual.tolist() == [True, False]
    assert of_pairs(arrived.directed()) == of_pairs(ties.directed())


@pytest.mark.parametrize("ends", [(0, 2), (-1, 0)])
def test_a_tie_of_a_node_that_is_not_there_is_refused(ends: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="below 2"):
        make_ties(2, [ends])


@pytest.mark.parametrize("weight", [-0.5, float("nan"), float("inf")])
def test_a_weight_is_a_number_that_is_not_negative(weight: float) -> None:
    with pytest.raises(ValueError, match="at least 0"):
        make_ties(2, [(0, 1)], [weight])
