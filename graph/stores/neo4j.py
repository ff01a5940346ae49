"""The log in a Neo4j database: for several machines, and for other people's tools on the same graph.

Any number of processes may use one database. Commits come one after the other, by a lock on the head;
a commit whose answer was lost is asked after, by a token of its own, before it is written again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from graph.errors import Invalid, Unavailable
from graph.folding import folded_words
from graph.log import Commit, CommitRequest
from graph.model import Entity, Fact, Relationship
from graph.snapshot import Snapshot
from graph.stores.contract import Counts, Health, Receipt, SoFar
from graph.stores.neo4j_address import Address
from graph.stores.neo4j_connection import BULK_SECONDS, Neo4jConnection, Patience
from graph.stores.neo4j_filling import fill, redraw, spool
from graph.stores.neo4j_format import prepare
from graph.stores.neo4j_log import (
    FACT,
    STOOD,
    Readable,
    forget,
    read_commits,
    read_history,
    write_commit,
)
from graph.stores.neo4j_refusals import Emptied, LostAnswer, ReadOnly
from graph.stores.neo4j_snapshot import load_snapshot
from graph.stores.neo4j_writing import Writing
from graph.stores.portable import PortableHeader, write_portable
from graph.stores.records import read_fact

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction

PAUSE_SECONDS = 0.2
WRITES_A_SECOND = 500  # the slowest server that a commit waits for
EXPORTED_AT_ONCE = 100

ResultT = TypeVar("ResultT")

_HEAD = "MATCH (h:LogHead {name: 'head'}) RETURN h.revision"
# Waits for whoever is committing, and changes nothing: it is rolled back.
_LOCKED_HEAD = "MATCH (h:LogHead {name: 'head'}) SET h.locked = $token WITH h RETURN h.revision"


class Neo4jStore:
    """A store over one database. Every method raises Unavailable when it cannot be reached or used."""

    def __init__(self, address: Address, *, create: bool = True, patience: Patience | None = None) -> None:
        self.address = address
        self._create = create
        self._patience = patience or Patience()
        self._connection = Neo4jConnection(address, self._patience)
        self._prepared = False
        self._preparing = asyncio.Lock()
        self._writing = Writing(address)
        self._readable = Readable()
        self._settled = 0

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._writing.closed

    async def head(self) -> int:
        """Return the newest revision that is there in full, 0 for an empty log."""
        revision: int = await self._value(_HEAD)
        if revision != self._settled:
            # Its transaction may be half visible still: whoever gets the lock comes after it.
            with suppress(ReadOnly):  # then nobody is committing
                revision = await self._locked_head()
            self._settled = revision
        return self._settled

    async def commit(self, request: CommitRequest) -> Receipt:
        """Write a commit whole, or raise HeadMoved or Conflict and write nothing."""
        return await self._writing.to_its_end(self._commit(request))

    async def revision_of(self, key: str) -> int | None:
        """Return the revision that a commit with this idempotency key led to, None when there is none."""
        head = await self.head()
        found = await self._rows("MATCH (c:LogCommit {key: $key}) RETURN c.revision", {"key": key})
        return found[0][0] if found and found[0][0] <= head else None

    async def get(self, fact_id: str, as_of: int | None = None) -> Fact | None:
        """Return the entity or relationship of that id as it stood; merges are not followed."""
        query = f"""
            MATCH (v:LogVersion {{fact: $id}}) USING INDEX SEEK v:LogVersion(fact, revision)
            WHERE v.revision <= $as_of
            RETURN {FACT} ORDER BY v.fact DESC, v.revision DESC LIMIT 1
        """
        found = await self._rows(query, {"id": fact_id, "as_of": await self._moment(as_of)})
        return read_fact(*found[0]) if found and found[0][2] is not None else None

    async def find(self, kinds: Collection[str] | None = None, as_of: int | None = None) -> list[Entity]:
        """Return the entities that stood, of these kinds when given, oldest first; reads the whole log."""
        query = f"""
            MATCH (v:LogVersion)
            WHERE {STOOD} AND v.body IS NOT NULL AND v.source IS NULL AND ($kinds IS NULL OR v.kind IN $kinds)
            RETURN {FACT} ORDER BY v.position
        """
        asked = {"kinds": None if kinds is None else list(kinds), "as_of": await self._moment(as_of)}
        facts = [read_fact(*row) for row in await self._rows(query, asked, BULK_SECONDS)]
        return [fact for fact in facts if isinstance(fact, Entity)]

    async def relationships(self, entity_id: str, as_of: int | None = None) -> list[Relationship]:
        """Return the relationships that touched an entity, in both directions, oldest first.

        Reads the whole log.
        """
        query = f"""
            MATCH (v:LogVersion) WHERE (v.source = $id OR v.target = $id) AND {STOOD}
            RETURN {FACT} ORDER BY v.position
        """
        asked = {"id": entity_id, "as_of": await self._moment(as_of)}
        facts = [read_fact(*row) for row in await self._rows(query, asked, BULK_SECONDS)]
        return [fact for fact in facts if isinstance(fact, Relationship)]

    async def count(self, as_of: int | None = None) -> Counts:
        """Return how many facts stood; reads the whole log."""
        query = f"""
            MATCH (v:LogVersion) WHERE {STOOD} AND v.body IS NOT NULL RETURN count(v), count(v.source)
        """
        asked = {"as_of": await self._moment(as_of)}
        facts, ties = (await self._rows(query, asked, BULK_SECONDS))[0]
        return Counts(facts - ties, ties)

    async def search(self, text: str, limit: int = 20) -> list[Entity]:
        """Return entities whose name, slug or summary holds every word of a text, oldest first.

        Reads the whole log.
        """
        words = folded_words(text)
        if not words:
            return []
        query = f"""
            MATCH (v:LogVersion)
            WHERE {STOOD} AND v.words IS NOT NULL AND all(word IN $words WHERE v.words CONTAINS word)
            RETURN {FACT} ORDER BY v.position LIMIT $limit
        """
        asked = {"words": list(words), "limit": limit, "as_of": await self.head()}
        facts = [read_fact(*row) for row in await self._rows(query, asked, BULK_SECONDS)]
        return [fact for fact in facts if isinstance(fact, Entity)]

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after revision `since`, oldest first."""
        upto = min(await self.head(), since + limit)
        if upto <= since:
            return []
        return await self._read(lambda transaction: read_commits(transaction, since, upto), BULK_SECONDS)

    async def history(self, fact_id: str, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after `since` that wrote a fact, oldest first, with that operation only."""
        head = await self.head()
        return await self._read(lambda transaction: read_history(transaction, fact_id, since, limit, head))

    async def snapshot(self, as_of: int | None = None, read_so_far: SoFar | None = None) -> Snapshot:
        """Return the whole network as it stood at a revision."""
        return await load_snapshot(self._connection, await self._moment(as_of), read_so_far)

    async def vocabulary(self) -> str | None:
        """Return the text of the network's own vocabulary file, None when it has none."""
        text: str | None = await self._value("MATCH (h:LogHead {name: 'head'}) RETURN h.vocabulary")
        return text

    async def set_vocabulary(self, text: str | None) -> None:
        """Keep the text of the network's own vocabulary file beside the log; the graph is made to fit it."""
        query = """
            MATCH (h:LogHead {name: 'head'}) SET h.locked = $token
            WITH h, h.vocabulary AS before SET h.vocabulary = $text RETURN before
        """

        async def work(transaction: AsyncManagedTransaction) -> None:
            result = await transaction.run(query, token=uuid4().hex, text=text)
            before = (await result.single(strict=True))["before"]
            earlier, now = self._readable.kinds(before), self._readable.kinds(text)
            if earlier != now:
                await redraw(transaction, earlier, now)

        await self._writing.to_its_end(self._write(work, BULK_SECONDS))

    async def keys(self) -> dict[str, bytes]:
        """Return the wrapped key of every person whose values can still be read."""
        return dict(await self._rows("MATCH (k:LogKey) RETURN k.person, k.wrapped"))

    async def erased(self) -> frozenset[str]:
        """Return the ids of the persons whose keys were destroyed."""
        return frozenset(person for (person,) in await self._rows("MATCH (n:LogErasure) RETURN n.person"))

    async def forget(self, person_ids: Collection[str]) -> None:
        """Destroy the keys of persons and enter them among the erased; again does no harm."""
        await self._writing.to_its_end(self._write(lambda transaction: forget(transaction, person_ids)))

    async def export(self) -> AsyncIterator[bytes]:
        """Yield the log in its portable form, line by line; commits made meanwhile are left out."""
        # Keys first: a person's key is older than the person.
        head = await self.head()
        header = PortableHeader(head, await self.vocabulary(), await self.keys(), await self.erased())

        async def replay() -> AsyncIterator[Commit]:
            for since in range(0, head, EXPORTED_AT_ONCE):
                for commit in await self.changes(since, min(EXPORTED_AT_ONCE, head - since)):
                    yield commit

        async for line in write_portable(header, replay()):
            yield line

    async def restore(self, lines: AsyncIterator[bytes], written_so_far: SoFar | None = None) -> None:
        """Fill an empty store from a portable export; Invalid, with nothing written, if it is damaged."""
        kept, header, facts = await spool(lines)
        with kept:
            await self._require_prepared()
            await fill(self._connection, kept, header, facts, written_so_far)

    async def health(self) -> Health:
        """Tell whether the store can be used; never raises."""
        try:
            return Health(True, await self.head(), str(self.address))
        except Unavailable as error:
            return Health(False, self._settled, str(error))

    async def close(self) -> None:
        """Finish what is being written, and let go of all connections."""
        if not self.closed:
            await self._writing.close()
            with suppress(Unavailable):
                await self._connection.close()

    async def _commit(self, request: CommitRequest) -> Receipt:
        token = uuid4().hex
        seconds = self._patience.answer + len(request.writes) / WRITES_A_SECOND
        clock = asyncio.get_running_loop().time
        deadline, lost = clock() + self._patience.comeback + seconds, False
        async with self._writing.turn(deadline):
            while True:
                try:
                    receipt = await self._write(
                        lambda transaction: write_commit(transaction, request, token, self._readable), seconds
                    )
                except Unavailable as error:
                    # From when an answer was lost, only the server can tell what became of it.
                    lost = lost or isinstance(error, LostAnswer)
                    if not lost or clock() > deadline:
                        raise
                    await asyncio.sleep(PAUSE_SECONDS)
                else:
                    self._settled = max(self._settled, receipt.revision)
                    return receipt

    async def _locked_head(self) -> int:
        class Seen(Exception):
            """Ends the transaction without a commit."""

        revision = 0

        async def work(transaction: AsyncManagedTransaction) -> None:
            nonlocal revision
            revision = (await (await transaction.run(_LOCKED_HEAD, token="")).single(strict=True))[0]
            raise Seen

        with suppress(Seen):
            await self._write(work)
        return revision

    async def _moment(self, as_of: int | None) -> int:
        head = await self.head()
        if as_of is None:
            return head
        if not 0 <= as_of <= head:
            raise Invalid(f"There is no revision {as_of}; the head is {head}.")
        return as_of

    async def _value(self, query: str) -> Any:  # noqa: ANN401 - whatever is asked
        rows = await self._rows(query)
        if not rows:
            raise Emptied(self.address)
        return rows[0][0]

    async def _rows(
        self, query: str, parameters: Mapping[str, object] | None = None, seconds: float | None = None
    ) -> list[list[Any]]:
        async def work(transaction: AsyncManagedTransaction) -> list[list[Any]]:
            result = await transaction.run(query, dict(parameters or {}))
            return await result.values()

        return await self._read(work, seconds)

    async def _read(
        self, work: Callable[[AsyncManagedTransaction], Awaitable[ResultT]], seconds: float | None = None
    ) -> ResultT:
        await self._require_prepared()
        return await self._connection.read(work, seconds)

    async def _write(
        self, work: Callable[[AsyncManagedTransaction], Awaitable[ResultT]], seconds: float | None = None
    ) -> ResultT:
        await self._require_prepared()
        return await self._connection.write(work, seconds)

    async def _require_prepared(self) -> None:
        if self._prepared:
            return
        async with self._preparing:
            if not self._prepared:
                await prepare(self._connection, create=self._create)
                self._prepared = True
