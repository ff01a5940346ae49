"""Writing over the API: what each change does, and that all of a call happens or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from graph.service import Service
from tests.conftest import Ask

APPLY = """
    mutation(
        $changes: [ChangeInput!]!, $expected: [ExpectedRevision!], $key: String, $note: String, $dry: Boolean
    ) {
        apply(changes: $changes, expected: $expected, key: $key, note: $note, dryRun: $dry) {
            revision dryRun
            entities { id slug kind name summary status since until revision }
            relationships {
                id kind role status strength since until source { slug } target { slug } phases { slug }
            }
            operations { type before { name value } after { name value } }
        }
    }
"""
ENTITY = """
    query($slug: String!) { entity(slug: $slug) {
        id name summary status since until revision districts { slug } properties { name value }
        claims { property value stance locator statedOn source { slug } }
        relationships(first: 1000) { totalCount edges { node { kind source { slug } target { slug } } } }
    } }
"""
OLD = "1990-01-01"


async def apply(ask: Ask, service: Service, *changes: object, **more: object) -> dict[str, Any]:
    return dict((await ask(service, APPLY, {"changes": list(changes), **more}))["apply"])


async def get(ask: Ask, service: Service, slug: str) -> dict[str, Any]:
    return dict((await ask(service, ENTITY, {"slug": slug}))["entity"])


async def id_of(ask: Ask, service: Service, slug: str) -> str:
    return str((await get(ask, service, slug))["id"])


@pytest.mark.anyio
async def test_a_new_entity_stands_as_it_was_given(ask: Ask, own_plan_service: Service) -> None:
    new = {
        "kind": "informal_group",
        "name": "Nuovo Gruppo",
        "slug": "nuovo",
        "summary": "In prova.",
        "status": "PLANNED",
        "since": OLD,
        "until": "2100-01-01",
        "districts": [await id_of(ask, own_plan_service, "ambito-crema")],
        "claims": [
            {"source": await id_of(ask, own_plan_service, "pagina-piano"), "stance": "PLANS", "locator": "1"}
        ],
    }
    await apply(ask, own_plan_service, {"createEntity": new})
    found = await get(ask, own_plan_service, "nuovo")
    assert {name: found[name] for name in ("name", "summary", "status", "since", "until")} == {
        name: new[name] for name in ("name", "summary", "status", "since", "until")
    }
    assert found["districts"] == [{"slug": "ambito-crema"}]
    assert found["claims"] == [
        {
            "property": None,
            "value": None,
            "stance": "PLANS",
            "locator": "1",
            "statedOn": None,
            "source": {"slug": "pagina-piano"},
        }
    ]


@pytest.mark.anyio
async def test_what_is_left_out_of_a_new_entity_is_its_default(ask: Ask, own_plan_service: Service) -> None:
    payload = await apply(ask, own_plan_service, {"createEntity": {"kind": "topic", "name": "Così è"}})
    (entity,) = payload["entities"]
    assert (entity["slug"], entity["status"], entity["summary"], entity["since"]) == (
        *("cosi-e", "ACTUAL", None, None),
    )


@pytest.mark.anyio
async def test_refs_stand_for_what_the_same_call_creates_also_ahead_of_it(
    ask: Ask, own_plan_service: Service
) -> None:
    payload = await apply(
        ask,
        own_plan_service,
        {"createRelationship": {"kind": "member_of", "source": "group", "target": "body", "ref": "tie"}},
        {"updateRelationship": {"id": "tie", "role": "ospite"}},
        {"createEntity": {"ref": "group", "kind": "informal_group", "name": "Gruppo"}},
        {
            "createEntity": {
                "ref": "body",
                "kind": "body",
                "name": "Tavolo",
                "claims": [{"source": "doc"}],
                "properties": [{"name": "level", "value": "THEMATIC"}],
            }
        },
        {"createEntity": {"ref": "doc", "kind": "document", "name": "Verbale"}},
    )
    assert [
        (tie["source"]["slug"], tie["target"]["slug"], tie["role"]) for tie in payload["relationships"]
    ] == [("gruppo", "tavolo", "ospite")]


@pytest.mark.anyio
async def test_what_an_update_leaves_out_stays(ask: Ask, own_plan_service: Service) -> None:
    before = await get(ask, own_plan_service, "cabina-regia-crema")
    await apply(ask, own_plan_service, {"updateEntity": {"id": before["id"], "name": "Cabina di Crema"}})
    after = await get(ask, own_plan_service, "cabina-regia-crema")
    assert after == {**before, "name": "Cabina di Crema", "revision": 2}


@pytest.mark.parametrize("field", ["summary", "since", "until"])
@pytest.mark.anyio
async def test_null_in_an_update_removes(ask: Ask, own_plan_service: Service, field: str) -> None:
    full = {"kind": "topic", "name": "T", "summary": "S", "since": OLD, "until": "2100-01-01"}
    (entity,) = (await apply(ask, own_plan_service, {"createEntity": full}))["entities"]
    payload = await apply(ask, own_plan_service, {"updateEntity": {"id": entity["id"], field: None}})
    assert payload["entities"] == [{**entity, field: None, "revision": 3}]


@pytest.mark.anyio
async def test_properties_named_are_set_or_removed_and_the_others_stay(
    ask: Ask, own_plan_service: Service
) -> None:
    cohort = await id_of(ask, own_plan_service, "giovani-18-25")
    said = [{"name": "age_from", "value": None}, {"name": "people", "value": 120}]
    await apply(ask, own_plan_service, {"updateEntity": {"id": cohort, "properties": said}})
    after = await get(ask, own_plan_service, "giovani-18-25")
    assert after["properties"] == [{"name": "age_to", "value": 25}, {"name": "people", "value": 120}]


@pytest.mark.anyio
async def test_null_for_properties_removes_all(ask: Ask, own_plan_service: Service) -> None:
    cohort = await id_of(ask, own_plan_service, "giovani-18-25")
    await apply(ask, own_plan_service, {"updateEntity": {"id": cohort, "properties": None}})
    assert (await get(ask, own_plan_service, "giovani-18-25"))["properties"] == []


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("document", "issued_on", "2012-11-07"),
        ("activity", "contents", ["uno", "due"]),
        ("activity", "modules", 3),
        ("activity", "hours_per_module", 2.5),
        ("document", "number", "9943"),
    ],
)
@pytest.mark.anyio
async def test_a_value_is_given_back_as_it_was_given(
    ask: Ask, own_plan_service: Service, kind: str, name: str, value: object
) -> None:
    new = {"kind": kind, "name": "Prova", "slug": "prova", "properties": [{"name": name, "value": value}]}
    await apply(ask, own_plan_service, {"createEntity": new})
    assert (await get(ask, own_plan_service, "prova"))["properties"] == [{"name": name, "value": value}]


@pytest.mark.anyio
async def test_districts_are_replaced_as_a_whole(ask: Ask, own_plan_service: Service) -> None:
    kairos = await id_of(ask, own_plan_service, "up-create")
    places = [await id_of(ask, own_plan_service, f"ambito-{name}") for name in ("crema", "casalmaggiore")]
    await apply(ask, own_plan_service, {"updateEntity": {"id": kairos, "districts": places}})
    after = await get(ask, own_plan_service, "up-create")
    assert after["districts"] == [{"slug": "ambito-crema"}, {"slug": "ambito-casalmaggiore"}]


@pytest.mark.anyio
async def test_claims_are_replaced_as_a_whole(ask: Ask, own_plan_service: Service) -> None:
    university = await id_of(ask, own_plan_service, "universita-cattolica")
    page = await id_of(ask, own_plan_service, "pagina-piano")
    claims = [{"source": page, "property": "name", "value": "UCSC", "statedOn": "2014-06-16"}]
    await apply(ask, own_plan_service, {"updateEntity": {"id": university, "claims": claims}})
    (claim,) = (await get(ask, own_plan_service, "universita-cattolica"))["claims"]
    assert (claim["value"], claim["stance"], claim["statedOn"]) == ("UCSC", "ASSERTS", "2014-06-16")


@pytest.mark.anyio
async def test_what_ended_is_not_there_any_more_but_was(ask: Ask, own_plan_service: Service) -> None:
    kairos = await id_of(ask, own_plan_service, "kairos")
    payload = await apply(ask, own_plan_service, {"endEntity": {"id": kairos, "on": "2014-01-01"}})
    (entity,) = payload["entities"]
    assert (entity["status"], entity["until"]) == ("ENDED", "2014-01-01")
    query = 'query($on: Moment) { entity(slug: "kairos", on: $on) { name } }'
    answers = [
        (await ask(own_plan_service, query, {"on": on}))["entity"] for on in ({"at": "2013-12-31"}, {})
    ]
    assert answers == [{"name": "Kairos"}, None]


@pytest.mark.anyio
async def test_an_entity_recorded_in_error_goes_with_all_that_touches_it(
    ask: Ask, own_plan_service: Service
) -> None:
    before = await get(ask, own_plan_service, "piano-giovani")
    kairos = await id_of(ask, own_plan_service, "kairos")
    await apply(ask, own_plan_service, {"deleteEntity": {"id": kairos, "cascade": True}})
    after = await get(ask, own_plan_service, "piano-giovani")
    assert (await ask(own_plan_service, ENTITY, {"slug": "kairos"}))["entity"] is None
    assert after["relationships"]["totalCount"] == before["relationships"]["totalCount"] - 1


@pytest.mark.anyio
async def test_merged_entities_are_one_and_their_ids_lead_to_it(ask: Ask, own_plan_service: Service) -> None:
    one, other = [await get(ask, own_plan_service, slug) for slug in ("thinktown", "bando-think-town")]
    await apply(ask, own_plan_service, {"mergeEntities": {"keep": one["id"], "absorb": [other["id"]]}})
    merged = await get(ask, own_plan_service, "thinktown")
    node = await ask(own_plan_service, "query($id: ID!) { node(id: $id) { id } }", {"id": other["id"]})
    assert node == {"node": {"id": one["id"]}}
    # All relationships of both, but for the one between them.
    assert merged["relationships"]["totalCount"] == sum(
        item["relationships"]["totalCount"] - 1 for item in (one, other)
    )
    assert len(merged["claims"]) == len(one["claims"]) + len(other["claims"])


@pytest.mark.anyio
async def test_relationships_are_recorded_changed_ended_and_deleted(
    ask: Ask, own_plan_service: Service
) -> None:
    ends = [await id_of(ask, own_plan_service, slug) for slug in ("kairos", "caffe-politico")]
    phase = await id_of(ask, own_plan_service, "fase-start-up")
    new = {
        "kind": "collaborates_with",
        "source": ends[0],
        "target": ends[1],
        "strength": 0.5,
        "phases": [phase],
    }
    (tie,) = (await apply(ask, own_plan_service, {"createRelationship": new}))["relationships"]
    assert (tie["strength"], tie["status"], tie["phases"]) == (0.5, "ACTUAL", [{"slug": "fase-start-up"}])
    patch = {"id": tie["id"], "role": "insieme", "strength": None, "phases": None, "since": OLD}
    (changed,) = (await apply(ask, own_plan_service, {"updateRelationship": patch}))["relationships"]
    assert changed == {**tie, "role": "insieme", "strength": None, "phases": [], "since": OLD}
    end = {"id": tie["id"], "on": "2014-01-01"}
    (ended,) = (await apply(ask, own_plan_service, {"endRelationship": end}))["relationships"]
    assert ended == {**changed, "status": "ENDED", "until": "2014-01-01"}
    payload = await apply(ask, own_plan_service, {"deleteRelationship": {"id": tie["id"]}})
    assert (payload["relationships"], payload["operations"][0]["type"]) == ([], "DELETE")


@pytest.mark.anyio
async def test_operations_tell_what_stood_before_and_stands_after_where_it_differs(
    ask: Ask, own_plan_service: Service
) -> None:
    kairos = await id_of(ask, own_plan_service, "kairos")
    change = {"updateEntity": {"id": kairos, "name": "Kairos APS", "status": "ENDED"}}
    (operation,) = (await apply(ask, own_plan_service, change))["operations"]
    before, after = (
        {item["name"]: item["value"] for item in operation[side]} for side in ("before", "after")
    )
    assert operation["type"] == "UPDATE"
    assert before == {"name": "Kairos", "status": "ACTUAL"}
    assert after == {"name": "Kairos APS", "status": "ENDED"}


@pytest.mark.anyio
async def test_one_call_is_one_revision_with_its_author_and_note(ask: Ask, own_plan_service: Service) -> None:
    head = await own_plan_service.store.head()
    changes = [{"createEntity": {"kind": "topic", "name": name}} for name in ("Uno", "Due")]
    payload = await apply(ask, own_plan_service, *changes, note="due temi")
    (commit,) = await own_plan_service.store.changes(head)
    assert payload["revision"] == commit.revision == head + 1
    assert (commit.actor, commit.note, len(commit.operations)) == ("local editor", "due temi", 2)


@pytest.mark.anyio
async def test_a_dry_run_tells_the_same_and_writes_nothing(ask: Ask, own_plan_service: Service) -> None:
    change = {"updateEntity": {"id": await id_of(ask, own_plan_service, "kairos"), "name": "Kairos APS"}}
    head = await own_plan_service.store.head()
    dry = await apply(ask, own_plan_service, change, dry=True)
    assert (dry["dryRun"], dry["revision"], await own_plan_service.store.head()) == (True, head, head)
    assert (await get(ask, own_plan_service, "kairos"))["name"] == "Kairos"
    real = await apply(ask, own_plan_service, change)
    assert (dry["operations"], dry["entities"][0]["name"]) == (real["operations"], "Kairos APS")


@pytest.mark.anyio
async def test_a_call_repeated_with_its_key_writes_once(ask: Ask, own_plan_service: Service) -> None:
    change = {"createEntity": {"kind": "topic", "name": "Una volta"}}
    first = await apply(ask, own_plan_service, change, key="k1")
    assert await apply(ask, own_plan_service, change, key="k1") == first
    assert (await apply(ask, own_plan_service, change, key="k2"))["revision"] == first["revision"] + 1


@pytest.mark.anyio
async def test_what_changes_nothing_is_no_revision(ask: Ask, own_plan_service: Service) -> None:
    head = await own_plan_service.store.head()
    change = {"updateEntity": {"id": await id_of(ask, own_plan_service, "kairos"), "name": "Kairos"}}
    payload = await apply(ask, own_plan_service, change)
    assert (payload["revision"], payload["operations"]) == (head, [])


@pytest.mark.anyio
async def test_an_expectation_that_holds_is_no_hindrance(ask: Ask, own_plan_service: Service) -> None:
    kairos = await get(ask, own_plan_service, "kairos")
    change = {"updateEntity": {"id": kairos["id"], "name": "Kairos APS"}}
    expected = [{"id": kairos["id"], "revision": kairos["revision"]}]
    payload = await apply(ask, own_plan_service, change, expected=expected)
    assert payload["revision"] == kairos["revision"] + 1
