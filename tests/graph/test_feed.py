"""What a follower of the log is promised: every commit once, in order, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from graph.changes import Change, CreateEntity, CreateRelationship, UpdateEntity
from graph.errors import Conflict, Invalid
from graph.feed import find_start, follow
from graph.log import Commit
from graph.rights import FILE_LOADER, LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.stores.sqlite import SqliteStore
from graph.view import View
from graph.vocabulary.layering import load_vocabulary

pytestmark = pytest.mark.anyio

WORDS = load_vocabulary()
PATIENCE = 60.0
Told = AsyncGenerator[tuple[Commit, View], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "network.db"


@pytest.fixture
async def service(path: Path) -> AsyncIterator[Service]:
    store = SqliteStore(path)
    yield Service(store, WORDS)
    await store.close()


@pytest.fixture
async def neighbour(path: Path, service: Service) -> AsyncIterator[Service]:
    """Return another service on the same file, which knows nothing of the first."""
    del service
    store = SqliteStore(path)
    yield Service(store, WORDS)
    await store.close()


async def write(service: Service, count: int = 1, kind: str = "topic") -> None:
    for number in range(count):
        await service.apply([CreateEntity(kind, f"{kind} {number}")], FILE_LOADER)


async def write_young(service: Service) -> None:
    """Write two revisions: a young person alone, then a group together with a tie of theirs to it."""
    ada = (await service.apply([CreateEntity("young_person", "Ada", ref="ada")], FILE_LOADER)).refs["ada"]
    changes: list[Change] = [
        CreateEntity("informal_group", "Gruppo", ref="group"),
        CreateRelationship("member_of", ada, "group"),
    ]
    await service.apply(changes, FILE_LOADER)


async def take(told: Told, count: int) -> list[Commit]:
    async with asyncio.timeout(PATIENCE):
        return [(await anext(told))[0] for _ in range(count)]


async def revisions(told: Told, count: int) -> list[int]:
    return [commit.revision for commit in await take(told, count)]


async def test_what_was_written_comes_in_order_and_then_what_is_being_written(service: Service) -> None:
    await write(service, 5)
    async with aclosing(follow(service, ViewClass.EDITOR, 0)) as told:
        assert await revisions(told, 5) == [1, 2, 3, 4, 5]
        coming = asyncio.create_task(revisions(told, 2))
        await write(service, 2)
        assert await coming == [6, 7]


async def test_a_follower_goes_on_from_any_revision(service: Service) -> None:
    await write(service, 5)
    async with aclosing(follow(service, ViewClass.EDITOR, 3)) as told:
        assert await revisions(told, 2) == [4, 5]


async def test_what_another_process_writes_comes_too(service: Service, neighbour: Service) -> None:
    async with aclosing(follow(service, ViewClass.EDITOR, 0)) as told:
        coming = asyncio.create_task(revisions(told, 3))
        await write(neighbour)
        await write(service)
        await write(neighbour)
        assert await coming == [1, 2, 3]


async def test_the_network_that_comes_along_holds_what_was_written(service: Service) -> None:
    await write(service)
    async with aclosing(follow(service, ViewClass.EDITOR, 0)) as told:
        commit, view = await anext(told)
    assert view.get_fact(commit.operations[0].id) == commit.operations[0].after


async def test_an_outage_of_the_store_is_waited_out(path: Path, service: Service, neighbour: Service) -> None:
    await write(service, 3)
    async with aclosing(follow(service, ViewClass.EDITOR, 1)) as told:
        with closing(sqlite3.connect(path)) as meddler:
            meddler.execute("ALTER TABLE revision RENAME TO elsewhere")
            assert not (await service.store.health()).ok
            coming = asyncio.create_task(revisions(told, 3))
            await asyncio.sleep(0.5)
            assert not coming.done()
            meddler.execute("ALTER TABLE elsewhere RENAME TO revision")
        await write(neighbour)
        assert await coming == [2, 3, 4]


async def test_an_outage_while_waiting_is_waited_out(
    path: Path, service: Service, neighbour: Service
) -> None:
    async with aclosing(follow(service, ViewClass.EDITOR, 0)) as told:
        coming = asyncio.create_task(revisions(told, 1))
        await asyncio.sleep(0.1)
        with closing(sqlite3.connect(path)) as meddler:
            meddler.execute("ALTER TABLE revision RENAME TO elsewhere")
            await asyncio.sleep(0.5)
            assert not coming.done()
            meddler.execute("ALTER TABLE elsewhere RENAME TO revision")
        await write(neighbour)
        assert await coming == [1]


async def test_who_takes_nothing_holds_up_nobody(service: Service) -> None:
    async with aclosing(follow(service, ViewClass.EDITOR, 0)) as slow:
        async with aclosing(follow(service, ViewClass.EDITOR, 0)) as quick:
            await write(service, 30)
            assert await revisions(slow, 1) == [1]
            assert await revisions(quick, 30) == [*range(1, 31)]
        assert await revisions(slow, 29) == [*range(2, 31)]


async def test_who_is_slow_is_not_told_what_was_erased_meanwhile(service: Service) -> None:
    refs = (await service.apply([CreateEntity("person", "Ada Nota", ref="ada")], LOCAL_EDITOR)).refs
    await service.apply([UpdateEntity(refs["ada"], name="Ada Segreta")], LOCAL_EDITOR)
    async with aclosing(follow(service, ViewClass.EDITOR, 0)) as told:
        assert "Ada Nota" in str(await take(told, 1))
        await service.erase(refs["ada"], LOCAL_EDITOR)
        assert "Segreta" not in str(await take(told, 2))


async def test_kinds_choose_commits_that_wrote_one_of_them(service: Service) -> None:
    await write(service, 2)
    await write(service, 1, "organisation")
    await write_young(service)
    async with aclosing(follow(service, ViewClass.DATA_OFFICER, 0, {"organisation", "member_of"})) as told:
        assert await revisions(told, 2) == [3, 5]


@pytest.mark.parametrize("view_class", [ViewClass.PUBLIC, ViewClass.EDITOR])
async def test_what_is_hidden_is_passed_over(service: Service, view_class: ViewClass) -> None:
    await write_young(service)
    async with aclosing(follow(service, view_class, 0)) as told:
        (commit,) = await take(told, 1)
    assert commit.revision == 2
    assert [operation.fact.kind for operation in commit.operations] == ["informal_group"]


async def test_what_is_hidden_is_not_chosen_by_its_kind(service: Service) -> None:
    await write_young(service)
    await write(service)
    async with aclosing(follow(service, ViewClass.EDITOR, 0, {"young_person", "member_of", "topic"})) as told:
        assert await revisions(told, 1) == [3]


async def test_the_data_officer_is_told_all(service: Service) -> None:
    await write_young(service)
    async with aclosing(follow(service, ViewClass.DATA_OFFICER, 0)) as told:
        assert [len(commit.operations) for commit in await take(told, 2)] == [1, 2]


async def test_following_begins_at_the_head_unless_told_otherwise(service: Service) -> None:
    await write(service, 3)
    assert [await find_start(service, since) for since in (None, 0, 3)] == [3, 0, 3]


@pytest.mark.parametrize("since", [-1, 4])
async def test_a_revision_that_is_not_there_is_refused(service: Service, since: int) -> None:
    await write(service, 3)
    with pytest.raises(Invalid) as refused:
        await find_start(service, since)
    assert refused.value.path == ("since",)


async def test_a_log_that_was_put_back_is_said(path: Path, service: Service) -> None:
    await write(service, 3)
    async with aclosing(follow(service, ViewClass.EDITOR, 3)) as told:
        coming = asyncio.create_task(anext(told))
        await asyncio.sleep(0.1)
        with closing(sqlite3.connect(path)) as meddler, meddler:
            meddler.execute("DELETE FROM revision WHERE revision = 3")
        with pytest.raises(Conflict):
            async with asyncio.timeout(PATIENCE):
                await coming


async def test_closing_the_watch_ends_all_following() -> None:
    service = Service(MemoryStore(), WORDS)
    heard: list[int] = []

    async def listen() -> None:
        async for commit, _ in follow(service, ViewClass.EDITOR, 0):
            heard.append(commit.revision)

    listening = [asyncio.create_task(listen()) for _ in range(3)]
    await service.apply([CreateEntity("topic", "Tema")], LOCAL_EDITOR)
    async with asyncio.timeout(PATIENCE):
        while len(heard) < 3:  # noqa: ASYNC110 - the others make it so
            await asyncio.sleep(0.01)
        service.watch.close()
        await asyncio.gather(*listening)
    assert heard == [1, 1, 1]
