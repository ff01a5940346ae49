"""What a service promises while its store is away: reading goes on, writing does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph import contact
from graph.changes import CreateEntity, UpdateEntity
from graph.errors import Invalid, Unavailable
from graph.moment import Moment
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.contract import Health
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary

pytestmark = pytest.mark.anyio

WORDS = load_vocabulary()
CREATE = CreateEntity("topic", "Tema", ref="t")


class Leaving(MemoryStore):
    """A store that may be away: everything that is asked of it is refused then."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.asked = 0

    async def health(self) -> Health:
        """Tell whether it is there."""
        return Health(not self.away, 0, "")

    def _require_open(self) -> None:
        super()._require_open()
        self.asked += 1
        if self.away:
            raise Unavailable("The store is away.")


@pytest.fixture
def store() -> Leaving:
    return Leaving()


@pytest.fixture
def try_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody who reads try the store again, without a pause."""
    monkeypatch.setattr(contact, "PAUSE_SECONDS", -10.0)


async def test_reading_goes_on_while_the_store_is_away(store: Leaving) -> None:
    service = Service(store, WORDS)
    await service.apply([CREATE], LOCAL_EDITOR)
    store.away = True
    assert [item.name for item in (await service.view(ViewClass.PUBLIC)).find_entities()] == ["Tema"]
    assert service.contact.away
    assert service.contact.age > 0


async def test_writing_is_refused_while_the_store_is_away(store: Leaving) -> None:
    service = Service(store, WORDS)
    await service.apply([CREATE], LOCAL_EDITOR)
    store.away = True
    with pytest.raises(Unavailable):
        await service.apply([CREATE], LOCAL_EDITOR)
    with pytest.raises(Unavailable):
        await service.apply([CREATE], LOCAL_EDITOR, key="again")


async def test_who_asks_a_store_that_was_away_just_now_is_refused_without_asking_it(store: Leaving) -> None:
    writing, service = Service(store, WORDS), Service(store, WORDS)
    topic = (await writing.apply([CREATE], LOCAL_EDITOR)).refs["t"]
    await writing.apply([CREATE], LOCAL_EDITOR)
    view = await service.view(ViewClass.PUBLIC)
    store.away = True
    await service.snapshot()
    store.asked = 0
    for refused in (
        service.apply([CREATE], LOCAL_EDITOR),
        service.apply([CREATE], LOCAL_EDITOR, key="again"),
        service.undo(1, LOCAL_EDITOR),
        service.erase(topic, LOCAL_EDITOR),
        service.changes(),
        service.history(topic),
        anext(service.find_changes(view, 0, topic)),
        service.view(ViewClass.PUBLIC, Moment(as_of=1)),
    ):
        with pytest.raises(Unavailable, match="cannot be reached just now"):
            await refused
    assert store.asked == 0


async def test_what_was_never_read_is_unavailable(store: Leaving) -> None:
    store.away = True
    with pytest.raises(Unavailable):
        await Service(store, WORDS).snapshot()


@pytest.mark.usefixtures("try_always")
async def test_what_others_wrote_meanwhile_is_read_when_the_store_is_back(store: Leaving) -> None:
    one, other = Service(store, WORDS), Service(store, WORDS)
    topic = (await one.apply([CREATE], LOCAL_EDITOR)).refs["t"]
    await other.snapshot()
    store.away = True
    assert (await other.snapshot()).revision == 1
    store.away = False
    await one.apply([UpdateEntity(topic, name="Altro")], LOCAL_EDITOR)
    found = (await other.snapshot()).get_entity(topic)
    assert found is not None
    assert (found.name, other.contact.away, other.contact.age) == ("Altro", False, 0.0)


@pytest.mark.usefixtures("try_always")
async def test_a_revision_written_while_the_store_was_away_is_waited_for(
    store: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Service(store, WORDS), Service(store, WORDS)
    topic = (await one.apply([CREATE], LOCAL_EDITOR)).refs["t"]
    await other.snapshot()
    await one.apply([UpdateEntity(topic, name="Altro")], LOCAL_EDITOR)
    store.away = True
    _come_back_at_the_third_try(store, monkeypatch)
    assert (await other.view(ViewClass.PUBLIC, Moment(as_of=2))).revision == 2


def _come_back_at_the_third_try(store: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[], None] = store._require_open
    tries = []

    def require() -> None:
        tries.append(1)
        if len(tries) == 3:
            store.away = False
        real()

    monkeypatch.setattr(store, "_require_open", require)


async def test_a_revision_that_is_not_there_is_refused_at_once(store: Leaving) -> None:
    service = Service(store, WORDS)
    await service.apply([CREATE], LOCAL_EDITOR)
    with pytest.raises(Invalid):
        await service.view(ViewClass.PUBLIC, Moment(as_of=2))
