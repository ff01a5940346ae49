"""Ids: opaque, carrying a chosen moment, leading back to the same thing, and telling nothing else."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from graph.identity import mint_entity_id, mint_relationship_id
from graph.rights import FILE_LOADER
from graph.service import Service
from tests.conftest import Ask, Refusals

BY_SLUG = "query($slug: String!, $on: Moment) { entity(slug: $slug, on: $on) { id key name } }"
COLLABORATIONS = """
    query($id: ID!) { node(id: $id) { ... on Organisation {
        id key relationships(kinds: ["collaborates_with"]) { totalCount }
    } } }
"""
BY_ID = """
    query($id: ID!) { node(id: $id) {
        __typename id ... on Entity { key name } ... on Relationship { key }
    } }
"""


async def key_of(service: Service, slug: str) -> str:
    """Return a key whatever the moment: on the day shown first, earlier phases are over."""
    entity = (await service.view(FILE_LOADER.view_class)).get_entity_by_slug(slug)
    assert entity is not None
    return entity.id


@pytest.mark.anyio
async def test_an_id_of_the_default_moment_is_the_key(ask: Ask, example_service: Service) -> None:
    data = await ask(example_service, BY_SLUG, {"slug": "agenzia-mezzaluce"})
    assert data["entity"]["id"] == data["entity"]["key"]


@pytest.mark.anyio
async def test_a_key_is_the_same_at_all_moments_and_an_id_is_not(ask: Ask, example_service: Service) -> None:
    moments = [None, {"at": "2024-01-15"}, {"phase": await key_of(example_service, "fase-avvio")}]
    found = [
        (await ask(example_service, BY_SLUG, {"slug": "consorzio-arvena", "on": on}))["entity"]
        for on in moments
    ]
    assert len({item["key"] for item in found}) == 1
    assert len({item["id"] for item in found}) == len(moments)


@pytest.mark.parametrize(("slug", "count"), [("fase-avvio", 10), ("fase-finale", 12)])
@pytest.mark.anyio
async def test_node_gives_what_an_id_meant_at_its_moment(
    ask: Ask, example_service: Service, slug: str, count: int
) -> None:
    on = {"phase": await key_of(example_service, slug)}
    entity = (await ask(example_service, BY_SLUG, {"slug": "consorzio-arvena", "on": on}))["entity"]
    node = (await ask(example_service, COLLABORATIONS, {"id": entity["id"]}))["node"]
    assert (node["id"], node["key"]) == (entity["id"], entity["key"])
    assert node["relationships"]["totalCount"] == count


@pytest.mark.anyio
async def test_ids_below_a_root_field_carry_its_moment(ask: Ask, example_service: Service) -> None:
    query = (
        'query($on: Moment) { entities(filter: {kinds: ["plan"]}, on: $on) { edges { node {'
        " id relationships(first: 3) { edges { node { id target { id } } } } } } } }"
    )
    data = await ask(example_service, query, {"on": {"at": "2024-01-15"}})
    plan = data["entities"]["edges"][0]["node"]
    moment = plan["id"].partition(".")[2]
    ids = [
        found
        for edge in plan["relationships"]["edges"]
        for found in (edge["node"]["id"], edge["node"]["target"]["id"])
    ]
    assert moment
    assert {item.partition(".")[2] for item in ids} == {moment}


@pytest.mark.anyio
async def test_node_finds_relationships_too(ask: Ask, example_service: Service) -> None:
    query = "{ relationships(first: 1) { edges { node { id key } } } }"
    listed = (await ask(example_service, query))["relationships"]["edges"][0]["node"]
    node = (await ask(example_service, BY_ID, {"id": listed["id"]}))["node"]
    assert node == {"__typename": "Relationship", **listed}


@pytest.mark.anyio
async def test_nodes_keep_their_order_with_null_where_there_is_none(
    ask: Ask, example_service: Service
) -> None:
    keys = [await key_of(example_service, slug) for slug in ("unione-mezzaluce", "studio-ordito")]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    data = await ask(example_service, query, {"ids": [keys[0], mint_entity_id(), keys[1]]})
    assert data["nodes"] == [{"id": keys[0]}, None, {"id": keys[1]}]


WRONG_IDS = {
    "nothing": "",
    "no id": "agenzia-mezzaluce",
    "too short": "e123",
    "unknown entity": mint_entity_id(),
    "unknown relationship": mint_relationship_id(),
    "spoilt moment": f"{mint_entity_id()}.%%%",
    "moment of too few parts": f"{mint_entity_id()}.{urlsafe_b64encode(b'2024-01-15').decode()}",
    "another language": "é" * 14,
}


@pytest.mark.parametrize("wrong", WRONG_IDS.values(), ids=WRONG_IDS.keys())
@pytest.mark.anyio
async def test_node_of_a_wrong_id_is_null(ask: Ask, example_service: Service, wrong: str) -> None:
    assert await ask(example_service, BY_ID, {"id": wrong}) == {"node": None}


@pytest.mark.parametrize("coded", ["%%%", "MjAyNC0wMS0xNQ", "fHx4", "MjAyNC05OS05OXx8"])
@pytest.mark.anyio
async def test_node_of_a_right_key_with_a_wrong_moment_is_null(
    ask: Ask, example_service: Service, coded: str
) -> None:
    key = await key_of(example_service, "studio-ordito")
    assert await ask(example_service, BY_ID, {"id": f"{key}.{coded}"}) == {"node": None}


@pytest.mark.parametrize("wrong", WRONG_IDS.values(), ids=WRONG_IDS.keys())
@pytest.mark.anyio
async def test_an_argument_that_is_a_wrong_id_is_not_found(
    refusals: Refusals, example_service: Service, wrong: str
) -> None:
    query = "query($id: ID!) { involvement(in: $id) { totalCount } }"
    errors = await refusals(example_service, query, {"id": wrong})
    assert [error["extensions"]["code"] for error in errors] == ["NOT_FOUND"]


@pytest.mark.anyio
async def test_arguments_take_an_id_for_its_key(ask: Ask, example_service: Service) -> None:
    on = {"at": "2024-01-15"}
    entity = (await ask(example_service, BY_SLUG, {"slug": "consorzio-arvena", "on": on}))["entity"]
    query = "query($id: ID!) { involvement(who: $id) { totalCount } }"
    counts = [
        (await ask(example_service, query, {"id": entity[name]}))["involvement"]["totalCount"]
        for name in ("id", "key")
    ]
    assert counts[0] == counts[1] > 0


@pytest.mark.anyio
async def test_what_may_not_be_seen_answers_as_what_does_not_exist(
    ask: Ask, refusals: Refusals, example_service: Service
) -> None:
    officer = await example_service.view(FILE_LOADER.view_class)
    hidden, missing = next(officer.find_entities({"young_person"})).id, mint_entity_id()
    query = "query($id: ID!) { paths(from: $id, to: $id) { length } }"
    answers = [
        (
            await ask(example_service, BY_ID, {"id": key}),
            str(await refusals(example_service, query, {"id": key})).replace(key, "…"),
        )
        for key in (hidden, missing)
    ]
    assert answers[0] == answers[1]


@pytest.mark.anyio
async def test_an_unknown_slug_is_null(ask: Ask, example_service: Service) -> None:
    assert await ask(example_service, BY_SLUG, {"slug": "nessuno"}) == {"entity": None}


@pytest.mark.anyio
async def test_too_many_ids_at_once_are_refused(refusals: Refusals, example_service: Service) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    (error,) = await refusals(example_service, query, {"ids": [mint_entity_id()] * 1001})
    assert error["extensions"] == {"code": "TOO_COMPLEX", "measure": "ids", "figure": 1001, "bound": 1000}


@pytest.mark.anyio
async def test_an_id_of_a_revision_that_is_not_there_costs_the_others_nothing(
    ask: Ask, example_service: Service
) -> None:
    key = await key_of(example_service, "studio-ordito")
    late = f"{key}.{urlsafe_b64encode(b'||999').decode().rstrip('=')}"
    data = await ask(example_service, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [key, late]})
    assert data["nodes"] == [{"id": key}, None]
