"""Limits: each lets through what is at its bound, and refuses one more with figure and bound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import get_introspection_query
from strawberry.types.execution import PreExecutionError

from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import Api, build_api
from schema.context import Context
from schema.errors import format_error
from schema.limits import Limits
from tests.conftest import Ask

APPLY = 'mutation { apply(changes: [{createEntity: {kind: "topic", name: "Un tema"}}]) { revision } }'
NESTED = "query { viewer { ...A } } fragment A on Viewer { roles { ...B } } fragment B on RoleGrant { role }"
CHOSEN = "query($yes: Boolean! = true) { viewer @include(if: $yes) { name @skip(if: false) } }"
TWICE = "query { ...A } fragment A on Query { ...B ...B } fragment B on Query { "
IDS = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
Variables = dict[str, Any]
# The measure, what a question has of it, the question, and its variables.
AT_BOUND: list[tuple[str, int, str, Variables]] = [
    ("document", 19, "{ viewer { name } }", {}),
    ("tokens", 6, "{ viewer { name } }", {}),
    ("tokens", 8, "# one\n# two\n{ viewer { name } }", {}),
    ("depth", 2, "{ viewer { name } }", {}),
    ("depth", 3, "{ viewer { ... on Viewer { roles { role } } } }", {}),
    ("depth", 3, NESTED, {}),
    ("depth", 2, "query Shallow { __typename } query Deep { viewer { name } }", {}),
    ("aliases", 2, "{ a: viewer { b: name } }", {}),
    ("aliases", 4, "query { x: viewer { ...A } y: viewer { ...A } } fragment A on Viewer { n: name }", {}),
    ("directives", 2, CHOSEN, {}),
    ("directives", 2, TWICE + "viewer @skip(if: false) { name } }", {}),
    ("repeats", 3, "{ viewer { name name ... on Viewer { name } } }", {}),
    ("repeats", 2, TWICE + "viewer { name } }", {}),
    ("values", 4, IDS, {"ids": ["a", "b"]}),
    ("page", 7, "{ entities(first: 7) { totalCount } }", {}),
    ("page", 7, "{ entities(last: 7) { totalCount } }", {}),
    ("page", 7, "query($n: Int) { entities(first: $n) { totalCount } }", {"n": 7}),
    ("page", 7, "query($n: Int = 7) { entities(first: $n) { totalCount } }", {}),
    ("page", 7, "{ entities(first: 1) { edges { node { neighbours(first: 7) { totalCount } } } } }", {}),
    ("cost", 2, "{ viewer { name } }", {}),
]  # fmt: skip


async def refusal(api: Api, service: Service, query: str, variables: Variables) -> dict[str, Any]:
    """Return the extensions of the one error that a question is refused with before it is executed."""
    result = await api.execute(query, variables, Context(service, LOCAL_EDITOR))
    assert isinstance(result, PreExecutionError)
    assert result.errors is not None
    (error,) = result.errors
    return format_error(error)["extensions"]


@pytest.mark.parametrize(("measure", "figure", "query", "variables"), AT_BOUND)
@pytest.mark.anyio
async def test_what_is_at_a_bound_is_answered(
    plan_service: Service, measure: str, figure: int, query: str, variables: Variables
) -> None:
    api = build_api(replace(Limits(), **{measure: figure}))
    context = Context(plan_service, LOCAL_EDITOR)
    result = await api.execute(query, variables, context, operation_name=_last_name(query))
    assert result.errors is None


@pytest.mark.parametrize(("measure", "figure", "query", "variables"), AT_BOUND)
@pytest.mark.anyio
async def test_one_more_is_refused_with_figure_and_bound(
    plan_service: Service, measure: str, figure: int, query: str, variables: Variables
) -> None:
    api = build_api(replace(Limits(), **{measure: figure - 1}))
    found = await refusal(api, plan_service, query, variables)
    assert found == {"code": "TOO_COMPLEX", "measure": measure, "figure": figure, "bound": figure - 1}


@pytest.mark.anyio
async def test_a_refusal_says_figure_bound_and_what_to_do(api: Api) -> None:
    result = await api.execute("{ entities(first: 1001) { totalCount } }")
    assert [str(error) for error in result.errors or []] == [
        "The question asks for a page of 1,001, of 1,000 at most: ask for smaller pages, one after the other."
    ]


@pytest.mark.parametrize(
    "measure", ["document", "tokens", "depth", "aliases", "directives", "repeats", "values", "cost"]
)
@pytest.mark.anyio
async def test_a_refused_mutation_wrote_nothing(own_plan_service: Service, measure: str) -> None:
    before = await own_plan_service.store.head()
    query = APPLY.replace("mutation", "mutation($a: Boolean!)").replace(
        "revision", "r: revision @skip(if: $a)"
    )
    api = build_api(replace(Limits(), **{measure: 0}))
    found = await refusal(api, own_plan_service, query, {"a": False})
    assert (found["measure"], await own_plan_service.store.head()) == (measure, before)


@pytest.mark.parametrize("query", ["subscription { changes { revision } }", "{ viewer { name } }", APPLY])
@pytest.mark.parametrize("measure", ["document", "tokens", "depth", "cost"])
@pytest.mark.anyio
async def test_over_a_stream_the_same_is_refused(own_plan_service: Service, query: str, measure: str) -> None:
    api = build_api(replace(Limits(), **{measure: 0}))
    results = await api.stream(query, context_value=Context(own_plan_service, LOCAL_EDITOR))
    (result,) = [found async for found in results]
    assert isinstance(result, PreExecutionError)
    assert [format_error(error)["extensions"]["measure"] for error in result.errors or []] == [measure]


@pytest.mark.anyio
async def test_over_a_stream_what_is_no_question_is_an_error_too(plan_service: Service) -> None:
    results = await build_api().stream("{", context_value=Context(plan_service, LOCAL_EDITOR))
    (result,) = [found async for found in results]
    assert isinstance(result, PreExecutionError)
    assert [format_error(error)["extensions"]["code"] for error in result.errors or []] == ["INVALID"]


@pytest.mark.anyio
async def test_a_ranking_past_its_bound_is_null_and_the_rest_is_answered(
    api: Api, plan_service: Service
) -> None:
    query = "{ network { nodeCount centrality(measure: DEGREE, first: 2147483647) { rank } } }"
    result = await api.execute(query, context_value=Context(plan_service, LOCAL_EDITOR))
    assert result.data is not None
    assert result.data["network"]["centrality"] is None
    assert result.data["network"]["nodeCount"] > 0
    assert [format_error(error)["extensions"]["code"] for error in result.errors or []] == ["TOO_COMPLEX"]


EVERYDAY = {
    "introspection": get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    ),
    "the whole map": """{ network { map {
        nodes { entity { key slug name kind } x y size colour shape }
        ties { source target kind weight }
        legend { label colour shape }
    } } }""",
    "a large page": "{ entities(first: 1000) { totalCount edges { node { key slug name kind status } } } }",
    "bodies, seats, holders and what these are related to": """{
        entities(filter: {kinds: ["body"]}, first: 50) { edges { node { name ... on Body { seats {
            name occupancy holders { name relationships { edges { node { kind target { name } } } } }
        } } } } }
    }""",
    "measures side by side": """{ network {
        cohesion { density } degree: centrality(measure: DEGREE) { entity { name } value }
        betweenness: centrality(measure: BETWEENNESS) { entity { name } value }
        map(size: BETWEENNESS) { nodes { x y size } ties { source target } }
    } }""",
}


@pytest.mark.parametrize("query", EVERYDAY.values(), ids=EVERYDAY)
@pytest.mark.anyio
async def test_everyday_questions_are_answered(ask: Ask, plan_service: Service, query: str) -> None:
    assert await ask(plan_service, query)


def _last_name(query: str) -> str | None:
    return "Deep" if "Deep" in query else None
