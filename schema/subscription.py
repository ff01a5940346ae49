"""The root of all following."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from typing import Annotated

import strawberry
from strawberry.types import Info

from graph.errors import Invalid
from graph.feed import find_start, follow
from graph.moment import Moment
from graph.vocabulary.vocabulary import Vocabulary
from schema.change import ChangeNode, change_node
from schema.context import Context
from schema.field import subscription
from schema.look import Look
from schema.scalars import KindName

Ask = Info[Context, None]
Since = Annotated[
    int | None,
    strawberry.argument(
        description="Changes after this revision: 0 for all there are, or the last one received, to go on"
        " without loss or repeat. Empty: those from now on."
    ),
]
Kinds = Annotated[
    list[KindName] | None,
    strawberry.argument(
        description="Only changes that wrote an entity or relationship of one of these kinds."
    ),
]


@strawberry.type(description="Everything that can be followed as it happens.")
class Subscription:
    """Root fields: each tells what happens for as long as the client listens."""

    @subscription(
        "Changes as they are written, in the order of their revisions, each once. It goes on until the"
        " client ends it, or the server stops: then subscribe again with `since`."
    )
    async def changes(
        self, info: Ask, since: Since = None, kinds: Kinds = None
    ) -> AsyncGenerator[ChangeNode, None]:
        """Return the changes to come; what is refused is refused before the first."""
        chosen = _read_kinds(kinds, info.context.service.vocabulary)
        return _follow(info.context, await find_start(info.context.service, since), chosen)


async def _follow(
    context: Context, since: int, kinds: Collection[str] | None
) -> AsyncGenerator[ChangeNode, None]:
    async with aclosing(follow(context.service, context.viewer.view_class, since, kinds)) as told:
        async for commit, view in told:
            # Timeless, so that what was just recorded shows whatever its dates.
            yield change_node(Look(view, Moment()), commit)


def _read_kinds(kinds: list[KindName] | None, vocabulary: Vocabulary) -> frozenset[str] | None:
    """Return kinds by name; Invalid for one that there is not, of which nothing would ever be told."""
    if kinds is None:
        return None
    for place, kind in enumerate(kinds):
        if kind not in vocabulary.entity_kinds and kind not in vocabulary.relationship_kinds:
            raise Invalid(f"There is no kind “{kind}”.", ("kinds", place))
    return frozenset(kinds)
