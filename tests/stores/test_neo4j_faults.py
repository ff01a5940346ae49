"""What a Neo4j store promises when the server is in trouble: killed under load, away, or frozen.

INTRECCIO_TEST_NEO4J_COMMITS says how many commits are made while the server is killed,
INTRECCIO_TEST_NEO4J_KILLS how often it is, INTRECCIO_TEST_NEO4J_FREEZE for how many seconds it stops.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest

from graph.errors import HeadMoved, Unavailable
from graph.identity import entity_id
from graph.model import Entity
from graph.service import Service
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address, read_address
from graph.stores.neo4j_connection import Patience
from graph.stores.verification import verify
from graph.vocabulary.layering import load_vocabulary
from tests.stores.neo4j_pool import require_startable, run, wipe
from tests.stores.neo4j_server import Neo4jServer
from tests.stores.waiting import once_there
from tests.stores.writing import BOARD, commit, create, rename

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

COMMITS = int(os.environ.get("INTRECCIO_TEST_NEO4J_COMMITS", "100"))
KILLS = int(os.environ.get("INTRECCIO_TEST_NEO4J_KILLS", "1"))
FREEZE = float(os.environ.get("INTRECCIO_TEST_NEO4J_FREEZE", "3"))
WRITERS = 4
FACTS = 10  # of each commit
IMPATIENT = Patience(connect=1.0, retry=0.5, answer=1.0, comeback=0.0)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """Return a server of these tests alone."""
    require_startable()
    server = Neo4jServer(tmp_path_factory.mktemp("troubled"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def address(server: Neo4jServer) -> Address:
    """Return the address of its database, empty."""
    found = read_address(server.url)
    wipe(found)
    return found


@pytest.fixture
async def patient(address: Address) -> AsyncIterator[Neo4jStore]:
    """Return a store of one revision."""
    store = Neo4jStore(address)
    await commit(store, *create(BOARD))
    yield store
    await store.close()


@pytest.fixture
async def impatient(patient: Neo4jStore) -> AsyncIterator[Neo4jStore]:
    """Return the same store for somebody who soon gives up, and who has read it."""
    store = Neo4jStore(patient.address, patience=IMPATIENT)
    assert await once_there(store.head) == 1
    yield store
    await store.close()


@dataclass
class Load:
    """What writers were told while a server was killed again and again, and what a reader saw meanwhile.

    `away`: how often the reader was answered while the server was not there.
    """

    told: dict[str, int] = field(default_factory=dict)
    seen: list[tuple[int, int]] = field(default_factory=list)
    away: int = 0
    done: bool = False

    async def write(self, writer: int, address: Address) -> None:
        """Commit a share of all, each under its key until it is acknowledged."""
        store = Neo4jStore(address)
        for number in range(writer, COMMITS, WRITERS):
            first = number * FACTS + 2
            facts = [_entity(place) for place in range(first, first + FACTS)]
            key = f"commit-{number}"
            while key not in self.told:
                try:
                    self.told[key] = (await commit(store, *create(*facts), key=key)).revision
                except (HeadMoved, Unavailable):
                    await asyncio.sleep(0.01)
        await store.close()

    async def read(self, address: Address) -> None:
        """Look at the network all the time; a look that fails fails the test."""
        service = Service(Neo4jStore(address), load_vocabulary())
        while not self.done:
            snapshot = await service.snapshot()
            self.seen.append((snapshot.revision, len(snapshot.facts())))
            self.away += service.contact.away
            await asyncio.sleep(0.05)
        await service.store.close()

    async def kill(self, server: Neo4jServer) -> None:
        """Kill the server between one part of the commits and the next, and start it again."""
        for number in range(1, KILLS + 1):
            while len(self.told) < number * COMMITS // (KILLS + 1):  # noqa: ASYNC110 - others make it so
                await asyncio.sleep(0.001)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)


def _entity(number: int) -> Entity:
    return Entity(entity_id(number), kind="activity", slug=f"f{number}", name=f"F{number}")


@dataclass(frozen=True)
class Aftermath:
    """What was there in the end: the revision of each key, how many facts each wrote, what is wrong."""

    load: Load
    kept: dict[str | None, int]
    sizes: set[int]
    head: int
    faults: list[str]
    readable: int


@pytest.fixture(scope="module")
def aftermath(server: Neo4jServer) -> Aftermath:
    """Write and read while the server is killed and started again."""
    address = read_address(server.url)
    wipe(address)
    return asyncio.run(_under_load(server, address))


async def _under_load(server: Neo4jServer, address: Address) -> Aftermath:
    load, store = Load(), Neo4jStore(address)
    await commit(store, *create(BOARD))
    reading = asyncio.create_task(load.read(address))
    await asyncio.gather(load.kill(server), *(load.write(number, address) for number in range(WRITERS)))
    load.done = True
    await reading
    commits = await store.changes(1, 10 * COMMITS)
    ((readable,),) = run(address, "MATCH (n:Entity) RETURN count(n)")
    assert isinstance(readable, int)
    found = Aftermath(
        load,
        {item.key: item.revision for item in commits},
        {len(item.operations) for item in commits},
        await store.head(),
        await verify(store),
        readable,
    )
    await store.close()
    return found


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(aftermath: Aftermath) -> None:
    lost = {key for key, revision in aftermath.load.told.items() if aftermath.kept.get(key) != revision}
    assert lost == set()
    assert len(aftermath.load.told) == COMMITS


def test_nothing_is_written_twice_when_the_server_is_killed(aftermath: Aftermath) -> None:
    assert aftermath.head == COMMITS + 1
    assert sorted(aftermath.kept.values()) == list(range(2, COMMITS + 2))


def test_nothing_is_written_in_part_when_the_server_is_killed(aftermath: Aftermath) -> None:
    assert aftermath.sizes == {FACTS}
    assert aftermath.readable == 1 + COMMITS * FACTS
    assert aftermath.faults == []


def test_reading_goes_on_when_the_server_is_killed(aftermath: Aftermath) -> None:
    assert aftermath.load.away > 0
    revisions = [revision for revision, _ in aftermath.load.seen]
    assert revisions == sorted(revisions)
    assert {facts - 1 - (revision - 1) * FACTS for revision, facts in aftermath.load.seen} == {0}


async def test_a_frozen_server_is_unavailable_and_goes_on(
    server: Neo4jServer, patient: Neo4jStore, impatient: Neo4jStore
) -> None:
    service = Service(impatient, load_vocabulary())
    assert (await once_there(service.snapshot)).revision == 1
    server.freeze()
    try:
        until = time.monotonic() + FREEZE
        while time.monotonic() < until:
            with pytest.raises(Unavailable):
                await impatient.head()
            assert (await service.snapshot()).revision == 1
        assert service.contact.age > FREEZE / 2
        assert not (await impatient.health()).ok
        with pytest.raises(Unavailable):
            await commit(impatient, rename(BOARD, "frozen"), base=1, key="frozen")
    finally:
        server.thaw()
    receipt = await once_there(lambda: commit(patient, rename(BOARD, "frozen"), base=1, key="frozen"))
    assert (receipt.revision, await patient.head(), await once_there(impatient.head)) == (2, 2, 2)
    assert await verify(patient) == []


async def test_a_server_that_is_away_is_unavailable_and_comes_back(
    server: Neo4jServer, patient: Neo4jStore, impatient: Neo4jStore
) -> None:
    await asyncio.to_thread(server.kill)
    try:
        with pytest.raises(Unavailable, match=r"cannot be reached|does not answer"):
            await impatient.head()
        with pytest.raises(Unavailable):
            await commit(impatient, rename(BOARD, "away"), base=1)
    finally:
        await asyncio.to_thread(server.start)
    receipt = await once_there(lambda: commit(patient, rename(BOARD, "back"), base=1, key="back"))
    assert (receipt.revision, await patient.head()) == (2, 2)
