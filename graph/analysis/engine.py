"""The compiled engine behind the measures, fed from a network's arrays."""

from __future__ import annotations

from typing import Any

from graph.network import Network


def simple_graph(network: Network) -> Any:  # noqa: ANN401 - igraph ships no types
    """Return the network as an undirected igraph graph without parallel ties and self-ties."""
    import igraph

    return igraph.Graph(n=len(network.nodes), edges=network.simple_pairs.tolist(), directed=False)
