"""Relationships and pages of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import numpy as np
import strawberry

from graph.listing import relationship_key, sort_relationships
from graph.model import Relationship
from schema.claim import ClaimNode, claim_nodes
from schema.connection import PageInfo, Turning, Window
from schema.enums import Direction, FactStatus
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

    @field("Planned, actual or ended, at the moment asked about.")
    def status(self) -> FactStatus:
        """Return the status."""
        return self.look.view.status_of(self.fact)

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
    """Relay's connection; its page is made when something of it is asked for."""

    look: strawberry.Private[Look]
    turning: strawberry.Private[Turning[Relationship]]

    @field("How many the whole list has.")
    def total_count(self) -> int:
        """Count the list."""
        return self.turning.total

    @field("The relationships of this page.")
    def edges(self) -> list[RelationshipEdge]:
        """Return the page."""
        items = self.turning.page.items
        return [RelationshipEdge(cursor=cursor, node=self.look.relationship(tie)) for cursor, tie in items]

    @field("Where the page stands in the list.")
    def page_info(self) -> PageInfo:
        """Return the page's place."""
        return self.turning.page.info


def relationship_page(look: Look, ordered: Sequence[Relationship], window: Window) -> RelationshipConnection:
    """Return a page of relationships that are in order by kind and the names of their ends."""
    return RelationshipConnection(look=look, turning=Turning(ordered, relationship_key(look.view), window))


def relationships_of(
    look: Look, entity_id: str, kinds: Collection[str] | None, direction: Direction, window: Window
) -> RelationshipConnection:
    """Return a page of the relationships that touch an entity."""
    view = look.view
    if kinds is None and direction is Direction.BOTH:
        rows = np.array(view.rows_of_ties(entity_id), np.int32)
        return relationship_page(look, sort_relationships(view, rows), window)
    found = view.relationships_of(entity_id, kinds, direction)
    return relationship_page(look, sorted(found, key=relationship_key(view)), window)
