"""What a Neo4j store promises when the network between fails: a proxy sees to that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from graph.errors import Unavailable
from graph.stores.contract import Receipt
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_connection import POOL, Patience
from tests.stores.neo4j_pool import Neo4jPool, session
from tests.stores.neo4j_proxy import Proxy
from tests.stores.waiting import once_there
from tests.stores.writing import BOARD, GROUP, commit, create, rename

pytestmark = pytest.mark.anyio

SOON = 30.0
PATIENT = Patience(connect=3.0, retry=1.0, answer=3.0)
IMPATIENT = replace(PATIENT, comeback=-10.0)  # a commit whose answer was lost is not asked after


@pytest.fixture
def patience() -> Patience:
    """Return how long the store waits: less than usual."""
    return PATIENT


@pytest.fixture
async def proxy(neo4j_pool: Neo4jPool) -> AsyncIterator[Proxy]:
    async with Proxy(neo4j_pool.empty()) as opened:
        yield opened


@pytest.fixture
async def far(proxy: Proxy, patience: Patience) -> AsyncIterator[Neo4jStore]:
    """Return a store behind the proxy that holds one fact, and has been read."""
    near = Neo4jStore(proxy.behind)  # a server that has just started takes its time
    await commit(near, *create(BOARD))
    await near.close()
    store = Neo4jStore(proxy.address, patience=patience)
    await once_there(store.head)
    yield store
    proxy.refusing = False
    proxy.let_go()
    await store.close()


async def test_a_commit_whose_answer_was_lost_is_written_once(far: Neo4jStore, proxy: Proxy) -> None:
    proxy.cut_commits = 1
    assert await commit(far, *create(GROUP)) == Receipt(2)
    assert proxy.cut_commits == 0
    assert [item.revision for item in await far.changes()] == [1, 2]


async def test_answers_lost_again_and_again_are_no_obstacle(far: Neo4jStore, proxy: Proxy) -> None:
    for number in range(5):
        proxy.cut_commits = 1
        assert (await commit(far, rename(BOARD, f"B{number}"))).revision == number + 2
        assert proxy.cut_commits == 0
    assert len(await far.changes()) == 6


@pytest.mark.parametrize("patience", [IMPATIENT])
async def test_a_key_makes_it_safe_to_repeat_what_nobody_could_ask_after(
    far: Neo4jStore, proxy: Proxy
) -> None:
    proxy.cut_commits, proxy.refuse_after_cut = 1, True
    with pytest.raises(Unavailable):
        await commit(far, *create(GROUP), key="once")
    proxy.refusing = proxy.refuse_after_cut = False
    assert await commit(far, *create(GROUP), key="once", base=1) == Receipt(2, replayed=True)
    assert await far.head() == 2


async def test_a_connection_that_was_cut_is_made_again(far: Neo4jStore, proxy: Proxy) -> None:
    proxy.cut()
    assert await far.head() == 1
    proxy.cut()
    assert (await commit(far, *create(GROUP))).revision == 2


@pytest.mark.slow
async def test_a_server_that_refuses_is_unavailable_and_then_is_not(far: Neo4jStore, proxy: Proxy) -> None:
    proxy.refusing = True
    proxy.cut()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(far.head(), SOON)
    assert not (await far.health()).ok
    proxy.refusing = False
    assert await once_there(far.head) == 1


@pytest.mark.slow
async def test_a_half_open_connection_is_unavailable_and_then_is_not(far: Neo4jStore, proxy: Proxy) -> None:
    proxy.hold()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(far.head(), SOON)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(far.snapshot(), SOON)
    proxy.cut()
    proxy.let_go()
    assert await once_there(far.head) == 1


@pytest.mark.slow
@pytest.mark.parametrize("patience", [IMPATIENT])
async def test_a_commit_that_got_no_answer_is_written_once_or_not_at_all(
    far: Neo4jStore, proxy: Proxy
) -> None:
    base = await far.head()
    proxy.hold()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(commit_at(far, base), SOON)
    proxy.cut()
    proxy.let_go()
    receipt = await once_there(lambda: commit_at(far, base))
    assert receipt.revision == base + 1
    assert [item.key for item in await far.changes()] == [None, "once"]


@pytest.mark.parametrize("patience", [Patience(connect=SOON, answer=2 * SOON)])
async def test_more_readers_than_connections_wait_for_each_other(far: Neo4jStore) -> None:
    assert set(await asyncio.gather(*(far.head() for _ in range(5 * POOL)))) == {1}


@pytest.mark.slow
async def test_a_full_pool_is_unavailable_and_then_is_not(far: Neo4jStore, proxy: Proxy) -> None:
    proxy.hold()
    asked = (far.head() for _ in range(3 * POOL))
    told = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), SOON)
    assert [item for item in told if not isinstance(item, Unavailable)] == []
    proxy.cut()
    proxy.let_go()
    assert set(await asyncio.gather(*(once_there(far.head) for _ in range(3 * POOL)))) == {1}


@pytest.mark.slow
@pytest.mark.parametrize("patience", [replace(PATIENT, comeback=1.0)])
async def test_writers_behind_a_transaction_that_hangs_are_told_soon(far: Neo4jStore, proxy: Proxy) -> None:
    with session(proxy.behind) as opened, opened.begin_transaction() as hanging:
        hanging.run("MATCH (h:LogHead) SET h.locked = 'hangs'").consume()
        writing = (commit_at(far, 1) for _ in range(2 * POOL))
        # As long as the one whose turn it is and the next have patience: not forty times as long.
        told = await asyncio.wait_for(asyncio.gather(*writing, return_exceptions=True), SOON)
        assert [item for item in told if not isinstance(item, Unavailable)] == []
        assert await once_there(far.head) == 1
    assert (await once_there(lambda: commit_at(far, 1))).revision == 2
    assert [item.key for item in await far.changes()] == [None, "once"]


async def commit_at(store: Neo4jStore, base: int) -> Receipt:
    return await commit(store, *create(GROUP), base=base, key="once")
