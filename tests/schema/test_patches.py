"""Changing what stands: what is left out stays as it was, null removes, or is refused where it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from graph.changes import CreateEntity, CreateRelationship
from graph.service import Service
from schema.inputs import EntityPatch, RelationshipPatch
from tests.conftest import Ask, Refusals
from tests.schema.writing import empty_service, export, write

pytestmark = pytest.mark.anyio

APPLY = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { revision } }"
# All that is said of an entity and of a relationship, by the names of their patches' fields.
ENTITY: dict[str, object] = {
    "name": "Ragazzi",
    "slug": "ragazzi",
    "summary": "Chi sono.",
    "status": "PLANNED",
    "since": "2013-01-01",
    "until": "2200-01-01",
    "districts": ["@uno"],
    "properties": [{"name": "age_from", "value": 14}, {"name": "age_to", "value": 18}],
    "claims": [{"source": "@doc", "stance": "PLANS", "locator": "p. 1"}],
}
TIE: dict[str, object] = {
    "role": "insieme",
    "status": "PLANNED",
    "strength": 0.5,
    "since": "2013-01-01",
    "until": "2200-01-01",
    "phases": ["@fase"],
    "properties": [],
    "claims": [{"source": "@doc", "stance": "PLANS", "locator": "p. 1"}],
}
NEEDED = {"name", "slug", "status"}
READ = """
    query($entity: ID!, $tie: ID!) {
        entity: node(id: $entity) { ... on Entity {
            name slug summary status since until districts { id }
            properties { name value } claims { source { id } stance locator }
        } }
        tie: node(id: $tie) { ... on Relationship {
            role status strength since until phases { id }
            properties { name value } claims { source { id } stance locator }
        } }
    }
"""


async def stand(ask: Ask) -> tuple[Service, dict[str, str]]:
    """Return a network with an entity and a relationship of which all is said, and its ids."""
    service = empty_service()
    refs = dict(
        (
            await write(
                service,
                CreateEntity("district", "Uno", ref="@uno"),
                CreateEntity("document", "Verbale", ref="@doc"),
                CreateEntity("phase", "Prima", ref="@fase"),
                CreateEntity("organisation", "Ente", ref="@ente"),
                CreateEntity("organisation", "Altro", ref="@altro"),
                CreateEntity("cohort", "Vuota", ref="@entity"),
                CreateRelationship("collaborates_with", "@ente", "@altro", ref="@tie"),
            )
        ).refs
    )
    changes = [
        {"updateEntity": {"id": "@entity", **ENTITY}},
        {"updateRelationship": {"id": "@tie", **TIE}},
    ]
    await ask(service, APPLY, {"changes": filled(changes, refs)})
    return service, refs


def filled(said: Any, refs: dict[str, str]) -> Any:  # noqa: ANN401 - input of any form
    """Return input with ids in the places of refs."""
    match said:
        case dict():
            return {name: filled(part, refs) for name, part in said.items()}
        case list():
            return [filled(part, refs) for part in said]
        case str():
            return refs.get(said, said)
        case _:
            return said


async def read(ask: Ask, service: Service, refs: dict[str, str], which: str) -> dict[str, Any]:
    data = await ask(service, READ, {"entity": refs["@entity"], "tie": refs["@tie"]})
    found = dict(data[which])
    for name in {"districts", "phases"} & set(found):
        found[name] = [item["id"] for item in found[name]]
    found["claims"] = [{**claim, "source": claim["source"]["id"]} for claim in found["claims"]]
    return found


FIELDS = [("entity", name) for name in ENTITY] + [("tie", name) for name in TIE]


@pytest.mark.parametrize(
    ("kind", "said"), [(EntityPatch, ENTITY), (RelationshipPatch, TIE)], ids=["entity", "relationship"]
)
async def test_every_field_of_a_patch_is_tried_here(kind: Any, said: dict[str, object]) -> None:  # noqa: ANN401
    names = {field.python_name for field in kind.__strawberry_definition__.fields}
    assert names == {"id", *said}


async def test_what_a_patch_says_stands_then(ask: Ask) -> None:
    service, refs = await stand(ask)
    assert await read(ask, service, refs, "entity") == filled(ENTITY, refs)
    assert await read(ask, service, refs, "tie") == filled(TIE, refs)


@pytest.mark.parametrize(("which", "name"), FIELDS, ids=[f"{which} {name}" for which, name in FIELDS])
async def test_null_removes_that_alone_or_is_refused_where_nothing_stands_without_it(
    ask: Ask, refusals: Refusals, which: str, name: str
) -> None:
    service, refs = await stand(ask)
    form = "updateEntity" if which == "entity" else "updateRelationship"
    change = {form: {"id": refs[f"@{which}"], name: None}}
    before, kept = await read(ask, service, refs, which), await export(service)
    if name in NEEDED:
        (error,) = await refusals(service, APPLY, {"changes": [change]})
        assert error["extensions"] == {"code": "INVALID", "path": ["changes", 0, form, name]}
        assert await export(service) == kept
    else:
        await ask(service, APPLY, {"changes": [change]})
        empty: object = [] if isinstance(before[name], list) else None
        assert await read(ask, service, refs, which) == {**before, name: empty}


@pytest.mark.parametrize(("which", "name"), FIELDS, ids=[f"{which} {name}" for which, name in FIELDS])
async def test_what_is_left_out_stays_when_one_field_is_said_again(ask: Ask, which: str, name: str) -> None:
    service, refs = await stand(ask)
    form = "updateEntity" if which == "entity" else "updateRelationship"
    said = filled((ENTITY if which == "entity" else TIE)[name], refs)
    kept = await export(service)
    await ask(service, APPLY, {"changes": [{form: {"id": refs[f"@{which}"], name: said}}]})
    # Nothing differs, so nothing was written.
    assert await export(service) == kept


@pytest.mark.parametrize("which", ["entity", "tie"])
async def test_a_patch_that_says_nothing_writes_nothing(ask: Ask, which: str) -> None:
    service, refs = await stand(ask)
    form = "updateEntity" if which == "entity" else "updateRelationship"
    kept = await export(service)
    await ask(service, APPLY, {"changes": [{form: {"id": refs[f"@{which}"]}}]})
    assert await export(service) == kept


@pytest.mark.parametrize("form", ["createEntity", "createRelationship"])
async def test_null_in_what_is_new_is_as_if_left_out(ask: Ask, form: str) -> None:
    service, refs = await stand(ask)
    new: dict[str, object] = {"kind": "topic", "name": "Tema"}
    names = set(ENTITY) - {"name"} | {"ref"}
    if form == "createRelationship":
        new = {"kind": "linked_to", "source": refs["@ente"], "target": refs["@altro"]}
        names = set(TIE) | {"ref"}
    query = """mutation($changes: [ChangeInput!]!) { apply(changes: $changes, dryRun: true) {
        entities { slug status summary since until properties { name } claims { stance } }
        relationships { role status strength since until phases { id } claims { stance } }
    } }"""
    said = [
        (await ask(service, query, {"changes": [{form: {**new, **nulls}}]}))["apply"]
        for nulls in ({}, dict.fromkeys(names))
    ]
    assert said[0] == said[1]
