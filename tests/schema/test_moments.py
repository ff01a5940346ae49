"""Moments: a day, a phase, a revision. The invented territory has three dated phases."""

from __future__ import annotations

import pytest

from graph.rights import FILE_LOADER
from graph.service import Service
from tests.conftest import Ask, Refusals

COUNT = """
    query($on: Moment) { relationships(filter: {kinds: ["collaborates_with"]}, on: $on) { totalCount } }
"""
PHASES = {"fase-avvio": 40, "fase-intermedia": 60, "fase-finale": 85}


async def collaborations(ask: Ask, service: Service, **on: object) -> int:
    found: int = (await ask(service, COUNT, {"on": on}))["relationships"]["totalCount"]
    return found


async def key_of(service: Service, slug: str) -> str:
    """Return a key whatever the moment."""
    entity = (await service.view(FILE_LOADER.view_class)).get_entity_by_slug(slug)
    assert entity is not None
    return entity.id


@pytest.mark.parametrize(("slug", "count"), PHASES.items())
@pytest.mark.anyio
async def test_a_phase_shows_what_is_true_in_it(
    ask: Ask, example_service: Service, slug: str, count: int
) -> None:
    phase = await key_of(example_service, slug)
    assert await collaborations(ask, example_service, phase=phase) == count


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2023-08-31", 0),
        ("2023-09-01", 40),
        ("2024-02-29", 40),
        ("2024-03-01", 60),
        ("2024-10-01", 85),
        ("2025-05-31", 85),
        ("2025-06-01", 0),
    ],
)
@pytest.mark.anyio
async def test_a_day_shows_what_has_begun_and_not_ended(
    ask: Ask, example_service: Service, day: str, count: int
) -> None:
    assert await collaborations(ask, example_service, at=day) == count


@pytest.mark.anyio
async def test_the_day_shown_first_is_the_one_that_the_newest_plan_names(
    ask: Ask, example_service: Service
) -> None:
    assert await collaborations(ask, example_service) == await collaborations(
        ask, example_service, at="2025-05-15"
    )


@pytest.mark.parametrize("slug", ["fase-start-up", "fase-intermedia", "fase-finale"])
@pytest.mark.anyio
async def test_phases_without_dates_show_the_facts_tied_to_them(
    ask: Ask, plan_service: Service, slug: str
) -> None:
    query = """
        query($on: Moment) { relationships(filter: {kinds: ["advises"]}, on: $on) {
            totalCount edges { node { since until phases { slug } } }
        } }
    """
    phase = (await ask(plan_service, "query($s: String!) { entity(slug: $s) { id since } }", {"s": slug}))[
        "entity"
    ]
    found = (await ask(plan_service, query, {"on": {"phase": phase["id"]}}))["relationships"]
    assert phase["since"] is None
    assert found["totalCount"] == 10
    assert all({"slug": slug} in edge["node"]["phases"] for edge in found["edges"])


@pytest.mark.anyio
async def test_an_entity_tied_to_a_phase_is_there_in_it_only(ask: Ask, own_plan_service: Service) -> None:
    query = 'query($on: Moment) { entity(slug: "solo-avvio", on: $on) { name } }'
    keys = {slug: await key_of(own_plan_service, slug) for slug in ("fase-start-up", "fase-finale")}
    changes = [
        {"createEntity": {"ref": "a", "kind": "activity", "name": "Solo avvio"}},
        {"createRelationship": {"kind": "in_phase", "source": "a", "target": keys["fase-start-up"]}},
    ]
    apply = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { revision } }"
    await ask(own_plan_service, apply, {"changes": changes})
    seen = {
        slug: (await ask(own_plan_service, query, {"on": {"phase": key}}))["entity"]
        for slug, key in keys.items()
    }
    assert seen == {"fase-start-up": {"name": "Solo avvio"}, "fase-finale": None}


@pytest.mark.anyio
async def test_what_has_no_known_start_counts_and_says_so(ask: Ask, plan_service: Service) -> None:
    query = '{ entity(slug: "cisvol", on: {at: "1990-01-01"}) { since } }'
    assert (await ask(plan_service, query))["entity"] == {"since": None}


@pytest.mark.anyio
async def test_what_has_a_start_is_not_there_before_it(ask: Ask, plan_service: Service) -> None:
    query = 'query($on: Moment) { relationships(filter: {kinds: ["partner_in"]}, on: $on) { totalCount } }'
    counts = [
        (await ask(plan_service, query, {"on": {"at": day}}))["relationships"]["totalCount"]
        for day in ("2013-03-20", "2013-03-21")
    ]
    assert counts == [0, 3]


@pytest.mark.anyio
async def test_an_earlier_revision_is_what_was_known_then(ask: Ask, own_plan_service: Service) -> None:
    query = 'query($on: Moment) { entity(slug: "kairos", on: $on) { name revision } }'
    kairos = await key_of(own_plan_service, "kairos")
    before = await own_plan_service.store.head()
    apply = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { revision } }"
    change = {"updateEntity": {"id": kairos, "name": "Kairos APS"}}
    await ask(own_plan_service, apply, {"changes": [change]})
    answers = [
        (await ask(own_plan_service, query, {"on": on}))["entity"]
        for on in ({}, {"asOf": before + 1}, {"asOf": before}, {"asOf": 0})
    ]
    new, old = {"name": "Kairos APS", "revision": before + 1}, {"name": "Kairos", "revision": before}
    assert answers == [new, new, old, None]


@pytest.mark.anyio
async def test_an_id_of_an_earlier_revision_leads_back_to_what_was_known_then(
    ask: Ask, own_plan_service: Service
) -> None:
    head = await own_plan_service.store.head()
    query = 'query($on: Moment) { entity(slug: "kairos", on: $on) { id } }'
    old = (await ask(own_plan_service, query, {"on": {"asOf": head}}))["entity"]["id"]
    apply = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { revision } }"
    change = {"updateEntity": {"id": await key_of(own_plan_service, "kairos"), "name": "Kairos APS"}}
    await ask(own_plan_service, apply, {"changes": [change]})
    node = await ask(
        own_plan_service, "query($id: ID!) { node(id: $id) { ... on Entity { name } } }", {"id": old}
    )
    assert node == {"node": {"name": "Kairos"}}


@pytest.mark.anyio
async def test_a_day_and_a_revision_go_together(ask: Ask, example_service: Service) -> None:
    head = await example_service.store.head()
    assert await collaborations(ask, example_service, at="2024-01-15", asOf=head) == 40
    assert await collaborations(ask, example_service, at="2024-01-15", asOf=0) == 0


@pytest.mark.anyio
async def test_a_day_and_a_phase_do_not_go_together(refusals: Refusals, example_service: Service) -> None:
    on = {"at": "2024-01-15", "phase": await key_of(example_service, "fase-avvio")}
    errors = await refusals(example_service, COUNT, {"on": on})
    assert errors[0]["extensions"] == {"code": "INVALID", "path": ["on", "phase"]}


@pytest.mark.parametrize("revision", [-1, 99])
@pytest.mark.anyio
async def test_a_revision_that_is_not_there_is_refused(
    refusals: Refusals, example_service: Service, revision: int
) -> None:
    errors = await refusals(example_service, COUNT, {"on": {"asOf": revision}})
    assert errors[0]["extensions"]["code"] == "INVALID"


@pytest.mark.anyio
async def test_what_is_no_phase_is_not_found(refusals: Refusals, example_service: Service) -> None:
    on = {"phase": await key_of(example_service, "studio-ordito")}
    errors = await refusals(example_service, COUNT, {"on": on})
    assert errors[0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("day", ["2024-02-30", "yesterday", "", 20240115])
@pytest.mark.anyio
async def test_what_is_no_day_is_refused(refusals: Refusals, example_service: Service, day: object) -> None:
    errors = await refusals(example_service, COUNT, {"on": {"at": day}})
    assert errors[0]["extensions"]["code"] == "INVALID"


@pytest.mark.anyio
async def test_a_plan_lists_all_its_phases_also_those_that_are_over(
    ask: Ask, example_service: Service
) -> None:
    query = '{ entity(slug: "piano-mezzaluce") { ... on Plan { phases { slug } } } }'
    data = await ask(example_service, query)
    assert [phase["slug"] for phase in data["entity"]["phases"]] == list(PHASES)
