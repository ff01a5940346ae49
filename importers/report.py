"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import Problem


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many facts an import created, changed, found unchanged or refused, and why.

    An import is all or nothing: with problems nothing was written. `revision` is the one it wrote,
    None when there was nothing to write.
    """

    revision: int | None
    dry_run: bool
    created: int
    changed: int
    unchanged: int
    refused: int = 0
    problems: tuple[Problem, ...] = ()
