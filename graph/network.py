"""A network to look at and to analyse: the nodes of a scope and what ties them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.analysis.ties import Ties
from graph.analysis.two_mode import TwoMode
from graph.columns import Rows
from graph.model import Entity, FactStatus, Relationship
from graph.networkx_form import network_as_networkx
from graph.selection import within_plan
from graph.tie_rows import TieRows, keep_status, read_ties
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


@dataclass(frozen=True, eq=False)
class Network:
    """The nodes of a scope in order of first recording, and ties between them as pairs of node positions.

    A tie is one relationship, so parallel ties stay distinct; `ties` has them as arrays, for measures.
    `rows` are the nodes' rows of the view's snapshot, `tie_rows` those of the relationships; with shared
    affiliations, which nobody recorded, there are none, and `ties` alone has the ties. Entities and
    relationships are decoded when they are first asked for.
    """

    view: View
    scope: Scope
    rows: Rows
    tie_rows: Rows
    ties: Ties

    @property
    def revision(self) -> int:
        """The revision of the log that this shows."""
        return self.view.revision

    @property
    def tie_count(self) -> int:
        """How many ties there are, parallel ones counted each."""
        return len(self.ties)

    @cached_property
    def nodes(self) -> tuple[Entity, ...]:
        """The entities; position i of `ties` is node i."""
        found = map(self.view.snapshot.entity_at, self.rows.tolist())
        return tuple(entity for entity in found if entity is not None)

    @cached_property
    def relationships(self) -> tuple[Relationship, ...]:
        """The relationships that are the ties, in their order; empty with shared affiliations."""
        found = map(self.view.snapshot.relationship_at, self.tie_rows.tolist())
        return tuple(tie for tie in found if tie is not None)

    @cached_property
    def pairs(self) -> Rows:
        """The ties as pairs of node positions, source and target."""
        return np.stack([self.ties.sources, self.ties.targets], axis=1)

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """The weight of each tie."""
        return tuple(self.ties.weights.tolist())

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the network as a networkx graph, for everything that is not offered here.

        Nodes are slugs with `kind`, `name` and `status`; edges carry `kind`, `status`, `strength`, `weight`
        and `symmetric`, and run from source to target. `View.to_networkx` gives all that a view shows.
        """
        return network_as_networkx(self)


def project(view: View, scope: Scope | None = None) -> Network:
    """Return the network of a scope. Raises NotFound for ids that cannot be seen.

    O(facts), by column; only a scope of districts or of a plan looks at entities one by one.
    """
    scope = scope or Scope()
    network = _project_whole(view, scope)
    return network if scope.around is None else _ego_network(network, scope.around, scope.steps)


def _project_whole(view: View, scope: Scope) -> Network:
    snapshot = view.snapshot
    rows = _find_nodes(view, scope)
    places = np.full(snapshot.entity_rows, -1, np.int32)
    places[rows] = np.arange(len(rows), dtype=np.int32)
    if scope.ties is TieView.SHARED_AFFILIATION:
        _, sharing = _find_sharing(view, scope, rows)
        return Network(view, scope, rows, np.zeros(0, np.int32), sharing.project())
    ties = _find_ties(view, scope, _tie_kinds(view, scope))
    ties = ties.take((places[ties.sources] >= 0) & (places[ties.targets] >= 0))
    weights = np.where(np.isnan(ties.strengths), 1.0, ties.strengths)
    arrays = Ties(len(rows), places[ties.sources], places[ties.targets], weights, ties.symmetric)
    return Network(view, scope, rows, ties.rows, arrays)


@dataclass(frozen=True, eq=False)
class Affiliations:
    """The nodes of a network and what they share, in two modes.

    Position i of the actors is node i of the network; position j of what is shared is `shared[j]`.
    """

    network: Network
    shared: tuple[Entity, ...]
    ties: TwoMode


def find_affiliations(network: Network, scope: Scope) -> Affiliations:
    """Return what the nodes of a network take part in, by the affiliations of the scope it was made by."""
    things, sharing = _find_sharing(network.view, scope, network.rows)
    found = map(network.view.snapshot.entity_at, things.tolist())
    return Affiliations(network, tuple(entity for entity in found if entity is not None), sharing)


def _find_sharing(view: View, scope: Scope, rows: Rows) -> tuple[Rows, TwoMode]:
    """Return the rows of what entities share, and who has a part in what."""
    places = np.full(view.snapshot.entity_rows, -1, np.int32)
    places[rows] = np.arange(len(rows), dtype=np.int32)
    ties = _find_ties(view, scope, affiliation_kinds(view, scope))
    ties = ties.take(places[ties.sources] >= 0)
    things, held = np.unique(ties.targets, return_inverse=True)
    return things, TwoMode(len(rows), len(things), places[ties.sources], held.astype(np.int32))


def _ego_network(network: Network, ego: str, steps: int) -> Network:
    """Return the part of a network that lies within so many steps of a node, by the network's own ties."""
    ties = network.ties
    near = network.rows == network.view.require_row(ego)
    for _ in range(steps):
        touched = near[ties.sources] | near[ties.targets]
        near[ties.sources[touched]] = True
        near[ties.targets[touched]] = True
    inside = near[ties.sources] & near[ties.targets]
    places = (np.cumsum(near) - 1).astype(np.int32)
    kept = Ties(
        int(near.sum()),
        places[ties.sources[inside]],
        places[ties.targets[inside]],
        ties.weights[inside],
        ties.mutual[inside],
    )
    tie_rows = network.tie_rows[inside] if len(network.tie_rows) else network.tie_rows
    return Network(network.view, network.scope, network.rows[near], tie_rows, kept)


def _find_nodes(view: View, scope: Scope) -> Rows:
    kinds = view.vocabulary.actor_kinds if scope.entity_kinds is None else scope.entity_kinds
    districts = (
        None if scope.districts is None else {view.require_entity(item).id for item in scope.districts}
    )
    plan = None if scope.plan is None else within_plan(view, scope.plan)
    snapshot = view.snapshot
    figures, changed = snapshot.entity_columns.figures, snapshot.overlay.entities
    seen = np.fromiter(view.find_entity_rows(kinds), np.int32)
    rows = keep_status(seen, figures, changed, scope.status, dated=view.is_dated)
    if districts is None and plan is None:
        return rows

    def belongs(entity: Entity | None) -> bool:
        return (
            entity is not None
            and (plan is None or entity.id in plan)
            and (districts is None or any(place.id in districts for place in view.districts_of(entity.id)))
        )

    kept = [belongs(snapshot.entity_at(row)) for row in rows.tolist()]
    return rows[np.array(kept, np.bool_)]


def _find_ties(view: View, scope: Scope, kinds: Collection[str]) -> TieRows:
    snapshot = view.snapshot
    figures, changed = snapshot.relationship_columns.figures, snapshot.overlay.relationships
    seen = np.fromiter(view.find_relationship_rows(kinds), np.int32)
    rows = keep_status(seen, figures, changed, scope.status, dated=view.is_dated)
    known = view.vocabulary.relationship_kinds
    return read_ties(snapshot, rows, {name for name in kinds if name in known and known[name].symmetric})


def _tie_kinds(view: View, scope: Scope) -> frozenset[str]:
    if scope.relationship_kinds is not None:
        return scope.relationship_kinds
    kinds = view.vocabulary.tie_kinds
    if scope.entity_kinds is not None and not scope.entity_kinds <= view.vocabulary.actor_kinds:
        kinds |= view.vocabulary.affiliation_kinds
    return kinds


def affiliation_kinds(view: View, scope: Scope) -> frozenset[str]:
    """Return the kinds by which actors share something, narrowed to those of the scope."""
    return frozenset(
        name
        for name, kind in view.vocabulary.relationship_kinds.items()
        if kind.nature is TieNature.AFFILIATION
        and (scope.relationship_kinds is None or name in scope.relationship_kinds)
    )
