"""What the processes do that tests start on one Neo4j."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from graph.errors import Conflict
from graph.log import CommitRequest, OperationType, Write
from graph.model import Entity
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address
from tests.stores.children import COUNTER


def increment(address: Address, times: int, said: Connection) -> None:
    """Add one to the counter so many times, each as expected; say which revisions that took."""

    async def run() -> None:
        store = Neo4jStore(address)
        revisions: list[int] = []
        while len(revisions) < times:
            # Read before the head is, so that nothing but `expected` stands in the way of a lost update.
            counter, head = await store.get(COUNTER.id), await store.head()
            if not isinstance(counter, Entity):
                raise TypeError("the counter is not there")
            higher = replace(counter, properties={"n": int(str(counter.properties["n"])) + 1})
            writes = (Write(OperationType.UPDATE, COUNTER.id, higher),)
            expected = {COUNTER.id: counter.revision}
            request = CommitRequest(head, writes, "tester", datetime.now(UTC), expected=expected)
            try:
                revisions.append((await store.commit(request)).revision)
            except Conflict:
                continue
        await store.close()
        said.send(revisions)

    asyncio.run(run())
