"""Calls that are rehearsed or repeated: a dry run writes nothing, a key lets a call write once."""

from __future__ import annotations

from typing import Any

import pytest

from graph.changes import CreateEntity, CreateRelationship, DeleteEntity, UpdateEntity
from graph.rights import FILE_LOADER, LOCAL_EDITOR, Viewer
from graph.service import Service
from tests.conftest import Ask, Refusals
from tests.schema.writing import empty_service, export, write

pytestmark = pytest.mark.anyio

APPLY = """
    mutation($changes: [ChangeInput!]!, $key: String, $dry: Boolean, $expected: [ExpectedRevision!]) {
        apply(changes: $changes, key: $key, dryRun: $dry, expected: $expected) {
            revision dryRun
            entities { slug name revision claims { source { slug } } districts { slug } }
            relationships { kind source { slug } target { slug } phases { slug } }
            operations { type before { name value } after { name value } }
        }
    }
"""


async def apply(
    ask: Ask, service: Service, *changes: object, viewer: Viewer = LOCAL_EDITOR, **more: object
) -> dict[str, Any]:
    return dict((await ask(service, APPLY, {"changes": list(changes), **more}, viewer))["apply"])


def new(name: str, kind: str = "topic", **more: object) -> dict[str, object]:
    return {"createEntity": {"kind": kind, "name": name, **more}}


@pytest.fixture
async def service() -> Service:
    service = empty_service()
    one = CreateEntity("organisation", "Uno", ref="one", slug="uno")
    two = CreateEntity("organisation", "Due", ref="two", slug="due")
    await write(service, one, two, CreateRelationship("collaborates_with", "one", "two", ref="tie"))
    return service


@pytest.fixture
async def keys(service: Service) -> dict[str, str]:
    """Return the keys of what stands, by slug; of the relationship, by its kind."""
    view = await service.view(LOCAL_EDITOR.view_class)
    found = {entity.slug: entity.id for entity in view.find_entities()}
    return found | {tie.kind: tie.id for tie in view.find_relationships()}


def everything(keys: dict[str, str]) -> dict[str, list[dict[str, object]]]:
    one, two, tie = keys["uno"], keys["due"], keys["collaborates_with"]
    return {
        "createEntity": [new("Tema")],
        "updateEntity": [{"updateEntity": {"id": one, "name": "Primo"}}],
        "endEntity": [{"endEntity": {"id": one, "on": "2200-01-01"}}],
        "deleteEntity": [{"deleteEntity": {"id": one, "cascade": True}}],
        "mergeEntities": [{"mergeEntities": {"keep": one, "absorb": [two]}}],
        "createRelationship": [{"createRelationship": {"kind": "linked_to", "source": one, "target": two}}],
        "updateRelationship": [{"updateRelationship": {"id": tie, "role": "insieme"}}],
        "endRelationship": [{"endRelationship": {"id": tie, "on": "2200-01-01"}}],
        "deleteRelationship": [{"deleteRelationship": {"id": tie}}],
        "nothing": [{"updateEntity": {"id": one, "name": "Uno"}}],
        "no change at all": [],
    }


FORMS = list(everything(dict.fromkeys(("uno", "due", "collaborates_with"), "")))


@pytest.mark.parametrize("form", FORMS)
async def test_a_dry_run_writes_nothing_and_tells_what_the_call_does(
    ask: Ask, service: Service, keys: dict[str, str], form: str
) -> None:
    changes = everything(keys)[form]
    head, before = await service.store.head(), await export(service)
    dry = await apply(ask, service, *changes, dry=True)
    assert (await service.store.head(), await export(service)) == (head, before)
    assert (dry["dryRun"], dry["revision"]) == (True, head)
    real = await apply(ask, service, *changes)
    assert dry["operations"] == real["operations"]
    assert [item["slug"] for item in dry["entities"]] == [item["slug"] for item in real["entities"]]


@pytest.mark.parametrize("form", FORMS)
async def test_a_call_repeated_with_its_key_answers_the_same_and_writes_nothing_more(
    ask: Ask, service: Service, keys: dict[str, str], form: str
) -> None:
    changes = everything(keys)[form]
    first = await apply(ask, service, *changes, key="k")
    before = await export(service)
    assert await apply(ask, service, *changes, key="k") == first
    assert await export(service) == before


@pytest.mark.parametrize("form", FORMS)
async def test_a_repeated_call_answers_with_what_it_wrote_whatever_was_written_since(
    ask: Ask, service: Service, keys: dict[str, str], form: str
) -> None:
    changes = everything(keys)[form]
    first = await apply(ask, service, *changes, key="k")
    standing = [entity.id for entity in (await service.view(LOCAL_EDITOR.view_class)).find_entities()]
    await write(service, *[DeleteEntity(item, cascade=True) for item in standing])
    before = await export(service)
    again = await apply(ask, service, *changes, key="k")
    assert await export(service) == before
    assert (again["revision"], again["operations"]) == (first["revision"], first["operations"])
    # They are given as they stand now: not at all.
    assert (again["entities"], again["relationships"]) == ([], [])


async def test_a_key_counts_before_what_is_asked_under_it(
    ask: Ask, service: Service, keys: dict[str, str]
) -> None:
    first = await apply(ask, service, new("Tema"), key="k")
    other = {"updateEntity": {"id": keys["uno"], "name": "Primo"}}
    expected = [{"id": keys["uno"], "revision": 99}]
    again = await apply(ask, service, other, key="k", expected=expected)
    assert again["operations"] == first["operations"]
    view = await service.view(LOCAL_EDITOR.view_class)
    assert view.require_entity(keys["uno"]).name == "Uno"


async def test_a_dry_run_does_not_use_up_a_key(ask: Ask, service: Service) -> None:
    await apply(ask, service, new("Tema"), key="k", dry=True)
    assert (await apply(ask, service, new("Tema"), key="k"))["revision"] == 2


async def test_a_call_that_was_refused_does_not_use_up_its_key(
    ask: Ask, refusals: Refusals, service: Service
) -> None:
    await refusals(service, APPLY, {"changes": [new("")], "key": "k"})
    assert (await apply(ask, service, new("Tema"), key="k"))["revision"] == 2


async def test_a_dry_run_of_a_call_already_made_tells_what_it_wrote(ask: Ask, service: Service) -> None:
    first = await apply(ask, service, new("Tema"), key="k")
    again = await apply(ask, service, new("Tema"), key="k", dry=True)
    assert again == {**first, "dryRun": True}


async def test_refs_lead_both_ways_in_every_place_that_takes_an_id(ask: Ask, service: Service) -> None:
    tie = {"kind": "linked_to", "source": "a", "target": "b", "phases": ["phase"], "ref": "tie"}
    changes: list[dict[str, object]] = [
        {"updateRelationship": {"id": "tie", "claims": [{"source": "doc"}]}},
        {"createRelationship": tie},
        {"updateEntity": {"id": "a", "districts": ["place"], "claims": [{"source": "doc"}]}},
        {"mergeEntities": {"keep": "b", "absorb": ["c"]}},
        {"endEntity": {"id": "b", "on": "2200-01-01"}},
        {"deleteEntity": {"id": "gone"}},
        *[new(name, "organisation", ref=name) for name in ("a", "b", "c", "gone")],
        new("Prima", "phase", ref="phase"),
        new("Valle", "district", ref="place"),
        new("Verbale", "document", ref="doc"),
    ]
    # A relationship is there once it was created: what changes it comes after.
    first, second, *rest = changes
    for order in ([second, first, *rest], [*rest[4:], *rest[:4], second, first]):
        payload = await apply(ask, service, *order, dry=True)
        slugs = sorted(item["slug"] for item in payload["entities"])
        assert slugs == ["a", "b", "prima", "valle", "verbale"]
        (found,) = [item for item in payload["relationships"] if item["kind"] == "linked_to"]
        assert (found["source"]["slug"], found["target"]["slug"]) == ("a", "b")
        assert found["phases"] == [{"slug": "prima"}]
        (one,) = [item for item in payload["entities"] if item["slug"] == "a"]
        assert one["districts"] == [{"slug": "valle"}]
        assert one["claims"] == [{"source": {"slug": "verbale"}}]


@pytest.mark.parametrize(("revision", "holds"), [(1, True), (0, False), (2, False)])
@pytest.mark.parametrize("what", ["uno", "collaborates_with"])
@pytest.mark.parametrize("dry", [False, True])
async def test_an_expectation_holds_or_nothing_is_written(
    ask: Ask,
    refusals: Refusals,
    service: Service,
    keys: dict[str, str],
    what: str,
    revision: int,
    holds: bool,
    dry: bool,
) -> None:
    expected = [{"id": keys[what], "revision": revision}]
    before = await export(service)
    if holds:
        assert (await apply(ask, service, new("Tema"), expected=expected, dry=dry))["operations"]
    else:
        variables = {"changes": [new("Tema")], "expected": expected, "dry": dry}
        (error,) = await refusals(service, APPLY, variables)
        assert error["extensions"] == {"code": "CONFLICT"}
        assert await export(service) == before


async def test_what_somebody_absorbed_or_deleted_no_longer_is_as_expected(
    refusals: Refusals, service: Service, keys: dict[str, str]
) -> None:
    await write(service, UpdateEntity(keys["uno"], name="Primo"))
    await write(service, DeleteEntity(keys["due"], cascade=True))
    for key in (keys["uno"], keys["due"], keys["collaborates_with"]):
        variables = {"changes": [new("Tema")], "expected": [{"id": key, "revision": 1}]}
        (error,) = await refusals(service, APPLY, variables)
        assert error["extensions"] == {"code": "CONFLICT"}


async def test_a_repeated_call_tells_nothing_of_whom_its_writer_may_no_longer_see(
    ask: Ask, service: Service
) -> None:
    young = {"createEntity": {"kind": "young_person", "name": "G-01"}}
    await apply(ask, service, young, new("Tema"), key="k", viewer=FILE_LOADER)
    lesser = Viewer(FILE_LOADER.name, LOCAL_EDITOR.view_class)
    again = await apply(ask, service, key="k", viewer=lesser)
    assert [item["slug"] for item in again["entities"]] == ["tema"]
    assert len(again["operations"]) == 1
