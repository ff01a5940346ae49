"""Waiting for the log to move."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from graph.errors import Unavailable

LOOK_SECONDS = 0.25
LONGEST_PAUSE = 5.0


class Watch:
    """Wakes everybody who waits for a new revision, whoever wrote it.

    What this process writes is noticed at once. What others write is found by asking the store for its
    head every `seconds`, by one task for all, and only while somebody waits.
    """

    def __init__(self, head: Callable[[], Awaitable[int]], seconds: float = LOOK_SECONDS) -> None:
        self._head = head
        self._seconds = seconds
        self._seen: int | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self.moves = 0
        self.closed = False

    def notice(self, revision: int) -> None:
        """Wake everybody: this revision was written here."""
        self._seen = max(revision, self._seen or 0)
        self._wake()

    async def wait(self, moves: int) -> None:
        """Return when the log has moved since `moves` was read, or when there is nothing more to wait for.

        It may return without a new revision: look, and wait again.
        """
        while self.moves == moves and not self.closed:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            await self._rest(None)

    async def pause(self, seconds: float) -> None:
        """Return after some seconds; earlier when the log moves or the watch is closed."""
        if not self.closed:
            await self._rest(seconds)

    def close(self) -> None:
        """Wake everybody for the last time."""
        self.closed = True
        if self._looking is not None:
            self._looking.cancel()
        self._wake()

    async def _rest(self, seconds: float | None) -> None:
        waking = asyncio.get_running_loop().create_future()
        self._waiting.add(waking)
        try:
            await asyncio.wait([waking], timeout=seconds)
        finally:
            self._waiting.discard(waking)

    async def _look(self) -> None:
        pause = self._seconds
        try:
            while self._waiting:
                try:
                    head = await self._head()
                except Unavailable:
                    pause = min(pause * 2, LONGEST_PAUSE)
                else:
                    pause = self._seconds
                    if head != self._seen:
                        self._seen = head
                        self._wake()
                await asyncio.sleep(pause)
        finally:
            # Should this fail, those who wait look for themselves, and meet the reason.
            self._wake()

    def _wake(self) -> None:
        self.moves += 1
        for waking in self._waiting:
            if not waking.done():
                waking.set_result(None)
