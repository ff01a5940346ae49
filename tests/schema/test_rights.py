"""Who may write what: the public nothing, editors nothing of whom they may not see."""

from __future__ import annotations

import pytest

from graph.identity import mint_entity_id, mint_relationship_id
from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER, ViewClass, Viewer
from graph.service import Service
from tests.conftest import Ask, Refusals

APPLY = """
    mutation($changes: [ChangeInput!]!, $dry: Boolean, $key: String) {
        apply(changes: $changes, dryRun: $dry, key: $key) {
            revision entities { slug } relationships { kind } operations { type }
        }
    }
"""
# What may be done to something of an id.
WRITES = {
    "update": {"updateEntity": {"id": "ID", "name": "X"}},
    "end": {"endEntity": {"id": "ID", "on": "2024-01-01"}},
    "delete": {"deleteEntity": {"id": "ID", "cascade": True}},
    "merge into": {"mergeEntities": {"keep": "ID", "absorb": ["STUDIO"]}},
    "merge away": {"mergeEntities": {"keep": "STUDIO", "absorb": ["ID"]}},
    "tie from": {"createRelationship": {"kind": "linked_to", "source": "ID", "target": "STUDIO"}},
    "tie to": {"createRelationship": {"kind": "linked_to", "source": "STUDIO", "target": "ID"}},
    "cite": {"updateEntity": {"id": "STUDIO", "claims": [{"source": "ID"}]}},
    "locate": {"updateEntity": {"id": "STUDIO", "districts": ["ID"]}},
    "place in time": {
        "createRelationship": {"kind": "linked_to", "source": "STUDIO", "target": "STUDIO", "phases": ["ID"]}
    },
    "update tie": {"updateRelationship": {"id": "TIE", "role": "X"}},
    "end tie": {"endRelationship": {"id": "TIE", "on": "2024-01-01"}},
    "delete tie": {"deleteRelationship": {"id": "TIE"}},
}


def filled(pattern: object, names: dict[str, str]) -> object:
    """Return a change with ids in the places of names."""
    match pattern:
        case dict():
            return {name: filled(part, names) for name, part in pattern.items()}
        case list():
            return [filled(part, names) for part in pattern]
        case str():
            return names.get(pattern, pattern)
        case _:
            return pattern


async def export(service: Service) -> bytes:
    return b"".join([line async for line in service.store.export()])


async def id_of(service: Service, slug: str) -> str:
    entity = (await service.view(FILE_LOADER.view_class)).get_entity_by_slug(slug)
    assert entity is not None
    return entity.id


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
@pytest.mark.parametrize("dry", [False, True])
@pytest.mark.anyio
async def test_the_public_writes_nothing(
    refusals: Refusals, example_service: Service, write: object, dry: bool
) -> None:
    before = await export(example_service)
    names = {"ID": await id_of(example_service, "unione-mezzaluce"), "TIE": mint_relationship_id()}
    names["STUDIO"] = await id_of(example_service, "studio-ordito")
    variables = {"changes": [filled(write, names)], "dry": dry}
    errors = await refusals(example_service, APPLY, variables, PUBLIC_VIEWER)
    assert [error["extensions"]["code"] for error in errors] == ["FORBIDDEN"]
    assert await export(example_service) == before


@pytest.mark.anyio
async def test_the_public_is_refused_before_its_input_is_read(
    refusals: Refusals, example_service: Service
) -> None:
    wrong = {"createEntity": {"kind": "plan", "name": "", "properties": [{"name": "shown_on", "value": "x"}]}}
    errors = await refusals(example_service, APPLY, {"changes": [wrong]}, PUBLIC_VIEWER)
    assert errors[0]["extensions"] == {"code": "FORBIDDEN"}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
@pytest.mark.anyio
async def test_editors_write_on_a_young_person_as_on_nobody(
    refusals: Refusals, example_service: Service, write: object
) -> None:
    before = await export(example_service)
    officer = await example_service.view(FILE_LOADER.view_class)
    young = next(officer.find_entities({"young_person"})).id
    tie = officer.relationships_of(young)[0].id
    studio = await id_of(example_service, "studio-ordito")
    said = []
    for person, membership in ((young, tie), (mint_entity_id(), mint_relationship_id())):
        change = filled(write, {"ID": person, "TIE": membership, "STUDIO": studio})
        errors = await refusals(example_service, APPLY, {"changes": [change]})
        assert [error["extensions"]["code"] for error in errors] == ["NOT_FOUND"]
        said.append(str(errors).replace(person, "…").replace(membership, "…"))
    assert said[0] == said[1]
    assert await export(example_service) == before


@pytest.mark.anyio
async def test_editors_record_no_young_people(refusals: Refusals, example_service: Service) -> None:
    before = await export(example_service)
    change = {"createEntity": {"kind": "young_person", "name": "G-99"}}
    errors = await refusals(example_service, APPLY, {"changes": [change]})
    assert errors[0]["extensions"]["code"] == "FORBIDDEN"
    assert await export(example_service) == before


@pytest.mark.anyio
async def test_deleting_a_cohort_tells_nothing_of_its_young_people(
    ask: Ask, refusals: Refusals, own_example_service: Service
) -> None:
    editor = await own_example_service.view(PUBLIC_VIEWER.view_class)
    cohort = editor.get_entity_by_slug("fascia-13-15")
    assert cohort is not None
    seen = editor.degree(cohort.id)
    delete = {"deleteEntity": {"id": cohort.id}}
    errors = await refusals(own_example_service, APPLY, {"changes": [delete]})
    assert f"{seen} relationship" in errors[0]["message"]
    cascade = {"deleteEntity": {"id": cohort.id, "cascade": True}}
    payload = (await ask(own_example_service, APPLY, {"changes": [cascade]}))["apply"]
    assert len(payload["operations"]) <= 1 + seen


@pytest.mark.anyio
async def test_deleting_an_entity_tells_what_went_with_it(ask: Ask, own_plan_service: Service) -> None:
    kairos = await id_of(own_plan_service, "kairos")
    seen = (await own_plan_service.view(PUBLIC_VIEWER.view_class)).degree(kairos)
    cascade = {"deleteEntity": {"id": kairos, "cascade": True}}
    payload = (await ask(own_plan_service, APPLY, {"changes": [cascade], "dry": True}))["apply"]
    assert [operation["type"] for operation in payload["operations"]] == ["DELETE"] * (1 + seen)


@pytest.mark.anyio
async def test_a_slug_does_not_tell_that_a_young_person_has_it(ask: Ask, example_service: Service) -> None:
    change = {"createEntity": {"kind": "topic", "name": "Prova", "slug": "g-01"}}
    await ask(example_service, APPLY, {"changes": [change], "dry": True})


@pytest.mark.parametrize("key", [None, "again"])
@pytest.mark.anyio
async def test_what_the_data_officer_wrote_stays_hidden_from_who_repeats_the_call(
    ask: Ask, own_example_service: Service, key: str | None
) -> None:
    change = {"createEntity": {"kind": "young_person", "name": "G-99 (pseudonimo)"}}
    await ask(own_example_service, APPLY, {"changes": [change], "key": "again"}, FILE_LOADER)
    other = {"createEntity": {"kind": "topic", "name": "Altro"}}
    lesser = Viewer(FILE_LOADER.name, ViewClass.EDITOR)
    payload = (await ask(own_example_service, APPLY, {"changes": [other], "key": key}, lesser))["apply"]
    assert "G-99" not in str(payload)
    assert len(payload["entities"]) == (0 if key else 1)


@pytest.mark.anyio
async def test_a_key_is_its_writers_own(ask: Ask, own_example_service: Service) -> None:
    for viewer in (FILE_LOADER, LOCAL_EDITOR):
        change = {"createEntity": {"kind": "topic", "name": viewer.name}}
        variables = {"changes": [change], "key": "mine"}
        payload = (await ask(own_example_service, APPLY, variables, viewer))["apply"]
        assert len(payload["entities"]) == 1
