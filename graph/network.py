"""A network to look at and to analyse: the nodes of a scope and what ties them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.columns import Rows
from graph.model import Entity, FactStatus, Relationship
from graph.selection import within_plan
from graph.view import View
from graph.vocabulary.kinds import TieNature

if TYPE_CHECKING:
    import networkx as nx


class TieView(StrEnum):
    """What counts as a tie: what is recorded, or that two actors share an affiliation."""

    DIRECT = "DIRECT"
    SHARED_AFFILIATION = "SHARED_AFFILIATION"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of a view a network is made of; ids and kind names, None for "do not narrow".

    Without `entity_kinds` the nodes are the actors. Without `relationship_kinds` the ties are the
    relationships of nature tie, and the affiliations too when kinds other than actors are asked for.
    """

    districts: frozenset[str] | None = None
    plan: str | None = None
    entity_kinds: frozenset[str] | None = None
    relationship_kinds: frozenset[str] | None = None
    status: frozenset[FactStatus] = frozenset({FactStatus.ACTUAL})
    around: str | None = None
    steps: int = 2
    ties: TieView = TieView.DIRECT


@dataclass(frozen=True)
class Network:
    """Nodes in order of first recording, and ties between them as pairs of node positions.

    A tie is one relationship, so parallel ties stay distinct. Measures that want a simple graph take
    `simple_pairs`. With shared affiliations, `relationships` is empty and `weights` carries the ties.
    """

    view: View
    nodes: tuple[Entity, ...]
    relationships: tuple[Relationship, ...]
    pairs: Rows
    weights: tuple[float, ...]

    @property
    def revision(self) -> int:
        """The revision of the log that this shows."""
        return self.view.revision

    @property
    def tie_count(self) -> int:
        """How many ties there are, parallel ones counted each."""
        return len(self.pairs)

    @cached_property
    def simple_pairs(self) -> Rows:
        """Pairs of nodes that are tied at all, each once, lower position first, without self-ties."""
        ordered = np.sort(self.pairs, axis=1)
        proper = ordered[ordered[:, 0] != ordered[:, 1]]
        return np.unique(proper, axis=0).astype(np.int32).reshape(-1, 2)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the network as a networkx graph, for everything that is not offered here.

        Nodes are slugs with `kind`, `name` and `status`; edges carry `kind`, `status`, `strength` and
        `weight`, and run from source to target.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(revision=self.revision)
        for node in self.nodes:
            graph.add_node(node.slug, kind=node.kind, name=node.name, status=node.status.value)
        for place, (source, target) in enumerate(self.pairs.tolist()):
            attributes: dict[str, object] = {"weight": self.weights[place]}
            if self.relationships:
                tie = self.relationships[place]
                attributes |= {"kind": tie.kind, "status": tie.status.value, "strength": tie.strength}
            graph.add_edge(self.nodes[source].slug, self.nodes[target].slug, **attributes)
        return graph


def project(view: View, scope: Scope | None = None) -> Network:
    """Return the network of a scope. Raises NotFound for ids that cannot be seen."""
    scope = scope or Scope()
    network = _project_whole(view, scope)
    return network if scope.around is None else _ego_network(network, scope.around, scope.steps)


def _project_whole(view: View, scope: Scope) -> Network:
    nodes = tuple(_find_nodes(view, scope))
    places = {node.id: place for place, node in enumerate(nodes)}
    if scope.ties is TieView.SHARED_AFFILIATION:
        shared = _shared_affiliations(view, scope, places)
        pairs = np.array(list(shared), dtype=np.int32).reshape(-1, 2)
        return Network(view, nodes, (), pairs, tuple(shared.values()))
    kinds = _tie_kinds(view, scope)
    ties = tuple(
        relationship
        for relationship in view.find_relationships(kinds)
        if relationship.source in places
        and relationship.target in places
        and relationship.status in scope.status
    )
    pairs = np.array([(places[tie.source], places[tie.target]) for tie in ties], dtype=np.int32)
    weights = tuple(1.0 if tie.strength is None else tie.strength for tie in ties)
    return Network(view, nodes, ties, pairs.reshape(-1, 2), weights)


def _ego_network(network: Network, ego: str, steps: int) -> Network:
    """Return the part of a network that lies within so many steps of a node, by the network's own ties."""
    ego_id = network.view.require_entity(ego).id
    near = np.array([node.id == ego_id for node in network.nodes], np.bool_)
    for _ in range(steps):
        touched = near[network.pairs].any(axis=1)
        near[network.pairs[touched].ravel()] = True
    inside = near[network.pairs].all(axis=1)
    places = np.cumsum(near, dtype=np.int32) - 1
    kept = np.flatnonzero(inside).tolist()
    return Network(
        network.view,
        tuple(node for node, is_near in zip(network.nodes, near.tolist(), strict=True) if is_near),
        tuple(network.relationships[place] for place in kept) if network.relationships else (),
        places[network.pairs[inside]].astype(np.int32),
        tuple(network.weights[place] for place in kept),
    )


def _find_nodes(view: View, scope: Scope) -> Iterator[Entity]:
    kinds = view.vocabulary.actor_kinds if scope.entity_kinds is None else scope.entity_kinds
    districts = (
        None if scope.districts is None else {view.require_entity(item).id for item in scope.districts}
    )
    plan = None if scope.plan is None else within_plan(view, scope.plan)
    for entity in view.find_entities(kinds):
        if entity.status not in scope.status:
            continue
        if plan is not None and entity.id not in plan:
            continue
        if districts is None or any(place.id in districts for place in view.districts_of(entity.id)):
            yield entity


def _tie_kinds(view: View, scope: Scope) -> frozenset[str]:
    if scope.relationship_kinds is not None:
        return scope.relationship_kinds
    kinds = view.vocabulary.tie_kinds
    if scope.entity_kinds is not None and not scope.entity_kinds <= view.vocabulary.actor_kinds:
        kinds |= view.vocabulary.affiliation_kinds
    return kinds


def _shared_affiliations(view: View, scope: Scope, places: dict[str, int]) -> dict[tuple[int, int], float]:
    """Return pairs of nodes that share something, weighted after Newman (2001).

    Something shared by n nodes ties each two of them with 1 / (n - 1), so that a big body binds less.
    """
    kinds = {
        name
        for name, kind in view.vocabulary.relationship_kinds.items()
        if kind.nature is TieNature.AFFILIATION
        and (scope.relationship_kinds is None or name in scope.relationship_kinds)
    }
    sharing: dict[str, set[int]] = {}
    for relationship in view.find_relationships(kinds):
        if relationship.source in places and relationship.status in scope.status:
            sharing.setdefault(relationship.target, set()).add(places[relationship.source])
    weights: dict[tuple[int, int], float] = {}
    for group in sharing.values():
        for pair in _pairs_of(sorted(group)):
            weights[pair] = weights.get(pair, 0.0) + 1 / (len(group) - 1)
    return dict(sorted(weights.items()))


def _pairs_of(group: list[int]) -> Iterable[tuple[int, int]]:
    return ((one, other) for place, one in enumerate(group) for other in group[place + 1 :])
