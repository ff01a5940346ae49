"""The root of all questions."""

from __future__ import annotations

import asyncio
from typing import Annotated

import strawberry
from strawberry.types import Info

from graph.errors import Invalid, NotFound
from graph.involvement import find_involvements
from graph.paths import find_paths
from graph.search import search
from graph.selection import choose_entities, choose_relationships, entity_order
from schema.bounds import LARGEST_RANKING, bounded
from schema.connection import Window, paginate
from schema.context import Context, MomentInput
from schema.entity import EntityConnection, EntityEdge, EntityNode
from schema.field import field
from schema.filters import (
    EntityFilter,
    EntityOrder,
    RelationshipFilter,
    read_entity_filter,
    read_relationship_filter,
)
from schema.identity import decode_id, key_of
from schema.involvement import (
    InvolvementConnection,
    PathNode,
    SearchHitNode,
    involvement_page,
    path_node,
    search_hit_node,
)
from schema.network import NetworkNode, NetworkScope, network_node
from schema.node import Node
from schema.relationship import RelationshipConnection, relationship_page
from schema.scalars import KindName
from schema.viewer import ViewerNode, VocabularyNode, viewer_node

Ask = Info[Context, None]
In = Annotated[strawberry.ID | None, strawberry.argument(name="in", description="Where: an action, a body …")]
From = Annotated[strawberry.ID, strawberry.argument(name="from", description="Where the way begins.")]
MOST_IDS = 1000
MOST_PATHS = 50
LONGEST_PATH = 12


@strawberry.type(description="Everything that can be asked.")
class Query:
    """Root fields: each obtains one view, and all below reads that view."""

    @field("Whatever has this id, at the moment that the id carries; null when there is none.")
    async def node(self, info: Ask, id: strawberry.ID) -> Node | None:  # noqa: A002 - the contract's name
        """Return one node."""
        return await _get_node(info.context, id)

    @field("Whatever has these ids, in their order; null for those that there are none for.")
    async def nodes(self, info: Ask, ids: list[strawberry.ID]) -> list[Node | None]:
        """Return several nodes."""
        if len(ids) > MOST_IDS:
            raise Invalid(f"{MOST_IDS:,} ids at most, not {len(ids):,}.", ("ids",))
        return [await _get_node(info.context, item) for item in ids]

    @field("Who you are to this service.")
    def viewer(self, info: Ask) -> ViewerNode:
        """Return the viewer."""
        return viewer_node(info.context.viewer)

    @field("The kinds of entity and relationship that this deployment knows.")
    def vocabulary(self, info: Ask) -> VocabularyNode:
        """Return the vocabulary."""
        return VocabularyNode(words=info.context.service.vocabulary)

    @field("The entity of that slug; null when there is none.")
    async def entity(self, info: Ask, slug: str, on: MomentInput | None = None) -> EntityNode | None:
        """Return one entity."""
        look = await info.context.look(on)
        found = look.view.get_entity_by_slug(slug)
        return None if found is None else look.entity(found)

    @field("The entities that a filter chooses.")
    async def entities(
        self,
        info: Ask,
        filter: EntityFilter | None = None,  # noqa: A002 - the contract's name
        order_by: EntityOrder | None = None,
        on: MomentInput | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> EntityConnection:
        """Return a page of entities."""
        look = await info.context.look(on)
        order = order_by or EntityOrder()
        page = paginate(
            choose_entities(look.view, read_entity_filter(filter)),
            entity_order(look.view, order.by),
            Window(first, after, last, before),
            descending=bool(order.descending),
        )
        edges = [EntityEdge(cursor=cursor, node=look.entity(found)) for cursor, found in page.items]
        return EntityConnection(total_count=page.total, edges=edges, page_info=page.info)

    @field("The relationships that a filter chooses.")
    async def relationships(
        self,
        info: Ask,
        filter: RelationshipFilter | None = None,  # noqa: A002 - the contract's name
        on: MomentInput | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> RelationshipConnection:
        """Return a page of relationships."""
        look = await info.context.look(on)
        found = choose_relationships(look.view, read_relationship_filter(filter))
        return relationship_page(look, found, Window(first, after, last, before))

    @field("Entities by words: in any order, cut short, without case or accents, with a slip or two.")
    async def search(
        self,
        info: Ask,
        text: str,
        kinds: list[KindName] | None = None,
        on: MomentInput | None = None,
        first: int | None = 20,
    ) -> list[SearchHitNode]:
        """Return the best hits."""
        look = await info.context.look(on)
        most = bounded(first, 20, 0, LARGEST_RANKING, "first")
        # The first search of a large network makes its index, which takes a second.
        hits = await asyncio.to_thread(search, look.view, text, _names(kinds), most)
        return [search_hit_node(look, hit) for hit in hits]

    @field("Who is involved where. Give `in` (an action, body, district, plan …), or `who`, or both.")
    async def involvement(
        self,
        info: Ask,
        in_: In = None,
        who: strawberry.ID | None = None,
        kinds: list[KindName] | None = None,
        include_parts: bool | None = True,
        on: MomentInput | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> InvolvementConnection:
        """Return a page of involvements."""
        look = await info.context.look(on)
        found = find_involvements(
            look.view,
            None if in_ is None else key_of(in_),
            None if who is None else key_of(who),
            _names(kinds),
            include_parts=include_parts is not False,
        )
        return involvement_page(look, list(found), Window(first, after))

    @field("The shortest ways from one entity to another, each step with the relationship that carries it.")
    async def paths(
        self,
        info: Ask,
        from_: From,
        to: strawberry.ID,
        kinds: list[KindName] | None = None,
        max_length: int | None = 6,
        first: int | None = 3,
        on: MomentInput | None = None,
    ) -> list[PathNode]:
        """Return the shortest ways."""
        look = await info.context.look(on)
        found = find_paths(
            look.view,
            key_of(from_),
            key_of(to),
            _names(kinds),
            bounded(max_length, 6, 0, LONGEST_PATH, "maxLength"),
            bounded(first, 3, 0, MOST_PATHS, "first"),
        )
        return [path_node(look, path) for path in found]

    @field("A network to look at and to analyse: the whole, or the part that `scope` names.")
    async def network(
        self, info: Ask, scope: NetworkScope | None = None, on: MomentInput | None = None
    ) -> NetworkNode:
        """Return a network."""
        return network_node(await info.context.look(on), scope)


async def _get_node(context: Context, node_id: str) -> Node | None:
    try:
        key, moment = decode_id(node_id)
        look = await context.look_at(moment)
    except NotFound:
        return None
    fact = look.view.get_fact(key)
    return None if fact is None else look.fact(fact)


def _names(kinds: list[KindName] | None) -> frozenset[str] | None:
    return None if kinds is None else frozenset(kinds)
