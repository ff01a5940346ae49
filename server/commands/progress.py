"""Progress of long work, on a terminal; silent where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar


class Progress:
    """A bar on the error stream that counts the lines that pass; `total` None: their number is unknown."""

    def __init__(self, what: str, total: int | None = None) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Bar(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
        # A header and a trailer go with the commits.
        self._task = self._bar.add_task(what, total=None if total is None else total + 2)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    async def counting(self, lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass lines on, counted."""
        async for line in lines:
            self._bar.advance(self._task)
            yield line
