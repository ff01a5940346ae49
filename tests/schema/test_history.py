"""The history of an entity: every version that was written, up to the revision that was asked at."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.changes import (
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    EndEntity,
    MergeEntities,
    UpdateEntity,
)
from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.service import Service
from tests.conftest import Ask, Refusals
from tests.schema.writing import empty_service, write

pytestmark = pytest.mark.anyio

HISTORY = """
    query($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on Entity {
        name
        history(first: $first, after: $after) {
            edges { cursor node { revision note operations {
                type subject { id ... on Entity { name } } before { name value } after { name value }
            } } }
            pageInfo { hasNextPage hasPreviousPage endCursor }
        }
    } } }
"""
SUBJECT = """
    query($id: ID!) { changes(subject: $id) { edges { node { revision operations {
        type before { name value } after { name value }
    } } } } }
"""


async def node(ask: Ask, service: Service, fact_id: str, **window: object) -> dict[str, Any]:
    return dict((await ask(service, HISTORY, {"id": fact_id, **window}))["node"])


def told(found: dict[str, Any]) -> list[tuple[int, str]]:
    """Return revision and type of each operation; a change of one entity has one."""
    return [
        (edge["node"]["revision"], operation["type"])
        for edge in found["edges"]
        for operation in edge["node"]["operations"]
    ]


async def of_subject(ask: Ask, service: Service, fact_id: str) -> list[tuple[int, str]]:
    return told((await ask(service, SUBJECT, {"id": fact_id}))["changes"])


@pytest.fixture
async def service() -> Service:
    return empty_service()


@pytest.fixture
async def one(service: Service) -> str:
    """Return the id of an entity of four versions, the second in a call that wrote others too."""
    key = (await write(service, CreateEntity("organisation", "Uno", ref="a"), note="inizio")).refs["a"]
    await write(service, UpdateEntity(key, name="Due"), CreateEntity("topic", "Altro"), note="due")
    await write(service, CreateEntity("topic", "Ancora"))
    await write(service, UpdateEntity(key, name="Tre"))
    await write(service, EndEntity(key, date(2200, 1, 1)))
    return key


async def test_a_history_tells_every_version_and_nothing_else(ask: Ask, service: Service, one: str) -> None:
    found = (await node(ask, service, one))["history"]
    assert told(found) == [(1, "CREATE"), (2, "UPDATE"), (4, "UPDATE"), (5, "END")]
    assert [edge["node"]["note"] for edge in found["edges"]] == ["inizio", "due", None, None]


async def test_each_version_begins_as_the_one_before_it_ended(ask: Ask, service: Service, one: str) -> None:
    found = (await node(ask, service, one))["history"]
    names = [
        [
            next((item["value"] for item in operation[side] if item["name"] == "name"), None)
            for side in ("before", "after")
        ]
        for edge in found["edges"]
        for operation in edge["node"]["operations"]
    ]
    assert names == [[None, "Uno"], ["Uno", "Due"], ["Due", "Tre"], [None, None]]


async def test_a_history_has_pages(ask: Ask, service: Service, one: str) -> None:
    start = (await node(ask, service, one, first=3))["history"]
    rest = (await node(ask, service, one, first=3, after=start["pageInfo"]["endCursor"]))["history"]
    assert (told(start)[-1], start["pageInfo"]["hasNextPage"]) == ((4, "UPDATE"), True)
    assert (told(rest), rest["pageInfo"]["hasNextPage"]) == ([(5, "END")], False)
    assert rest["pageInfo"]["hasPreviousPage"]


async def test_a_history_is_that_of_the_changes_of_its_subject(ask: Ask, service: Service, one: str) -> None:
    assert told((await node(ask, service, one))["history"]) == await of_subject(ask, service, one)


@pytest.mark.parametrize(
    ("revision", "count", "name"), [(1, 1, "Uno"), (2, 2, "Due"), (3, 2, "Due"), (4, 3, "Tre")]
)
async def test_at_an_earlier_revision_a_history_ends_there_and_speaks_of_that_time(
    ask: Ask, service: Service, one: str, revision: int, count: int, name: str
) -> None:
    query = "query($on: Moment) { entities(on: $on) { edges { node { id key } } } }"
    data = await ask(service, query, {"on": {"asOf": revision}})
    (said,) = [edge["node"]["id"] for edge in data["entities"]["edges"] if edge["node"]["key"] == one]
    found = await node(ask, service, said)
    operations = [edge["node"]["operations"][0] for edge in found["history"]["edges"]]
    assert len(operations) == count
    assert {item["subject"]["name"] for item in operations} == {found["name"]} == {name}
    assert {item["subject"]["id"] for item in operations} == {said}


@pytest.mark.usefixtures("one")
async def test_a_day_does_not_shorten_a_history(ask: Ask, service: Service) -> None:
    query = (
        """query($on: Moment) { entity(slug: "uno", on: $on) { history { edges { node { revision } } } } }"""
    )
    data = await ask(service, query, {"on": {"at": "1999-01-01"}})
    assert [edge["node"]["revision"] for edge in data["entity"]["history"]["edges"]] == [1, 2, 4, 5]


async def test_what_was_deleted_has_its_history_under_its_key(ask: Ask, service: Service, one: str) -> None:
    await write(service, DeleteEntity(one))
    assert (await ask(service, HISTORY, {"id": one}))["node"] is None
    assert (await of_subject(ask, service, one))[-2:] == [(5, "END"), (6, "DELETE")]


async def test_what_was_absorbed_keeps_its_own_history_and_the_survivor_has_both_ends(
    ask: Ask, service: Service, one: str
) -> None:
    other = (await write(service, CreateEntity("organisation", "Altra", ref="a", summary="S."))).refs["a"]
    await write(service, MergeEntities(one, (other,)))
    assert await of_subject(ask, service, other) == [(6, "CREATE"), (7, "MERGE")]
    assert (await of_subject(ask, service, one))[-1] == (7, "UPDATE")
    # Its id leads to the survivor, and so to the survivor's history.
    survivor = await node(ask, service, other)
    assert told(survivor["history"]) == await of_subject(ask, service, one)


async def test_a_relationship_has_a_history_by_its_key(ask: Ask, service: Service, one: str) -> None:
    tie = (
        await write(
            service,
            CreateEntity("topic", "Tema", ref="t"),
            CreateRelationship("about", one, "t", ref="tie"),
        )
    ).refs["tie"]
    await write(service, DeleteEntity(one, cascade=True))
    assert await of_subject(ask, service, tie) == [(6, "CREATE"), (7, "DELETE")]


async def test_of_whom_was_erased_the_history_says_that_but_no_value(ask: Ask, service: Service) -> None:
    ada = (await write(service, CreateEntity("person", "Ada Esempio", ref="a", summary="Segreta."))).refs["a"]
    await write(service, UpdateEntity(ada, name="Ada Nuova"))
    await service.erase(ada, LOCAL_EDITOR)
    answer = await ask(service, SUBJECT, {"id": ada})
    assert [number for number, _ in told(answer["changes"])] == [1, 2, 3]
    assert told(answer["changes"])[-1] == (3, "DELETE")
    assert not any(word in str(answer) for word in ("Ada", "Segreta", "ada-"))


@pytest.mark.parametrize("viewer", [PUBLIC_VIEWER, LOCAL_EDITOR])
async def test_a_hidden_relationship_is_no_part_of_the_history_of_what_it_touches(
    ask: Ask, service: Service, viewer: Viewer
) -> None:
    refs = (await write(service, CreateEntity("cohort", "Ragazzi", ref="c", slug="ragazzi"))).refs
    young = CreateEntity("young_person", "G-01", ref="y")
    member = CreateRelationship("member_of", "y", refs["c"])
    await write(service, young, member, viewer=FILE_LOADER)
    query = '{ entity(slug: "ragazzi") { revision history { edges { node { revision } } } } }'
    assert (await ask(service, query, viewer=viewer))["entity"] == {
        "revision": 1,
        "history": {"edges": [{"node": {"revision": 1}}]},
    }


async def test_a_wrong_page_of_a_history_leaves_the_rest_of_the_answer(
    refusals: Refusals, service: Service, one: str
) -> None:
    errors = await refusals(service, HISTORY, {"id": one, "after": "x"})
    assert errors[0]["extensions"] == {"code": "INVALID", "path": ["after"]}
    assert errors[0]["path"] == ["node", "history"]
