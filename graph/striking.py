"""Striking persons from the log: their ties go with them, and their keys for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from graph.errors import HeadMoved
from graph.log import CommitRequest, OperationType, Write
from graph.model import Fact
from graph.race import Race
from graph.stores.contract import Store


async def strike(store: Store, ids: Sequence[str], actor: str, note: str) -> int:
    """Strike persons and every tie to them and destroy their keys; return the revision that does.

    Raises HeadMoved when other writers leave no room for twenty seconds.
    """
    race = Race()
    while True:
        head = await store.head()
        facts: dict[str, Fact] = {}
        for person_id in ids:
            facts.update((tie.id, tie) for tie in await store.relationships(person_id, head))
        for person_id in ids:
            if (fact := await store.get(person_id, head)) is not None:
                facts[person_id] = fact
        writes = tuple(Write(OperationType.DELETE, fact_id, None) for fact_id in facts)
        request = CommitRequest(head, writes, actor, datetime.now(UTC), note, erased=tuple(ids))
        try:
            return (await store.commit(request)).revision
        except HeadMoved:
            race.lose()
