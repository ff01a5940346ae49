"""Filling an empty Neo4j database from a portable export, and making its graph to fit a vocabulary.

An export may be larger than one transaction can be, so it is read to its end first, checked, and then
written in several. Until the last of them the head stays at 0 and says who is filling it: readers see an
empty store, and whoever comes after one that was cut off begins anew.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from graph.errors import Conflict
from graph.log import CommitRequest
from graph.model import Entity, Fact, Relationship
from graph.stores.neo4j_connection import BULK_SECONDS, PAGE, Neo4jConnection
from graph.stores.neo4j_graph import GraphChanges, paged, readable_kinds
from graph.stores.neo4j_log import Latest, Row, Versions, commit_row, forget, read_fact, write_keys
from graph.stores.portable import PortableHeader, PortableReading

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
_WRITE_COMMITS = "UNWIND $rows AS row CREATE (c:LogCommit) SET c = row"
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


async def spool(lines: AsyncIterator[bytes]) -> tuple[IO[bytes], PortableHeader]:
    """Read an export to its end and keep it aside; raises Invalid when it is damaged."""
    kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - its caller closes it
    try:
        reading = PortableReading()
        async for line in lines:
            reading.feed(line)
            kept.write(line)
        return kept, reading.finish()
    except BaseException:
        kept.close()
        raise


async def fill(connection: Neo4jConnection, kept: IO[bytes], header: PortableHeader) -> None:
    """Write a spooled export into an empty store; raises Conflict when it is not empty."""
    filling = _Filling(connection)
    await filling.begin()
    latest: dict[str, Latest] = {}
    positions = 0
    for requests in _batches(kept):
        versions = Versions(latest, positions, None)
        rows = []
        for request in requests:
            revision = request.base + 1
            rows.append(commit_row(revision, request, uuid4().hex))
            for place, write in enumerate(request.writes):
                versions.take(revision, place, write)
        positions = versions.positions
        await filling.write(_written(rows, versions))
    await filling.draw(readable_kinds(header.vocabulary))
    await filling.end(header, positions)


def _batches(kept: IO[bytes]) -> Iterator[list[CommitRequest]]:
    """Yield the commits of an export, as many at once as make a page of writes."""
    kept.seek(0)
    reading = PortableReading()
    batch: list[CommitRequest] = []
    size = 0
    for line in kept:
        if (request := reading.feed(line)) is not None:
            batch.append(request)
            size += len(request.writes) + 1
            if size >= PAGE:
                yield batch
                batch, size = [], 0
    reading.finish()
    yield batch


Work = Callable[["AsyncManagedTransaction"], Any]


def _written(rows: list[Row], versions: Versions) -> Work:
    async def work(transaction: AsyncManagedTransaction) -> None:
        for page in paged(rows):
            await (await transaction.run(_WRITE_COMMITS, rows=page)).consume()
        await versions.write(transaction)

    return work


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

        if await self._connection.write(work) is None:
            return
        for label in ("Entity", "LogVersion", "LogCommit"):
            while await self._wiped(label):
                pass

    async def write(self, inner: Work) -> None:
        """Do work in a transaction of this attempt."""

        async def work(transaction: AsyncManagedTransaction) -> None:
            found = await (await transaction.run(_MINE, token=self._token)).single(strict=True)
            if not found["mine"]:
                raise Conflict(OVERTAKEN)
            await inner(transaction)

        await self._connection.write(work, BULK_SECONDS)

    async def draw(self, readable: Collection[str]) -> None:
        """Make the graph from what stands."""
        for entities in (True, False):
            asked = {"entities": entities, "kinds": None}
            async for page in self._connection.stream(_STANDING, asked):
                changes = GraphChanges(readable)
                for row in page:
                    changes.put(read_fact(*row), new=True)
                await self.write(changes.write)

    async def end(self, header: PortableHeader, positions: int) -> None:
        """Let the head be seen."""

        async def work(transaction: AsyncManagedTransaction) -> None:
            said = {"revision": header.head, "positions": positions, "vocabulary": header.vocabulary}
            await (await transaction.run(_END, said)).consume()
            await write_keys(transaction, header.keys)
            await forget(transaction, header.erased)

        await self.write(work)

    async def _wiped(self, label: str) -> bool:
        gone = 0

        async def work(transaction: AsyncManagedTransaction) -> None:
            nonlocal gone
            query = _WIPE.format(label=label, page=PAGE)
            gone = (await (await transaction.run(query)).single(strict=True))["gone"]

        await self.write(work)
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
            changes.put(fact)
            came.add(fact.id)
    if came:
        for fact in await _standing(transaction, False, None):
            if isinstance(fact, Relationship) and (fact.source in came or fact.target in came):
                changes.put(fact)
    await changes.write(transaction)


async def _standing(
    transaction: AsyncManagedTransaction, entities: bool, kinds: list[str] | None
) -> list[Fact]:
    result = await transaction.run(_STANDING, entities=entities, kinds=kinds)
    return [read_fact(*record.values()) async for record in result]
