"""The interface of all entities, and pages of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.types import Info

from graph.listing import name_key
from graph.model import Entity
from graph.steps import find_near
from schema.arguments import After, Before, First, Last, RelationshipKinds
from schema.bounds import MOST_STEPS, bounded
from schema.claim import ClaimNode, claim_nodes
from schema.connection import PageInfo, Turning, Window
from schema.context import Context
from schema.enums import Direction, FactStatus
from schema.field import field
from schema.look import Look
from schema.node import Node
from schema.price import Arguments
from schema.property import PropertyNode, property_nodes
from schema.relationship import RelationshipConnection, relationships_of
from schema.scalars import KindName, kind_names

if TYPE_CHECKING:
    from schema.change import ChangeConnection
    from schema.kinds import District

Ask = Info[Context, None]
Ways = Annotated[Direction | None, strawberry.argument(description="Going out of it, coming in, or both.")]
Steps = Annotated[int | None, strawberry.argument(description="How many steps away at most, 1 to 6.")]


def _weigh_steps(given: Arguments) -> int:
    """Return what neighbours weigh: the further away, the more of the network is walked through."""
    steps = given.get("steps")
    return 40 if not isinstance(steps, int) or steps <= 1 else 150 * min(steps, MOST_STEPS)


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

    @field("Planned, actual or ended, at the moment asked about.")
    def status(self) -> FactStatus:
        """Return the status."""
        return self.look.view.status_of(self.fact)

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

    @field("The relationships that touch it.", weight=30)
    def relationships(
        self,
        kinds: RelationshipKinds = None,
        direction: Ways = Direction.BOTH,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> RelationshipConnection:
        """Return a page of relationships."""
        window = Window(first, after, last, before)
        return relationships_of(
            self.look, self.fact.id, kind_names(kinds), direction or Direction.BOTH, window
        )

    @field(
        "The entities within so many steps of it, itself left out.",
        weight=_weigh_steps,
    )
    def neighbours(
        self,
        kinds: RelationshipKinds = None,
        steps: Steps = 1,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> EntityConnection:
        """Return a page of neighbours."""
        far = bounded(steps, 1, 1, MOST_STEPS, "steps")
        found = find_near(self.look.view, self.fact.id, kind_names(kinds), far)
        return entity_page(self.look, found, Window(first, after, last, before))

    @field("Which documents speak of it.")
    def claims(self) -> list[ClaimNode]:
        """Return the claims."""
        return claim_nodes(self.look, self.fact, self.fact.claims)

    @field("What was written of it, oldest first, up to the revision that was asked at.", weight=1000)
    async def history(
        self, info: Ask, first: First = None, after: After = None
    ) -> Annotated[ChangeConnection, strawberry.lazy("schema.change")]:
        """Return a page of the changes that wrote it; it alone is read from the store."""
        from schema.change import change_page

        service = info.context.service
        return await change_page(self.look, service, None, self.fact.id, Window(first, after))


@strawberry.type(description="An entity in a page.")
class EntityEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="Its place in the list.")
    node: EntityNode = strawberry.field(description="The entity.")


@strawberry.type(description="A page of entities.")
class EntityConnection:
    """Relay's connection; its page is made when something of it is asked for."""

    look: strawberry.Private[Look]
    turning: strawberry.Private[Turning[Entity]]

    @field("How many the whole list has.")
    def total_count(self) -> int:
        """Count the list."""
        return self.turning.total

    @field("The entities of this page.")
    def edges(self) -> list[EntityEdge]:
        """Return the page."""
        items = self.turning.page.items
        return [EntityEdge(cursor=cursor, node=self.look.entity(entity)) for cursor, entity in items]

    @field("Where the page stands in the list.")
    def page_info(self) -> PageInfo:
        """Return the page's place."""
        return self.turning.page.info


def entity_page(look: Look, entities: Iterable[Entity], window: Window) -> EntityConnection:
    """Return a page of entities, by name."""
    return EntityConnection(look=look, turning=Turning(sorted(entities, key=name_key), name_key, window))
