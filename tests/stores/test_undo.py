"""Taking revisions back, over every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.changes import (
    Change,
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    DeleteRelationship,
    EndEntity,
    MergeEntities,
    UpdateEntity,
    UpdateRelationship,
)
from graph.errors import Conflict, Forbidden, NotFound
from graph.model import Claim, Fact
from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER
from graph.service import Service
from graph.stores.contract import Store
from graph.stores.verification import verify
from graph.vocabulary.layering import load_vocabulary

pytestmark = pytest.mark.anyio


@pytest.fixture
async def service(store: Store) -> Service:
    return Service(store, load_vocabulary())


async def write(service: Service, *changes: Change) -> dict[str, str]:
    return dict((await service.apply(changes, LOCAL_EDITOR)).refs)


async def facts(service: Service) -> dict[str, Fact]:
    """Return all facts, whatever revision wrote them."""
    found = (await service.snapshot()).facts()
    return {key: replace(fact, revision=0) for key, fact in found.items()}


async def start(service: Service) -> dict[str, str]:
    return await write(
        service,
        CreateEntity("organisation", "Uno", ref="one"),
        CreateEntity("organisation", "Due", ref="two"),
        CreateEntity("topic", "Tema", ref="topic"),
        CreateRelationship("collaborates_with", "one", "two", ref="tie"),
        CreateRelationship("about", "two", "topic", ref="about"),
    )


@pytest.mark.parametrize("what", ["update", "end", "delete", "cascade", "merge", "create", "untie"])
async def test_an_undo_restores_what_stood_before(service: Service, store: Store, what: str) -> None:
    refs = await start(service)
    possible: dict[str, Change] = {
        "update": UpdateEntity(refs["one"], name="Altro", slug="altro"),
        "end": EndEntity(refs["one"], date(2014, 1, 1)),
        "delete": DeleteRelationship(refs["tie"]),
        "cascade": DeleteEntity(refs["two"], cascade=True),
        "merge": MergeEntities(refs["one"], (refs["two"],)),
        "create": CreateEntity("organisation", "Tre"),
        "untie": DeleteRelationship(refs["about"]),
    }
    before = await facts(service)
    await write(service, possible[what])
    assert await facts(service) != before
    result = await service.undo(2, LOCAL_EDITOR)
    assert result.revision == 3
    assert await facts(service) == before
    assert await facts(Service(store, load_vocabulary())) == before
    assert await verify(store) == []


async def test_after_the_undo_of_a_merge_the_absorbed_id_is_its_own_again(service: Service) -> None:
    refs = await start(service)
    await write(service, MergeEntities(refs["one"], (refs["two"],)))
    await service.undo(2, LOCAL_EDITOR)
    found = (await service.snapshot()).get_entity(refs["two"])
    assert found is not None
    assert found.name == "Due"


async def test_an_undo_can_be_undone(service: Service) -> None:
    refs = await start(service)
    await write(service, UpdateEntity(refs["one"], name="Altro"))
    changed = await facts(service)
    await service.undo(2, LOCAL_EDITOR)
    await service.undo(3, LOCAL_EDITOR)
    assert await facts(service) == changed


async def test_what_somebody_built_on_is_not_taken_back(service: Service, store: Store) -> None:
    refs = await start(service)
    await write(service, UpdateEntity(refs["one"], name="Altro"))
    await write(service, UpdateEntity(refs["one"], summary="Ancora"))
    with pytest.raises(Conflict):
        await service.undo(2, LOCAL_EDITOR)
    assert await store.head() == 3


async def test_what_later_relationships_need_is_not_taken_back(service: Service, store: Store) -> None:
    refs = await start(service)
    three = (await write(service, CreateEntity("organisation", "Tre", ref="three")))["three"]
    await write(service, CreateRelationship("collaborates_with", refs["one"], three))
    with pytest.raises(Conflict):
        await service.undo(2, LOCAL_EDITOR)
    assert await store.head() == 3


async def test_a_slug_given_away_since_is_not_taken_back(service: Service, store: Store) -> None:
    refs = await start(service)
    await write(service, UpdateEntity(refs["one"], slug="altro"))
    await write(service, CreateEntity("organisation", "Uno", slug="uno"))
    with pytest.raises(Conflict):
        await service.undo(2, LOCAL_EDITOR)
    assert await store.head() == 3


@pytest.mark.parametrize("revision", [0, 2, -1])
async def test_a_revision_that_is_not_there_is_not_found(service: Service, revision: int) -> None:
    await start(service)
    with pytest.raises(NotFound):
        await service.undo(revision, LOCAL_EDITOR)


async def test_the_public_takes_nothing_back(service: Service, store: Store) -> None:
    await start(service)
    with pytest.raises(Forbidden):
        await service.undo(1, PUBLIC_VIEWER)
    assert await store.head() == 1


async def test_nobody_takes_back_what_they_may_not_see(service: Service, store: Store) -> None:
    await service.apply([CreateEntity("young_person", "G-01")], FILE_LOADER)
    # As if it were not there: to be refused would tell that it is.
    with pytest.raises(NotFound):
        await service.undo(1, LOCAL_EDITOR)
    assert await store.head() == 1


async def test_nobody_takes_back_a_revision_that_wrote_other_things_than_they_may_see(
    service: Service, store: Store
) -> None:
    both: list[Change] = [CreateEntity("young_person", "G-01"), CreateEntity("topic", "Tema")]
    await service.apply(both, FILE_LOADER)
    with pytest.raises(Forbidden):
        await service.undo(1, LOCAL_EDITOR)
    assert await store.head() == 1
    await service.undo(1, FILE_LOADER)
    assert await facts(service) == {}


async def test_nobody_hidden_is_in_the_way_of_an_undo(service: Service, store: Store) -> None:
    cohort = (await write(service, CreateEntity("cohort", "Ragazzi", ref="c", slug="ragazzi")))["c"]
    await write(service, UpdateEntity(cohort, slug="altri"))
    changes: list[Change] = [
        CreateEntity("young_person", "G-01", ref="y", slug="ragazzi"),
        CreateRelationship("member_of", "y", cohort),
    ]
    await service.apply(changes, FILE_LOADER)
    await service.undo(2, LOCAL_EDITOR)
    kinds = {fact.kind: fact for fact in (await facts(service)).values()}
    assert set(kinds) == {"cohort", "young_person", "member_of"}
    assert await verify(store) == []


async def test_the_undo_of_an_undo_of_a_merge_leads_the_absorbed_id_back_to_the_survivor(
    service: Service, store: Store
) -> None:
    refs = await start(service)
    await write(service, MergeEntities(refs["one"], (refs["two"],)))
    merged = await facts(service)
    await service.undo(2, LOCAL_EDITOR)
    await service.undo(3, LOCAL_EDITOR)
    assert await facts(service) == merged
    found = (await Service(store, load_vocabulary()).snapshot()).get_entity(refs["two"])
    assert found is not None
    assert found.id == refs["one"]
    assert await verify(store) == []


@pytest.mark.parametrize("kind", ["document", "phase"])
async def test_what_facts_refer_to_since_is_not_taken_from_under_them(
    service: Service, store: Store, kind: str
) -> None:
    refs = await start(service)
    made = (await write(service, CreateEntity(kind, "Nuovo", ref="made")))["made"]
    change: Change = UpdateEntity(refs["one"], claims=(Claim(made),))
    await write(service, UpdateRelationship(refs["tie"], phases=(made,)) if kind == "phase" else change)
    with pytest.raises(Conflict):
        await service.undo(2, LOCAL_EDITOR)
    assert await store.head() == 3


async def test_what_another_entity_was_merged_into_since_is_not_taken_from_under_it(
    service: Service, store: Store
) -> None:
    keep = (await write(service, CreateEntity("topic", "Uno", ref="a")))["a"]
    absorbed = (await write(service, CreateEntity("topic", "Due", ref="a")))["a"]
    await write(service, MergeEntities(keep, (absorbed,)))
    with pytest.raises(Conflict):
        await service.undo(1, LOCAL_EDITOR)
    assert await store.head() == 3
