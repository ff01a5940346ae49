"""What every store promises of personal values: sealed when they come, and gone for good when erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.changes import CreateEntity, CreateRelationship, UpdateEntity
from graph.errors import Conflict, Forbidden, NotFound, Unavailable
from graph.keyring import Keyring
from graph.model import Entity
from graph.moment import Moment
from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER, ViewClass
from graph.service import Service
from graph.stores.contract import Store
from graph.view import View
from graph.vocabulary.layering import load_vocabulary
from tests.stores.conftest import NewStore

pytestmark = pytest.mark.anyio

SECRETS = ("Ada Segreta", "ada-segreta", "Nata altrove", "portavoce segreta", "Gruppo segreto due")
WORDS = load_vocabulary()


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


async def filled(store: Store, keyring: Keyring) -> tuple[Service, dict[str, str]]:
    """Fill a store with a young person, a tie to them and something else; then rename them."""
    service = Service(store, WORDS, keyring)
    result = await service.apply(
        [
            CreateEntity("informal_group", "Il gruppo", ref="group"),
            CreateEntity(
                "young_person", "Ada Segreta", ref="ada", slug="ada-segreta", summary="Nata altrove"
            ),
            CreateRelationship("member_of", "ada", "group", ref="tie", role="portavoce segreta"),
        ],
        FILE_LOADER,
    )
    refs = dict(result.refs)
    await service.apply([UpdateEntity(refs["ada"], name="Gruppo segreto due")], FILE_LOADER)
    return service, refs


async def everything_in(store: Store) -> str:
    """Return all that a store gives out, as one text."""
    lines = b"".join([line async for line in store.export()]).decode()
    facts = [repr(commit) for commit in await store.changes()]
    found = [repr(await store.search(word)) for secret in SECRETS for word in secret.split()]
    snapshots = [repr((await store.snapshot(as_of)).facts()) for as_of in range(await store.head() + 1)]
    return "\n".join([lines, *facts, *found, *snapshots])


async def test_a_store_never_holds_personal_values_in_clear(store: Store, keyring: Keyring) -> None:
    await filled(store, keyring)
    text = await everything_in(store)
    assert not [secret for secret in SECRETS if secret in text]
    assert "Il gruppo" in text


async def test_whoever_may_see_persons_reads_them(store: Store, keyring: Keyring) -> None:
    _, refs = await filled(store, keyring)
    fresh = Service(store, WORDS, keyring)  # as after a restart
    view = await fresh.view(ViewClass.DATA_OFFICER)
    ada, tie = view.get_entity(refs["ada"]), view.get_relationship(refs["tie"])
    assert ada is not None
    assert tie is not None
    assert (ada.name, ada.slug, ada.summary) == ("Gruppo segreto due", "ada-segreta", "Nata altrove")
    assert (tie.role, ada.sealed, tie.sealed) == ("portavoce segreta", None, None)


async def test_another_service_follows_what_was_written(store: Store, keyring: Keyring) -> None:
    service, refs = await filled(store, keyring)
    other = Service(store, WORDS, keyring)
    await other.view(ViewClass.DATA_OFFICER)
    await service.apply([UpdateEntity(refs["ada"], summary="Altro")], FILE_LOADER)
    ada = (await other.view(ViewClass.DATA_OFFICER)).require_entity(refs["ada"])
    assert (ada.name, ada.summary) == ("Gruppo segreto due", "Altro")


async def test_history_is_readable_until_the_erasure(store: Store, keyring: Keyring) -> None:
    service, refs = await filled(store, keyring)
    names = [item.operations[0].fact for item in await service.history(refs["ada"])]
    assert [fact.name for fact in names if isinstance(fact, Entity)] == ["Ada Segreta", "Gruppo segreto due"]
    await service.erase(refs["ada"], FILE_LOADER)
    assert not [secret for secret in SECRETS if secret in repr(await service.history(refs["ada"]))]


async def test_erasure_strikes_the_person_and_every_tie(store: Store, keyring: Keyring) -> None:
    service, refs = await filled(store, keyring)
    result = await service.erase(refs["ada"], FILE_LOADER)
    assert (result.snapshot.revision, result.snapshot.get_entity(refs["ada"])) == (3, None)
    for reader in (service, Service(store, WORDS, keyring)):
        view = await reader.view(ViewClass.DATA_OFFICER)
        assert view.get_entity(refs["ada"]) is None
        assert view.get_relationship(refs["tie"]) is None
        assert view.relationships_of(refs["group"]) == []


async def test_nothing_of_the_erased_can_be_read_from_older_revisions(store: Store, keyring: Keyring) -> None:
    service, refs = await filled(store, keyring)
    await service.erase(refs["ada"], FILE_LOADER)
    for as_of in range(await store.head() + 1):
        view = await service.view(ViewClass.DATA_OFFICER, Moment(as_of=as_of))
        assert not [secret for secret in SECRETS if secret in repr(view.snapshot.facts())]


async def test_another_process_lets_go_of_the_erased(store: Store, keyring: Keyring) -> None:
    service, refs = await filled(store, keyring)
    other = Service(store, WORDS, keyring)
    assert (await other.view(ViewClass.DATA_OFFICER, Moment(as_of=1))).get_entity(refs["ada"]) is not None
    await service.erase(refs["ada"], FILE_LOADER)
    for moment in (Moment(as_of=1), Moment()):
        view = await other.view(ViewClass.DATA_OFFICER, moment)
        assert not [secret for secret in SECRETS if secret in repr(view.snapshot.facts())]


async def test_the_key_is_gone_from_store_and_export(store: Store, keyring: Keyring) -> None:
    service, refs = await filled(store, keyring)
    assert set(await store.keys()) == {refs["ada"]}
    await service.erase(refs["ada"], FILE_LOADER)
    assert await store.keys() == {}
    assert await store.erased() == {refs["ada"]}


@pytest.mark.parametrize("revision", [1, 2, 3])
async def test_undo_cannot_bring_the_erased_back(store: Store, keyring: Keyring, revision: int) -> None:
    service, refs = await filled(store, keyring)
    await service.erase(refs["ada"], FILE_LOADER)
    with pytest.raises(Conflict):
        await service.undo(revision, FILE_LOADER)
    assert await store.head() == 3


async def test_restoring_an_older_backup_obeys_the_ledger(
    store: Store, new_store: NewStore, keyring: Keyring
) -> None:
    service, refs = await filled(store, keyring)
    backup = [line async for line in store.export()]
    await service.erase(refs["ada"], FILE_LOADER)

    async def lines() -> AsyncIterator[bytes]:
        for line in backup:
            yield line

    await store.close()
    restored = new_store()
    await restored.restore(lines())
    view: View = await Service(restored, WORDS, keyring).view(ViewClass.DATA_OFFICER)
    assert view.get_entity(refs["ada"]) is None
    assert await restored.keys() == {}
    assert await restored.erased() == {refs["ada"]}


async def test_without_the_master_key_persons_cannot_be_read(
    store: Store, keyring: Keyring, tmp_path: Path
) -> None:
    await filled(store, keyring)
    for folder in ("absent", "other"):
        stranger = Keyring(tmp_path / folder)
        if folder == "other":
            stranger.master()
        with pytest.raises(Unavailable, match="master key"):
            await Service(store, WORDS, stranger).view(ViewClass.PUBLIC)


async def test_only_who_may_see_a_person_may_erase_them(store: Store, keyring: Keyring) -> None:
    service, refs = await filled(store, keyring)
    with pytest.raises(Forbidden):
        await service.erase(refs["ada"], PUBLIC_VIEWER)
    with pytest.raises(NotFound):
        await service.erase(refs["ada"], LOCAL_EDITOR)
    assert set(await store.keys()) == {refs["ada"]}
    assert keyring.erased() == set()


async def test_what_is_no_person_is_not_erased(store: Store, keyring: Keyring) -> None:
    service, refs = await filled(store, keyring)
    with pytest.raises(Conflict):
        await service.erase(refs["group"], FILE_LOADER)
    assert await store.head() == 2


async def test_the_master_key_is_made_on_first_use_and_for_its_owner_alone(
    store: Store, keyring: Keyring
) -> None:
    service = Service(store, WORDS, keyring)
    await service.apply([CreateEntity("informal_group", "Il gruppo")], FILE_LOADER)
    assert not keyring.folder.exists()
    await filled(store, keyring)
    assert oct((keyring.folder / "master.key").stat().st_mode & 0o777) == "0o600"
    before = keyring.master()
    assert keyring.master() == before


async def test_a_ledger_that_cannot_be_written_erases_nothing(store: Store, tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys")
    service, refs = await filled(store, keyring)
    (keyring.folder / "erased.txt").mkdir()
    with pytest.raises(Unavailable):
        await service.erase(refs["ada"], FILE_LOADER)
    assert set(await store.keys()) == {refs["ada"]}
