"""Measuring: the measures beside networkx and igraph on the same networks.

Times are of the process, not of the clock, and medians. Ours start from the pairs of a network, which a
network derives once; networkx and igraph start from graphs of theirs that are there already.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median

import igraph
import networkx as nx
import numpy as np

from benchmarks.table import Row, show
from graph.analysis.betweenness import measure_betweenness
from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.closeness import harmonic_of
from graph.analysis.cohesion import measure_density, measure_reciprocity
from graph.analysis.communities import find_communities
from graph.analysis.distances import measure_distances
from graph.analysis.engine import make_graph
from graph.analysis.structural_holes import measure_constraint, measure_structural_holes
from graph.analysis.ties import Ties

PIVOTS = 50
_OF_ALL_PAIRS = {CentralityMeasure.BETWEENNESS, CentralityMeasure.CLOSENESS, CentralityMeasure.HARMONIC}


def compare_measuring(*, quick: bool) -> str:
    """Return figures of measures beside networkx and igraph, then those of one large network alone."""
    nodes = 500 if quick else 5_000
    parts = [
        _compare("one of hubs (Barabási–Albert)", attach(nodes, 3), exact=quick),
        _compare("three planted districts", plant(nodes, 3 * nodes), exact=quick),
        _measure_large(attach(*((2_000, 4) if quick else (100_000, 4)))),
    ]
    return "\n".join(parts)


def attach(nodes: int, ties_each: int, seed: int = 7) -> Ties:
    """Return a network whose newcomers choose whom many are tied to (Barabási and Albert 1999)."""
    chance = np.random.default_rng(seed)
    ends = list(range(ties_each))
    pairs: list[tuple[int, int]] = []
    for newcomer in range(ties_each, nodes):
        chosen: set[int] = set()
        while len(chosen) < ties_each:
            chosen.add(ends[int(chance.integers(len(ends)))])
        for other in chosen:
            pairs.append((newcomer, other))
            ends += [newcomer, other]
    return _ties(nodes, np.array(pairs, np.int32))


def plant(nodes: int, count: int, seed: int = 7) -> Ties:
    """Return a network of three districts, nineteen of twenty ties within one of them."""
    chance = np.random.default_rng(seed)
    district = chance.integers(0, 3, nodes)
    found: set[tuple[int, int]] = set()
    while len(found) < count:
        one, other = sorted(chance.integers(0, nodes, 2).tolist())
        if one != other and (district[one] == district[other] or chance.random() < 0.025):
            found.add((one, other))
    return _ties(nodes, np.array(sorted(found), np.int32))


def _ties(nodes: int, pairs: np.ndarray[tuple[int, int], np.dtype[np.int32]]) -> Ties:
    sources, targets = np.ascontiguousarray(pairs.T)
    return Ties(nodes, sources, targets, np.ones(len(pairs)), np.ones(len(pairs), np.bool_))


def _compare(name: str, ties: Ties, *, exact: bool) -> str:
    pairs = ties.undirected()
    engine: igraph.Graph = make_graph(pairs)
    graph: nx.Graph[int] = nx.Graph(zip(pairs.sources.tolist(), pairs.targets.tolist(), strict=True))
    graph.add_nodes_from(range(ties.nodes))
    between = _cost(lambda: measure_betweenness(ties), 3)
    distances = _cost(lambda: harmonic_of(measure_distances(pairs)), 5)
    constraint = _cost(lambda: measure_constraint(ties), 15)
    leiden = _cost(lambda: find_communities(ties), 15)
    pivots = ties.nodes if exact else PIVOTS
    said = "networkx" if exact else f"networkx, from {PIVOTS} pivots"
    sampled = _cost(lambda: nx.betweenness_centrality(graph, k=pivots, seed=1), 1)
    rows = [
        _row("betweenness, exact", between, sampled * ties.nodes / pivots, said),
        _row("betweenness, exact", between, _cost(lambda: engine.betweenness(directed=False), 3), "igraph"),
        _row(
            "harmonic closeness and mean path",
            distances,
            _cost(lambda: engine.harmonic_centrality(normalized=True), 3),
            "igraph, harmonic alone",
        ),
        _row("constraint", constraint, _cost(lambda: nx.constraint(graph), 5), "networkx"),
        _row("constraint", constraint, _cost(engine.constraint, 15), "igraph"),
        _row(
            "constraint, effective size, hierarchy",
            _cost(lambda: measure_structural_holes(ties), 15),
            _cost(lambda: (nx.constraint(graph), nx.effective_size(graph)), 1),
            "networkx, without hierarchy",
        ),
        _row(
            "communities, Leiden", leiden, _cost(lambda: engine.community_leiden("modularity"), 15), "igraph"
        ),
    ]
    return show(f"Measuring {name} ({ties.nodes:,} nodes, {len(pairs):,} ties)", rows)


def _measure_large(ties: Ties) -> str:
    """Return what every measure costs whose time grows about as fast as the network."""
    measures: dict[str, Callable[[Ties], object]] = {
        "pairs, undirected and directed": lambda fresh: (fresh.undirected(), fresh.directed()),
        "density, reciprocity": lambda fresh: (measure_density(fresh), measure_reciprocity(fresh)),
        "components": lambda fresh: make_graph(fresh.undirected()).connected_components(),
        "transitivity": lambda fresh: make_graph(fresh.undirected()).transitivity_undirected(),
        **{
            measure.value.lower().replace("_", " "): partial(_centrality, measure)
            for measure in CentralityMeasure
            if measure not in _OF_ALL_PAIRS
        },
        "structural holes, all four": measure_structural_holes,
        "communities, Leiden": find_communities,
    }
    rows = [Row(name, "ms", _cost(partial(measure, ties), 1) * 1000) for name, measure in measures.items()]
    rows.append(Row("all of these", "ms", sum(row.ours for row in rows)))
    estimates: dict[str, Callable[[], object]] = {
        "mean path and harmonic": lambda: harmonic_of(measure_distances(ties.undirected())),
        "betweenness": lambda: measure_betweenness(ties),
    }
    exact = ties.nodes <= 10_000
    rows += [
        Row(f"{name}{', exact' if exact else ', from a sample'}", "ms", _cost(work, 1) * 1000)
        for name, work in estimates.items()
    ]
    return show(f"Measuring a large network ({ties.nodes:,} nodes, {len(ties):,} ties)", rows)


def _centrality(measure: CentralityMeasure, ties: Ties) -> object:
    return measure_centrality(ties, measure)


def _row(what: str, ours: float, peer: float, name: str) -> Row:
    return Row(what, "ms", ours * 1000, peer * 1000, name)


def _cost(work: Callable[[], object], times: int) -> float:
    """Return the median seconds that the process worked for something, once it has been done before."""
    work() if times > 1 else None
    seconds = []
    for _ in range(times):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return median(seconds)
