"""What commits write of facts, as rows: versions for the log, and what changes in the graph."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.encoding import encode_fact
from graph.folding import fold
from graph.log import Write
from graph.model import Entity, Fact, Relationship
from graph.stores.neo4j_graph import GraphChanges
from graph.stores.neo4j_rows import Row, Rows, Statement, literal

_VERSION = (
    *("fact", "revision", "place", "type", "position", "kind", "source", "target"),
    *("merged_into", "previous", "body", "sealed", "words"),
)
_WRITE_VERSIONS = Statement("versions", _VERSION, f"CREATE (v:LogVersion {literal(_VERSION)})")
_END_VERSIONS = Statement(
    "replaced",
    ("fact", "previous", "revision"),
    """
    MATCH (v:LogVersion {fact: row.fact, revision: row.previous})
    USING INDEX SEEK v:LogVersion(fact, revision)
    SET v.replaced_in = row.revision
    """,
)


@dataclass(slots=True)
class Latest:
    """The newest version of a fact: where it stands in the order of first recording, and its ends."""

    revision: int
    position: int
    stands: bool
    kind: str | None
    source: str | None
    target: str | None


class Versions:
    """What commits write of facts, in rows: `latest` is what was there before, and is kept up to date."""

    def __init__(self, latest: dict[str, Latest], positions: int, changes: GraphChanges) -> None:
        self.positions = positions
        self._latest = latest
        self._changes = changes
        self._rows: list[Row] = []

    def take(self, revision: int, place: int, write: Write) -> None:
        """Write one version, and end the one before it."""
        before, after = self._latest.get(write.id), write.after
        if before is None:
            self.positions += 1
        tie = after if isinstance(after, Relationship) else None
        now = Latest(
            revision,
            self.positions if before is None else before.position,
            after is not None,
            None if after is None else after.kind,
            None if tie is None else tie.source,
            None if tie is None else tie.target,
        )
        self._latest[write.id] = now
        self._rows.append(
            {
                "fact": write.id,
                "revision": revision,
                "place": place,
                "type": write.type.value,
                "position": now.position,
                "kind": now.kind,
                "source": now.source,
                "target": now.target,
                "merged_into": write.merged_into,
                "previous": None if before is None else before.revision,
                "body": None if after is None else encode_fact(_without_sealed(after)),
                "sealed": None if after is None else after.sealed,
                "words": _words(after) if isinstance(after, Entity) else None,
            }
        )
        _note(self._changes, write, before, revision)

    def rows(self) -> list[Rows]:
        """Return what is to be done, in order."""
        replaced = [row for row in self._rows if row["previous"] is not None]
        return [(_WRITE_VERSIONS, self._rows), (_END_VERSIONS, replaced), *self._changes.rows()]


def _without_sealed(fact: Fact) -> Fact:
    return fact if fact.sealed is None else replace(fact, sealed=None)


def _words(entity: Entity) -> str:
    return fold(f"{entity.name} {entity.slug} {entity.summary or ''}")


def _note(changes: GraphChanges, write: Write, before: Latest | None, revision: int) -> None:
    after = write.after
    if before is not None and before.stands and before.kind is not None:
        if before.source is not None and before.target is not None:
            changes.drop_tie(write.id, before.kind, before.source, before.target)
        elif after is None:
            changes.drop_node(write.id)
    if after is not None:
        changes.put(after, revision, new=before is None)
