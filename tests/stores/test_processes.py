"""What an SQLite store promises to several processes on one file.

INTRECCIO_TEST_INCREMENTS says how often each process increments.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from graph.errors import Unavailable
from graph.model import Entity
from graph.stores import sqlite_file
from graph.stores.sqlite import SqliteStore
from graph.stores.verification import verify
from tests.stores.children import COUNTER, FORKED, increment, watch
from tests.stores.writing import BOARD, GROUP, commit, create, rename

pytestmark = pytest.mark.anyio

PROCESSES = 3
INCREMENTS = int(os.environ.get("INTRECCIO_TEST_INCREMENTS", "50"))
PATIENCE = 300.0


@dataclass(frozen=True)
class Race:
    """What several processes did to one counter: which revisions each was told, and what is there."""

    told: list[list[int]]
    counter: int
    revisions: list[int]
    faults: list[str]


@pytest.fixture(scope="module")
def race(tmp_path_factory: pytest.TempPathFactory) -> Race:
    """Let the processes increment the counter, all at once."""
    path = tmp_path_factory.mktemp("race") / "counter.db"
    asyncio.run(_begin(path))
    runners = []
    for _ in range(PROCESSES):
        receiving, sending = FORKED.Pipe(duplex=False)
        process = FORKED.Process(target=increment, args=(partial(SqliteStore, path), INCREMENTS, sending))
        process.start()
        sending.close()
        runners.append((process, receiving))
    told = []
    for process, receiving in runners:
        with receiving:
            if not receiving.poll(PATIENCE):
                process.kill()
            told.append(receiving.recv())
        process.join()
    return asyncio.run(_end(path, told))


async def _begin(path: Path) -> None:
    store = SqliteStore(path)
    await commit(store, *create(COUNTER))
    await store.close()


async def _end(path: Path, told: list[list[int]]) -> Race:
    store = SqliteStore(path)
    counter = await store.get(COUNTER.id)
    revisions = [item.revision for item in await store.changes(0, 1_000_000)]
    faults = await verify(store)
    await store.close()
    number = counter.properties["n"] if isinstance(counter, Entity) else None
    return Race(told, number if isinstance(number, int) else -1, revisions, faults)


def test_no_update_is_lost(race: Race) -> None:
    assert race.counter == PROCESSES * INCREMENTS


def test_revisions_are_without_gaps(race: Race) -> None:
    assert race.revisions == list(range(1, PROCESSES * INCREMENTS + 2))


def test_each_revision_was_told_to_one_process_only(race: Race) -> None:
    assert sorted(revision for told in race.told for revision in told) == race.revisions[1:]


def test_the_store_is_what_its_log_says(race: Race) -> None:
    assert race.faults == []


async def test_another_process_sees_a_commit_within_a_second(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "seen.db")
    await commit(store, *create(BOARD))
    receiving, sending = FORKED.Pipe(duplex=False)
    revisions = range(2, 7)
    process = FORKED.Process(target=watch, args=(store.path, revisions, sending))
    process.start()
    sending.close()
    delays = []
    with receiving:
        for revision in revisions:
            assert await asyncio.to_thread(receiving.recv) == revision - 1
            await commit(store, rename(BOARD, f"B{revision}"))
            written = time.monotonic()
            seen, found = await asyncio.to_thread(receiving.recv)
            assert found == revision
            delays.append(seen - written)
    await asyncio.to_thread(process.join)
    await store.close()
    # Not the longest: on a busy machine either process may have to wait its turn.
    assert median(delays) < 1


class Held:
    """A store of one revision whose file another connection is writing."""

    def __init__(self, store: SqliteStore, writer: sqlite3.Connection) -> None:
        self.store = store
        self._writer = writer

    def let_go(self) -> None:
        """End the other connection's transaction, with nothing written."""
        self._writer.execute("ROLLBACK")


@pytest.fixture
def busy_seconds() -> float:
    """Return how long a writer waits for another; tests may say otherwise."""
    return sqlite_file.BUSY_SECONDS


@pytest.fixture
async def held(tmp_path: Path, busy_seconds: float, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Held]:
    """Return a store behind a long transaction that has written something already."""
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", busy_seconds)
    store = SqliteStore(tmp_path / "held.db")
    await commit(store, *create(BOARD))
    with closing(sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO revision VALUES (2, '2013-03-21T12:00:00+00:00', 'other', NULL, NULL)")
        yield Held(store, writer)
    await store.close()


@pytest.mark.parametrize("busy_seconds", [PATIENCE])
async def test_a_reader_does_not_wait_for_a_writer(held: Held) -> None:
    found = await asyncio.wait_for(held.store.get(BOARD.id), PATIENCE / 5)
    assert isinstance(found, Entity)
    assert found.name == BOARD.name


async def test_a_reader_sees_nothing_of_an_unfinished_commit(held: Held) -> None:
    assert await held.store.head() == 1


@pytest.mark.parametrize("busy_seconds", [PATIENCE])
async def test_a_store_opens_while_another_process_writes(held: Held) -> None:
    began = time.monotonic()
    second = SqliteStore(held.store.path)
    assert await second.head() == 1
    await second.close()
    assert time.monotonic() - began < PATIENCE / 5


@pytest.mark.parametrize("busy_seconds", [PATIENCE])
async def test_a_writer_waits_for_another(held: Held) -> None:
    waiting = asyncio.create_task(commit(held.store, *create(GROUP)))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    held.let_go()
    assert (await waiting).revision == 2


@pytest.mark.parametrize("busy_seconds", [0.2])
async def test_a_writer_that_waits_too_long_is_refused(held: Held) -> None:
    with pytest.raises(Unavailable, match="try again"):
        await commit(held.store, *create(GROUP))


@pytest.mark.parametrize("busy_seconds", [0.2])
async def test_what_was_refused_for_waiting_is_not_written(held: Held) -> None:
    with pytest.raises(Unavailable):
        await commit(held.store, *create(GROUP))
    held.let_go()
    assert await held.store.head() == 1
    assert await held.store.get(GROUP.id) is None


@pytest.mark.parametrize("busy_seconds", [0.2])
async def test_writing_goes_on_when_the_other_is_done(held: Held) -> None:
    with pytest.raises(Unavailable):
        await commit(held.store, *create(GROUP))
    held.let_go()
    assert (await commit(held.store, *create(GROUP))).revision == 2
