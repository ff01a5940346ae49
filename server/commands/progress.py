"""Progress of long work: a bar on a terminal; elsewhere, of what takes very long, a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

LINE_SECONDS = 10.0


class Progress:
    """A bar on the error stream that counts; `total` None: how far is unknown, or told later."""

    def __init__(self, what: str, total: int | None = None) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._what = what
        self._line_at = time.monotonic() + LINE_SECONDS
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
        # Whoever took them may have much to do with them still.
        self._bar.update(self._task, total=None)

    def so_far(self, done: int, total: int) -> None:
        """Show that so much is done of so much."""
        self._bar.update(self._task, completed=done, total=total)
        if self._bar.disable and time.monotonic() >= self._line_at:
            self._line_at = time.monotonic() + LINE_SECONDS
            print(f"{self._what}: {done:,} of {total:,} facts.", file=sys.stderr, flush=True)  # noqa: T201
