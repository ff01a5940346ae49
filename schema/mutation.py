"""The root of all writing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Annotated

import strawberry
from starlette.datastructures import UploadFile
from strawberry.file_uploads import Upload
from strawberry.types import Info

from graph.disclosure import find_knowable
from graph.errors import FilesRefused, Invalid, NotFound
from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.service import Result, require_writer
from graph.view import View
from importers.formats.archive import unpacked
from importers.loading import import_territory
from importers.report import ImportReport
from importers.territory import Territory, read_territory
from schema.arguments import argument
from schema.change import OperationNode, operation_nodes
from schema.context import Context
from schema.entity import EntityNode
from schema.field import mutation
from schema.inputs import ChangeInput, ExpectedRevision
from schema.look import Look
from schema.price import count_items
from schema.reading import ChangeReader, place_in_input
from schema.relationship import RelationshipNode
from schema.report import ImportReportNode, report_node

MOST_CHANGES = 5000
TERRITORY = "territory"
Ask = Info[Context, None]
Changes = Annotated[list[ChangeInput], argument("What to write, in this order; 5,000 at most.")]
Expected = Annotated[
    list[ExpectedRevision] | None,
    argument("The revisions that you built on; CONFLICT, and nothing written, when one has moved."),
]
Key = Annotated[
    str | None, argument("Your own name for this call: repeated under it, it writes nothing more.")
]
Note = Annotated[str | None, argument("Why, in a sentence for whoever reads the history.")]
Rehearsal = Annotated[bool | None, argument("Tell what would happen, and write nothing.")]
Revision = Annotated[int, argument("The revision to take back.")]
File = Annotated[Upload, argument("A ZIP archive of a territory’s folder, sent as multipart/form-data.")]
Format = Annotated[str | None, argument("What the file is; left out: territory.")]
Mapping = Annotated[Upload | None, argument("How columns are read, for formats that leave it open.")]


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
        " `dryRun` tells what would happen.",
        items=lambda given: count_items(given.get("changes")),
        weight=lambda given: 1000 + 20 * count_items(given.get("changes")),
    )
    async def apply(
        self,
        info: Ask,
        changes: Changes,
        expected: Expected = None,
        key: Key = None,
        note: Note = None,
        dry_run: Rehearsal = False,
    ) -> ChangePayload:
        """Write changes."""
        require_writer(info.context.viewer)
        if len(changes) > MOST_CHANGES:
            raise Invalid(f"{MOST_CHANGES:,} changes at most, not {len(changes):,}.", ("changes",))
        context = info.context
        view = await context.service.view(context.viewer.view_class)
        try:
            result = await context.service.apply(
                ChangeReader(view).read(changes),
                context.viewer,
                expected=_read_expected(expected or ()),
                key=key,
                note=note,
                dry_run=bool(dry_run),
            )
        except (Invalid, NotFound) as error:
            error.path = place_in_input(error.path, changes)
            raise
        context.renew()
        return await _payload(context, result)

    @mutation(
        "Takes back one revision by a new one; refused with CONFLICT if somebody built on it.",
        items=1000,
        weight=1000,
    )
    async def undo(self, info: Ask, revision: Revision, note: Note = None) -> ChangePayload:
        """Take back a revision."""
        context = info.context
        require_writer(context.viewer)
        result = await context.service.undo(revision, context.viewer, note=note)
        context.renew()
        return await _payload(context, result)

    @mutation(
        "Brings a file into the network, all of it or nothing. What stands in the way is in the report,"
        " by file, row and column."
    )
    async def import_data(
        self,
        info: Ask,
        file: File,
        format: Format = None,  # noqa: A002 - the contract's name
        mapping: Mapping = None,
        key: Key = None,
        dry_run: Rehearsal = False,
    ) -> ImportReportNode:
        """Import a file."""
        context = info.context
        require_writer(context.viewer)
        if format not in (None, TERRITORY):
            raise Invalid(f"“{format}” is no format known here; known is: {TERRITORY}.", ("format",))
        if mapping is not None:
            raise Invalid("A territory’s tables need no mapping: leave it out.", ("mapping",))
        try:
            territory = await asyncio.to_thread(_read_upload, file)
            report = await import_territory(
                context.service, territory, context.viewer, key=key, dry_run=bool(dry_run)
            )
        except FilesRefused as refusal:
            problems = refusal.problems
            report = ImportReport(None, bool(dry_run), 0, 0, 0, len(problems), problems)
        context.renew()
        return report_node(report)


def _read_expected(said: Sequence[ExpectedRevision]) -> dict[str, int]:
    """Return revisions by key; raises Invalid for an id that is given twice."""
    expected: dict[str, int] = {}
    for place, item in enumerate(said):
        key = item.id.partition(".")[0]
        if key in expected:
            raise Invalid(f"A revision of {key} is expected twice.", ("expected", place, "id"))
        expected[key] = item.revision
    return expected


def _read_upload(upload: object) -> Territory:
    if not isinstance(upload, UploadFile):
        raise Invalid("Send the file as multipart/form-data.", ("file",))
    name = PurePath(upload.filename or "upload").name
    with unpacked(upload.file, name) as folder:
        # The archive is what people know; the folder is gone in a moment.
        return replace(read_territory(folder), folder=Path(name))


async def _payload(context: Context, result: Result) -> ChangePayload:
    # Timeless, so that what was just recorded shows whatever its dates.
    look = Look(View(result.snapshot, context.service.vocabulary, context.viewer.view_class), Moment())
    known = tuple(find_knowable(look.view, result.operations))
    if result.replayed and len(known) < len(result.operations):
        # Ends may be gone since: of them only the log can tell what they were.
        commits = await context.service.changes(result.revision - 1, 1)
        told = await context.service.disclosed(commits, look.view)
        known = tuple(operation for commit in told for operation in commit.operations)
    written = [look.view.get_fact(operation.id) for operation in result.operations]
    return ChangePayload(
        revision=result.revision,
        dry_run=result.dry_run,
        entities=[look.entity(fact) for fact in written if isinstance(fact, Entity)],
        relationships=[look.relationship(fact) for fact in written if isinstance(fact, Relationship)],
        operations=operation_nodes(look, known),
    )
