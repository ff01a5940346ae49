"""What a Neo4j store promises when the server itself is in trouble: killed, frozen, or not for us.

INTRECCIO_TEST_NEO4J_COMMITS says how many commits are made while the server is killed,
INTRECCIO_TEST_NEO4J_KILLS how often it is, INTRECCIO_TEST_NEO4J_FREEZE for how many seconds it stops.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

import pytest

from graph.errors import Unavailable
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address, read_address
from graph.stores.neo4j_connection import POOL, Patience
from graph.stores.url import open_store
from graph.stores.verification import verify
from tests.stores.conftest import ON_NEO4J
from tests.stores.neo4j_pool import require_startable, wipe
from tests.stores.neo4j_server import Neo4jServer
from tests.stores.writing import BOARD, commit, create, rename

pytestmark = [pytest.mark.anyio, ON_NEO4J]

COMMITS = int(os.environ.get("INTRECCIO_TEST_NEO4J_COMMITS", "100"))
KILLS = int(os.environ.get("INTRECCIO_TEST_NEO4J_KILLS", "1"))
FREEZE = float(os.environ.get("INTRECCIO_TEST_NEO4J_FREEZE", "3"))
PASSWORD = "a-test-of-neo4j"
IMPATIENT = Patience(connect=1.0, retry=0.5, answer=1.0, comeback=0.0)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """Return a server of these tests alone, with a password."""
    require_startable()
    server = Neo4jServer(tmp_path_factory.mktemp("troubled"), password=PASSWORD)
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
    """Return the same store for somebody who soon gives up."""
    store = Neo4jStore(patient.address, patience=IMPATIENT)
    yield store
    await store.close()


@dataclass(frozen=True)
class Aftermath:
    """What was acknowledged while a server was killed again and again, and what is there."""

    told: dict[str, int]
    kept: dict[str | None, int]
    head: int
    faults: list[str]


@pytest.fixture(scope="module")
def aftermath(server: Neo4jServer) -> Aftermath:
    """Commit while the server is killed and started again."""
    wipe(read_address(server.url))
    return asyncio.run(_commit_and_kill(server))


async def _commit_and_kill(server: Neo4jServer) -> Aftermath:
    store = Neo4jStore(read_address(server.url))
    await commit(store, *create(BOARD))
    told: dict[str, int] = {}

    async def kill() -> None:
        for number in range(1, KILLS + 1):
            while len(told) < number * COMMITS // (KILLS + 1):  # noqa: ASYNC110 - another task makes it so
                await asyncio.sleep(0.001)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)

    killing = asyncio.create_task(kill())
    base = 1
    while len(told) < COMMITS:
        key = f"commit-{len(told)}"
        try:
            receipt = await commit(store, rename(BOARD, key), base=base, key=key)
        except Unavailable:
            continue
        told[key] = base = receipt.revision
    await killing
    kept = {item.key: item.revision for item in await store.changes(0, 10 * COMMITS)}
    found = Aftermath(told, kept, await store.head(), await verify(store))
    await store.close()
    return found


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(aftermath: Aftermath) -> None:
    assert {
        key: revision for key, revision in aftermath.told.items() if aftermath.kept.get(key) != revision
    } == {}


def test_nothing_is_written_twice_when_the_server_is_killed(aftermath: Aftermath) -> None:
    assert aftermath.head == COMMITS + 1
    assert len(aftermath.kept) == COMMITS + 1


def test_the_store_is_what_its_log_says_when_the_server_was_killed(aftermath: Aftermath) -> None:
    assert aftermath.faults == []


async def test_a_frozen_server_is_unavailable_and_goes_on(
    server: Neo4jServer, patient: Neo4jStore, impatient: Neo4jStore
) -> None:
    assert await impatient.head() == 1
    server.freeze()
    try:
        until = time.monotonic() + FREEZE
        while time.monotonic() < until:
            with pytest.raises(Unavailable):
                await impatient.head()
        assert not (await impatient.health()).ok
        with pytest.raises(Unavailable):
            await commit(impatient, rename(BOARD, "frozen"), base=1, key="frozen")
    finally:
        server.thaw()
    receipt = await commit(patient, rename(BOARD, "frozen"), base=1, key="frozen")
    assert (receipt.revision, await patient.head(), await impatient.head()) == (2, 2, 2)
    assert await verify(patient) == []


async def test_a_server_that_is_away_is_unavailable_and_comes_back(
    server: Neo4jServer, patient: Neo4jStore, impatient: Neo4jStore
) -> None:
    assert await impatient.head() == 1
    await asyncio.to_thread(server.kill)
    try:
        with pytest.raises(Unavailable, match=r"cannot be reached|does not answer"):
            await impatient.head()
        with pytest.raises(Unavailable):
            await commit(impatient, rename(BOARD, "away"), base=1)
    finally:
        await asyncio.to_thread(server.start)
    assert (await commit(patient, rename(BOARD, "back"), base=1)).revision == 2
    assert await impatient.head() == 2


@pytest.mark.parametrize("password", ["wrong", None])
async def test_a_wrong_password_is_told_in_a_sentence(address: Address, password: str | None) -> None:
    store = Neo4jStore(replace(address, password=password))
    with pytest.raises(Unavailable, match="refuses the user or the password") as refusal:
        await store.head()
    assert PASSWORD not in str(refusal.value)
    await store.close()


async def test_a_wrong_database_is_told_in_a_sentence(address: Address) -> None:
    store = Neo4jStore(replace(address, database="other"))
    with pytest.raises(Unavailable, match="is no database of that server"):
        await store.head()
    await store.close()


async def test_a_store_that_must_be_there_is_not_made(address: Address, server: Neo4jServer) -> None:
    _run(address, "MATCH (n) DETACH DELETE n")
    store = open_store(server.url, create=False)
    with pytest.raises(Unavailable, match="load a territory"):
        await store.head()
    await store.close()


async def test_the_data_of_another_program_is_left_as_it_is(address: Address) -> None:
    _run(address, "MATCH (n) DETACH DELETE n")
    _run(address, "CREATE (:Film {title: 'Novecento'})")
    store = Neo4jStore(address)
    with pytest.raises(Unavailable, match="another program"):
        await commit(store, *create(BOARD))
    await store.close()
    assert _run(address, "MATCH (n) RETURN labels(n)") == [[["Film"]]]
    _run(address, "MATCH (n) DETACH DELETE n")


async def test_a_newer_format_is_refused(impatient: Neo4jStore) -> None:
    await impatient.head()
    _run(impatient.address, "MATCH (h:LogHead) SET h.format = 99")
    store = Neo4jStore(impatient.address)
    with pytest.raises(Unavailable, match="update Intreccio"):
        await store.head()
    await store.close()
    _run(impatient.address, "MATCH (h:LogHead) SET h.format = 1")


async def test_more_readers_than_connections_wait_for_each_other(patient: Neo4jStore) -> None:
    assert set(await asyncio.gather(*(patient.head() for _ in range(5 * POOL)))) == {1}


def _run(address: Address, query: str) -> list[list[object]]:
    from neo4j import GraphDatabase

    with GraphDatabase.driver(address.server, auth=(address.user, PASSWORD)) as driver:
        return [list(row) for row in driver.execute_query(query, database_=address.database).records]
