"""The interface of all entities, and pages of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.folding import fold
from graph.model import Entity
from graph.steps import find_near
from schema.bounds import MOST_STEPS, bounded
from schema.claim import ClaimNode, claim_nodes
from schema.connection import PageInfo, SortKey, Window, paginate
from schema.enums import Direction, FactStatus
from schema.field import field
from schema.look import Look
from schema.node import Node
from schema.property import PropertyNode, property_nodes
from schema.relationship import RelationshipConnection, relationship_page
from schema.scalars import KindName

if TYPE_CHECKING:
    from schema.kinds import District


@strawberry.interface(name="Entity", description="One thing in the network: a body, an action, a topic …")
class EntityNode(Node):
    """An entity at a moment."""

    look: strawberry.Private[Look]
    fact: strawberry.Private[Entity]

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

    @field("Its short name in addresses, unique in the network.")
    def slug(self) -> str:
        """Return the slug."""
        return self.fact.slug

    @field("Its name, as people write it.")
    def name(self) -> str:
        """Return the name."""
        return self.fact.name

    @field("What it is, in a sentence or two.")
    def summary(self) -> str | None:
        """Return the summary."""
        return self.fact.summary

    @field("Planned, actual or ended.")
    def status(self) -> FactStatus:
        """Return the status."""
        return self.fact.status

    @field("There from this day; null: the start is not known.")
    def since(self) -> date | None:
        """Return the first day."""
        return self.fact.since

    @field("There up to, but not including, this day; null: no end is known.")
    def until(self) -> date | None:
        """Return the day it ended."""
        return self.fact.until

    @field("The districts it is at work in, by its own relationships or those of what it is a part of.")
    def districts(self) -> list[Annotated[District, strawberry.lazy("schema.kinds")]]:
        """Return the districts."""
        return self.look.entities(self.look.view.districts_of(self.fact.id))  # type: ignore[return-value]

    @field("Its properties.")
    def properties(self) -> list[PropertyNode]:
        """Return the properties."""
        kind = self.look.view.vocabulary.entity_kinds[self.fact.kind]
        return property_nodes(self.fact.properties, kind.properties)

    @field("The revision that last wrote it.")
    def revision(self) -> int:
        """Return the revision."""
        return self.fact.revision

    @field("The relationships that touch it.")
    def relationships(
        self,
        kinds: list[KindName] | None = None,
        direction: Direction | None = Direction.BOTH,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> RelationshipConnection:
        """Return a page of relationships."""
        found = self.look.view.relationships_of(self.fact.id, _names(kinds), direction or Direction.BOTH)
        return relationship_page(self.look, found, Window(first, after, last, before))

    @field("The entities within so many steps of it, itself left out.")
    def neighbours(
        self,
        kinds: list[KindName] | None = None,
        steps: int | None = 1,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> EntityConnection:
        """Return a page of neighbours."""
        far = bounded(steps, 1, 1, MOST_STEPS, "steps")
        found = find_near(self.look.view, self.fact.id, _names(kinds), far)
        return entity_page(self.look, found, Window(first, after, last, before))

    @field("Which documents speak of it.")
    def claims(self) -> list[ClaimNode]:
        """Return the claims."""
        return claim_nodes(self.look, self.fact, self.fact.claims)


@strawberry.type(description="An entity in a page.")
class EntityEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="Its place in the list.")
    node: EntityNode = strawberry.field(description="The entity.")


@strawberry.type(description="A page of entities.")
class EntityConnection:
    """Relay's connection."""

    total_count: int = strawberry.field(description="How many the whole list has.")
    edges: list[EntityEdge] = strawberry.field(description="The entities of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")


def by_name(entity: Entity) -> SortKey:
    """Sort key: the name, without case and accents."""
    return (fold(entity.name), entity.id)


def entity_page(look: Look, entities: Sequence[Entity], window: Window) -> EntityConnection:
    """Return a page of entities, by name."""
    page = paginate(entities, by_name, window)
    edges = [EntityEdge(cursor=cursor, node=look.entity(entity)) for cursor, entity in page.items]
    return EntityConnection(total_count=page.total, edges=edges, page_info=page.info)


def _names(kinds: list[KindName] | None) -> frozenset[str] | None:
    return None if kinds is None else frozenset(kinds)
