"""What a Neo4j store promises to several processes on one database.

INTRECCIO_TEST_INCREMENTS says how often each process increments.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

import pytest

from graph.log import Commit
from graph.model import Entity
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address
from graph.stores.verification import verify
from tests.stores.children import COUNTER, FORKED, increment
from tests.stores.neo4j_pool import Neo4jPool
from tests.stores.writing import commit, create

pytestmark = pytest.mark.slow

PROCESSES = 3
INCREMENTS = int(os.environ.get("INTRECCIO_TEST_INCREMENTS", "50"))
PATIENCE = 600.0


@dataclass(frozen=True)
class Race:
    """What several processes did to one counter, and what a reader saw meanwhile."""

    told: list[list[int]]
    read: list[Commit]
    counters: list[tuple[int, object]]
    faults: list[str]


@pytest.fixture(scope="module")
def race(neo4j_pool: Neo4jPool) -> Race:
    """Let the processes increment the counter, all at once, while somebody follows the log."""
    return asyncio.run(_race(neo4j_pool.empty()))


async def _race(address: Address) -> Race:
    store = Neo4jStore(address)
    await commit(store, *create(COUNTER))
    running = [asyncio.create_task(asyncio.to_thread(_run, address)) for _ in range(PROCESSES)]
    read: list[Commit] = []
    counters: list[tuple[int, object]] = []
    while len(read) <= PROCESSES * INCREMENTS and not any(
        task.done() and task.exception() for task in running
    ):
        read += await store.changes(len(read))
        snapshot = await store.snapshot()
        counter = snapshot.get_entity(COUNTER.id)
        counters.append((snapshot.revision, counter.properties["n"] if counter is not None else None))
    told = await asyncio.gather(*running)
    faults = await verify(store)
    await store.close()
    return Race(list(told), read, counters, faults)


def _run(address: Address) -> list[int]:
    receiving, sending = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=increment, args=(partial(Neo4jStore, address), INCREMENTS, sending))
    process.start()
    sending.close()
    try:
        return _received(receiving)
    finally:
        process.kill()
        process.join()


def _received(receiving: Connection) -> list[int]:
    with receiving:
        if not receiving.poll(PATIENCE):
            raise TimeoutError("a process did not finish")
        told: list[int] = receiving.recv()
        return told


def test_no_update_is_lost(race: Race) -> None:
    last = race.read[-1].operations[0].after
    assert isinstance(last, Entity)
    assert last.properties["n"] == PROCESSES * INCREMENTS


def test_a_reader_sees_no_gap(race: Race) -> None:
    assert [item.revision for item in race.read] == list(range(1, PROCESSES * INCREMENTS + 2))


def test_a_reader_sees_every_commit_whole(race: Race) -> None:
    assert {len(item.operations) for item in race.read} == {1}
    assert all(item.operations[0].before is not None for item in race.read[1:])


def test_a_snapshot_is_of_one_revision(race: Race) -> None:
    assert race.counters == [(revision, revision - 1) for revision, _ in race.counters]


def test_each_revision_was_told_to_one_process_only(race: Race) -> None:
    told = sorted(revision for revisions in race.told for revision in revisions)
    assert told == list(range(2, PROCESSES * INCREMENTS + 2))


def test_the_store_is_what_its_log_says(race: Race) -> None:
    assert race.faults == []
