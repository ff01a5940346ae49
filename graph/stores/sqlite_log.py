"""The log in tables: what is written into an SQLite file, and how it is read back.

Everything here works inside a transaction that its caller has begun.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from graph.encoding import encode_fact
from graph.errors import Conflict, HeadMoved, Invalid
from graph.folding import fold
from graph.log import Commit, CommitRequest, OperationType, Write
from graph.model import Relationship
from graph.snapshot import Snapshot
from graph.stores.contract import Receipt
from graph.stores.log_rows import EntityRows, RelationshipRows, uncollected
from graph.stores.portable import PortableHeader, PortableReading
from graph.stores.records import read_fact, read_operation

# A version stood at a revision if it was written by then and not yet replaced.
STOOD = "version.revision <= :as_of AND (version.replaced_in IS NULL OR version.replaced_in > :as_of)"
FACTS = (
    "SELECT fact.id, version.revision, version.body, personal.sealed FROM version"
    " JOIN fact ON fact.position = version.fact"
    " LEFT JOIN personal ON personal.fact = version.fact AND personal.revision = version.revision"
)


def read_head(connection: sqlite3.Connection) -> int:
    """Return the newest revision."""
    newest: int | None = connection.execute("SELECT max(revision) FROM revision").fetchone()[0]
    return newest or 0


def revision_of(connection: sqlite3.Connection, key: str) -> int | None:
    """Return the revision that a commit with this key led to."""
    row = connection.execute("SELECT revision FROM revision WHERE key = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def read_moment(connection: sqlite3.Connection, as_of: int | None) -> int:
    """Return the revision that is meant; raises Invalid when it is not there."""
    head = read_head(connection)
    if as_of is None:
        return head
    if not 0 <= as_of <= head:
        raise Invalid(f"There is no revision {as_of}; the head is {head}.")
    return as_of


def write_commit(connection: sqlite3.Connection, request: CommitRequest) -> Receipt:
    """Write a commit, or raise HeadMoved or Conflict."""
    if request.key is not None and (earlier := revision_of(connection, request.key)) is not None:
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
    if request.base != (head := read_head(connection)):
        raise HeadMoved(f"Computed against revision {request.base}; the head is {head}.")
    spoken_for = read_erased(connection) | read_keys(connection).keys() if request.new_keys else frozenset()
    if spoken_for & request.new_keys.keys():
        raise HeadMoved("Somebody else has made a key for the same person.")
    revision = head + 1
    connection.execute(
        "INSERT INTO revision VALUES (?, ?, ?, ?, ?)",
        (revision, request.at.isoformat(), request.actor, request.note, request.key),
    )
    writing = _Writing(connection, revision)
    for place, write in enumerate(request.writes):
        writing.take(place, write)
    connection.executemany("INSERT INTO person_key VALUES (?, ?)", request.new_keys.items())
    if request.erased:
        forget(connection, request.erased)
    return Receipt(revision)


class _Writing:
    """The versions of one commit; positions of facts are looked up once."""

    def __init__(self, connection: sqlite3.Connection, revision: int) -> None:
        self._connection = connection
        self._revision = revision
        self._positions: dict[str, int] = {}
        self._new: set[int] = set()

    def take(self, place: int, write: Write) -> None:
        """Write one version, and end the one before it."""
        after = write.after
        position = self._position(write.id)
        source = target = words = kind = body = None
        if isinstance(after, Relationship):
            source, target = self._position(after.source), self._position(after.target)
        elif after is not None:
            words = fold(f"{after.name} {after.slug} {after.summary or ''}")
        if after is not None:
            kind = after.kind
            body = encode_fact(after if after.sealed is None else replace(after, sealed=None))
        if position not in self._new:
            self._connection.execute(
                "UPDATE version SET replaced_in = ? WHERE fact = ? AND replaced_in IS NULL",
                (self._revision, position),
            )
        self._connection.execute(
            "INSERT INTO version VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(position, self._revision, place, write.type.value, kind),
                *(source, target, words, body, write.merged_into),
            ),
        )
        if after is not None and after.sealed is not None:
            self._connection.execute(
                "INSERT INTO personal VALUES (?, ?, ?)", (position, self._revision, after.sealed)
            )

    def _position(self, fact_id: str) -> int:
        position = self._positions.get(fact_id)
        if position is None:
            query = "SELECT position FROM fact WHERE id = ?"
            row = self._connection.execute(query, (fact_id,)).fetchone()
            if row is None:
                made = self._connection.execute("INSERT INTO fact (id) VALUES (?)", (fact_id,))
                position = int(made.lastrowid or 0)
                self._new.add(position)
            else:
                position = int(row[0])
            self._positions[fact_id] = position
        return position


def read_commits(
    connection: sqlite3.Connection, since: int, limit: int, fact_id: str | None = None
) -> Iterator[Commit]:
    """Yield commits in order, of one fact when its id is given; a limit of -1 is none."""
    of_fact = "AND version.fact = (SELECT position FROM fact WHERE id = :id)" if fact_id else ""
    revisions = "SELECT revision, at, actor, note, key FROM revision WHERE revision > :since"
    if fact_id is not None:
        revisions += (
            " AND revision IN (SELECT revision FROM version"
            " WHERE fact = (SELECT position FROM fact WHERE id = :id))"
        )
    # The version before is the one that this one replaced.
    operations = f"""
        SELECT version.type, fact.id, version.merged_into, version.body, personal.sealed,
            earlier.revision, earlier.body, formerly.sealed
        FROM version JOIN fact ON fact.position = version.fact
        LEFT JOIN personal ON personal.fact = version.fact AND personal.revision = version.revision
        LEFT JOIN version AS earlier
            ON earlier.fact = version.fact AND earlier.replaced_in = version.revision
        LEFT JOIN personal AS formerly
            ON formerly.fact = earlier.fact AND formerly.revision = earlier.revision
        WHERE version.revision = :revision {of_fact} ORDER BY version.place
    """  # noqa: S608 - the only part put in is ours
    rows = connection.execute(
        f"{revisions} ORDER BY revision LIMIT :limit", {"since": since, "limit": limit, "id": fact_id}
    ).fetchall()
    for revision, at, actor, note, key in rows:
        found = connection.execute(operations, {"revision": revision, "id": fact_id})
        done = tuple(read_operation(revision, *row) for row in found)
        yield Commit(revision, datetime.fromisoformat(at), actor, note, key, done)


def read_header(connection: sqlite3.Connection) -> PortableHeader:
    """Return what an export announces."""
    return PortableHeader(
        read_head(connection), read_vocabulary(connection), read_keys(connection), read_erased(connection)
    )


def read_keys(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Return the wrapped keys of persons."""
    return dict(connection.execute("SELECT person, wrapped FROM person_key").fetchall())


def read_erased(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the persons whose keys were destroyed."""
    return frozenset(person for (person,) in connection.execute("SELECT person FROM erasure"))


def forget(connection: sqlite3.Connection, person_ids: Collection[str]) -> None:
    """Destroy the keys of persons and enter them among the erased."""
    rows = [(person_id,) for person_id in person_ids]
    connection.executemany("DELETE FROM person_key WHERE person = ?", rows)
    connection.executemany("INSERT OR IGNORE INTO erasure VALUES (?)", rows)


def read_snapshot(connection: sqlite3.Connection, as_of: int | None) -> Snapshot:
    """Return the network at a revision."""
    moment = {"as_of": read_moment(connection, as_of)}
    rows = (
        "SELECT version.fact, fact.id, version.revision, version.body, version.source, version.target"  # noqa: S608
        " FROM version JOIN fact ON fact.position = version.fact"
        f" WHERE version.body IS NOT NULL AND {STOOD} AND version.source IS"
    )
    # Closed whatever happens: a query left open would keep the file from being let go of.
    with uncollected(), closing(connection.execute(f"{rows} NULL ORDER BY version.fact", moment)) as found:
        entities = EntityRows(found)
    with (
        uncollected(),
        closing(connection.execute(f"{rows} NOT NULL ORDER BY version.fact", moment)) as found,
    ):
        columns = RelationshipRows(found).columns(entities.positions)
    merges = (
        "SELECT fact.id, version.merged_into FROM version JOIN fact ON fact.position = version.fact"  # noqa: S608
        f" WHERE version.merged_into IS NOT NULL AND {STOOD}"
    )
    survivors = dict(connection.execute(merges, moment).fetchall())
    snapshot = Snapshot(moment["as_of"], entities.columns(), columns, survivors)
    sealed = f"{FACTS} WHERE personal.sealed IS NOT NULL AND {STOOD}"
    writes = [
        Write(OperationType.UPDATE, row[0], read_fact(*row)) for row in connection.execute(sealed, moment)
    ]
    return snapshot.advance(snapshot.revision, writes) if writes else snapshot


def read_vocabulary(connection: sqlite3.Connection) -> str | None:
    """Return the text of the network's own vocabulary file."""
    row = connection.execute("SELECT value FROM setting WHERE name = 'vocabulary'").fetchone()
    return None if row is None else row[0]


def set_vocabulary(connection: sqlite3.Connection, text: str | None) -> None:
    """Keep the text of the network's own vocabulary file."""
    connection.execute("INSERT OR REPLACE INTO setting VALUES ('vocabulary', ?)", (text,))


def restore(connection: sqlite3.Connection, lines: Iterator[bytes]) -> None:
    """Fill an empty log with an export; the caller's transaction must go back when this raises."""
    if read_head(connection) != 0:
        raise Conflict("Only an empty store can be filled from an export.")
    reading = PortableReading()
    for line in lines:
        if (request := reading.feed(line)) is not None:
            write_commit(connection, request)
    header = reading.finish()
    set_vocabulary(connection, header.vocabulary)
    connection.executemany("INSERT INTO person_key VALUES (?, ?)", header.keys.items())
    forget(connection, header.erased)
