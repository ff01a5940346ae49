"""Talking to one Neo4j database: one driver, and bounded waiting."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import Unavailable
from graph.stores.neo4j_address import Address
from graph.stores.neo4j_refusals import CutOff, Locked, Refused, sentences

if TYPE_CHECKING:
    from neo4j import AsyncDriver, AsyncManagedTransaction

POOL = 20
BULK_SECONDS = 600.0
PAGE = 5_000
IDLE_SECONDS = 30.0  # a connection unused for so long is tried before it is trusted
OLDEST_SECONDS = 600.0
LOCKED_SECONDS = 0.5  # between two tries to get in as a user whom the server has locked

ResultT = TypeVar("ResultT")
Work = Callable[["AsyncManagedTransaction"], Awaitable[ResultT]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a store waits.

    To connect; while it repeats what failed in passing; for an answer, these repeats included; for
    a server to come back that was lost while it committed; and before a refused password is tried again,
    much longer than the server locks the user after some such tries (5 s): for everybody.
    """

    connect: float = 5.0
    retry: float = 5.0
    answer: float = 10.0
    comeback: float = 20.0
    refused: float = 30.0


class Neo4jConnection:
    """One driver, made in the event loop that first uses it."""

    def __init__(self, address: Address, patience: Patience) -> None:
        self.address = address
        self.patience = patience
        self._driver: AsyncDriver | None = None
        self._closed = False
        self._refusal = ""
        self._refused_until = 0.0

    async def read(self, work: Work[ResultT], seconds: float | None = None) -> ResultT:
        """Return what work in a reading transaction comes to; it may run more than once."""
        deadline = asyncio.get_running_loop().time() + (seconds or self.patience.answer)
        while True:
            try:
                return await self._run("READ", work, deadline - asyncio.get_running_loop().time())
            except CutOff:
                # Only the end of it was lost: reading again, while there is time, does no harm.
                continue

    async def write(self, work: Work[ResultT], seconds: float | None = None) -> ResultT:
        """Return what work in a writing transaction comes to, once committed; it may run more than once.

        Raises LostAnswer when nobody knows whether it was committed.
        """
        return await self._run("WRITE", work, seconds or self.patience.answer)

    async def run_schema(self, statements: tuple[str, ...]) -> None:
        """Run statements that make constraints and indexes, each in a transaction of its own."""
        driver = self._require_driver()
        with self._sentences():
            async with (
                asyncio.timeout(BULK_SECONDS),
                driver.session(database=self.address.database) as session,
            ):
                for statement in statements:
                    await (await session.run(statement)).consume()
                await (await session.run("CALL db.awaitIndexes(300)")).consume()

    async def stream(
        self, query: str, parameters: Mapping[str, object] | None = None, at_once: int = PAGE
    ) -> AsyncIterator[list[list[Any]]]:
        """Yield the rows of one reading query, so many at once."""
        from neo4j import Query

        driver = self._require_driver()
        loop = asyncio.get_running_loop()
        with self._sentences():
            # The limit lies around the session: one that is cancelled lets go of its connection at once,
            # one that is closed would ask the server first.
            async with (
                asyncio.timeout(self.patience.answer) as limit,
                driver.session(
                    database=self.address.database, default_access_mode="READ", fetch_size=at_once
                ) as session,
            ):
                asked = Query(query, timeout=BULK_SECONDS)
                result = await session.run(asked, dict(parameters or {}))
                while page := [list(record.values()) for record in await result.fetch(at_once)]:
                    limit.reschedule(None)
                    yield page
                    limit.reschedule(loop.time() + self.patience.answer)

    async def close(self) -> None:
        """Let go of all connections."""
        self._closed = True
        driver, self._driver = self._driver, None
        if driver is not None:
            with sentences(self.address):
                async with asyncio.timeout(self.patience.connect):
                    await driver.close()

    async def _run(self, mode: str, work: Work[ResultT], seconds: float) -> ResultT:
        clock = asyncio.get_running_loop().time
        now = clock()
        deadline, last_try = now + seconds, now + min(seconds, self.patience.answer) - LOCKED_SECONDS
        while True:
            try:
                return await self._run_once(mode, work, deadline - clock())
            except Locked:
                # Nothing was begun, and it passes by itself.
                if clock() + LOCKED_SECONDS > last_try:
                    raise
                await asyncio.sleep(LOCKED_SECONDS)

    async def _run_once(self, mode: str, work: Work[ResultT], seconds: float) -> ResultT:
        from neo4j import unit_of_work

        driver = self._require_driver()
        with self._sentences():
            async with (
                asyncio.timeout(seconds),
                driver.session(database=self.address.database, fetch_size=PAGE) as session,
            ):
                timed = unit_of_work(timeout=seconds)(work)
                execute = session.execute_read if mode == "READ" else session.execute_write
                return await execute(timed)

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            with sentences(self.address):
                yield
        except Refused as error:
            self._refusal = str(error)
            self._refused_until = time.monotonic() + self.patience.refused
            raise

    def _require_driver(self) -> AsyncDriver:
        if self._closed:
            raise Unavailable(f"The store {self.address} is closed.")
        if time.monotonic() < self._refused_until:
            raise Refused(self._refusal)
        if self._driver is None:
            self._driver = _make_driver(self.address, self.patience)
        return self._driver


def _make_driver(address: Address, patience: Patience) -> AsyncDriver:
    try:
        from neo4j import AsyncGraphDatabase
    except ModuleNotFoundError as error:
        raise Unavailable(
            "The driver for Neo4j is not installed: install Intreccio with its extra `neo4j`."
        ) from error
    # What it would print of its repeats we tell in sentences, once it has given up.
    if not (log := logging.getLogger("neo4j")).handlers:
        log.addHandler(logging.NullHandler())
    with sentences(address):
        return AsyncGraphDatabase.driver(
            address.server,
            auth=None if address.password is None else (address.user, address.password),
            max_connection_pool_size=POOL,
            connection_acquisition_timeout=patience.connect + patience.answer,
            connection_timeout=patience.connect,
            max_transaction_retry_time=patience.retry,
            liveness_check_timeout=IDLE_SECONDS,
            max_connection_lifetime=OLDEST_SECONDS,
            keep_alive=True,
            telemetry_disabled=True,
            notifications_min_severity="OFF",
        )
