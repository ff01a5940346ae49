"""What an import did, or would do."""

from __future__ import annotations

import strawberry

from graph.errors import Problem
from importers.report import ImportReport
from schema.price import priced


@strawberry.type(name="ImportProblem", description="Why something in a file was refused.")
class ImportProblemNode:
    """A problem."""

    file: str = strawberry.field(description="The file.")
    sheet: str | None = strawberry.field(description="The sheet, of files that have several.")
    row: int | None = strawberry.field(description="The row, the first being 1; null: the file as a whole.")
    column: str | None = strawberry.field(description="The column.")
    value: str | None = strawberry.field(description="What stands there.")
    reason: str = strawberry.field(description="What is wrong.")
    mend: str | None = strawberry.field(description="What to do.")


@strawberry.type(
    name="ImportReport",
    description="What an import did, or would do. With problems it did nothing at all.",
)
class ImportReportNode:
    """A report."""

    revision: int | None = strawberry.field(description="The revision written; null when nothing was.")
    dry_run: bool = strawberry.field(description="Whether nothing was to be written.")
    created: int = strawberry.field(description="How many facts are new.")
    changed: int = strawberry.field(description="How many facts changed.")
    unchanged: int = strawberry.field(description="How many facts the network held already.")
    refused: int = strawberry.field(description="How many problems stand in the way.")
    problems: list[ImportProblemNode] = strawberry.field(
        description="The problems, file by file.", metadata=priced(items=100)
    )


def report_node(report: ImportReport) -> ImportReportNode:
    """Return a report as its GraphQL type."""
    return ImportReportNode(
        revision=report.revision,
        dry_run=report.dry_run,
        created=report.created,
        changed=report.changed,
        unchanged=report.unchanged,
        refused=report.refused,
        problems=[_problem(problem) for problem in report.problems],
    )


def _problem(problem: Problem) -> ImportProblemNode:
    return ImportProblemNode(
        file=problem.file,
        sheet=None,
        row=problem.row,
        column=problem.column,
        value=problem.value,
        reason=problem.reason,
        mend=problem.mend or None,
    )
