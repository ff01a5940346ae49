"""The log as nodes: how a commit is written, and how commits are read back.

Neo4j reads what is committed at the moment of reading, not one state of the whole. So everything here is
asked "as of" a revision that is known to be there in full, and filtered by it: what others commit
meanwhile has a higher one. Nothing is ever changed but `replaced_in`, which only spares reading.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from graph.errors import Conflict, HeadMoved, Unavailable
from graph.log import Commit, CommitRequest, Operation
from graph.stores.contract import Receipt
from graph.stores.neo4j_graph import GraphChanges, readable_kinds
from graph.stores.neo4j_rows import Row, Statement, literal, paged, write_rows
from graph.stores.neo4j_versions import Latest, Versions
from graph.stores.records import read_operation

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction

FILLING = "The store is being filled from an export, or that was cut off: wait, or restore into it again."
AT_ONCE = 100  # facts of a commit that are looked up together with the lock

# A version stood at a revision if it was written by then and not yet replaced.
STOOD = "v.revision <= $as_of AND (v.replaced_in IS NULL OR v.replaced_in > $as_of)"
FACT = "v.fact, v.revision, v.body, v.sealed"

# Here and elsewhere the index is named, and how it is used: while the server's figures of what is there are
# outdated, as after a filling, it would take another one, or go through all of it for each fact. Ordered by
# both, as the index is: else it would read all versions and sort them.
_NEWEST = """
UNWIND $ids AS id
CALL (id) {
  MATCH (v:LogVersion {fact: id}) USING INDEX SEEK v:LogVersion(fact, revision) WHERE v.revision > 0
  RETURN v ORDER BY v.fact DESC, v.revision DESC LIMIT 1
}
RETURN [v.fact, v.revision, v.position, v.body IS NOT NULL, v.kind, v.source, v.target]
"""
_LATEST = f"RETURN COLLECT {{ {_NEWEST} }} AS latest"

# Whoever sets a property of the head holds its lock until the end: commits come one after the other, and
# what the one before has written is there in full.
_LOCK = f"""
MATCH (h:LogHead {{name: 'head'}}) SET h.locked = $token
WITH h
RETURN h.revision AS head, h.positions AS positions, h.filling AS filling, h.vocabulary AS vocabulary,
  COLLECT {{ MATCH (c:LogCommit {{token: $token}}) RETURN c.revision }} AS mine,
  COLLECT {{ MATCH (c:LogCommit {{key: $key}}) RETURN c.revision }} AS earlier,
  COLLECT {{ UNWIND $persons AS person MATCH (n:LogKey {{person: person}}) RETURN person }} AS keyed,
  COLLECT {{ UNWIND $persons AS person MATCH (n:LogErasure {{person: person}}) RETURN person }} AS erased,
  COLLECT {{ {_NEWEST} }} AS latest
"""
_WRITE_HEAD = Statement(
    "head",
    ("revision", "positions"),
    "MATCH (h:LogHead {name: 'head'}) SET h.revision = row.revision, h.positions = row.positions",
)
_COMMIT = ("revision", "at", "actor", "note", "key", "token")
WRITE_COMMITS = Statement("commits", _COMMIT, f"CREATE (c:LogCommit {literal(_COMMIT)})")
_WRITE_KEYS = "UNWIND $rows AS row CREATE (k:LogKey) SET k = row"
_FORGET = """
UNWIND $persons AS person
MERGE (:LogErasure {person: person})
WITH person MATCH (k:LogKey {person: person}) DELETE k
"""


async def write_commit(
    transaction: AsyncManagedTransaction, request: CommitRequest, token: str, readable: Readable
) -> Receipt:
    """Write a commit, or raise HeadMoved or Conflict. With the token of one that is there: its receipt."""
    ids = list(dict.fromkeys((*(write.id for write in request.writes), *request.expected)))
    asked = {"token": token, "key": request.key, "persons": list(request.new_keys), "ids": ids[:AT_ONCE]}
    found = await (await transaction.run(_LOCK, asked)).single(strict=True)
    head: int = found["head"]
    if found["mine"]:
        return Receipt(found["mine"][0])
    if found["filling"] is not None:
        raise Unavailable(FILLING)
    if found["earlier"]:
        return Receipt(found["earlier"][0], replayed=True)
    latest = {fact: Latest(*said) for fact, *said in found["latest"]}

    def versions() -> Versions:
        changes = GraphChanges(readable.kinds(found["vocabulary"]))
        made = Versions(dict(latest), found["positions"], changes)
        for place, write in enumerate(request.writes):
            made.take(head + 1, place, write)
        return made

    written = None
    if head > 0 and (others := ids[AT_ONCE:]):
        # Of so many most are new, as a rule: taken for that while the server looks them up.
        written, known = await asyncio.gather(asyncio.to_thread(versions), _read_latest(transaction, others))
        if known:
            latest, written = latest | known, None
    for fact_id, revision in request.expected.items():
        version = latest.get(fact_id)
        stands_at = version.revision if version is not None and version.stands else 0
        if stands_at != revision:
            raise Conflict(f"{fact_id} was expected at revision {revision} and is at {stands_at}.")
    if request.base != head:
        raise HeadMoved(f"Computed against revision {request.base}; the head is {head}.")
    if found["keyed"] or found["erased"]:
        raise HeadMoved("Somebody else has made a key for the same person.")
    written = written or versions()
    moved = {"revision": head + 1, "positions": written.positions}
    commit = commit_row(head + 1, request, token)
    await write_rows(transaction, [(_WRITE_HEAD, [moved]), (WRITE_COMMITS, [commit]), *written.rows()])
    await write_keys(transaction, request.new_keys)
    await forget(transaction, request.erased)
    return Receipt(head + 1)


class Readable:
    """Which kinds may be in the graph: made out anew when the vocabulary's text is another."""

    def __init__(self) -> None:
        self._known: tuple[str | None, frozenset[str]] | None = None

    def kinds(self, own_vocabulary: str | None) -> frozenset[str]:
        """Return the kinds."""
        if self._known is None or self._known[0] != own_vocabulary:
            self._known = (own_vocabulary, readable_kinds(own_vocabulary))
        return self._known[1]


def commit_row(revision: int, request: CommitRequest, token: str) -> Row:
    """Return what is kept of a commit beside its versions."""
    return {
        "revision": revision,
        "at": request.at.isoformat(),
        "actor": request.actor,
        "note": request.note,
        "key": request.key,
        "token": token,
    }


async def _read_latest(transaction: AsyncManagedTransaction, ids: list[str]) -> dict[str, Latest]:
    found: dict[str, Latest] = {}
    for page in paged(ids):
        record = await (await transaction.run(_LATEST, ids=page)).single(strict=True)
        found |= {fact: Latest(*said) for fact, *said in record["latest"]}
    return found


async def write_keys(transaction: AsyncManagedTransaction, keys: Mapping[str, bytes]) -> None:
    """Keep the wrapped keys of persons."""
    if keys:
        rows = [{"person": person, "wrapped": wrapped} for person, wrapped in keys.items()]
        await (await transaction.run(_WRITE_KEYS, rows=rows)).consume()


async def forget(transaction: AsyncManagedTransaction, persons: Iterable[str]) -> None:
    """Destroy the keys of persons and enter them among the erased."""
    if rows := list(persons):
        await (await transaction.run(_FORGET, persons=rows)).consume()


_COMMITS = """
MATCH (c:LogCommit) USING INDEX SEEK c:LogCommit(revision) WHERE c.revision > $since AND c.revision <= $upto
RETURN c.revision, c.at, c.actor, c.note, c.key ORDER BY c.revision
"""
_OPERATIONS = """
MATCH (v:LogVersion) USING INDEX SEEK v:LogVersion(revision) WHERE v.revision > $since AND v.revision <= $upto
OPTIONAL MATCH (b:LogVersion {fact: v.fact, revision: v.previous})
  USING INDEX SEEK b:LogVersion(fact, revision)
RETURN v.revision, v.place, v.type, v.fact, v.merged_into, v.body, v.sealed, b.revision, b.body, b.sealed
"""
_HISTORY = """
MATCH (v:LogVersion {fact: $fact}) USING INDEX SEEK v:LogVersion(fact, revision)
WHERE v.revision > $since AND v.revision <= $as_of
WITH v ORDER BY v.revision LIMIT $limit
MATCH (c:LogCommit {revision: v.revision})
OPTIONAL MATCH (b:LogVersion {fact: v.fact, revision: v.previous})
  USING INDEX SEEK b:LogVersion(fact, revision)
RETURN c.revision, c.at, c.actor, c.note, c.key,
  v.type, v.fact, v.merged_into, v.body, v.sealed, b.revision, b.body, b.sealed
ORDER BY c.revision
"""


async def read_commits(transaction: AsyncManagedTransaction, since: int, upto: int) -> list[Commit]:
    """Return the commits after a revision up to another, which is there in full."""
    between = {"since": since, "upto": upto}
    written = await transaction.run(_OPERATIONS, between)
    operations: dict[int, list[tuple[int, Operation]]] = {}
    async for record in written:
        revision, place, *said = record.values()
        operations.setdefault(revision, []).append((place, read_operation(revision, *said)))
    commits = await transaction.run(_COMMITS, between)
    found = []
    async for record in commits:
        revision, at, actor, note, key = record.values()
        done = sorted(operations.get(revision, ()), key=lambda pair: pair[0])
        done_in_order = tuple(item for _, item in done)
        found.append(Commit(revision, datetime.fromisoformat(at), actor, note, key, done_in_order))
    return found


async def read_history(
    transaction: AsyncManagedTransaction, fact_id: str, since: int, limit: int, as_of: int
) -> list[Commit]:
    """Return the commits that wrote a fact, with that operation only."""
    asked = {"fact": fact_id, "since": since, "limit": limit, "as_of": as_of}
    found = []
    async for record in await transaction.run(_HISTORY, asked):
        revision, at, actor, note, key, *said = record.values()
        operations = (read_operation(revision, *said),)
        found.append(Commit(revision, datetime.fromisoformat(at), actor, note, key, operations))
    return found
