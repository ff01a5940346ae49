"""What a Neo4j store promises when the disk of the server is full, or can only be read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from tests.stores.disks import break_disk, fill, make_room, mend_disk, mounted, mounted_file, settle
from tests.stores.neo4j_pool import require_startable
from tests.stores.neo4j_server import Neo4jServer
from tests.stores.writing import BOARD, commit, create

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

MEGABYTES = 40
BREAKABLE_MEGABYTES = 64
LONG = "x" * 20_000
ROOM = 600_000


@dataclass(frozen=True)
class OnDisk:
    """A store on a server whose data lies on a disk of its own; a service has read its one revision."""

    store: Neo4jStore
    service: Service
    server: Neo4jServer
    disk: Path


@pytest.fixture
async def cramped(tmp_path: Path) -> AsyncIterator[OnDisk]:
    """Return a store on a small disk."""
    require_startable()
    with mounted(tmp_path / "disk", MEGABYTES) as disk:
        async with _started(tmp_path / "server", disk) as found:
            yield found


@pytest.fixture
async def breakable(tmp_path: Path) -> AsyncIterator[OnDisk]:
    """Return a store on a disk that may break."""
    require_startable()
    with mounted_file(tmp_path / "disk", BREAKABLE_MEGABYTES) as disk:
        async with _started(tmp_path / "server", disk) as found:
            settle(disk)  # what Neo4j writes when it is first started would be lost with all the rest
            yield found


@asynccontextmanager
async def _started(folder: Path, disk: Path) -> AsyncIterator[OnDisk]:
    server = Neo4jServer(folder, conf={"server.directories.data": str(disk)})
    try:
        server.start()
        store = Neo4jStore(read_address(server.url))
        await commit(store, *create(BOARD))
        service = Service(store, load_vocabulary())
        await service.snapshot()
        yield OnDisk(store, service, server, disk)
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


async def test_a_full_disk_loses_nothing_once_the_server_has_room(cramped: OnDisk) -> None:
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


async def test_a_disk_that_can_only_be_read_loses_nothing_once_it_can_be_written(breakable: OnDisk) -> None:
    store, service = breakable.store, breakable.service
    for revision in range(1, 10):
        await describe(store, f"{revision} {LONG}", revision)
    assert (await service.snapshot()).revision == 10
    break_disk(breakable.disk)
    with pytest.raises(Unavailable, match="see its own log; it may need room on its disk, or a new start"):
        await describe(store, "broken", 10)
    # As when it is full, Neo4j answers nobody from then on.
    assert not (await store.health()).ok
    assert (await service.snapshot()).revision == 10
    assert service.contact.away
    await asyncio.to_thread(breakable.server.kill)
    mend_disk(breakable.disk)
    await asyncio.to_thread(breakable.server.start)
    assert await store.head() == 10
    assert (await describe(store, "mended", 10)).revision == 11
    assert [item.revision for item in await store.changes()] == list(range(1, 12))
    assert await verify(store) == []
