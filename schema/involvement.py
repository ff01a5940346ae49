"""Who is involved where, and how things are connected."""

from __future__ import annotations

from collections.abc import Iterable

import strawberry

from graph.folding import fold
from graph.involvement import Involvement
from graph.listing import SortKey
from graph.paths import Path
from graph.search import SearchHit
from schema.bounds import LONGEST_PATH
from schema.connection import PageInfo, Turning, Window
from schema.entity import EntityNode
from schema.field import field
from schema.look import Look
from schema.price import priced
from schema.relationship import RelationshipNode


@strawberry.type(name="Involvement", description="That somebody is involved somewhere.")
class InvolvementNode:
    """One involvement."""

    entity: EntityNode = strawberry.field(description="Who is involved.")
    where: EntityNode = strawberry.field(description="In what.")
    relationship: RelationshipNode = strawberry.field(description="The relationship that says so.")
    via: list[EntityNode] = strawberry.field(
        description=(
            "When it is by way of parts: the entities between `where` and the one the relationship touches,"
            " or between `where` and the whole that was asked about, in order."
        )
    )


@strawberry.type(description="An involvement in a page.")
class InvolvementEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="Its place in the list.")
    node: InvolvementNode = strawberry.field(description="The involvement.")


@strawberry.type(description="A page of involvements.")
class InvolvementConnection:
    """Relay's connection; its page is made when something of it is asked for."""

    look: strawberry.Private[Look]
    turning: strawberry.Private[Turning[Involvement]]

    @field("How many the whole list has.")
    def total_count(self) -> int:
        """Count the list."""
        return self.turning.total

    @field("The involvements of this page.")
    def edges(self) -> list[InvolvementEdge]:
        """Return the page."""
        items = self.turning.page.items
        return [InvolvementEdge(cursor=cursor, node=_node(self.look, found)) for cursor, found in items]

    @field("Where the page stands in the list.")
    def page_info(self) -> PageInfo:
        """Return the page's place."""
        return self.turning.page.info


@strawberry.type(name="Path", description="A way from one entity to another.")
class PathNode:
    """One way."""

    length: int = strawberry.field(description="How many steps it has.")
    entities: list[EntityNode] = strawberry.field(
        description="The entities on it, both ends included.", metadata=priced(items=LONGEST_PATH + 1)
    )
    relationships: list[RelationshipNode] = strawberry.field(
        description="What carries each step.", metadata=priced(items=LONGEST_PATH)
    )


@strawberry.type(name="SearchHit", description="An entity that a text leads to.")
class SearchHitNode:
    """One hit."""

    entity: EntityNode = strawberry.field(description="The entity.")
    score: float = strawberry.field(
        description="How well it fits: higher is better, 1 is every word in its name."
    )
    highlight: str | None = strawberry.field(
        description="Where it was found, when not in the name: its summary."
    )


def involvement_page(
    look: Look, involvements: Iterable[Involvement], window: Window
) -> InvolvementConnection:
    """Return a page of involvements, by the name of who is involved."""
    return InvolvementConnection(look=look, turning=Turning(sorted(involvements, key=_order), _order, window))


def _node(look: Look, found: Involvement) -> InvolvementNode:
    return InvolvementNode(
        entity=look.entity(found.entity),
        where=look.entity(found.where),
        relationship=look.relationship(found.relationship),
        via=look.entities(found.via),
    )


def path_node(look: Look, path: Path) -> PathNode:
    """Return a path as its GraphQL type."""
    return PathNode(
        length=path.length,
        entities=look.entities(path.entities),
        relationships=look.relationships(path.relationships),
    )


def search_hit_node(look: Look, hit: SearchHit) -> SearchHitNode:
    """Return a hit as its GraphQL type."""
    return SearchHitNode(entity=look.entity(hit.entity), score=hit.score, highlight=hit.highlight)


def _order(involvement: Involvement) -> SortKey:
    return (
        fold(involvement.entity.name),
        len(involvement.via),
        fold(involvement.where.name),
        involvement.relationship.kind,
        involvement.relationship.id,
        involvement.where.id,
    )
