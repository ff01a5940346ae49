"""Where a refusal lies: the path leads into the arguments as the client wrote them."""

from __future__ import annotations

from typing import Any

import pytest

from graph.identity import mint_entity_id, mint_relationship_id
from graph.rights import FILE_LOADER
from graph.service import Service
from tests.conftest import Refusals
from tests.schema.writing import export, key_of

pytestmark = pytest.mark.anyio

UNKNOWN = {
    "an id of nothing": "e0000000000000",
    "a relationship's id": mint_relationship_id(),
    "a slug": "kairos",
    "no text": "",
}
# Each argument that takes the id of an entity; two in a list, the second is wrong.
PLACES: dict[str, tuple[str, list[str | int]]] = {
    "related to": ("{ entities(filter: {relatedTo: $id}) { totalCount } }", ["filter", "relatedTo"]),
    "of a plan": ("{ entities(filter: {plan: $id}) { totalCount } }", ["filter", "plan"]),
    "of districts": (
        "{ entities(filter: {districts: [$good, $id]}) { totalCount } }",
        ["filter", "districts", 1],
    ),
    "of topics": ("{ entities(filter: {topics: [$good, $id]}) { totalCount } }", ["filter", "topics", 1]),
    "from": ("{ relationships(filter: {source: $id}) { totalCount } }", ["filter", "source"]),
    "to": ("{ relationships(filter: {target: $id}) { totalCount } }", ["filter", "target"]),
    "touching": ("{ relationships(filter: {either: $id}) { totalCount } }", ["filter", "either"]),
    "in places": (
        "{ relationships(filter: {districts: [$good, $id]}) { totalCount } }",
        ["filter", "districts", 1],
    ),
    "involved in": ("{ involvement(in: $id) { totalCount } }", ["in"]),
    "who is involved": ("{ involvement(who: $id) { totalCount } }", ["who"]),
    "a way from": ("{ paths(from: $id, to: $good) { length } }", ["from"]),
    "a way to": ("{ paths(from: $good, to: $id) { length } }", ["to"]),
    "around": ("{ network(scope: {around: $id}) { nodeCount } }", ["scope", "around"]),
    "a plan's network": ("{ network(scope: {plan: $id}) { nodeCount } }", ["scope", "plan"]),
    "a network of districts": (
        "{ network(scope: {districts: [$good, $id]}) { nodeCount } }",
        ["scope", "districts", 1],
    ),
    "covered districts": (
        "{ coverage(rows: TOPIC, districts: [$good, $id]) { rows { label } } }",
        ["districts", 1],
    ),
    "a phase": ("{ entities(on: {phase: $id}) { totalCount } }", ["on", "phase"]),
}
# What bounds a number, and is passed by the one given.
BOUNDS: dict[str, tuple[str, list[str | int]]] = {
    "steps of neighbours": ('{ entity(slug: "kairos") { neighbours(steps: 0) { totalCount } } }', ["steps"]),
    "a ranking": ('{ search(text: "a", first: -1) { score } }', ["first"]),
    "steps of a network": ("{ network(scope: {steps: -1}) { nodeCount } }", ["scope", "steps"]),
    "a revision to come": ("{ entities(on: {asOf: 99}) { totalCount } }", ["on", "asOf"]),
    "a revision before all": ("{ entities(on: {asOf: -1}) { totalCount } }", ["on", "asOf"]),
}

APPLY = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { revision } }"
NOBODY = mint_entity_id()
GOOD = {"createEntity": {"kind": "topic", "name": "Buono"}}
AGES = [{"name": "age_from", "value": 14}, {"name": "age_to", "value": "x"}]
DATES = [{"name": "territory", "value": None}, {"name": "shown_on", "value": "ieri"}]
CLAIMS = [{"source": "@pagina-piano"}, {"source": "@kairos"}]
TIE = {"kind": "collaborates_with", "source": "@kairos", "target": "@caffe-politico"}
DISTRICTS = ["@ambito-crema", "@kairos"]
# The form of a change, what is said in it, and where in that the fault lies.
FAULTS: list[tuple[str, dict[str, object], list[str | int]]] = [
    ("createEntity", {"kind": "cohort", "name": "X", "properties": AGES}, ["properties", 1]),
    ("createEntity", {"kind": "plan", "name": "X", "properties": DATES}, ["properties", 1, "value"]),
    ("createEntity", {"kind": "topic", "name": "X", "claims": CLAIMS}, ["claims", 1, "source"]),
    ("createEntity", {"kind": "topic", "name": "X", "districts": DISTRICTS}, ["districts", 1]),
    ("createEntity", {"kind": "topic", "name": "X", "since": "2014-01-01", "until": "2014-01-01"}, ["until"]),
    ("createEntity", {"kind": "district", "name": "X", "ref": "x", "districts": ["x"]}, ["districts", 0]),
    ("updateEntity", {"id": "@giovani-18-25", "properties": AGES}, ["properties", 1]),
    ("updateEntity", {"id": "@piano-giovani", "properties": DATES}, ["properties", 1, "value"]),
    ("updateEntity", {"id": "@kairos", "claims": CLAIMS}, ["claims", 1, "source"]),
    ("updateEntity", {"id": "@kairos", "districts": DISTRICTS}, ["districts", 1]),
    ("updateEntity", {"id": NOBODY, "name": "X"}, ["id"]),
    ("updateEntity", {"id": "@kairos", "name": None}, ["name"]),
    ("endEntity", {"id": NOBODY, "on": "2014-01-01"}, ["id"]),
    ("deleteEntity", {"id": NOBODY}, ["id"]),
    ("deleteEntity", {"id": "@kairos"}, ["cascade"]),
    ("mergeEntities", {"keep": NOBODY, "absorb": ["@kairos"]}, ["keep"]),
    ("mergeEntities", {"keep": "@kairos", "absorb": ["@caffe-politico", NOBODY]}, ["absorb", 1]),
    ("createRelationship", {**TIE, "source": NOBODY}, ["source"]),
    ("createRelationship", {**TIE, "target": NOBODY}, ["target"]),
    ("createRelationship", {**TIE, "strength": 2}, ["strength"]),
    ("createRelationship", {**TIE, "phases": ["@fase-finale", "@kairos"]}, ["phases", 1]),
    ("createRelationship", {**TIE, "claims": CLAIMS}, ["claims", 1, "source"]),
    ("createRelationship", {**TIE, "properties": [{"name": "colour", "value": "red"}]}, ["properties", 0]),
    ("updateRelationship", {"id": "%partner_in", "strength": -1}, ["strength"]),
    ("updateRelationship", {"id": "%partner_in", "phases": ["@kairos"]}, ["phases", 0]),
    ("updateRelationship", {"id": "%partner_in", "claims": CLAIMS}, ["claims", 1, "source"]),
    ("updateRelationship", {"id": mint_relationship_id(), "role": "x"}, ["id"]),
    ("endRelationship", {"id": "%partner_in", "on": "1990-01-01"}, ["on"]),
    ("endRelationship", {"id": mint_relationship_id(), "on": "1990-01-01"}, ["id"]),
    ("deleteRelationship", {"id": mint_relationship_id()}, ["id"]),
]


async def resolve(service: Service, said: Any) -> Any:  # noqa: ANN401 - input of any form
    """Return input with ids in the places of @slugs, and of %kinds, which mean the first relationship."""
    match said:
        case dict():
            return {name: await resolve(service, part) for name, part in said.items()}
        case list():
            return [await resolve(service, part) for part in said]
        case str() if said.startswith("@"):
            return await key_of(service, said[1:])
        case str() if said.startswith("%"):
            view = await service.view(FILE_LOADER.view_class)
            return next(view.find_relationships({said[1:]})).id
        case _:
            return said


@pytest.mark.parametrize("unknown", UNKNOWN.values(), ids=UNKNOWN.keys())
@pytest.mark.parametrize(("query", "place"), PLACES.values(), ids=PLACES.keys())
async def test_an_unknown_id_leads_to_the_argument_that_names_it(
    refusals: Refusals, plan_service: Service, query: str, place: list[str | int], unknown: str
) -> None:
    slug = "lavoro" if "topics" in query else "ambito-crema"
    declared = "query($id: ID!, $good: ID!) " if "$good" in query else "query($id: ID!) "
    variables = {"id": unknown, "good": await key_of(plan_service, slug)}
    (error,) = await refusals(plan_service, declared + query, variables)
    assert error["extensions"] == {"code": "NOT_FOUND", "path": place}


@pytest.mark.parametrize(("query", "place"), BOUNDS.values(), ids=BOUNDS.keys())
async def test_a_number_out_of_bounds_leads_to_its_argument(
    refusals: Refusals, plan_service: Service, query: str, place: list[str | int]
) -> None:
    (error,) = await refusals(plan_service, query)
    assert error["extensions"] == {"code": "INVALID", "path": place}


@pytest.mark.parametrize(
    ("form", "said", "place"),
    FAULTS,
    ids=[f"{form} {'.'.join(map(str, place))}" for form, _, place in FAULTS],
)
async def test_a_fault_of_a_change_leads_to_where_it_was_written_and_nothing_is_written(
    refusals: Refusals, plan_service: Service, form: str, said: dict[str, object], place: list[str | int]
) -> None:
    before = await export(plan_service)
    changes = [GOOD, GOOD, {form: await resolve(plan_service, said)}]
    (error,) = await refusals(plan_service, APPLY, {"changes": changes})
    assert error["extensions"]["path"] == ["changes", 2, form, *place]
    assert await export(plan_service) == before


async def test_every_form_of_a_change_is_among_the_faults() -> None:
    from schema.inputs import ChangeInput

    fields = ChangeInput.__strawberry_definition__.fields  # type: ignore[attr-defined]
    names = {field.python_name.replace("_e", "E").replace("_r", "R") for field in fields}
    assert {form for form, _, _ in FAULTS} == names


async def test_the_first_fault_of_several_is_told(refusals: Refusals, plan_service: Service) -> None:
    changes = [
        GOOD,
        {"createEntity": {"kind": "tema", "name": "X"}},
        {"createEntity": {"kind": "x", "name": ""}},
    ]
    (error,) = await refusals(plan_service, APPLY, {"changes": changes})
    assert error["extensions"]["path"] == ["changes", 1, "createEntity", "kind"]
