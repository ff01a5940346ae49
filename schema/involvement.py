"""Who is involved where, and how things are connected."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from graph.folding import fold
from graph.involvement import Involvement
from graph.paths import Path
from graph.search import SearchHit
from schema.connection import PageInfo, SortKey, Window, paginate
from schema.entity import EntityNode
from schema.look import Look
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
    """Relay's connection."""

    total_count: int = strawberry.field(description="How many the whole list has.")
    edges: list[InvolvementEdge] = strawberry.field(description="The involvements of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")


@strawberry.type(name="Path", description="A way from one entity to another.")
class PathNode:
    """One way."""

    length: int = strawberry.field(description="How many steps it has.")
    entities: list[EntityNode] = strawberry.field(description="The entities on it, both ends included.")
    relationships: list[RelationshipNode] = strawberry.field(description="What carries each step.")


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
    look: Look, involvements: Sequence[Involvement], window: Window
) -> InvolvementConnection:
    """Return a page of involvements, by the name of who is involved."""
    page = paginate(involvements, _order, window)
    edges = [
        InvolvementEdge(
            cursor=cursor,
            node=InvolvementNode(
                entity=look.entity(found.entity),
                where=look.entity(found.where),
                relationship=look.relationship(found.relationship),
                via=look.entities(found.via),
            ),
        )
        for cursor, found in page.items
    ]
    return InvolvementConnection(total_count=page.total, edges=edges, page_info=page.info)


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
