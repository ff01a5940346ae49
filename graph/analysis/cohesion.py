"""How much a network hangs together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.engine import simple_graph
from graph.network import Network


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
    """

    density: float | None
    component_count: int
    isolate_count: int
    average_degree: float | None
    average_path_length: float | None
    diameter: int | None
    reciprocity: float | None
    transitivity: float | None


def measure_cohesion(network: Network) -> Cohesion:
    """Return the cohesion of a network, parallel ties and self-ties left aside, directions ignored.

    Reciprocity alone looks at directions. Cost: O(nodes × ties), for the path lengths.
    """
    graph = simple_graph(network)
    nodes, ties = graph.vcount(), graph.ecount()
    transitivity = graph.transitivity_undirected(mode="nan")
    return Cohesion(
        density=None if nodes < 2 else 2 * ties / (nodes * (nodes - 1)),
        component_count=len(graph.connected_components()),
        isolate_count=sum(1 for degree in graph.degree() if degree == 0),
        average_degree=None if nodes == 0 else 2 * ties / nodes,
        average_path_length=None if ties == 0 else float(graph.average_path_length(unconn=True)),
        diameter=None if ties == 0 else int(graph.diameter(unconn=True)),
        reciprocity=_reciprocity(network),
        transitivity=None if np.isnan(transitivity) else float(transitivity),
    )


def _reciprocity(network: Network) -> float | None:
    directed: set[tuple[int, int]] = set()
    kinds = network.view.vocabulary.relationship_kinds
    for place, (source, target) in enumerate(network.pairs.tolist()):
        if source == target:
            continue
        directed.add((source, target))
        if not network.relationships or kinds[network.relationships[place].kind].symmetric:
            directed.add((target, source))
    if not directed:
        return None
    return sum((target, source) in directed for source, target in directed) / len(directed)
