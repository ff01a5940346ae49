"""How a service keeps up with a store in which others write: what it asks of it, and what it does not."""

from __future__ import annotations

import asyncio

import pytest

from graph import following
from graph.changes import CreateEntity, UpdateEntity
from graph.contact import Contact
from graph.errors import Unavailable
from graph.log import Commit
from graph.moment import Moment
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.snapshot import Snapshot
from graph.stores.contract import SoFar
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary

pytestmark = pytest.mark.anyio

WORDS = load_vocabulary()
CREATE = CreateEntity("topic", "Tema")
PATIENCE = 60.0


class Counting(MemoryStore):
    """A store that is far: it counts what is asked of it, and takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = {"head": 0, "snapshot": 0}
        self.seconds = 0.001
        self.away = False

    async def head(self) -> int:
        """Return the head, after a while."""
        self.asked["head"] += 1
        await asyncio.sleep(self.seconds)
        if self.away:
            raise Unavailable("The store is away.")
        return await super().head()

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the changes, after a while."""
        await asyncio.sleep(self.seconds)
        return await super().changes(since, limit)

    def restore_empty(self) -> None:
        """Become what an older backup, of an empty network, makes of it."""
        super().__init__()

    async def snapshot(self, as_of: int | None = None, read_so_far: SoFar | None = None) -> Snapshot:
        """Return the whole network."""
        self.asked["snapshot"] += 1
        if read_so_far is not None:
            read_so_far(1, 2)
        return await super().snapshot(as_of)


@pytest.fixture
def store() -> Counting:
    return Counting()


async def test_whoever_asks_while_the_store_is_asked_shares_the_next_look(store: Counting) -> None:
    service, other = Service(store, WORDS), Service(store, WORDS)
    await service.snapshot()
    first = asyncio.create_task(service.snapshot())
    await asyncio.sleep(0)
    store.asked["head"] = 0
    await other.apply([CREATE], LOCAL_EDITOR)
    before = store.asked["head"]
    found = await asyncio.gather(*(service.snapshot() for _ in range(100)))
    assert {snapshot.revision for snapshot in found} == {1}
    assert store.asked["head"] - before <= 2
    await first


async def test_a_revision_that_was_the_head_lately_is_not_read_again(store: Counting) -> None:
    service = Service(store, WORDS)
    topic = (await service.apply([CreateEntity("topic", "Tema", ref="t")], LOCAL_EDITOR)).refs["t"]
    await service.apply([UpdateEntity(topic, name="Altro")], LOCAL_EDITOR)
    store.asked = {"head": 0, "snapshot": 0}
    view = await service.view(ViewClass.EDITOR, Moment(as_of=1))
    assert [entity.name for entity in view.find_entities()] == ["Tema"]
    assert store.asked == {"head": 0, "snapshot": 0}


async def test_who_gives_up_does_not_end_the_look(store: Counting) -> None:
    service, other = Service(store, WORDS), Service(store, WORDS)
    await service.snapshot()
    await other.apply([CREATE], LOCAL_EDITOR)
    store.seconds = 0.05
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await service.snapshot()
    async with asyncio.timeout(PATIENCE):
        while service._following.revision == 0:  # noqa: ASYNC110 - the look that goes on makes it so
            await asyncio.sleep(0.01)
    store.away = True
    assert (await service.snapshot()).revision == 1


async def test_what_takes_long_to_follow_is_read_whole(
    store: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, other = Service(store, WORDS), Service(store, WORDS)
    await service.snapshot()
    await other.apply([CREATE], LOCAL_EDITOR)
    monkeypatch.setattr(following, "FOLLOW_SECONDS", 0.01)
    store.seconds = 0.1
    assert (await service.snapshot()).revision == 1
    assert store.asked["snapshot"] == 3


async def test_what_takes_too_long_to_follow_is_waited_for_a_little(
    store: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, other = Service(store, WORDS), Service(store, WORDS)
    await service.snapshot()
    await other.apply([CREATE], LOCAL_EDITOR)
    monkeypatch.setattr(following, "TRY_SECONDS", 0.01)
    store.seconds = 0.1
    assert (await service.snapshot()).revision == 0
    assert service.contact.age > 0
    async with asyncio.timeout(PATIENCE):
        while service.contact.away:  # noqa: ASYNC110 - the look that goes on makes it so
            await asyncio.sleep(0.01)
    assert (await service.snapshot()).revision == 1


async def test_writing_waits_for_what_takes_long_to_follow(
    store: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, other = Service(store, WORDS), Service(store, WORDS)
    await service.snapshot()
    await other.apply([CREATE], LOCAL_EDITOR)
    monkeypatch.setattr(following, "TRY_SECONDS", 0.15)
    store.seconds = 0.1
    assert (await service.apply([CREATE], LOCAL_EDITOR)).revision == 2
    assert store.asked["head"] > 2


async def test_a_store_that_has_gone_back_is_not_followed_any_more(store: Counting) -> None:
    service = Service(store, WORDS)
    await service.apply([CREATE], LOCAL_EDITOR)
    await service.apply([CREATE], LOCAL_EDITOR)
    store.restore_empty()
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"gone back from revision 2 to 0.* start this server anew"):
            await service.snapshot()
        with pytest.raises(Unavailable, match="gone back"):
            await service.apply([CREATE], LOCAL_EDITOR)
    other = Service(store, WORDS)
    for _ in range(3):
        await other.apply([CREATE], LOCAL_EDITOR)
    assert service.contact.away
    with pytest.raises(Unavailable, match="gone back"):
        await service.view(ViewClass.PUBLIC)
    assert (await other.snapshot()).revision == 3


async def test_what_is_too_old_is_not_shown(store: Counting) -> None:
    service = Service(store, WORDS, contact=Contact(longest=PATIENCE))
    await service.apply([CREATE], LOCAL_EDITOR)
    store.away = True
    assert (await service.snapshot()).revision == 1
    service.contact.longest = 0.0
    with pytest.raises(Unavailable, match="away for more than"):
        await service.snapshot()
    with pytest.raises(Unavailable):
        await service.view(ViewClass.PUBLIC)


async def test_the_first_reading_tells_how_far_it_is(store: Counting) -> None:
    told: list[tuple[int, int]] = []
    await Service(store, WORDS).snapshot(lambda done, total: told.append((done, total)))
    assert told == [(1, 2)]
