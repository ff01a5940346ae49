"""Distances from all nodes at once, as networkx finds them one by one."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from graph.analysis.distances import SAMPLED, measure_distances
from graph.analysis.ties import Ties
from graph.view import Direction
from tests.analysis.random_ties import as_digraph, as_graph, random_ties, ties_of, tried


def matrix_of(graph: nx.Graph[int]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return distances from each node to each other, 0 where there is no way."""
    found = np.zeros((len(graph), len(graph)))
    for node, steps in nx.all_pairs_shortest_path_length(graph):
        for other, count in steps.items():
            found[node, other] = count
    return found


@pytest.mark.parametrize("direction", list(Direction))
@tried
@given(ties=random_ties())
def test_distances_are_those_of_networkx(direction: Direction, ties: Ties) -> None:
    graph = as_graph(ties) if direction is Direction.BOTH else as_digraph(ties)
    expected = matrix_of(graph).T if direction is Direction.IN else matrix_of(graph)
    inverse = np.divide(1, expected, out=np.zeros_like(expected), where=expected > 0)
    found = measure_distances(ties.follow(direction))
    assert found.reached.tolist() == np.count_nonzero(expected, axis=1).tolist()
    assert found.totals.tolist() == expected.sum(axis=1).tolist()
    assert found.squares.tolist() == (expected**2).sum(axis=1).tolist()
    assert found.harmonic == pytest.approx(inverse.sum(axis=1))
    assert found.eccentricities.tolist() == expected.max(axis=1, initial=0).tolist()
    assert found.histogram[1:].tolist() == np.bincount(expected[expected > 0].astype(int))[1:].tolist()


@pytest.mark.parametrize(
    "graph",
    [
        nx.barabasi_albert_graph(300, 3, seed=1),
        nx.star_graph(400),
        nx.path_graph(150),
        nx.disjoint_union(nx.cycle_graph(140), nx.complete_graph(50)),
    ],
    ids=["hubs", "one hub", "a long chain", "a long ring and a clique"],
)
def test_networks_of_many_words_hubs_and_chains_are_measured_alike(graph: nx.Graph[int]) -> None:
    expected = matrix_of(graph)
    found = measure_distances(ties_of(graph).undirected())
    assert found.totals.tolist() == expected.sum(axis=1).tolist()
    assert found.mean == pytest.approx(expected.sum() / np.count_nonzero(expected))
    assert found.diameter == expected.max()
    assert found.histogram.tolist() == np.bincount(expected[expected > 0].astype(int)).tolist()
    assert not found.estimated
    assert found.mean_error is None


@pytest.mark.parametrize("graph", [nx.gnm_random_graph(2_000, 6_000, seed=2), nx.cycle_graph(1_500)])
def test_a_sample_of_targets_says_so_and_comes_close(graph: nx.Graph[int]) -> None:
    pairs = ties_of(graph).undirected()
    exact, found = measure_distances(pairs), measure_distances(pairs, largest_exact=1_000)
    assert found.estimated
    assert len(found.targets) == SAMPLED
    assert exact.mean is not None
    assert found.mean is not None
    assert found.mean_error is not None
    assert abs(found.mean - exact.mean) <= 4 * found.mean_error + 1e-9


def test_the_same_seed_draws_the_same_sample() -> None:
    pairs = ties_of(nx.gnm_random_graph(1_000, 3_000, seed=2)).undirected()
    one, same, other = (measure_distances(pairs, largest_exact=0, seed=seed) for seed in (1, 1, 2))
    assert one.harmonic.tolist() == same.harmonic.tolist()
    assert one.harmonic.tolist() != other.harmonic.tolist()
