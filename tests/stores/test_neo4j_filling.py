"""What a Neo4j store promises when the filling of it was cut off, or is done twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from graph.errors import Away, Conflict, Unavailable
from graph.stores.contract import Counts
from graph.stores.memory import MemoryStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_connection import PAGE, Patience
from graph.stores.verification import verify
from tests.stores.neo4j_pool import Neo4jPool, run
from tests.stores.neo4j_proxy import Proxy
from tests.stores.waiting import once_there
from tests.stores.writing import BOARD, GROUP, MEMBER, commit, create, rename

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

COMMITS = 6_000  # more than one portion


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    """Return an export of many revisions."""

    async def export() -> list[bytes]:
        store = MemoryStore()
        await commit(store, *create(BOARD, GROUP, MEMBER))
        for number in range(COMMITS):
            await commit(store, rename(BOARD, f"B{number}"))
        return [line async for line in store.export()]

    return asyncio.run(export())


async def streamed(lines: list[bytes]) -> AsyncIterator[bytes]:
    for line in lines:
        yield line


async def test_a_filling_that_was_cut_off_is_begun_anew(neo4j_pool: Neo4jPool, lines: list[bytes]) -> None:
    address = neo4j_pool.empty()
    async with Proxy(address) as proxy:
        far = Neo4jStore(proxy.address, patience=Patience(connect=1.0, retry=0.5, answer=2.0, comeback=1.0))
        await once_there(far.head)
        proxy.cut_commits, proxy.refuse_after_cut = 1, True
        with pytest.raises(Away):
            await far.restore(streamed(lines))
        await far.close()
        near = Neo4jStore(address)
        assert await near.head() == 0
        assert await near.count() == Counts(0, 0)
        with pytest.raises(Unavailable, match="restore into it again"):
            await commit(near, *create(BOARD))
        await near.restore(streamed(lines))
        assert [line async for line in near.export()] == lines
        assert await verify(near) == []
        await near.close()


async def test_a_revision_larger_than_a_portion_is_filled_whole_and_counted(neo4j_pool: Neo4jPool) -> None:
    boards = [replace(BOARD, id=f"e{number:013}", slug=f"board-{number}") for number in range(PAGE // 2 + 1)]
    ties = [
        replace(MEMBER, id=f"r{number:013}", source=board.id, target=boards[number - 1].id)
        for number, board in enumerate(boards)
    ]
    source, store = MemoryStore(), neo4j_pool.store()
    await commit(source, *create(*boards, *ties))
    lines = [line async for line in source.export()]
    told: list[tuple[int, int]] = []
    await store.restore(streamed(lines), lambda *so_far: told.append(so_far))
    assert told == [(PAGE, PAGE + 2), (PAGE + 2, PAGE + 2)]
    assert [line async for line in store.export()] == lines
    assert await verify(store) == []
    assert run(store.address, "MATCH (:Entity)-[r]->(:Entity) RETURN count(r)") == [[len(ties)]]
    await store.close()


async def test_of_two_that_fill_a_store_at_once_one_does(neo4j_pool: Neo4jPool, lines: list[bytes]) -> None:
    address = neo4j_pool.empty()
    stores = [Neo4jStore(address), Neo4jStore(address)]
    done = await asyncio.gather(*(store.restore(streamed(lines)) for store in stores), return_exceptions=True)
    assert [type(item) for item in done if item is not None] == [Conflict]
    assert [line async for line in stores[0].export()] == lines
    for store in stores:
        await store.close()
