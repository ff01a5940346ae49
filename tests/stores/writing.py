"""Small facts and commits for tests of stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from graph.log import CommitRequest, OperationType, Write
from graph.model import Entity, Relationship
from graph.stores.contract import Receipt, Store

NOON = datetime(2013, 3, 21, 12, tzinfo=UTC)
BOARD = Entity(id="e0000000000001", kind="body", slug="board", name="Board", properties={"level": "DISTRICT"})
GROUP = Entity(
    id="e0000000000002", kind="informal_group", slug="group", name="Caffè Group", summary="They meet."
)
PLACE = Entity(id="e0000000000003", kind="district", slug="place", name="Place")
MEMBER = Relationship(id="r0000000000001", kind="member_of", source=GROUP.id, target=BOARD.id, role="guest")
COVERS = Relationship(id="r0000000000002", kind="covers", source=BOARD.id, target=PLACE.id)


def create(*facts: Entity | Relationship) -> tuple[Write, ...]:
    """Return writes that record facts."""
    return tuple(Write(OperationType.CREATE, fact.id, fact) for fact in facts)


def rename(entity: Entity, name: str) -> Write:
    """Return a write that gives an entity another name."""
    return Write(OperationType.UPDATE, entity.id, replace(entity, name=name))


def delete(fact: Entity | Relationship) -> Write:
    """Return a write that strikes a fact."""
    return Write(OperationType.DELETE, fact.id, None)


async def commit(
    store: Store,
    *writes: Write,
    base: int | None = None,
    key: str | None = None,
    expected: Mapping[str, int] | None = None,
    note: str | None = None,
) -> Receipt:
    """Commit writes, by default against the head."""
    head = await store.head()
    request = CommitRequest(
        base=head if base is None else base,
        writes=writes,
        actor="tester",
        at=NOON + timedelta(minutes=head),
        note=note,
        key=key,
        expected=expected or {},
    )
    return await store.commit(request)
