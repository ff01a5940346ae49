"""Networks and views as networkx graphs: the door for everything that is not offered here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.model import Entity, Relationship

if TYPE_CHECKING:
    import networkx as nx

    from graph.network import Network
    from graph.view import View


def view_as_networkx(view: View) -> nx.MultiDiGraph[str]:
    """Return all that a view shows: every entity a node, every relationship an edge, whatever its nature.

    Nodes are slugs, with `id`, `kind`, `name`, `status`, `summary`, `since`, `until` and the entity's
    properties under `properties`. Edges are keyed by the relationship's id, run from source to target and
    carry `kind`, `status`, `role`, `strength`, `weight`, `symmetric`, `since`, `until` and `properties`.
    What documents deny is not there. A new graph, O(facts).
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(revision=view.revision)
    slugs: dict[str, str] = {}
    for entity in view.find_entities():
        slugs[entity.id] = entity.slug
        graph.add_node(
            entity.slug,
            id=entity.id,
            **_node_attributes(entity),
            summary=entity.summary,
            since=entity.since,
            until=entity.until,
            properties=dict(entity.properties),
        )
    kinds = view.vocabulary.relationship_kinds
    for tie in view.find_relationships():
        graph.add_edge(
            slugs[tie.source],
            slugs[tie.target],
            key=tie.id,
            **_edge_attributes(tie),
            weight=1.0 if tie.strength is None else tie.strength,
            symmetric=kinds[tie.kind].symmetric,
            role=tie.role,
            since=tie.since,
            until=tie.until,
            properties=dict(tie.properties),
        )
    return graph


def network_as_networkx(network: Network) -> nx.MultiDiGraph[str]:
    """Return a network: nodes are slugs, edges its ties; see `Network.to_networkx`."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(revision=network.revision)
    for node in network.nodes:
        graph.add_node(node.slug, **_node_attributes(node))
    ties, mutual = network.ties, network.ties.mutual.tolist()
    ends = zip(ties.sources.tolist(), ties.targets.tolist(), ties.weights.tolist(), strict=True)
    for place, (source, target, weight) in enumerate(ends):
        attributes: dict[str, object] = {"weight": weight, "symmetric": mutual[place]}
        if network.relationships:
            attributes |= _edge_attributes(network.relationships[place])
        graph.add_edge(network.nodes[source].slug, network.nodes[target].slug, **attributes)
    return graph


def _node_attributes(entity: Entity) -> dict[str, object]:
    return {"kind": entity.kind, "name": entity.name, "status": entity.status.value}


def _edge_attributes(tie: Relationship) -> dict[str, object]:
    return {"kind": tie.kind, "status": tie.status.value, "strength": tie.strength}
