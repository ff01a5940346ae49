"""Structural holes after Burt: published values, equality with networkx, and the ends of each scale."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.structural_holes import measure_constraint, measure_structural_holes
from graph.analysis.ties import Ties, make_ties
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

# The ties of Borgatti's figure, with the weights that networkx's tests give them.
FIGURE = [("A", "B"), ("A", "F"), ("A", "G"), ("A", "E"), ("E", "G")]
FIGURE += [("F", "G"), ("B", "G"), ("B", "D"), ("D", "G"), ("G", "C")]
FIGURE_WEIGHTS = [2.0, 3.0, 5.0, 2.0, 8.0, 3.0, 4.0, 1.0, 3.0, 10.0]
PLACES = {name: place for place, name in enumerate("ABCDEFG")}


def figure(weights: list[float] | None = None) -> Ties:
    return make_ties(7, [(PLACES[one], PLACES[other]) for one, other in FIGURE], weights, mutual=True)


def test_borgattis_figure_has_the_published_values() -> None:
    found = measure_structural_holes(figure())
    chosen = [PLACES[name] for name in "GAC"]
    assert found.constraint[chosen] == pytest.approx([0.400, 0.595, 1.0], abs=6e-4)
    assert found.effective_size[chosen] == pytest.approx([4.67, 2.50, 1], abs=6e-3)


def test_borgattis_figure_with_weights_has_the_published_values() -> None:
    found = measure_structural_holes(figure(FIGURE_WEIGHTS))
    assert found.constraint[[PLACES[name] for name in "GAC"]] == pytest.approx([0.299, 0.795, 1.0], abs=6e-4)


def test_the_directed_figure_has_the_published_values() -> None:
    found = measure_structural_holes(make_ties(3, [(0, 1), (0, 2), (1, 0), (2, 1)]))
    assert found.constraint == pytest.approx([1.003, 1.003, 1.389], abs=6e-4)
    assert found.effective_size == pytest.approx([1.167, 1.167, 1], abs=6e-4)


def test_the_medici_are_the_least_constrained_of_their_ties() -> None:
    names, graph = numbered(nx.florentine_families_graph())
    found = measure_constraint(ties_of(graph))
    assert found[names.index("Medici")] == pytest.approx(0.2099, abs=6e-5)
    assert names[int(np.argmin(found))] == "Medici"


@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("as_networkx", [as_graph, as_digraph])
@tried
@given(data=st.data())
def test_constraint_and_effective_size_are_those_of_networkx(
    as_networkx: Callable[[Ties], nx.Graph[int]], weight: str | None, data: st.DataObject
) -> None:
    # An undirected graph of networkx knows ties of one sort only.
    ties = data.draw(random_ties(least=1, mutual=True if as_networkx is as_graph else None))
    graph = as_networkx(ties)
    found = measure_structural_holes(ties, weighted=weight is not None)
    if not graph.number_of_edges():
        assert np.isnan(found.constraint).all()
        return
    # Asked for all nodes at once, networkx 3.6 divides by the wrong node's strongest tie (its #8906); asked
    # for each, it takes those that only others are tied to for isolates.
    out = [node for node in graph if graph[node]]
    size = nx.effective_size(graph, nodes=out, weight=weight)
    constraint = nx.constraint(graph, weight=weight)
    assert found.constraint == pytest.approx(in_order(constraint), nan_ok=True)
    assert found.effective_size[out] == pytest.approx(in_order(size))


@tried
@given(random_ties())
def test_constraint_alone_is_the_same_constraint(ties: Ties) -> None:
    for weighted in (True, False):
        expected = measure_structural_holes(ties, weighted=weighted).constraint
        assert measure_constraint(ties, weighted=weighted) == pytest.approx(expected, nan_ok=True)


@tried
@given(random_ties())
def test_hierarchy_is_burts_index_of_local_constraints(ties: Ties) -> None:
    graph, found = as_digraph(ties), measure_structural_holes(ties).hierarchy
    for node in range(ties.nodes):
        alters = sorted(set(nx.all_neighbors(graph, node)))
        if not alters:
            assert math.isnan(found[node])
            continue
        local = [nx.local_constraint(graph, node, alter, weight="weight") for alter in alters]
        shares = [value * len(alters) / sum(local) for value in local]
        spread = sum(share * math.log(share) for share in shares)
        expected = spread / (len(alters) * math.log(len(alters))) if len(alters) > 1 else 1.0
        assert found[node] == pytest.approx(expected, abs=1e-9)


@tried
@given(random_ties())
def test_efficiency_is_effective_size_of_all_alters(ties: Ties) -> None:
    found, degree = measure_structural_holes(ties), ties.undirected().adjacency.degrees
    tied = degree > 0
    assert found.efficiency[tied] * degree[tied] == pytest.approx(found.effective_size[tied])
    assert np.isnan(found.efficiency[~tied]).all()


@tried
@given(random_ties(), st.randoms())
def test_the_order_of_nodes_changes_nothing(ties: Ties, chance: Random) -> None:
    order = list(range(ties.nodes))
    chance.shuffle(order)
    before = measure_structural_holes(ties)
    after = measure_structural_holes(relabelled(ties, order))
    for name in ("constraint", "effective_size", "efficiency", "hierarchy"):
        assert getattr(after, name)[order] == pytest.approx(getattr(before, name), nan_ok=True, abs=1e-9)


def test_the_centre_of_a_star_is_free_and_its_leaves_are_bound() -> None:
    found = measure_structural_holes(ties_of(nx.star_graph(4)))
    assert found.constraint == pytest.approx([0.25, 1, 1, 1, 1])
    assert found.effective_size == pytest.approx([4, 1, 1, 1, 1])
    assert found.hierarchy == pytest.approx([0, 1, 1, 1, 1])


@pytest.mark.parametrize(
    "ties",
    [
        make_ties(1, []),
        make_ties(1, [(0, 0)]),
        make_ties(2, []),
        make_ties(2, [(0, 1)], [0.0]),
    ],
    ids=["one", "one, tied to itself", "two apart", "a tie of no strength"],
)
def test_of_isolates_all_four_are_undefined(ties: Ties) -> None:
    found = measure_structural_holes(ties)
    for values in (found.constraint, found.effective_size, found.efficiency, found.hierarchy):
        assert np.isnan(values).all()


def test_a_network_of_nobody_has_no_values() -> None:
    assert measure_structural_holes(make_ties(0, [])).constraint.tolist() == []
    assert measure_constraint(make_ties(0, [])).tolist() == []
