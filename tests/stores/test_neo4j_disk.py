"""What a Neo4j store promises when the disk of the server is full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from graph.errors import Unavailable
from graph.log import OperationType, Write
from graph.service import Service
from graph.stores.contract import Receipt
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import read_address
from graph.stores.verification import verify
from graph.vocabulary.layering import load_vocabulary
from tests.stores.disks import fill, make_room, mounted
from tests.stores.neo4j_pool import require_startable
from tests.stores.neo4j_server import Neo4jServer
from tests.stores.writing import BOARD, commit, create

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

MEGABYTES = 40
LONG = "x" * 20_000
ROOM = 600_000


@dataclass(frozen=True)
class Cramped:
    """A store on a server whose data lies on a small disk; a service has read its one revision."""

    store: Neo4jStore
    service: Service
    server: Neo4jServer
    disk: Path


@pytest.fixture
async def cramped(tmp_path: Path) -> AsyncIterator[Cramped]:
    require_startable()
    with mounted(tmp_path / "disk", MEGABYTES) as disk:
        server = Neo4jServer(tmp_path / "server", conf={"server.directories.data": str(disk)})
        try:
            server.start()
            store = Neo4jStore(read_address(server.url))
            await commit(store, *create(BOARD))
            service = Service(store, load_vocabulary())
            await service.snapshot()
            yield Cramped(store, service, server, disk)
            await store.close()
        finally:
            server.kill()


async def describe(store: Neo4jStore, text: str, base: int) -> Receipt:
    board = replace(BOARD, summary=text)
    return await commit(store, Write(OperationType.UPDATE, BOARD.id, board), base=base, key=f"{base}")


async def written_until_full(store: Neo4jStore, text: str) -> tuple[int, str]:
    """Return the last revision that was acknowledged, and how the commit after it was refused."""
    revision = await store.head()
    while True:
        try:
            done = await describe(store, f"{revision} {text}", revision)
        except Unavailable as error:
            return revision, str(error)
        revision = done.revision


async def test_a_full_disk_loses_nothing_once_the_server_has_room(cramped: Cramped) -> None:
    fill(cramped.disk, leaving=ROOM)
    revision, refusal = await written_until_full(cramped.store, LONG)
    assert revision > 1
    assert "it may need room on its disk" in refusal
    # Neo4j answers nobody from then on, until it is started again. What was read stays.
    assert not (await cramped.store.health()).ok
    assert (await cramped.service.snapshot()).revision == 1
    assert cramped.service.contact.away
    make_room(cramped.disk)
    await asyncio.to_thread(cramped.server.kill)
    await asyncio.to_thread(cramped.server.start)
    assert (await describe(cramped.store, "again", revision)).revision == revision + 1
    assert [item.revision for item in await cramped.store.changes()] == list(range(1, revision + 2))
    assert await verify(cramped.store) == []
