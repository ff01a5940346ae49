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
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from graph.encoding import decode_fact, encode_fact
from graph.errors import Conflict, HeadMoved, Invalid, Unavailable
from graph.folding import fold, folded_words
from graph.log import Commit, CommitRequest, Operation, OperationType, Write
from graph.model import Entity, Fact, Relationship
from graph.snapshot import Snapshot, build_snapshot
from graph.stores.contract import Counts, Health, Receipt
from graph.stores.portable import PortableLog, read_portable, write_portable
from graph.stores.sqlite_file import connect, sentences

READERS = 4
ResultT = TypeVar("ResultT")

# A version stood at a revision if it was written by then and not yet replaced.
_STOOD = "version.revision <= :as_of AND (version.replaced_in IS NULL OR version.replaced_in > :as_of)"
_FACTS = (
    "SELECT fact.id, version.revision, version.body FROM version JOIN fact ON fact.position = version.fact"
)


class SqliteStore:
    """A store over one file. Raises Unavailable when the file cannot serve as one."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        self.path = path
        self._connection = connect(path, create=create)
        self._open = [self._connection]
        self._local = threading.local()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._closed = False

    async def head(self) -> int:
        """Return the newest revision, 0 for an empty log."""
        return await self._read(_head)

    async def commit(self, request: CommitRequest) -> Receipt:
        """Write a commit whole, or raise HeadMoved or Conflict and write nothing."""
        return await self._write(lambda connection: _commit(connection, request))

    async def revision_of(self, key: str) -> int | None:
        """Return the revision that a commit with this idempotency key led to, None when there is none."""
        return await self._read(lambda connection: _revision_of(connection, key))

    async def get(self, fact_id: str, as_of: int | None = None) -> Fact | None:
        """Return the entity or relationship of that id as it stood; merges are not followed."""
        where = f"{_FACTS} WHERE fact.id = :id AND {_STOOD} AND version.body IS NOT NULL"
        found = await self._facts(where, as_of, {"id": fact_id})
        return found[0] if found else None

    async def find(self, kinds: Collection[str] | None = None, as_of: int | None = None) -> list[Entity]:
        """Return the entities that stood, of these kinds when given, oldest first."""
        where = f"{_FACTS} WHERE version.source IS NULL AND {_STOOD} AND version.body IS NOT NULL"
        if kinds is not None:
            where += f" AND version.kind IN ({', '.join(f':kind{place}' for place in range(len(kinds)))})"
        named = {f"kind{place}": kind for place, kind in enumerate(kinds or ())}
        found = await self._facts(f"{where} ORDER BY version.fact", as_of, named)
        return [fact for fact in found if isinstance(fact, Entity)]

    async def relationships(self, entity_id: str, as_of: int | None = None) -> list[Relationship]:
        """Return the relationships that touched an entity, in both directions, oldest first."""
        one = "(SELECT position FROM fact WHERE id = :id)"
        where = f"{_FACTS} WHERE (version.source = {one} OR version.target = {one}) AND {_STOOD}"
        found = await self._facts(f"{where} ORDER BY version.fact", as_of, {"id": entity_id})
        return [fact for fact in found if isinstance(fact, Relationship)]

    async def count(self, as_of: int | None = None) -> Counts:
        """Return how many facts stood."""

        def count(connection: sqlite3.Connection) -> Counts:
            query = f"SELECT count(*), count(source) FROM version WHERE body IS NOT NULL AND {_STOOD}"  # noqa: S608
            facts, relationships = connection.execute(query, {"as_of": _moment(connection, as_of)}).fetchone()
            return Counts(facts - relationships, relationships)

        return await self._read(count)

    async def search(self, text: str, limit: int = 20) -> list[Entity]:
        """Return entities whose name, slug or summary holds every word of a text, oldest first."""
        words = folded_words(text)
        if not words:
            return []
        where = " AND ".join(f"instr(version.words, :word{place})" for place in range(len(words)))
        named: dict[str, object] = {f"word{place}": word for place, word in enumerate(words)}
        query = f"{_FACTS} WHERE version.replaced_in IS NULL AND {where} ORDER BY version.fact LIMIT :limit"
        found = await self._facts(query, None, {**named, "limit": limit})
        return [fact for fact in found if isinstance(fact, Entity)]

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after revision `since`, oldest first."""
        return await self._read(lambda connection: list(_commits(connection, since, limit)))

    async def history(self, fact_id: str) -> list[Commit]:
        """Return the commits that wrote a fact, oldest first, each with its operation on it only."""
        return await self._read(lambda connection: list(_commits(connection, 0, -1, fact_id)))

    async def snapshot(self, as_of: int | None = None) -> Snapshot:
        """Return the whole network as it stood at a revision."""
        return await self._read(lambda connection: _snapshot(connection, as_of))

    async def vocabulary(self) -> str | None:
        """Return the text of the network's own vocabulary file, None when it has none."""
        return await self._read(_vocabulary)

    async def set_vocabulary(self, text: str | None) -> None:
        """Keep the text of the network's own vocabulary file beside the log."""
        await self._write(lambda connection: _set_vocabulary(connection, text))

    async def export(self) -> AsyncIterator[bytes]:
        """Yield the log in its portable form, line by line; commits made meanwhile are left out."""
        head = await self.head()

        async def replay() -> AsyncIterator[Commit]:
            for since in range(0, head, 100):
                for commit in await self.changes(since, min(100, head - since)):
                    yield commit

        async for line in write_portable(head, await self.vocabulary(), replay()):
            yield line

    async def restore(self, lines: AsyncIterator[bytes]) -> None:
        """Fill an empty store from a portable export; Invalid, with nothing written, if it is damaged."""
        log = await read_portable(lines)
        await self._write(lambda connection: _restore(connection, log))

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

    async def _facts(self, query: str, as_of: int | None, named: Mapping[str, object]) -> list[Fact]:
        def fetch(connection: sqlite3.Connection) -> list[Fact]:
            rows = connection.execute(query, {"as_of": _moment(connection, as_of), **named})
            return [decode_fact(*row) for row in rows]

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
            connection = connect(self.path, create=False)
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


def _head(connection: sqlite3.Connection) -> int:
    newest: int | None = connection.execute("SELECT max(revision) FROM revision").fetchone()[0]
    return newest or 0


def _revision_of(connection: sqlite3.Connection, key: str) -> int | None:
    row = connection.execute("SELECT revision FROM revision WHERE key = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def _moment(connection: sqlite3.Connection, as_of: int | None) -> int:
    head = _head(connection)
    if as_of is None:
        return head
    if not 0 <= as_of <= head:
        raise Invalid(f"There is no revision {as_of}; the head is {head}.")
    return as_of


def _commit(connection: sqlite3.Connection, request: CommitRequest) -> Receipt:
    if request.key is not None and (earlier := _revision_of(connection, request.key)) is not None:
        return Receipt(earlier, replayed=True)
    standing = (
        "SELECT version.revision FROM version JOIN fact ON fact.position = version.fact"
        " WHERE fact.id = ? AND version.replaced_in IS NULL AND version.body IS NOT NULL"
    )
    for fact_id, revision in request.expected.items():
        row = connection.execute(standing, (fact_id,)).fetchone()
        found = 0 if row is None else row[0]
        if found != revision:
            raise Conflict(f"{fact_id} was expected at revision {revision} and is at {found}.")
    if request.base != (head := _head(connection)):
        raise HeadMoved(f"Computed against revision {request.base}; the head is {head}.")
    revision = head + 1
    connection.execute(
        "INSERT INTO revision VALUES (?, ?, ?, ?, ?)",
        (revision, request.at.isoformat(), request.actor, request.note, request.key),
    )
    for place, write in enumerate(request.writes):
        _write_version(connection, revision, place, write)
    return Receipt(revision)


def _write_version(connection: sqlite3.Connection, revision: int, place: int, write: Write) -> None:
    after = write.after
    position = _position(connection, write.id)
    source = target = words = None
    if isinstance(after, Relationship):
        source, target = _position(connection, after.source), _position(connection, after.target)
    elif after is not None:
        words = fold(f"{after.name} {after.slug} {after.summary or ''}")
    connection.execute(
        "UPDATE version SET replaced_in = ? WHERE fact = ? AND replaced_in IS NULL", (revision, position)
    )
    kind, body = (None, None) if after is None else (after.kind, encode_fact(after))
    connection.execute(
        "INSERT INTO version VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)",
        (position, revision, place, write.type.value, kind, source, target, words, body, write.merged_into),
    )


def _position(connection: sqlite3.Connection, fact_id: str) -> int:
    row = connection.execute("SELECT position FROM fact WHERE id = ?", (fact_id,)).fetchone()
    if row is not None:
        return int(row[0])
    return int(connection.execute("INSERT INTO fact (id) VALUES (?)", (fact_id,)).lastrowid or 0)


def _commits(
    connection: sqlite3.Connection, since: int, limit: int, fact_id: str | None = None
) -> Iterator[Commit]:
    of_fact = "AND version.fact = (SELECT position FROM fact WHERE id = :id)" if fact_id else ""
    revisions = "SELECT revision, at, actor, note, key FROM revision WHERE revision > :since"
    if fact_id is not None:
        revisions += (
            " AND revision IN (SELECT revision FROM version"
            " WHERE fact = (SELECT position FROM fact WHERE id = :id))"
        )
    # The version before is the one that this one replaced.
    operations = f"""
        SELECT version.type, fact.id, earlier.revision, earlier.body, version.body, version.merged_into
        FROM version JOIN fact ON fact.position = version.fact
        LEFT JOIN version AS earlier
            ON earlier.fact = version.fact AND earlier.replaced_in = version.revision
        WHERE version.revision = :revision {of_fact} ORDER BY version.place
    """  # noqa: S608 - the only part put in is ours
    rows = connection.execute(
        f"{revisions} ORDER BY revision LIMIT :limit", {"since": since, "limit": limit, "id": fact_id}
    ).fetchall()
    for revision, at, actor, note, key in rows:
        found = connection.execute(operations, {"revision": revision, "id": fact_id})
        done = tuple(_operation(revision, *row) for row in found)
        yield Commit(revision, datetime.fromisoformat(at), actor, note, key, done)


def _operation(
    revision: int,
    kind: str,
    fact_id: str,
    earlier_revision: int | None,
    earlier: bytes | None,
    body: bytes | None,
    merged_into: str | None,
) -> Operation:
    return Operation(
        type=OperationType(kind),
        id=fact_id,
        before=None if earlier is None else decode_fact(fact_id, earlier_revision or 0, earlier),
        after=None if body is None else decode_fact(fact_id, revision, body),
        merged_into=merged_into,
    )


def _snapshot(connection: sqlite3.Connection, as_of: int | None) -> Snapshot:
    moment = {"as_of": _moment(connection, as_of)}
    query = f"{_FACTS} WHERE version.body IS NOT NULL AND {_STOOD} ORDER BY version.fact"
    entities: list[Entity] = []
    relationships: list[Relationship] = []
    for row in connection.execute(query, moment):
        fact = decode_fact(*row)
        if isinstance(fact, Entity):
            entities.append(fact)
        else:
            relationships.append(fact)
    merges = (
        "SELECT fact.id, version.merged_into FROM version JOIN fact ON fact.position = version.fact"  # noqa: S608
        f" WHERE version.merged_into IS NOT NULL AND {_STOOD}"
    )
    survivors = dict(connection.execute(merges, moment).fetchall())
    return build_snapshot(moment["as_of"], entities, relationships, survivors)


def _vocabulary(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM setting WHERE name = 'vocabulary'").fetchone()
    return None if row is None else row[0]


def _set_vocabulary(connection: sqlite3.Connection, text: str | None) -> None:
    connection.execute("INSERT OR REPLACE INTO setting VALUES ('vocabulary', ?)", (text,))


def _restore(connection: sqlite3.Connection, log: PortableLog) -> None:
    if _head(connection) != 0:
        raise Conflict("Only an empty store can be filled from an export.")
    for request in log.commits:
        _commit(connection, request)
    _set_vocabulary(connection, log.vocabulary)
