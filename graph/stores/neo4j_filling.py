"""Filling an empty Neo4j database from a portable export, and making its graph to fit a vocabulary.

An export may be larger than one transaction can be, so it is read to its end first, checked, and then
written in several. Until the last of them the head stays at 0 and says who is filling it: readers see an
empty store, and whoever comes after one that was cut off begins anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from graph.errors import Conflict
from graph.log import CommitRequest
from graph.model import Entity, Fact, Relationship
from graph.stores.contract import SoFar
from graph.stores.neo4j_connection import BULK_SECONDS, PAGE, Neo4jConnection
from graph.stores.neo4j_graph import GraphChanges, readable_kinds
from graph.stores.neo4j_log import WRITE_COMMITS, commit_row, forget, write_keys
from graph.stores.neo4j_rows import Row, Rows, write_rows
from graph.stores.neo4j_versions import Latest, Versions
from graph.stores.portable import PortableHeader, PortableReading
from graph.stores.records import read_fact

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction

IN_MEMORY = 32_000_000  # bytes of an export; a larger one goes to a temporary file
NOT_EMPTY = "Only an empty store can be filled from an export."
OVERTAKEN = "Somebody else has begun to fill the same store."

_BEGIN = """
MATCH (h:LogHead {name: 'head'}) SET h.locked = $token
WITH h, h.filling AS before, h.revision AS head
SET h.filling = CASE head WHEN 0 THEN $token ELSE before END
RETURN head, before
"""
_MINE = "MATCH (h:LogHead {name: 'head'}) SET h.locked = $token RETURN h.filling = $token AS mine"
_WIPE = "MATCH (n:{label}) WITH n LIMIT {page} DETACH DELETE n RETURN count(*) AS gone"
_END = """
MATCH (h:LogHead {name: 'head'})
SET h.revision = $revision, h.positions = $positions, h.vocabulary = $vocabulary, h.filling = null
"""
_DROP_KINDS = "MATCH (n:Entity) WHERE n.kind IN $kinds DETACH DELETE n"
_STANDING = """
MATCH (v:LogVersion) WHERE v.replaced_in IS NULL AND v.body IS NOT NULL
  AND (v.source IS NULL) = $entities AND ($kinds IS NULL OR v.kind IN $kinds)
RETURN v.fact, v.revision, v.body, v.sealed
"""


async def spool(lines: AsyncIterator[bytes]) -> tuple[IO[bytes], PortableHeader, int]:
    """Read an export to its end, keep it aside and count its writes; raises Invalid when it is damaged."""
    kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - its caller closes it
    try:
        reading, facts = PortableReading(), 0
        async for line in lines:
            if (request := reading.feed(line)) is not None:
                facts += len(request.writes)
            kept.write(line)
        return kept, reading.finish(), facts
    except BaseException:
        kept.close()
        raise


async def fill(
    connection: Neo4jConnection,
    kept: IO[bytes],
    header: PortableHeader,
    facts: int,
    told: SoFar | None = None,
) -> None:
    """Write a spooled export into an empty store; raises Conflict when it is not empty."""
    filling = _Filling(connection)
    await filling.begin()
    portions = _Portions(kept, readable_kinds(header.vocabulary))
    upcoming, done = portions.prepare(), 0
    try:
        while (rows := await upcoming) is not None:
            upcoming = portions.prepare()  # while the server is busy with these
            await filling.write(rows)
            done = min(done + PAGE, facts)
            if told is not None:
                told(done, facts)
    finally:
        await asyncio.gather(upcoming, return_exceptions=True)
    await filling.end(header, portions.positions)


class _Portions:
    """A spooled export in portions, each for one transaction, made in a thread."""

    def __init__(self, kept: IO[bytes], readable: Collection[str]) -> None:
        self.positions = 0
        self._portions = self._prepared(kept, readable)

    def prepare(self) -> asyncio.Task[list[Rows] | None]:
        """Begin to make the next, None after the last."""
        return asyncio.create_task(asyncio.to_thread(next, self._portions, None))

    def _prepared(self, kept: IO[bytes], readable: Collection[str]) -> Iterator[list[Rows]]:
        latest: dict[str, Latest] = {}
        commits: list[Row] = []
        versions = Versions(latest, 0, GraphChanges(readable))
        size = 0
        for request in _requests(kept):
            revision = request.base + 1
            commits.append(commit_row(revision, request, uuid4().hex))
            # A large one goes into several portions.
            for place, write in enumerate(request.writes):
                versions.take(revision, place, write)
                size += 1
                if size >= PAGE:
                    yield [(WRITE_COMMITS, commits), *versions.rows()]
                    commits, size = [], 0
                    versions = Versions(latest, versions.positions, GraphChanges(readable))
        self.positions = versions.positions
        yield [(WRITE_COMMITS, commits), *versions.rows()]


def _requests(kept: IO[bytes]) -> Iterator[CommitRequest]:
    kept.seek(0)
    reading = PortableReading()
    for line in kept:
        if (request := reading.feed(line)) is not None:
            yield request
    reading.finish()


class _Filling:
    """One attempt: it goes on only as long as nobody else has begun another."""

    def __init__(self, connection: Neo4jConnection) -> None:
        self._connection = connection
        self._token = uuid4().hex

    async def begin(self) -> None:
        """Announce it, and take away what one that was cut off has left."""

        async def work(transaction: AsyncManagedTransaction) -> str | None:
            found = await (await transaction.run(_BEGIN, token=self._token)).single(strict=True)
            if found["head"] != 0:
                raise Conflict(NOT_EMPTY)
            before: str | None = found["before"]
            return before

        if await self._connection.write(work, BULK_SECONDS) is None:
            return
        for label in ("Entity", "LogVersion", "LogCommit"):
            while await self._wiped(label):
                pass

    async def write(self, rows: Sequence[Rows]) -> None:
        """Write rows in a transaction of this attempt."""
        await self._do(lambda transaction: write_rows(transaction, rows))

    async def end(self, header: PortableHeader, positions: int) -> None:
        """Let the head be seen."""

        async def work(transaction: AsyncManagedTransaction) -> None:
            said = {"revision": header.head, "positions": positions, "vocabulary": header.vocabulary}
            await (await transaction.run(_END, said)).consume()
            await write_keys(transaction, header.keys)
            await forget(transaction, header.erased)

        await self._do(work)

    async def _do(self, inner: Callable[[AsyncManagedTransaction], Awaitable[None]]) -> None:
        async def work(transaction: AsyncManagedTransaction) -> None:
            found = await (await transaction.run(_MINE, token=self._token)).single(strict=True)
            if not found["mine"]:
                raise Conflict(OVERTAKEN)
            await inner(transaction)

        await self._connection.write(work, BULK_SECONDS)

    async def _wiped(self, label: str) -> bool:
        gone = 0

        async def work(transaction: AsyncManagedTransaction) -> None:
            nonlocal gone
            query = _WIPE.format(label=label, page=PAGE)
            gone = (await (await transaction.run(query)).single(strict=True))["gone"]

        await self._do(work)
        return gone > 0


async def redraw(transaction: AsyncManagedTransaction, before: Collection[str], now: Collection[str]) -> None:
    """Let the graph fit other readable kinds: what may be seen no more goes, what now may comes."""
    gone = sorted(set(before) - set(now))
    await (await transaction.run(_DROP_KINDS, kinds=gone)).consume()
    added = sorted(set(now) - set(before))
    changes = GraphChanges(now)
    came: set[str] = set()
    for fact in await _standing(transaction, True, added):
        if isinstance(fact, Entity):
            changes.put(fact, fact.revision)
            came.add(fact.id)
    if came:
        for fact in await _standing(transaction, False, None):
            if isinstance(fact, Relationship) and (fact.source in came or fact.target in came):
                changes.put(fact, fact.revision)
    await write_rows(transaction, changes.rows())


async def _standing(
    transaction: AsyncManagedTransaction, entities: bool, kinds: list[str] | None
) -> list[Fact]:
    result = await transaction.run(_STANDING, entities=entities, kinds=kinds)
    return [read_fact(*record.values()) async for record in result]
