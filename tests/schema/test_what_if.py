"""What if, over the API: every measure before and after changes that nobody makes; nothing is saved."""

from __future__ import annotations

from typing import Any

import pytest

from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.service import Service
from tests.conftest import Ask, Refusals
from tests.schema.measuring import COLLABORATIONS, ask_whole, phase_of, small_world
from tests.schema.writing import export, key_of

pytestmark = pytest.mark.anyio

WHAT_IF = """query($changes: [ChangeInput!]!, $scope: NetworkScope, $on: Moment) {
    network(scope: $scope, on: $on) { nodeCount whatIf(changes: $changes) {
        measures { measure before after difference pValue } joined { slug name } left { slug } movedCount
        moved(first: 3) { entity { slug } changes { measure before after } }
    } again: nodeCount }
}"""
CUTPOINT = "cooperativa-la-passerella"
VIEWERS = pytest.mark.parametrize("viewer", [PUBLIC_VIEWER, LOCAL_EDITOR], ids=["public", "editor"])


async def imagined(ask: Ask, service: Service, changes: list[object], **asked: object) -> dict[str, Any]:
    found = await ask(service, WHAT_IF, {"changes": changes, **asked})
    return dict(found["network"]["whatIf"])


def values(found: dict[str, Any]) -> dict[str, tuple[float | None, float | None]]:
    return {item["measure"]: (item["before"], item["after"]) for item in found["measures"]}


async def striking(service: Service, slug: str) -> list[object]:
    return [{"deleteEntity": {"id": await key_of(service, slug), "cascade": True}}]


async def test_what_breaks_when_the_planted_cutpoint_leaves(ask: Ask, example_service: Service) -> None:
    on = {"phase": await phase_of(example_service, "fase-finale")}
    found = await imagined(
        ask, example_service, await striking(example_service, CUTPOINT), scope=COLLABORATIONS, on=on
    )
    assert values(found)["component_count"] == (2, 3)
    assert (found["left"], found["joined"]) == ([{"slug": CUTPOINT}], [])
    assert {item["pValue"] for item in found["measures"]} == {None}


async def test_a_tie_past_the_cutpoint_makes_the_network_sounder(ask: Ask, example_service: Service) -> None:
    on = {"phase": await phase_of(example_service, "fase-finale")}
    tie = {
        "kind": "collaborates_with",
        "source": await key_of(example_service, "servizio-malvagrigia"),
        "target": await key_of(example_service, "centro-la-tintoria"),
    }
    found = await imagined(ask, example_service, [{"createRelationship": tie}], scope=COLLABORATIONS, on=on)
    assert values(found)["cutpoints"] == (1, 0)
    assert (found["joined"], found["left"]) == ([], [])


async def test_it_says_what_would_be_said_after_writing(ask: Ask, own_example_service: Service) -> None:
    scope = {"ties": "SHARED_AFFILIATION"}
    changes = await striking(own_example_service, CUTPOINT)
    found = values(await imagined(ask, own_example_service, changes, scope=scope))
    apply = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { revision } }"
    await ask(own_example_service, apply, {"changes": changes})
    written = values(await imagined(ask, own_example_service, [], scope=scope))
    assert {name: after for name, (_, after) in found.items()} == {
        name: before for name, (before, _) in written.items()
    }


async def test_changing_nothing_changes_nothing(ask: Ask, plan_service: Service) -> None:
    found = await imagined(ask, plan_service, [])
    assert {item["difference"] for item in found["measures"]} <= {0, None}
    assert (found["joined"], found["left"], found["moved"], found["movedCount"]) == ([], [], [], 0)


@VIEWERS
async def test_nothing_is_saved(ask: Ask, own_example_service: Service, viewer: Viewer) -> None:
    service = own_example_service
    query = """query($id: ID!) {
        node(id: $id) { ... on Entity { name revision history { edges { node { revision } } } } }
        entities(first: 1000) { totalCount edges { node { slug revision } } }
        changes { edges { cursor } } network { nodeCount tieCount cohesion { density componentCount } }
    }"""
    cutpoint = await key_of(service, CUTPOINT)
    before = (await service.store.head(), await export(service))
    shown = await ask(service, query, {"id": cutpoint}, viewer)
    changes = [
        {"createEntity": {"kind": "organisation", "name": "Nuova", "slug": "nuova", "ref": "new"}},
        {"createRelationship": {"kind": "collaborates_with", "source": "new", "target": cutpoint}},
        {"updateEntity": {"id": cutpoint, "name": "Un altro nome"}},
    ]
    found = await ask(service, WHAT_IF, {"changes": changes}, viewer)
    assert found["network"]["whatIf"]["joined"] == [{"slug": "nuova", "name": "Nuova"}]
    assert (await service.store.head(), await export(service)) == before
    assert await ask(service, query, {"id": cutpoint}, viewer) == shown
    assert await ask(service, '{ entity(slug: "nuova") { id } }', viewer=viewer) == {"entity": None}


@VIEWERS
async def test_young_people_are_neither_there_nor_to_be_imagined(
    ask: Ask, example_service: Service, viewer: Viewer
) -> None:
    view = await example_service.view(FILE_LOADER.view_class)
    young = next(view.find_entities({"young_person"}))
    strike, invent = (
        {"deleteEntity": {"id": young.id, "cascade": True}},
        {"createEntity": {"kind": "young_person", "name": "Qualcuno"}},
    )
    for change, code in ((strike, "NOT_FOUND"), (invent, "FORBIDDEN")):
        data, (error,) = await ask_whole(example_service, WHAT_IF, {"changes": [change]}, viewer)
        assert data["network"]["whatIf"] is None
        assert data["network"]["again"] == data["network"]["nodeCount"]
        assert error["extensions"]["code"] == code
        assert young.name not in str(error)
    query = "query($kinds: [KindName!]) { network(scope: {entityKinds: $kinds}) { nodeCount } }"
    others = ["cohort", "activity"]
    count = (await ask(example_service, query, {"kinds": others}, viewer))["network"]["nodeCount"]
    asked = {"changes": [], "scope": {"entityKinds": [*others, "young_person"]}}
    assert (await ask(example_service, WHAT_IF, asked, viewer))["network"]["nodeCount"] == count > 0


async def test_the_public_cannot_imagine_people(example_service: Service) -> None:
    person = {"createEntity": {"kind": "person", "name": "Qualcuno"}}
    data, (error,) = await ask_whole(example_service, WHAT_IF, {"changes": [person]}, PUBLIC_VIEWER)
    assert (data["network"]["whatIf"], error["extensions"]["code"]) == (None, "FORBIDDEN")


WRONG = {
    "kind": ([{"createEntity": {"kind": "nothing", "name": "X"}}], "INVALID", ["createEntity", "kind"]),
    "id": ([{"updateEntity": {"id": "e000000000000a", "name": "X"}}], "NOT_FOUND", ["updateEntity", "id"]),
    "ends": (
        [{"createRelationship": {"kind": "advises", "source": "x", "target": "y"}}],
        "NOT_FOUND",
        ["createRelationship", "source"],
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_fault_is_said_with_its_place_in_the_changes(plan_service: Service, wrong: str) -> None:
    changes, code, path = WRONG[wrong]
    fine = {"createEntity": {"kind": "topic", "name": "Un tema"}}
    data, (error,) = await ask_whole(plan_service, WHAT_IF, {"changes": [fine, *changes]})
    assert data == {"network": {"nodeCount": 18, "whatIf": None, "again": 18}}
    assert error["extensions"] == {"code": code, "path": ["changes", 1, *path]}


@pytest.mark.parametrize("name", ["around", "districts"])
async def test_what_the_scope_names_cannot_be_imagined_away(example_service: Service, name: str) -> None:
    slug = CUTPOINT if name == "around" else "valle-tolvina"
    key = await key_of(example_service, slug)
    scope = {name: key if name == "around" else [key]}
    asked = {"changes": await striking(example_service, slug), "scope": scope}
    data, (error,) = await ask_whole(example_service, WHAT_IF, asked)
    assert data["network"]["whatIf"] is None
    assert error["extensions"] == {"code": "INVALID", "path": ["changes"]}
    assert "scope" in error["message"]


async def test_a_hundred_changes_are_imagined_and_not_one_more(ask: Ask, refusals: Refusals) -> None:
    service = await small_world("ab", ["ab"])
    new = [{"createEntity": {"kind": "organisation", "name": f"Ente {place}"}} for place in range(101)]
    found = await imagined(ask, service, list(new[:100]))
    assert len(found["joined"]) == 100
    (error,) = await refusals(service, WHAT_IF, {"changes": new})
    told = {"code": "TOO_COMPLEX", "measure": "changes", "figure": 101, "bound": 100}
    assert error["extensions"] == told


@pytest.mark.parametrize("names", ["", "a", "ab"])
async def test_little_networks_can_be_imagined_larger(ask: Ask, names: str) -> None:
    new = {"createEntity": {"kind": "organisation", "name": "Nuova", "slug": "nuova"}}
    found = await imagined(ask, await small_world(names, []), [new])
    assert values(found)["isolate_count"] == (len(names), len(names) + 1)
    assert found["joined"] == [{"slug": "nuova", "name": "Nuova"}]


async def test_two_imaginations_know_nothing_of_each_other(ask: Ask) -> None:
    service = await small_world("abc", ["ab"])
    query = """query($one: [ChangeInput!]!, $other: [ChangeInput!]!) { network {
        one: whatIf(changes: $one) { measures { measure after } }
        other: whatIf(changes: $other) { measures { measure after } }
    } }"""
    strike = await striking(service, "a")
    tie = {"kind": "collaborates_with", "source": await key_of(service, "b")}
    add = [{"createRelationship": {**tie, "target": await key_of(service, "c")}}]
    found = (await ask(service, query, {"one": strike, "other": add}))["network"]
    after = {
        name: next(item["after"] for item in found[name]["measures"] if item["measure"] == "isolate_count")
        for name in ("one", "other")
    }
    assert after == {"one": 2, "other": 0}
