"""Relationships and pages of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.folding import fold
from graph.model import Relationship
from graph.view import View
from schema.claim import ClaimNode, claim_nodes
from schema.connection import PageInfo, SortKey, Window, paginate
from schema.enums import FactStatus
from schema.field import field
from schema.look import Look
from schema.node import Node
from schema.property import PropertyNode, property_nodes
from schema.scalars import KindName

if TYPE_CHECKING:
    from schema.entity import EntityNode
    from schema.kinds import Phase

LazyEntity = Annotated["EntityNode", strawberry.lazy("schema.entity")]


@strawberry.type(name="Relationship", description="One entity standing to another in some way.")
class RelationshipNode(Node):
    """A relationship at a moment."""

    look: strawberry.Private[Look]
    fact: strawberry.Private[Relationship]

    @field("Opaque id; it carries the moment it was asked at, when that was chosen.")
    def id(self) -> strawberry.ID:
        """Return the id."""
        return strawberry.ID(self.look.id_of(self.fact.id))

    @field("The same at all moments.")
    def key(self) -> strawberry.ID:
        """Return the key."""
        return strawberry.ID(self.fact.id)

    @field("Its kind.")
    def kind(self) -> KindName:
        """Return the kind."""
        return KindName(self.fact.kind)

    @field("The entity it goes out from; for symmetric kinds, one of the two.")
    def source(self) -> LazyEntity:
        """Return the source."""
        return self.look.entity_of(self.fact.source)

    @field("The entity it leads to; for symmetric kinds, the other of the two.")
    def target(self) -> LazyEntity:
        """Return the target."""
        return self.look.entity_of(self.fact.target)

    @field("In which role, in words.")
    def role(self) -> str | None:
        """Return the role."""
        return self.fact.role

    @field("Planned, actual or ended.")
    def status(self) -> FactStatus:
        """Return the status."""
        return self.fact.status

    @field("How strong the tie is, 0 to 1; null when nobody said.")
    def strength(self) -> float | None:
        """Return the strength."""
        return self.fact.strength

    @field("True from this day; null: the start is not known.")
    def since(self) -> date | None:
        """Return the first day."""
        return self.fact.since

    @field("True up to, but not including, this day; null: no end is known.")
    def until(self) -> date | None:
        """Return the day it ended."""
        return self.fact.until

    @field("The phases of a plan in which it is true; empty: it is tied to none.")
    def phases(self) -> list[Annotated[Phase, strawberry.lazy("schema.kinds")]]:
        """Return the phases that can be seen."""
        found = (self.look.view.get_entity(phase) for phase in self.fact.phases)
        return [self.look.entity(phase) for phase in found if phase is not None]  # type: ignore[misc]

    @field("Its properties.")
    def properties(self) -> list[PropertyNode]:
        """Return the properties."""
        kind = self.look.view.vocabulary.relationship_kinds[self.fact.kind]
        return property_nodes(self.fact.properties, kind.properties)

    @field("The revision that last wrote it.")
    def revision(self) -> int:
        """Return the revision."""
        return self.fact.revision

    @field("Which documents speak of it.")
    def claims(self) -> list[ClaimNode]:
        """Return the claims."""
        return claim_nodes(self.look, self.fact, self.fact.claims)


@strawberry.type(description="A relationship in a page.")
class RelationshipEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="Its place in the list.")
    node: RelationshipNode = strawberry.field(description="The relationship.")


@strawberry.type(description="A page of relationships.")
class RelationshipConnection:
    """Relay's connection."""

    total_count: int = strawberry.field(description="How many the whole list has.")
    edges: list[RelationshipEdge] = strawberry.field(description="The relationships of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")


def relationship_page(
    look: Look, relationships: Sequence[Relationship], window: Window
) -> RelationshipConnection:
    """Return a page of relationships, by kind and the names of their ends."""
    page = paginate(relationships, lambda item: _order(look.view, item), window)
    edges = [RelationshipEdge(cursor=cursor, node=look.relationship(item)) for cursor, item in page.items]
    return RelationshipConnection(total_count=page.total, edges=edges, page_info=page.info)


def _order(view: View, relationship: Relationship) -> SortKey:
    source, target = view.require_entity(relationship.source), view.require_entity(relationship.target)
    return (relationship.kind, fold(source.name), fold(target.name), relationship.id)
