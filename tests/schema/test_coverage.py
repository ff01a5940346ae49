"""Coverage: how much of something each district has; reckoned by hand from the tables of both territories."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from graph.changes import CreateEntity, CreateRelationship, UpdateEntity, UpdateRelationship
from graph.model import FactStatus
from graph.rights import FILE_LOADER, PUBLIC_VIEWER
from graph.service import Service
from importers.territory import shipped_territory
from tests.conftest import Ask, Refusals
from tests.schema.writing import empty_service, key_of, write

pytestmark = pytest.mark.anyio

COVERAGE = """
    query($rows: CoverageRows!, $districts: [ID!], $on: Moment, $first: Int = 100) {
        coverage(rows: $rows, districts: $districts, on: $on) { rows {
            label entity { slug } cells { district { slug } actual planned entities(first: $first) { slug } }
        } }
    }
"""
Cells = list[tuple[int, int]]


async def rows(ask: Ask, service: Service, kind: str, **more: object) -> list[dict[str, Any]]:
    return list((await ask(service, COVERAGE, {"rows": kind, **more}))["coverage"]["rows"])


async def counted(ask: Ask, service: Service, kind: str, **more: object) -> dict[str, Cells]:
    """Return actual and planned of each cell, by the slug of the row or, of levels, its label."""
    return {
        row["entity"]["slug"] if row["entity"] else row["label"]: [
            (cell["actual"], cell["planned"]) for cell in row["cells"]
        ]
        for row in await rows(ask, service, kind, **more)
    }


# In the order of the plan's districts: Cremona, Crema, Casalmaggiore.
PLAN: dict[str, dict[str, Cells]] = {
    "BODY": {
        # It has the districts of the plan that it is a part of.
        "Livello: provinciale": [(1, 0), (1, 0), (1, 0)],
        "Livello: di ambito": [(1, 0), (1, 0), (1, 0)],
        # Two provincial groups and two of their own are foreseen; Crema's own two are at work.
        "Livello: tematico": [(0, 4), (2, 2), (0, 4)],
        "Livello: tecnico": [(1, 0), (1, 0), (1, 0)],
    },
    "ACTION": {
        # Itself, 1.1, 1.2, 1.3 and the activity in 1.1: all at work.
        "azione-1": [(5, 0), (5, 0), (5, 0)],
        # Itself, 5.1 with its laboratories and their modules; 5.2 in Cremona only.
        "azione-5": [(0, 5), (0, 4), (0, 4)],
        "azione-5-2": [(0, 1), (0, 0), (0, 0)],
        "azione-6-1": [(0, 1), (0, 1), (0, 0)],
        # Itself and its call.
        "azione-6-3": [(0, 0), (0, 0), (0, 2)],
    },
    "TOPIC": {
        # Action 3 everywhere, foreseen; the group of Crema, at work. The document is nowhere.
        "tutoring-giovani": [(0, 1), (1, 1), (0, 1)],
        "professional-skills": [(0, 2), (0, 2), (0, 2)],
        "formazione-e-occupabilita": [(0, 0), (1, 0), (0, 0)],
        # Action 6; the other that is about it is a topic, and nowhere.
        "sport": [(0, 1), (0, 1), (0, 1)],
    },
    "COHORT": {
        "giovani-drop-out": [(0, 1), (0, 0), (0, 0)],
        "giovani-18-25": [(0, 1), (0, 1), (0, 1)],
    },
    "RESOURCE": {
        # The platform and its four parts.
        "sitogiovani": [(0, 5), (0, 5), (0, 5)],
        "sitogiovani-tutorial": [(0, 1), (0, 1), (0, 1)],
        # What 6.1 says that there is in Crema, and in which of the three there are projects of the young.
        "dote": [(0, 0), (1, 0), (0, 0)],
        "servizio-civile-volontario": [(0, 0), (1, 0), (0, 0)],
        "progetti-dei-giovani": [(1, 0), (1, 0), (0, 0)],
        "campi-estivi": [(0, 0), (0, 0), (0, 0)],
    },
}


@pytest.mark.parametrize("kind", PLAN)
async def test_the_plans_cells_are_what_its_tables_say(ask: Ask, plan_service: Service, kind: str) -> None:
    found = await counted(ask, plan_service, kind)
    assert {name: found[name] for name in PLAN[kind]} == PLAN[kind]


async def test_what_a_document_denies_is_told_from_what_none_tells(ask: Ask, plan_service: Service) -> None:
    query = """{ coverage(rows: RESOURCE) { rows { entity { slug } cells { denied district { slug } } } } }"""
    found = (await ask(plan_service, query))["coverage"]["rows"]
    assert [
        (row["entity"]["slug"], cell["district"]["slug"])
        for row in found
        for cell in row["cells"]
        if cell["denied"]
    ] == [("progetti-dei-giovani", "ambito-casalmaggiore")]


@pytest.mark.parametrize("kind", ["TOPIC", "ACTION", "RESOURCE", "PROGRAMME", "COHORT"])
async def test_there_is_a_row_for_each_entity_and_a_cell_for_each_district(
    ask: Ask, plan_service: Service, kind: str
) -> None:
    query = """query($kind: KindName!) { entities(first: 1000, filter: {kinds: [$kind]}) {
        edges { node { slug name } }
    } }"""
    listed = (await ask(plan_service, query, {"kind": kind.lower()}))["entities"]["edges"]
    found = await rows(ask, plan_service, kind)
    assert sorted(row["entity"]["slug"] for row in found) == sorted(edge["node"]["slug"] for edge in listed)
    assert {row["label"] for row in found} == {edge["node"]["name"] for edge in listed}
    assert {tuple(cell["district"]["slug"] for cell in row["cells"]) for row in found} == {
        ("ambito-cremona", "ambito-crema", "ambito-casalmaggiore")
    }


async def test_actions_come_in_the_order_of_their_codes(ask: Ask, plan_service: Service) -> None:
    slugs = [row["entity"]["slug"] for row in await rows(ask, plan_service, "ACTION")]
    assert slugs[:5] == ["azione-1", "azione-1-1", "azione-1-2", "azione-1-3", "azione-2"]


async def test_the_examples_resources_are_where_its_tables_say(ask: Ask, example_service: Service) -> None:
    covered: dict[str, set[str]] = {}
    for table in shipped_territory("example").glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("kind") == "resource":
                    covered.setdefault(row["slug"], set())
                if row.get("kind") == "covers" and row["source"].startswith("risorsa-"):
                    covered.setdefault(row["source"], set()).add(row["target"])
    places = ("valle-arvena", "valle-ombrina", "valle-tolvina")
    assert len(covered) == 13
    assert await counted(ask, example_service, "RESOURCE") == {
        slug: [(int(place in found), 0) for place in places] for slug, found in covered.items()
    }


async def test_the_example_has_no_district_body_in_its_smallest_valley(
    ask: Ask, example_service: Service
) -> None:
    assert (await counted(ask, example_service, "BODY"))["Livello: di ambito"] == [(1, 0), (1, 0), (0, 0)]


async def test_a_cell_lists_what_it_counts_what_is_there_first(ask: Ask, plan_service: Service) -> None:
    (thematic,) = [
        row for row in await rows(ask, plan_service, "BODY") if row["label"] == "Livello: tematico"
    ]
    assert [item["slug"] for item in thematic["cells"][1]["entities"]] == [
        "gruppo-crema-tutoring",
        "gruppo-crema-partecipazione",
        "gruppo-formazione-e-talento",
        "gruppo-relazioni-di-comunita",
    ]
    for row in await rows(ask, plan_service, "ACTION"):
        for cell in row["cells"]:
            assert len(cell["entities"]) == cell["actual"] + cell["planned"]


async def test_a_cell_lists_no_more_than_asked_but_counts_all(ask: Ask, plan_service: Service) -> None:
    found = await rows(ask, plan_service, "ACTION", first=1)
    cell = found[0]["cells"][0]
    assert (cell["actual"], len(cell["entities"])) == (5, 1)


async def test_labels_of_levels_are_in_both_languages(ask: Ask, plan_service: Service) -> None:
    query = "{ coverage(rows: BODY) { rows { it: label en: label(language: EN) entity { slug } } } }"
    assert (await ask(plan_service, query))["coverage"]["rows"][0] == {
        "it": "Livello: provinciale",
        "en": "Level: provincial",
        "entity": None,
    }


async def test_districts_come_as_they_are_asked_for(ask: Ask, plan_service: Service) -> None:
    asked = ["ambito-casalmaggiore", "ambito-cremona"]
    keys = [await key_of(plan_service, slug) for slug in asked]
    found = await rows(ask, plan_service, "BODY", districts=keys)
    assert {tuple(cell["district"]["slug"] for cell in row["cells"]) for row in found} == {tuple(asked)}
    assert (await counted(ask, plan_service, "BODY", districts=keys))["Livello: tematico"] == [(0, 4), (0, 4)]


async def test_of_no_districts_there_are_no_cells(ask: Ask, plan_service: Service) -> None:
    assert set(map(len, (await counted(ask, plan_service, "TOPIC", districts=[])).values())) == {0}


@pytest.mark.parametrize("wrong", ["@kairos", "e0000000000000", "no id"])
async def test_what_is_no_district_leads_to_its_place(
    refusals: Refusals, plan_service: Service, wrong: str
) -> None:
    key = await key_of(plan_service, wrong[1:]) if wrong.startswith("@") else wrong
    variables = {"rows": "TOPIC", "districts": [await key_of(plan_service, "ambito-crema"), key]}
    (error,) = await refusals(plan_service, COVERAGE, variables)
    assert error["extensions"] == {"code": "NOT_FOUND", "path": ["districts", 1]}


@pytest.mark.parametrize(("day", "there"), [("2024-06-15", True), ("2025-05-15", False)])
async def test_coverage_is_that_of_a_day(ask: Ask, example_service: Service, day: str, there: bool) -> None:
    found = await counted(ask, example_service, "PROGRAMME", on={"at": day})
    assert ("programma-palco" in found) is there


async def test_coverage_is_that_of_a_revision(ask: Ask, own_plan_service: Service) -> None:
    before = await counted(ask, own_plan_service, "BODY")
    new = CreateEntity("body", "Altro", ref="b", properties={"level": "DISTRICT"})
    crema = await key_of(own_plan_service, "ambito-crema")
    await write(own_plan_service, new, CreateRelationship("covers", "b", crema))
    assert (await counted(ask, own_plan_service, "BODY"))["Livello: di ambito"] == [(1, 0), (2, 0), (1, 0)]
    assert await counted(ask, own_plan_service, "BODY", on={"asOf": 1}) == before


async def small() -> tuple[Service, dict[str, str]]:
    """Return a network of two districts, and a topic that one activity in the first is about."""
    service = empty_service()
    result = await write(
        service,
        CreateEntity("district", "Uno", ref="uno", properties={"order": 1}),
        CreateEntity("district", "Due", ref="due", properties={"order": 2}),
        CreateEntity("topic", "Tema", ref="topic", slug="tema"),
        CreateEntity("activity", "Laboratorio", ref="activity"),
        CreateRelationship("covers", "activity", "uno"),
        CreateRelationship("about", "activity", "topic", ref="about"),
    )
    return service, dict(result.refs)


@pytest.mark.parametrize("thing", [FactStatus.ACTUAL, FactStatus.PLANNED, FactStatus.ENDED])
@pytest.mark.parametrize("tie", [FactStatus.ACTUAL, FactStatus.PLANNED, FactStatus.ENDED])
async def test_planned_is_what_is_or_leads_there_as_planned_and_what_has_ended_counts_nowhere(
    ask: Ask, thing: FactStatus, tie: FactStatus
) -> None:
    service, refs = await small()
    await write(
        service,
        UpdateEntity(refs["activity"], status=thing),
        UpdateRelationship(refs["about"], status=tie),
    )
    ended = FactStatus.ENDED in (thing, tie)
    planned = FactStatus.PLANNED in (thing, tie)
    cell = (0, 0) if ended else (0, 1) if planned else (1, 0)
    assert await counted(ask, service, "TOPIC") == {"tema": [cell, (0, 0)]}


async def test_what_leads_to_a_row_twice_counts_once_and_as_there_if_it_is(ask: Ask) -> None:
    service, refs = await small()
    again = CreateRelationship("about", refs["activity"], refs["topic"], status=FactStatus.PLANNED)
    await write(service, again)
    assert await counted(ask, service, "TOPIC") == {"tema": [(1, 0), (0, 0)]}


async def test_what_is_at_work_in_two_districts_counts_in_both(ask: Ask) -> None:
    service, refs = await small()
    await write(service, CreateRelationship("covers", refs["activity"], refs["due"]))
    assert await counted(ask, service, "TOPIC") == {"tema": [(1, 0), (1, 0)]}


async def test_a_resource_counts_with_its_parts_and_their_parts(ask: Ask) -> None:
    service, refs = await small()
    parts = [CreateEntity("resource", name, ref=name, slug=name.lower()) for name in ("A", "B", "C")]
    await write(
        service,
        *parts,
        CreateRelationship("covers", "A", refs["uno"]),
        CreateRelationship("part_of", "B", "A"),
        CreateRelationship("part_of", "C", "B"),
        CreateRelationship("covers", "C", refs["due"]),
    )
    assert await counted(ask, service, "RESOURCE") == {
        "a": [(2, 0), (1, 0)],
        "b": [(1, 0), (1, 0)],
        "c": [(0, 0), (1, 0)],
    }


async def test_who_may_not_be_seen_is_counted_nowhere(ask: Ask) -> None:
    service, refs = await small()
    young = CreateEntity("young_person", "G-01", ref="y")
    cohort = CreateEntity("cohort", "Ragazzi", ref="c", slug="ragazzi")
    ties = [
        CreateRelationship("takes_part_in", "y", refs["activity"]),
        CreateRelationship("member_of", "y", "c"),
        CreateRelationship("covers", "y", refs["due"]),
        CreateRelationship("targets", refs["activity"], "c"),
    ]
    await write(service, young, cohort, *ties, viewer=FILE_LOADER)
    found = (await ask(service, COVERAGE, {"rows": "COHORT"}, PUBLIC_VIEWER))["coverage"]["rows"]
    assert [(cell["actual"], len(cell["entities"])) for cell in found[0]["cells"]] == [(1, 1), (0, 0)]
