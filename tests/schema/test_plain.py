"""Plain fields are answered in a loop of ours: whatever comes of it is what graphql-core would have made."""

from __future__ import annotations

import time
from typing import Any

import pytest
from graphql import GraphQLSchema

from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import Api, build_api
from schema.context import Context
from schema.deadline import execution_within
from schema.entity import EntityEdge
from schema.limits import Limits

pytestmark = pytest.mark.anyio

QUESTIONS = {
    "everything of everybody": """{ entities(first: 1000) { totalCount edges { cursor node {
        __typename id key kind slug name summary status since until revision
        districts { slug } properties { name label value } claims { property value stance source { slug } }
        ... on Body { level vacancies reportsTo { slug } seats { occupancy holders { __typename slug } } }
        ... on Activity { modules hoursPerModule action { code type parts { code } } }
        ... on Cohort { ageFrom ageTo } ... on Resource { offeredBy { slug } topics { slug } }
    } } pageInfo { hasNextPage endCursor } } }""",
    "ties with arguments": """{ entities(first: 300) { edges { node { slug
        out: relationships(direction: OUT, first: 2) { totalCount edges { node { kind target { name } } } }
        in: relationships(direction: IN, kinds: ["part_of", "about"], last: 1) { edges { node { strength } } }
        neighbours(first: 3) { edges { node { slug } } }
    } } } }""",
    "what waits below what does not": """{ entities(first: 5) { edges { node { slug
        history(first: 1) { edges { node { revision at } } } relationships(first: 1) { edges { node {
            target { slug history(first: 1) { edges { node { actor } } } } } } }
    } } } }""",
    "fragments, aliases, directives": """query ($no: Boolean = false, $yes: Boolean = true, $few: Int = 2) {
        entities(first: 20) { edges { node { ...Names again: slug slug @skip(if: $yes) since @include(if: $no)
            ties: relationships(first: $few) { edges { node { ...Tie } } } } } }
    } fragment Names on Entity { name ... on Plan { phases { slug } actions { name } } }
      fragment Tie on Relationship { kind source { ...Names } }""",
    "merged fields": "{ entities(first: 9) { edges { node { name } } edges { node { slug name } cursor } } }",
    "the map": """{ network(scope: {entityKinds: ["body", "organisation"]}) { nodeCount map {
        nodes { entity { slug } x y size colour shape } ties { source target kind weight } legend { label }
    } } }""",
    "an argument out of bounds": """{ entities(first: 4) { edges { node { slug
        neighbours(steps: 99) { totalCount } relationships(first: -1) { totalCount }
    } } } }""",
    "a cursor of nothing": """{ entities(first: 2) { edges { node {
        relationships(after: "?") { edges { cursor } }
    } } } }""",
    "introspection": "{ __schema { types { name fields { name type { name kind ofType { name } } } } } }",
}


def by_graphql_core() -> Api:
    api = build_api()
    api.execution_context_class = execution_within(Limits().seconds, Limits().cost)
    return api


async def answer(api: Api, service: Service, question: str) -> dict[str, Any]:
    found = await api.execute(question, context_value=Context(service, LOCAL_EDITOR))
    errors = [(error.message, error.path, error.locations) for error in found.errors or ()]
    return {"data": found.data, "errors": sorted(errors, key=str)}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
async def test_answers_and_errors_are_those_of_graphql_core(plan_service: Service, question: str) -> None:
    ours = await answer(build_api(), plan_service, question)
    assert all(path is not None for _, path, _ in ours["errors"]), "it was refused before it was executed"
    assert ours == await answer(by_graphql_core(), plan_service, question)


async def test_what_is_plain_never_reaches_the_machinery(
    plan_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    get_field = GraphQLSchema.get_field

    def looking(schema: GraphQLSchema, parent: object, name: str) -> object:
        asked.append(name)
        return get_field(schema, parent, name)  # type: ignore[arg-type]

    monkeypatch.setattr(GraphQLSchema, "get_field", looking)
    api = build_api()
    for _ in range(2):  # the second time the document is known
        asked.clear()
        await answer(api, plan_service, '{ entities(filter: {kinds: ["body"]}) { edges { node { name } } } }')
    assert asked.count("name") == 1


@pytest.mark.parametrize("failing", ["cursor", "node"])
async def test_what_fails_is_missing_where_graphql_core_misses_it(
    plan_service: Service, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    made = EntityEdge.__init__

    def breaking(edge: EntityEdge, **given: object) -> None:
        made(edge, **{**given, failing: None})  # type: ignore[arg-type]

    monkeypatch.setattr(EntityEdge, "__init__", breaking)
    question = "{ entities(first: 2) { edges { cursor node { name } } } viewer { name } }"
    ours = await answer(build_api(), plan_service, question)
    assert ours["errors"]
    assert ours == await answer(by_graphql_core(), plan_service, question)


async def test_the_time_for_an_answer_ends_among_plain_fields(plan_service: Service) -> None:
    began = time.monotonic()
    ticks = iter(range(10_000_000))
    api = build_api(Limits(seconds=50), clock=lambda: began + next(ticks))
    found = await answer(api, plan_service, "{ entities(first: 1000) { edges { node { name } } } }")
    assert found["data"] is None
    assert "stopped" in str(found["errors"])
