"""Who is central, and in which sense."""

from __future__ import annotations

from enum import StrEnum

from graph.analysis.engine import simple_graph
from graph.network import Network


class CentralityMeasure(StrEnum):
    """The ways of being central that are offered so far."""

    DEGREE = "DEGREE"
    BETWEENNESS = "BETWEENNESS"


def measure_centrality(network: Network, measure: CentralityMeasure) -> list[float]:
    """Return one value for each node, in the order of `network.nodes`.

    Parallel ties and self-ties are left aside, directions ignored.

    DEGREE: how many others a node is tied to (Freeman 1979). BETWEENNESS: of the shortest paths
    between two others, the share that leads through the node, summed over all pairs and divided by
    their number (n - 1)(n - 2) / 2 (Freeman 1977); 0 with fewer than three nodes. Cost: degree O(ties),
    betweenness O(nodes × ties), exact.
    """
    graph = simple_graph(network)
    if measure is CentralityMeasure.DEGREE:
        return [float(value) for value in graph.degree()]
    nodes = graph.vcount()
    pairs = (nodes - 1) * (nodes - 2) / 2
    if nodes < 3:
        return [0.0] * nodes
    return [value / pairs for value in graph.betweenness(directed=False)]
