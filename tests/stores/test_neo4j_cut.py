"""What a server promises that is cut off from its Neo4j while others go on writing: a proxy sees to that."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from graph.changes import CreateEntity
from graph.rights import FILE_LOADER
from graph.service import Service
from graph.stores.neo4j import Neo4jStore
from graph.vocabulary.layering import load_vocabulary
from tests.live.listening import Stream, ask, stream
from tests.server.processes import Server, start
from tests.stores.neo4j_pool import Neo4jPool
from tests.stores.neo4j_proxy import Proxy
from tests.stores.replicas import password_of

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

COUNT = "{ entities(first: 1) { totalCount } }"
COUNT_AS_OF = "query ($revision: Int!) { entities(first: 1, on: {asOf: $revision}) { totalCount } }"
AGE = 300.0


@dataclass(frozen=True)
class Far:
    """A server behind a proxy, and somebody near who writes to the same database."""

    server: Server
    proxy: Proxy
    near: Service

    async def write(self, *names: str) -> int:
        """Write topics, near, a revision each, and return the last."""
        results = [await self.near.apply([CreateEntity("topic", name)], FILE_LOADER) for name in names]
        return results[-1].revision

    def cut(self) -> None:
        """Let the server reach the database no more."""
        self.proxy.refusing = True
        self.proxy.cut()

    async def ask(self, query: str, **variables: object) -> tuple[float, dict[str, object]]:
        """Ask the server, and return how many seconds that took, and the answer."""
        begun = time.monotonic()
        answer = await asyncio.to_thread(ask, self.server, query, **variables)
        return time.monotonic() - begun, answer


@pytest.fixture
def age() -> float:
    """Return for how many seconds the server shows what it has read: longer than any test takes."""
    return AGE


@pytest.fixture
async def far(neo4j_pool: Neo4jPool, tmp_path: Path, age: float) -> AsyncIterator[Far]:
    address = neo4j_pool.empty()
    store = Neo4jStore(address)
    near = Service(store, load_vocabulary())
    await near.apply([CreateEntity("topic", "Primo")], FILE_LOADER)
    async with Proxy(address) as proxy:
        url, settings = str(proxy.address), {"STORE_AGE": f"{age}", **password_of(address)}
        server = await asyncio.to_thread(lambda: start(tmp_path, "serve", STORE=url, **settings))
        try:
            yield Far(server, proxy, near)
        finally:
            await asyncio.to_thread(server.stop, signal.SIGTERM)
            await store.close()


@asynccontextmanager
async def following(server: Server, since: int) -> AsyncIterator[Stream]:
    events = stream(server, since=since)
    opened = await asyncio.to_thread(events.__enter__)
    try:
        yield opened
    finally:
        await asyncio.to_thread(events.__exit__, None, None, None)


async def test_followers_lose_nothing_and_are_told_nothing_twice(far: Far) -> None:
    async with following(far.server, since=1) as events:
        await far.write("Due", "Tre")
        assert await asyncio.to_thread(events.revisions, 2) == [2, 3]
        far.cut()
        await far.write("Quattro", "Cinque", "Sei")
        await asyncio.sleep(1.0)
        far.proxy.refusing = False
        await far.write("Sette")
        assert await asyncio.to_thread(events.revisions, 4) == [4, 5, 6, 7]


async def test_reading_goes_on_and_every_answer_says_how_old_it_is(far: Far) -> None:
    assert (await far.ask(COUNT))[1] == {"data": {"entities": {"totalCount": 1}}}
    far.cut()
    await far.write("Due")
    answer = (await far.ask(COUNT))[1]
    assert answer["data"] == {"entities": {"totalCount": 1}}
    assert isinstance(answer["extensions"], dict)
    assert 0 <= answer["extensions"]["age"] < AGE
    async with httpx.AsyncClient(base_url=far.server.address, timeout=30.0) as client:
        page = await client.get("/", params={"lang": "en"})
        assert (page.status_code, int(page.headers["age"]) < AGE) == (200, True)
        assert "The store does not answer: this is what it held on " in page.text
        said = await client.get("/health/ready")
        assert (said.status_code, said.json()["status"], said.json()["head"]) == (503, "unavailable", 1)
        assert said.json()["age"] > 0
        assert (await client.get("/health/live")).status_code == 200


@pytest.mark.parametrize("age", [5.0])
async def test_what_is_too_old_is_shown_no_more_until_the_database_is_back(far: Far, age: float) -> None:
    far.cut()
    await far.ask(COUNT)
    await asyncio.sleep(age)
    answer = (await far.ask(COUNT))[1]
    assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"  # type: ignore[index]
    async with httpx.AsyncClient(base_url=far.server.address, timeout=30.0) as client:
        assert (await client.get("/")).status_code == 503
        far.proxy.refusing = False
        for _ in range(600):
            if (await client.get("/health/ready")).status_code == 200:
                break
            await asyncio.sleep(0.2)
        page = await client.get("/")
        assert (page.status_code, "age" in page.headers) == (200, False)


async def test_a_revision_written_elsewhere_is_waited_for_and_not_for_ever(far: Far) -> None:
    far.cut()
    revision = await far.write("Due")
    await far.ask(COUNT)
    seconds, answer = await far.ask(COUNT_AS_OF, revision=revision)
    assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"  # type: ignore[index]
    assert 1.0 < seconds < 40.0
    waiting = asyncio.create_task(far.ask(COUNT_AS_OF, revision=revision))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    far.proxy.refusing = False
    assert (await waiting)[1]["data"] == {"entities": {"totalCount": 2}}
