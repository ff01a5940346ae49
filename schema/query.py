"""The root of all questions."""

from __future__ import annotations

import asyncio
from typing import Annotated

import strawberry
from strawberry.types import Info

from graph.analysis.readings import load_readings
from graph.coverage import measure_coverage
from graph.errors import Invalid, NotFound, TooComplex
from graph.involvement import find_involvements
from graph.moment import Moment
from graph.paths import find_paths
from graph.search import search
from graph.selection import choose_entities, choose_relationships
from schema.arguments import (
    After,
    Before,
    EntityKinds,
    First,
    Last,
    Ranked,
    RelationshipKinds,
    argument,
)
from schema.bounds import LARGEST_RANKING, LONGEST_PATH, bounded
from schema.change import ChangeConnection, change_page
from schema.connection import Turning, Window
from schema.context import Context, MomentInput
from schema.coverage import CoverageNode, coverage_node
from schema.entity import EntityConnection, EntityNode
from schema.enums import CoverageRows
from schema.errors import placed
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
from schema.look import Look
from schema.measures import MeasureNode
from schema.network import NetworkNode, network_node
from schema.node import Node
from schema.price import count_items
from schema.relationship import RelationshipConnection, relationship_page
from schema.scalars import kind_names
from schema.scope import NetworkScope
from schema.viewer import ViewerNode, VocabularyNode, viewer_node

Ask = Info[Context, None]
Id = Annotated[strawberry.ID, argument("The id or key of a fact, as any answer gives it.")]
Ids = Annotated[list[strawberry.ID], argument("Ids or keys, 1,000 at most.")]
Slug = Annotated[str, argument("The entity’s short name, as addresses have it.")]
On = Annotated[MomentInput | None, argument("At which moment; left out: the default one.")]
Entities = Annotated[EntityFilter | None, argument("Which entities; left out: all.")]
Order = Annotated[EntityOrder | None, argument("In which order; left out: by name.")]
Ties = Annotated[RelationshipFilter | None, argument("Which relationships; left out: all.")]
Words = Annotated[str, argument("What to look for, in words.")]
In = Annotated[strawberry.ID | None, argument("Where: an action, a body, a district …", name="in")]
Who = Annotated[strawberry.ID | None, argument("Who: an organisation, a group, a person …")]
Parts = Annotated[bool | None, argument("Whether being involved in a part counts for the whole.")]
From = Annotated[strawberry.ID, argument("Where the way begins.", name="from")]
To = Annotated[strawberry.ID, argument("Where the way ends.")]
Length = Annotated[int | None, argument("How many steps a way has at most, 12 or fewer.")]
Scope = Annotated[NetworkScope | None, argument("Which part of the network; left out: all of it.")]
Rows = Annotated[CoverageRows, argument("What the rows are.")]
Districts = Annotated[list[strawberry.ID] | None, argument("Which districts; left out: all.")]
Since = Annotated[
    int | None, argument("Only what was written after this revision; left out: from the first.")
]
Subject = Annotated[strawberry.ID | None, argument("Only what was written of this fact.")]
MOST_IDS = 1000
MOST_PATHS = 50


@strawberry.type(description="Everything that can be asked.")
class Query:
    """Root fields: each obtains one view, and all below reads that view."""

    @field("Whatever has this id, at the moment that the id carries; null when there is none.")
    async def node(self, info: Ask, id: Id) -> Node | None:  # noqa: A002 - the contract's name
        """Return one node."""
        return await _get_node(info.context, id)

    @field(
        "Whatever has these ids, in their order; null for those that there are none for.",
        items=lambda given: count_items(given.get("ids")),
    )
    async def nodes(self, info: Ask, ids: Ids) -> list[Node | None]:
        """Return several nodes."""
        if len(ids) > MOST_IDS:
            raise TooComplex(f"{MOST_IDS:,} ids at most, not {len(ids):,}.", "ids", len(ids), MOST_IDS)
        return [await _get_node(info.context, item) for item in ids]

    @field("Who you are to this service.")
    def viewer(self, info: Ask) -> ViewerNode:
        """Return the viewer."""
        return viewer_node(info.context.viewer)

    @field("The kinds of entity and relationship that this deployment knows.")
    def vocabulary(self, info: Ask) -> VocabularyNode:
        """Return the vocabulary."""
        return VocabularyNode(words=info.context.service.vocabulary)

    @field("The measures of networks, in plain words.", items=100)
    def measures(self) -> list[MeasureNode]:
        """Return the measures."""
        return [MeasureNode(measure=measure) for measure in load_readings().values()]

    @field("The entity of that slug; null when there is none.")
    async def entity(self, info: Ask, slug: Slug, on: On = None) -> EntityNode | None:
        """Return one entity."""
        look = await info.context.look(on)
        found = look.view.get_entity_by_slug(slug)
        return None if found is None else look.entity(found)

    @field("The entities that a filter chooses.", weight=1000)
    async def entities(
        self,
        info: Ask,
        filter: Entities = None,  # noqa: A002 - the contract's name
        order_by: Order = None,
        on: On = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> EntityConnection:
        """Return a page of entities."""
        look = await info.context.look(on)
        order = order_by or EntityOrder()
        with placed("filter"):
            found, key = choose_entities(look.view, read_entity_filter(filter), order.by)
        window = Window(first, after, last, before)
        turning = Turning(found, key, window, descending=bool(order.descending))
        return EntityConnection(look=look, turning=turning)

    @field("The relationships that a filter chooses.", weight=1000)
    async def relationships(
        self,
        info: Ask,
        filter: Ties = None,  # noqa: A002 - the contract's name
        on: On = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> RelationshipConnection:
        """Return a page of relationships."""
        look = await info.context.look(on)
        with placed("filter"):
            found = choose_relationships(look.view, read_relationship_filter(filter))
        return relationship_page(look, found, Window(first, after, last, before))

    @field(
        "Entities by words: in any order, cut short, without case or accents, with a slip or two.",
        weight=1000,
    )
    async def search(
        self,
        info: Ask,
        text: Words,
        kinds: EntityKinds = None,
        on: On = None,
        first: Ranked = 20,
    ) -> list[SearchHitNode]:
        """Return the best hits."""
        look = await info.context.look(on)
        most = bounded(first, 20, 0, LARGEST_RANKING, "first")
        # The first search of a large network makes its index, which takes a second.
        hits = await asyncio.to_thread(search, look.view, text, kind_names(kinds), most)
        return [search_hit_node(look, hit) for hit in hits]

    @field(
        "Who is involved where. Give `in` (an action, body, district, plan …), or `who`, or both.",
        weight=2000,
    )
    async def involvement(
        self,
        info: Ask,
        in_: In = None,
        who: Who = None,
        kinds: RelationshipKinds = None,
        include_parts: Parts = True,
        on: On = None,
        first: First = None,
        after: After = None,
    ) -> InvolvementConnection:
        """Return a page of involvements."""
        look = await info.context.look(on)
        found = find_involvements(
            look.view,
            None if in_ is None else _require(look, in_, "in"),
            None if who is None else _require(look, who, "who"),
            kind_names(kinds),
            include_parts=include_parts is not False,
        )
        return involvement_page(look, list(found), Window(first, after))

    @field(
        "The shortest ways from one entity to another, each step with the relationship that carries it.",
        weight=5000,
    )
    async def paths(
        self,
        info: Ask,
        from_: From,
        to: To,
        kinds: RelationshipKinds = None,
        max_length: Length = 6,
        first: Ranked = 3,
        on: On = None,
    ) -> list[PathNode]:
        """Return the shortest ways."""
        look = await info.context.look(on)
        found = find_paths(
            look.view,
            _require(look, from_, "from"),
            _require(look, to, "to"),
            kind_names(kinds),
            bounded(max_length, 6, 0, LONGEST_PATH, "maxLength"),
            bounded(first, 3, 0, MOST_PATHS, "first"),
        )
        return [path_node(look, path) for path in found]

    @field("A network to look at and to analyse: the whole, or the part that `scope` names.", weight=5000)
    async def network(self, info: Ask, scope: Scope = None, on: On = None) -> NetworkNode:
        """Return a network."""
        look = await info.context.look(on)
        return await network_node(info.context, look, scope)

    @field("How many of something each district has, and which cells are empty.", weight=5000)
    async def coverage(
        self, info: Ask, rows: Rows, districts: Districts = None, on: On = None
    ) -> CoverageNode:
        """Return a coverage."""
        look = await info.context.look(on)
        ids = None
        if districts is not None:
            ids = [key_of(item, "districts", place) for place, item in enumerate(districts)]
        return coverage_node(look, measure_coverage(look.view, rows, ids))

    @field("What was written, oldest first: all of it, or what was written of one fact.", weight=50_000)
    async def changes(
        self,
        info: Ask,
        since: Since = None,
        subject: Subject = None,
        first: First = None,
        after: After = None,
    ) -> ChangeConnection:
        """Return a page of changes."""
        look = await info.context.look_at(Moment(), timeless=True)
        fact = None if subject is None else key_of(subject, "subject")
        return await change_page(look, info.context.service, since, fact, Window(first, after))


async def _get_node(context: Context, node_id: str) -> Node | None:
    try:
        key, moment = decode_id(node_id)
        look = await context.look_at(moment)
    except (NotFound, Invalid):
        # Of a moment that is not there, or no longer, there is nothing.
        return None
    fact = look.view.get_fact(key)
    return None if fact is None else look.fact(fact)


def _require(look: Look, said: str, name: str) -> str:
    """Return the key of an entity that an argument names; NotFound leads to the argument."""
    with placed(name):
        return look.view.require_entity(key_of(said)).id
