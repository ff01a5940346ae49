"""The log in one SQLite file: the default, for one machine and many readers.

WAL with synchronous FULL: what was acknowledged survives the loss of power. One thread writes, in
turn; a few threads read, each with a connection of its own, and never wait for the writer.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from graph.errors import Unavailable
from graph.folding import folded_words
from graph.keyring import Keyring, default_keyring
from graph.log import Commit, CommitRequest
from graph.model import Entity, Fact, Relationship
from graph.snapshot import Snapshot
from graph.stores.contract import Counts, Health, Receipt, SoFar
from graph.stores.portable import write_portable
from graph.stores.records import read_fact
from graph.stores.sqlite_file import connect, sentences
from graph.stores.sqlite_log import (
    FACTS,
    STOOD,
    forget,
    read_commits,
    read_erased,
    read_head,
    read_header,
    read_keys,
    read_moment,
    read_snapshot,
    read_vocabulary,
    restore,
    revision_of,
    set_vocabulary,
    write_commit,
)

READERS = 4
ResultT = TypeVar("ResultT")


class SqliteStore:
    """A store over one file. Raises Unavailable when the file cannot serve as one."""

    def __init__(self, path: Path, *, create: bool = True, keyring: Keyring | None = None) -> None:
        self.path = path
        self._keyring = keyring or default_keyring()
        self._connection = connect(path, create=create, keyring=self._keyring)
        self._open = [self._connection]
        self._local = threading.local()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._closed = False

    async def head(self) -> int:
        """Return the newest revision, 0 for an empty log."""
        return await self._read(read_head)

    async def commit(self, request: CommitRequest) -> Receipt:
        """Write a commit whole, or raise HeadMoved or Conflict and write nothing."""
        receipt = await self._write(lambda connection: write_commit(connection, request))
        if request.erased:
            await self._empty_log()
        return receipt

    async def revision_of(self, key: str) -> int | None:
        """Return the revision that a commit with this idempotency key led to, None when there is none."""
        return await self._read(lambda connection: revision_of(connection, key))

    async def get(self, fact_id: str, as_of: int | None = None) -> Fact | None:
        """Return the entity or relationship of that id as it stood; merges are not followed."""
        where = f"{FACTS} WHERE fact.id = :id AND {STOOD} AND version.body IS NOT NULL"
        found = await self._facts(where, as_of, {"id": fact_id})
        return found[0] if found else None

    async def find(self, kinds: Collection[str] | None = None, as_of: int | None = None) -> list[Entity]:
        """Return the entities that stood, of these kinds when given, oldest first."""
        where = f"{FACTS} WHERE version.source IS NULL AND {STOOD} AND version.body IS NOT NULL"
        if kinds is not None:
            where += f" AND version.kind IN ({', '.join(f':kind{place}' for place in range(len(kinds)))})"
        named = {f"kind{place}": kind for place, kind in enumerate(kinds or ())}
        found = await self._facts(f"{where} ORDER BY version.fact", as_of, named)
        return [fact for fact in found if isinstance(fact, Entity)]

    async def relationships(self, entity_id: str, as_of: int | None = None) -> list[Relationship]:
        """Return the relationships that touched an entity, in both directions, oldest first."""
        one = "(SELECT position FROM fact WHERE id = :id)"
        where = f"{FACTS} WHERE (version.source = {one} OR version.target = {one}) AND {STOOD}"
        found = await self._facts(f"{where} ORDER BY version.fact", as_of, {"id": entity_id})
        return [fact for fact in found if isinstance(fact, Relationship)]

    async def count(self, as_of: int | None = None) -> Counts:
        """Return how many facts stood."""

        def count(connection: sqlite3.Connection) -> Counts:
            query = f"SELECT count(*), count(source) FROM version WHERE body IS NOT NULL AND {STOOD}"  # noqa: S608
            facts, relationships = connection.execute(
                query, {"as_of": read_moment(connection, as_of)}
            ).fetchone()
            return Counts(facts - relationships, relationships)

        return await self._read(count)

    async def search(self, text: str, limit: int = 20) -> list[Entity]:
        """Return entities whose name, slug or summary holds every word of a text, oldest first."""
        words = folded_words(text)
        if not words:
            return []
        where = " AND ".join(f"instr(version.words, :word{place})" for place in range(len(words)))
        named: dict[str, object] = {f"word{place}": word for place, word in enumerate(words)}
        query = f"{FACTS} WHERE version.replaced_in IS NULL AND {where} ORDER BY version.fact LIMIT :limit"
        found = await self._facts(query, None, {**named, "limit": limit})
        return [fact for fact in found if isinstance(fact, Entity)]

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after revision `since`, oldest first."""
        return await self._read(lambda connection: list(read_commits(connection, since, limit)))

    async def history(self, fact_id: str, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after `since` that wrote a fact, oldest first, with that operation only."""
        return await self._read(lambda connection: list(read_commits(connection, since, limit, fact_id)))

    async def snapshot(
        self,
        as_of: int | None = None,
        read_so_far: SoFar | None = None,  # noqa: ARG002 - it takes a moment
    ) -> Snapshot:
        """Return the whole network as it stood at a revision."""
        return await self._read(lambda connection: read_snapshot(connection, as_of))

    async def vocabulary(self) -> str | None:
        """Return the text of the network's own vocabulary file, None when it has none."""
        return await self._read(read_vocabulary)

    async def set_vocabulary(self, text: str | None) -> None:
        """Keep the text of the network's own vocabulary file beside the log."""
        await self._write(lambda connection: set_vocabulary(connection, text))

    async def keys(self) -> dict[str, bytes]:
        """Return the wrapped key of every person whose values can still be read."""
        return await self._read(read_keys)

    async def erased(self) -> frozenset[str]:
        """Return the ids of the persons whose keys were destroyed."""
        return await self._read(read_erased)

    async def forget(self, person_ids: Collection[str]) -> None:
        """Destroy the keys of persons and enter them among the erased; again does no harm."""
        await self._write(lambda connection: forget(connection, person_ids))
        await self._empty_log()

    async def export(self) -> AsyncIterator[bytes]:
        """Yield the log in its portable form, line by line; commits made meanwhile are left out."""
        header = await self._read(read_header)
        head = header.head

        async def replay() -> AsyncIterator[Commit]:
            for since in range(0, head, 100):
                for commit in await self.changes(since, min(100, head - since)):
                    yield commit

        async for line in write_portable(header, replay()):
            yield line

    async def restore(
        self,
        lines: AsyncIterator[bytes],
        written_so_far: SoFar | None = None,  # noqa: ARG002 - it has written them when it has read them
    ) -> None:
        """Fill an empty store from a portable export; Invalid, with nothing written, if it is damaged."""
        loop = asyncio.get_running_loop()

        def read() -> Iterator[bytes]:
            async def next_line() -> bytes | None:
                return await anext(lines, None)

            while (line := asyncio.run_coroutine_threadsafe(next_line(), loop).result()) is not None:
                yield line

        await self._write(lambda connection: restore(connection, read()))

    async def health(self) -> Health:
        """Tell whether the store can be used; never raises."""
        try:
            return Health(True, await self.head(), str(self.path))
        except Unavailable as error:
            return Health(False, 0, str(error))

    async def close(self) -> None:
        """Finish what is being written, and let go of the file."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._shut)

    def _shut(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        for connection in self._open:
            connection.close()

    async def _empty_log(self) -> None:
        """Work the write-ahead log into the file, so that what was deleted is in neither.

        While others read, it cannot be: then the next one to close the file does it.
        """

        def run() -> None:
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        await self._in(self._writer, run)

    async def _facts(self, query: str, as_of: int | None, named: Mapping[str, object]) -> list[Fact]:
        def fetch(connection: sqlite3.Connection) -> list[Fact]:
            rows = connection.execute(query, {"as_of": read_moment(connection, as_of), **named})
            return [read_fact(*row) for row in rows]

        return await self._read(fetch)

    async def _read(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        def run() -> ResultT:
            with sentences(self.path), _transaction(self._reader(), "BEGIN") as connection:
                return work(connection)

        return await self._in(self._readers, run)

    async def _write(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        def run() -> ResultT:
            with sentences(self.path), _transaction(self._connection, "BEGIN IMMEDIATE") as connection:
                return work(connection)

        return await self._in(self._writer, run)

    async def _in(self, pool: ThreadPoolExecutor, run: Callable[[], ResultT]) -> ResultT:
        if self._closed:
            raise Unavailable(f"The store {self.path} is closed.")
        future: Future[ResultT] = pool.submit(run)
        # A caller that gives up must not leave half a commit: the thread finishes by itself.
        return await asyncio.shield(asyncio.wrap_future(future))

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self.path, create=False, keyring=self._keyring)
            self._local.connection = connection
            self._open.append(connection)
        return connection


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[sqlite3.Connection]:
    connection.execute(begin)
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
