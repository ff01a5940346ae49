"""What this process is writing to a Neo4j database: commits one after the other, each to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from graph.errors import Away, Unavailable
from graph.stores.neo4j_address import Address

ResultT = TypeVar("ResultT")


class Writing:
    """What is under way, until it is closed."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._committing = asyncio.Lock()
        self._under_way: set[asyncio.Task[Any]] = set()
        self.closed = False

    async def to_its_end(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Let work go on when its caller gives up: what becomes of it must not depend on who waits."""
        if self.closed:
            work.close()
            raise Unavailable(f"The store {self._address} is closed.")
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    @asynccontextmanager
    async def turn(self, deadline: float) -> AsyncIterator[None]:
        """Wait until no other commit of this process is under way, but no longer than until the deadline."""
        try:
            async with asyncio.timeout_at(deadline):
                await self._committing.acquire()
        except TimeoutError as error:
            raise Away(f"{self._address} is busy: others here wait to write; try again.") from error
        try:
            yield
        finally:
            self._committing.release()

    async def close(self) -> None:
        """Take no more, and return when all that is under way is done."""
        self.closed = True
        if self._under_way:
            await asyncio.wait(self._under_way)
