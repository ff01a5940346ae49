"""How much a network hangs together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.distances import LARGEST_EXACT, Distances, measure_distances
from graph.analysis.engine import make_graph
from graph.analysis.ties import Pairs, Ties


@dataclass(frozen=True, slots=True)
class Cohesion:
    """Measures of the whole; None where they are undefined.

    density: ties present among pairs possible, 2m / n(n - 1) (Wasserman and Faust 1994); needs two nodes.
    component_count: groups of nodes that reach each other, isolates each counted as one.
    isolate_count: nodes without any tie.
    average_degree: 2m / n; needs a node.
    average_path_length: mean number of steps over the pairs that reach each other; needs such a pair.
    diameter: the most steps between two nodes that reach each other; needs such a pair.
    reciprocity: of the directed ties, the share that is returned; symmetric kinds count as returned.
        Needs a tie.
    transitivity: of the paths of two steps, the share that is closed, 3 triangles / triads (Newman,
        Watts and Strogatz 2002); needs such a path.
    average_path_error: the standard error of average_path_length where that is an estimate, from the
        distances to a sample of nodes; then diameter, of which a sample says too little, is None.
    """

    density: float | None
    component_count: int
    isolate_count: int
    average_degree: float | None
    average_path_length: float | None
    diameter: int | None
    reciprocity: float | None
    transitivity: float | None
    average_path_error: float | None = None


def measure_cohesion(
    ties: Ties,
    *,
    directed: bool = False,
    seed: int = 0,
    largest_exact: int = LARGEST_EXACT,
    distances: Distances | None = None,
) -> Cohesion:
    """Return the cohesion of a network, parallel ties and self-ties left aside.

    Reciprocity always looks at directions. With `directed`, so do density m / n(n - 1), average degree
    m / n, path lengths and diameter, over ordered pairs; components are still those of whoever is tied
    at all (weak ones), and transitivity is that of the undirected network. Path lengths are exact up to
    so many nodes, at O(nodes × ties) / 64 a step, and estimated above. Whoever has the `distances` of the
    pairs already gives them, and they are not measured again.
    """
    simple = ties.undirected()
    pairs = ties.directed() if directed else simple
    graph = make_graph(simple)
    if distances is None:
        distances = measure_distances(pairs, seed=seed, largest_exact=largest_exact)
    transitivity = graph.transitivity_undirected(mode="nan")
    return Cohesion(
        density=measure_density(ties, directed=directed),
        component_count=len(graph.connected_components()),
        isolate_count=int(np.count_nonzero(simple.adjacency.degrees == 0)),
        average_degree=None if ties.nodes == 0 else (len(pairs) if directed else 2 * len(pairs)) / ties.nodes,
        average_path_length=distances.mean,
        diameter=None if distances.estimated else distances.diameter,
        reciprocity=measure_reciprocity(ties),
        transitivity=None if np.isnan(transitivity) else float(transitivity),
        average_path_error=distances.mean_error,
    )


def measure_density(ties: Ties, *, directed: bool = False, weighted: bool = False) -> float | None:
    """Return the ties there are, of all there could be; None with fewer than two nodes.

    2m / n(n - 1), directed m / n(n - 1). Weighted, the sum of the weights stands for m: the mean strength
    of all pairs, the untied included, which may exceed 1 (Wasserman and Faust 1994, ch. 4).
    """
    pairs = ties.directed() if directed else ties.undirected()
    possible = ties.nodes * (ties.nodes - 1) / (1 if directed else 2)
    if not possible:
        return None
    return (float(pairs.weights.sum()) if weighted else len(pairs)) / possible


def measure_reciprocity(ties: Ties) -> float | None:
    """Return the share of directed ties that are returned; mutual ties are. None without ties.

    Of the ordered pairs (i, j) that are tied, those for which (j, i) is too (Garlaschelli and Loffredo
    2004, r).
    """
    pairs = ties.directed()
    if not len(pairs):
        return None
    keys = pairs.sources.astype(np.int64) * pairs.nodes + pairs.targets
    back = np.sort(pairs.targets.astype(np.int64) * pairs.nodes + pairs.sources)
    places = np.minimum(np.searchsorted(keys, back), len(keys) - 1)
    return float((keys[places] == back).mean())


def find_components(pairs: Pairs) -> list[int]:
    """Return for each node which component it is in, directions ignored: numbered from 0."""
    found: list[int] = make_graph(pairs).connected_components(mode="weak").membership
    return found
