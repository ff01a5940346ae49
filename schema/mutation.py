"""The root of all writing."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from graph.disclosure import find_knowable
from graph.errors import Forbidden, Invalid, NotFound
from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.service import Result
from graph.view import View
from schema.change import OperationNode, operation_node
from schema.context import Context
from schema.entity import EntityNode
from schema.field import mutation
from schema.inputs import ChangeInput, ExpectedRevision
from schema.look import Look
from schema.reading import ChangeReader, place_in_input
from schema.relationship import RelationshipNode

MOST_CHANGES = 5000
Ask = Info[Context, None]


@strawberry.type(description="What a call wrote, or would write.")
class ChangePayload:
    """What happened."""

    revision: int = strawberry.field(description="The new head; on a dry run the head there is.")
    dry_run: bool = strawberry.field(description="Whether nothing was written.")
    entities: list[EntityNode] = strawberry.field(description="The entities written, as they stand now.")
    relationships: list[RelationshipNode] = strawberry.field(
        description="The relationships written, as they stand now."
    )
    operations: list[OperationNode] = strawberry.field(description="What was done, fact by fact.")


@strawberry.type(description="Everything that can be written.")
class Mutation:
    """Writing goes through one door."""

    @mutation(
        "The one door for writing: all of it happens, or nothing. `key` makes a repeated call harmless;"
        " `dryRun` tells what would happen."
    )
    async def apply(
        self,
        info: Ask,
        changes: list[ChangeInput],
        expected: list[ExpectedRevision] | None = None,
        key: str | None = None,
        note: str | None = None,
        dry_run: bool | None = False,
    ) -> ChangePayload:
        """Write changes."""
        if not info.context.viewer.may_write:
            raise Forbidden("You may look at this network but not write in it.")
        if len(changes) > MOST_CHANGES:
            raise Invalid(f"{MOST_CHANGES:,} changes at most, not {len(changes):,}.", ("changes",))
        context = info.context
        view = await context.service.view(context.viewer.view_class)
        try:
            result = await context.service.apply(
                ChangeReader(view).read(changes),
                context.viewer,
                expected={item.id.partition(".")[0]: item.revision for item in expected or ()},
                key=key,
                note=note,
                dry_run=bool(dry_run),
            )
        except (Invalid, NotFound) as error:
            error.path = place_in_input(error.path, changes)
            raise
        context.renew()
        return await _payload(context, result)


async def _payload(context: Context, result: Result) -> ChangePayload:
    # Timeless, so that what was just recorded shows whatever its dates.
    look = Look(View(result.snapshot, context.service.vocabulary, context.viewer.view_class), Moment())
    written = [look.view.get_fact(operation.id) for operation in result.operations]
    return ChangePayload(
        revision=result.revision,
        dry_run=result.dry_run,
        entities=[look.entity(fact) for fact in written if isinstance(fact, Entity)],
        relationships=[look.relationship(fact) for fact in written if isinstance(fact, Relationship)],
        operations=[
            operation_node(look, operation) for operation in find_knowable(look.view, result.operations)
        ],
    )
