"""What goes wrong when several write, when something fails midway, and when backups come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.changes import (
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    MergeEntities,
    UpdateEntity,
)
from graph.errors import Conflict, HeadMoved, Invalid, NotFound, Unavailable
from graph.keyring import Keyring
from graph.log import CommitRequest
from graph.model import Entity
from graph.moment import Moment
from graph.race import TRIES
from graph.rights import FILE_LOADER, LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.contract import Receipt, Store
from graph.stores.verification import verify
from graph.validation import NAME_LENGTH, TEXT_LENGTH
from graph.vocabulary.layering import load_vocabulary
from tests.stores.conftest import NewStore

pytestmark = pytest.mark.anyio

WORDS = load_vocabulary()
OFFICER = ViewClass.DATA_OFFICER


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


@pytest.fixture
def service(store: Store, keyring: Keyring) -> Service:
    return Service(store, WORDS, keyring)


async def person(service: Service, name: str = "Ada Segreta", slug: str = "ada") -> str:
    result = await service.apply([CreateEntity("young_person", name, ref="p", slug=slug)], FILE_LOADER)
    return result.refs["p"]


async def group(service: Service, member: str | None = None) -> str:
    changes: list[CreateEntity | CreateRelationship] = [CreateEntity("informal_group", "Il gruppo", ref="g")]
    if member is not None:
        changes.append(CreateRelationship("member_of", member, "g", role="portavoce"))
    return (await service.apply(changes, FILE_LOADER)).refs["g"]


async def streamed(lines: list[bytes]) -> AsyncIterator[bytes]:
    for line in lines:
        yield line


async def test_a_person_recorded_elsewhere_meanwhile_is_read_with_their_key(
    service: Service, store: Store, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Service(store, WORDS, keyring)
    await other.snapshot()
    await group(service)
    real, late = store.changes, asyncio.Event()

    async def changes(since: int = 0, limit: int = 100) -> object:
        if not late.is_set():
            late.set()
            monkeypatch.setattr(store, "changes", real)
            await person(service)
        return await real(since, limit)

    monkeypatch.setattr(store, "changes", changes)
    view = await other.view(OFFICER)
    found = (await other.view(OFFICER)).get_entity_by_slug("ada") or view.get_entity_by_slug("ada")
    assert found is not None
    assert found.name == "Ada Segreta"


async def test_two_that_make_a_key_for_one_person_do_not_lose_it(
    service: Service, store: Store, keyring: Keyring
) -> None:
    ada = await person(service)
    await group(service)
    stale = Service(store, WORDS, keyring)
    await stale.snapshot()
    stale._following.keys = {}  # as if it had not heard of the key yet
    await stale.apply([UpdateEntity(ada, summary="Altro")], FILE_LOADER)
    found = (await Service(store, WORDS, keyring).view(OFFICER)).require_entity(ada)
    assert (found.name, found.summary) == ("Ada Segreta", "Altro")


async def test_who_is_overtaken_again_and_again_gets_through(
    service: Service, store: Store, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    rival, commit, ahead = Service(store, WORDS, keyring), store.commit, iter(range(TRIES + 5))

    async def commit_late(request: CommitRequest) -> Receipt:
        if request.actor == FILE_LOADER.name and (number := next(ahead, None)) is not None:
            await rival.apply([CreateEntity("topic", f"Tema {number}")], LOCAL_EDITOR)
        return await commit(request)

    monkeypatch.setattr(store, "commit", commit_late)
    result = await service.apply([CreateEntity("topic", "Tardi")], FILE_LOADER)
    assert result.revision == TRIES + 6
    assert await verify(store) == []


async def test_what_is_as_long_as_may_be_is_kept(service: Service, store: Store) -> None:
    long = CreateEntity("topic", "𝄞" * NAME_LENGTH, ref="x", slug="s" * 80, summary="𝄞" * TEXT_LENGTH)
    result = await service.apply([long], LOCAL_EDITOR, key="𝄞" * NAME_LENGTH, note="𝄞" * TEXT_LENGTH)
    kept = await store.get(result.refs["x"])
    assert isinstance(kept, Entity)
    assert (kept.name, kept.slug, kept.summary) == (long.name, long.slug, long.summary)
    assert (await service.apply([long], LOCAL_EDITOR, key="𝄞" * NAME_LENGTH)).replayed


async def test_a_key_that_is_too_long_is_refused_and_nothing_written(service: Service, store: Store) -> None:
    with pytest.raises(Invalid, match="key is 301 characters long; 300 is the most") as refused:
        await service.apply([CreateEntity("topic", "Tema")], LOCAL_EDITOR, key="k" * 301)
    assert refused.value.path == ("key",)
    assert await store.head() == 0


async def test_views_asked_for_at_once_are_of_one_head(
    service: Service, store: Store, keyring: Keyring
) -> None:
    one = await group(service)
    other = Service(store, WORDS, keyring)
    for number in range(5):
        await service.apply([UpdateEntity(one, name=f"v{number}")], LOCAL_EDITOR)
    views = await asyncio.gather(*(other.view(ViewClass.EDITOR) for _ in range(8)))
    assert {view.revision for view in views} == {6}
    assert {view.require_entity(one).name for view in views} == {"v4"}


async def test_a_network_restored_from_an_older_backup_can_be_built_on(
    service: Service, store: Store, new_store: NewStore, keyring: Keyring
) -> None:
    ada = await person(service)
    team = await group(service, ada)
    backup = [line async for line in store.export()]
    await service.erase(ada, FILE_LOADER)
    await store.close()
    restored = new_store()
    await restored.restore(streamed(backup))
    again = Service(restored, WORDS, keyring)
    await again.apply([DeleteEntity(team)], LOCAL_EDITOR)
    counts = await restored.count()
    assert (counts.entities, counts.relationships) == (0, 0)
    assert (await Service(restored, WORDS, keyring).view(OFFICER)).entity_count == 0
    assert await verify(restored) == []


async def test_an_erasure_that_failed_midway_can_be_finished(
    service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await person(service)
    await group(service, ada)

    async def refuse(_: CommitRequest) -> Receipt:
        raise Unavailable("the disk is full")

    with monkeypatch.context() as during:
        during.setattr(store, "commit", refuse)
        with pytest.raises(Unavailable):
            await service.erase(ada, FILE_LOADER)
    await service.erase(ada, FILE_LOADER)
    counts = await store.count()
    assert (counts.entities, counts.relationships) == (1, 0)
    assert await store.keys() == {}


async def test_a_merged_person_is_erased_with_all_they_were(service: Service, store: Store) -> None:
    ada, twin = await person(service), await person(service, "Anna Doppia", "anna")
    await service.apply([MergeEntities(ada, (twin,))], FILE_LOADER)
    await service.erase(ada, FILE_LOADER)
    assert await store.keys() == {}
    for as_of in range(await store.head() + 1):
        facts = (await service.view(OFFICER, Moment(as_of=as_of))).snapshot.facts()
        assert "Anna Doppia" not in repr(facts)
    assert "Anna Doppia" not in repr(await service.changes())


async def test_a_deleted_person_can_still_be_erased(service: Service, store: Store) -> None:
    ada = await person(service)
    await service.apply([DeleteEntity(ada)], FILE_LOADER)
    assert "Ada Segreta" in repr(await service.changes())
    with pytest.raises(NotFound):
        await service.erase(ada, LOCAL_EDITOR)
    await service.erase(ada, FILE_LOADER)
    assert "Ada Segreta" not in repr(await service.changes())
    assert await store.keys() == {}


async def test_changes_read_after_an_erasure_elsewhere_let_go_of_earlier_views(
    service: Service, store: Store, keyring: Keyring
) -> None:
    ada = await person(service)
    other = Service(store, WORDS, keyring)
    await other.view(OFFICER, Moment(as_of=1))
    await service.erase(ada, FILE_LOADER)
    await other.changes()
    assert (await other.view(OFFICER, Moment(as_of=1))).get_entity(ada) is None


async def test_a_change_through_an_absorbed_id_builds_on_the_same_call(service: Service) -> None:
    one = (await service.apply([CreateEntity("topic", "Uno", ref="x")], LOCAL_EDITOR)).refs["x"]
    two = (await service.apply([CreateEntity("topic", "Due", ref="x")], LOCAL_EDITOR)).refs["x"]
    await service.apply([MergeEntities(two, (one,))], LOCAL_EDITOR)
    await service.apply([UpdateEntity(two, name="Nuovo"), UpdateEntity(one, summary="Ancora")], LOCAL_EDITOR)
    found = (await service.view(ViewClass.EDITOR)).require_entity(one)
    assert (found.id, found.name, found.summary) == (two, "Nuovo", "Ancora")


async def test_chains_of_merges_in_one_call_end_in_the_last(service: Service) -> None:
    names = ("a", "b", "c")
    made = await service.apply([CreateEntity("topic", name, ref=name) for name in names], LOCAL_EDITOR)
    a, b, c = (made.refs[name] for name in names)
    await service.apply(
        [MergeEntities(b, (a,)), MergeEntities(c, (b,)), UpdateEntity(a, name="z")], LOCAL_EDITOR
    )
    view = await service.view(ViewClass.EDITOR)
    assert {view.require_entity(item).id for item in (a, b, c)} == {c}
    assert view.require_entity(a).name == "z"


async def test_ties_follow_when_phases_are_merged(service: Service) -> None:
    made = await service.apply(
        [
            CreateEntity("phase", "Prima", ref="old"),
            CreateEntity("phase", "Avvio", ref="new"),
            CreateEntity("organisation", "Uno", ref="one"),
            CreateEntity("organisation", "Due", ref="two"),
            CreateRelationship("collaborates_with", "one", "two", phases=("old",)),
        ],
        LOCAL_EDITOR,
    )
    with pytest.raises(Invalid):
        await service.apply([DeleteEntity(made.refs["old"])], LOCAL_EDITOR)
    await service.apply([MergeEntities(made.refs["new"], (made.refs["old"],))], LOCAL_EDITOR)
    view = await service.view(ViewClass.EDITOR, Moment(phase=made.refs["new"]))
    assert view.relationship_count == 1


async def test_what_was_made_for_an_older_head_is_refused(service: Service, store: Store) -> None:
    await group(service)
    with pytest.raises(HeadMoved):
        await service.apply([CreateEntity("topic", "Tema")], LOCAL_EDITOR, base=0)
    assert await store.head() == 1


async def test_expecting_a_hidden_thing_answers_as_for_a_missing_one(service: Service) -> None:
    ada = await person(service)
    change = [CreateEntity("topic", "Tema")]
    with pytest.raises(Conflict) as refused:
        await service.apply(change, LOCAL_EDITOR, expected={ada: 1})
    assert str(refused.value) == f"{ada} was expected at revision 1 and is at 0."
    assert (await service.apply(change, LOCAL_EDITOR, expected={ada: 0})).revision == 2


@pytest.mark.parametrize("length", [69, 70, 71, 80, 200])
async def test_long_names_alike_get_slugs_of_their_own(service: Service, length: int) -> None:
    name = ("parola " * 40)[:length].strip()
    slugs = set()
    for _ in range(3):
        result = await service.apply([CreateEntity("topic", name)], LOCAL_EDITOR)
        slugs |= {entity.slug for entity in result.snapshot.find_entities()}
    assert len(slugs) == 3
