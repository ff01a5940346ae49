"""Random networks of a few nodes, and the same as networkx has them.

Self-ties, parallel ties, isolates and several components all come up. INTRECCIO_TEST_EXAMPLES says how
many networks are tried.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import networkx as nx
import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from graph.analysis.ties import Ties, make_ties

EXAMPLES = int(os.environ.get("INTRECCIO_TEST_EXAMPLES", "25"))
tried = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STRENGTHS = [0.25, 0.5, 1.0]


@st.composite
def random_ties(draw: st.DrawFn, *, least: int = 0, most: int = 9, mutual: bool | None = None) -> Ties:
    """Draw a network; ties are mutual or not as said, or each by chance."""
    nodes = draw(st.integers(least, most))
    ends = st.integers(0, nodes - 1)
    one = st.tuples(ends, ends, st.sampled_from(STRENGTHS), st.booleans())
    drawn = draw(st.lists(one, max_size=3 * nodes)) if nodes else []
    return make_ties(
        nodes,
        [(source, target) for source, target, _, _ in drawn],
        [weight for _, _, weight, _ in drawn],
        mutual=[each if mutual is None else mutual for _, _, _, each in drawn],
    )


def as_graph(ties: Ties) -> nx.Graph[int]:
    """Return who is tied to whom as networkx has it, weights of parallel ties added."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(ties.nodes))
    for source, target, weight in zip(
        ties.sources.tolist(), ties.targets.tolist(), ties.weights.tolist(), strict=True
    ):
        _add(graph, source, target, weight)
    return graph


def as_digraph(ties: Ties) -> nx.DiGraph[int]:
    """Return who is tied to whom in which direction as networkx has it, mutual ties both ways."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(ties.nodes))
    for source, target, weight, mutual in zip(
        ties.sources.tolist(),
        ties.targets.tolist(),
        ties.weights.tolist(),
        ties.mutual.tolist(),
        strict=True,
    ):
        _add(graph, source, target, weight)
        if mutual:
            _add(graph, target, source, weight)
    return graph


def ties_of(graph: nx.Graph[int]) -> Ties:
    """Return the ties of a networkx graph whose nodes are numbered from 0."""
    ends = list(graph.edges)
    weights = [float(weight) for _, _, weight in graph.edges.data("weight", 1.0)]
    return make_ties(len(graph), ends, weights, mutual=not graph.is_directed())


def numbered(graph: nx.Graph[str]) -> tuple[list[str], nx.Graph[int]]:
    """Return the names of nodes, in order, and the graph with their positions instead."""
    names = list(graph)
    places = {name: place for place, name in enumerate(names)}
    found: nx.Graph[int] = nx.Graph()
    found.add_nodes_from(places.values())
    found.add_edges_from((places[one], places[other]) for one, other in graph.edges)
    return names, found


def relabelled(ties: Ties, order: list[int]) -> Ties:
    """Return the same network with its nodes in another order: node i comes to place order[i]."""
    places = np.array(order, np.int32)
    return Ties(ties.nodes, places[ties.sources], places[ties.targets], ties.weights, ties.mutual)


def in_order(values: Mapping[int, float]) -> list[float]:
    """Return values of networkx in the order of nodes."""
    return [float(values[node]) for node in sorted(values)]


def weights_of(graph: nx.Graph[int]) -> list[tuple[int, int, float]]:
    """Return the edges of a graph with their weights."""
    return [(one, other, float(weight)) for one, other, weight in graph.edges.data("weight", 1.0)]


def _add(graph: nx.Graph[int], source: int, target: int, weight: float) -> None:
    if source != target:
        before = graph.edges[source, target]["weight"] if graph.has_edge(source, target) else 0.0
        graph.add_edge(source, target, weight=before + weight)
