"""Waiting for a store whose server is away, as when both are started at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from graph.errors import Away
from graph.stores.contract import Store
from graph.stores.neo4j_address import is_neo4j, read_address
from graph.stores.neo4j_connection import Neo4jConnection, Patience

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction

FIRST_SECONDS = 2.0  # after so many, people want to know why nothing happens
LONGEST_SECONDS = 10.0
SHORTEST_SECONDS = 1.0
PAUSE_SECONDS = 0.5

Call = Callable[[float], Awaitable[None]]


async def wait_for(store: Store, url: str, seconds: float, say: Callable[[str], None]) -> None:
    """Return when the store at a URL answers; while it is away, say so once and wait, but not for ever.

    Raises Unavailable when it cannot be used, or has not come in so many seconds; with 0 it is tried once.
    """
    clock = asyncio.get_running_loop().time
    deadline, said = clock() + seconds, False
    async with _calling(url) as call:
        while True:
            longest = min(LONGEST_SECONDS if said else FIRST_SECONDS, deadline - clock())
            try:
                await call(max(longest, SHORTEST_SECONDS))
                await store.head()
            except Away as error:
                if clock() >= deadline:
                    raise
                if not said:
                    say(f"{error} Waiting for it, at most {seconds:g} seconds.")
                    said = True
                await asyncio.sleep(min(PAUSE_SECONDS, max(deadline - clock(), 0.0)))
            else:
                return


@asynccontextmanager
async def _calling(url: str) -> AsyncIterator[Call]:
    """Give a way to call the server of a store, which raises Away when it does not answer in so many seconds.

    The store itself repeats what failed, for longer than who waits may want to; and its first use may bring
    a database to today's format, which nobody must cut off.
    """
    if not is_neo4j(url):
        yield _stay
        return
    connection = Neo4jConnection(read_address(url), Patience(retry=0.0))
    try:
        yield lambda seconds: connection.read(_answer, seconds)
    finally:
        await connection.close()


async def _stay(_: float) -> None:
    """Return: a store in this process or on this machine's disk is never away."""


async def _answer(transaction: AsyncManagedTransaction) -> None:
    await (await transaction.run("RETURN 1")).consume()
