"""From versions in Neo4j to the columns of a snapshot."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import orjson

from graph.errors import Unavailable
from graph.log import OperationType, Write
from graph.snapshot import Snapshot
from graph.stores.contract import SoFar
from graph.stores.log_rows import EntityRows, RelationshipRows, Row, uncollected
from graph.stores.neo4j_connection import Neo4jConnection
from graph.stores.neo4j_log import STOOD
from graph.stores.records import DamagedRecord, read_fact

PAGE_OF_FACTS = 2_000

# Many facts to a record: the driver takes twenty times as long over as many records of one.
_STANDING = f"""
MATCH (h:LogHead {{name: 'head'}})
UNWIND range(0, h.positions / $page) AS number
CALL (number) {{
  MATCH (v:LogVersion) USING INDEX SEEK v:LogVersion(position)
  WHERE v.position >= number * $page AND v.position < (number + 1) * $page AND {STOOD}
  RETURN collect(v.position) AS positions, collect(v.fact) AS facts, collect(v.revision) AS revisions,
    collect(coalesce(v.body, '')) AS bodies,
    collect(CASE WHEN v.sealed IS NOT NULL THEN [v.position, v.sealed] END) AS sealed,
    collect(CASE WHEN v.merged_into IS NOT NULL THEN [v.fact, v.merged_into] END) AS merges
}}
RETURN h.positions, positions, facts, revisions, bodies, sealed, merges
"""


@dataclass
class _Gathered:
    """What stands, fact by fact, as the pages bring it."""

    rows: list[tuple[int, str, int, bytes]] = field(default_factory=list)
    sealed: dict[int, bytes] = field(default_factory=dict)
    merges: dict[str, str] = field(default_factory=dict)


async def load_snapshot(
    connection: Neo4jConnection, as_of: int, read_so_far: SoFar | None = None
) -> Snapshot:
    """Return the network at a revision that is there in full."""
    found = _Gathered()
    done = 0
    async for page in connection.stream(_STANDING, {"as_of": as_of, "page": PAGE_OF_FACTS}, at_once=10):
        for count, positions, facts, revisions, bodies, sealed, merges in page:
            found.rows.extend(zip(positions, facts, revisions, bodies, strict=True))
            found.sealed.update(sealed)
            found.merges.update(merges)
            done = min(done + PAGE_OF_FACTS, count)
            if read_so_far is not None:
                read_so_far(done, count)
    return await asyncio.to_thread(_built, as_of, found)


def _built(as_of: int, found: _Gathered) -> Snapshot:
    with uncollected():
        found.rows.sort()
        entities: list[Row] = []
        ties: list[Row] = []
        writes: list[Write] = []
        positions: dict[str, int] = {}
        try:
            for position, fact, revision, body in found.rows:
                if not body:
                    continue
                if fact[0] == "e":
                    positions[fact] = position
                    entities.append((position, fact, revision, body, None, None))
                if position in found.sealed:
                    kept = read_fact(fact, revision, body, found.sealed[position])
                    writes.append(Write(OperationType.UPDATE, fact, kept))
            for position, fact, revision, body in found.rows:
                if body and fact[0] != "e":
                    said = orjson.loads(body)
                    ends = positions[said["source"]], positions[said["target"]]
                    ties.append((position, fact, revision, body, *ends))
            rows = EntityRows(entities)
            columns = RelationshipRows(ties).columns(rows.positions)
        except (DamagedRecord, ValueError, KeyError) as error:
            raise Unavailable("The store is damaged: restore it from a backup.") from error
        snapshot = Snapshot(as_of, rows.columns(), columns, found.merges)
        return snapshot.advance(as_of, writes) if writes else snapshot
