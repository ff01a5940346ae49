"""The cost of a question, told before it is answered: never less than the answer turns out to hold.

INTRECCIO_TEST_EXAMPLES makes the search for a counterexample longer.
"""

from __future__ import annotations

import os
from dataclasses import replace

import anyio
import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import Api
from schema.context import Context
from schema.cost import ASSUMED_LENGTH, Costs, Prices
from schema.limits import SATURATED, Limits
from schema.price import Price

EXAMPLES = int(os.environ.get("INTRECCIO_TEST_EXAMPLES", "20"))
LIMITS = Limits(page=2**31)


class Weightless(Prices):
    """Prices without what computing weighs: what is left counts what an answer holds."""

    def price_of(self, name: str, definition: GraphQLField, above: GraphQLNamedType) -> Price:
        return replace(super().price_of(name, definition, above), weight=0)


def cost(
    api: Api, query: str, variables: dict[str, object] | None = None, operation: str | None = None
) -> int:
    return Costs(Weightless(api._schema), parse(query)).add_up(operation, variables, LIMITS)


ENTITIES = "{ entities(%s) { edges { node { name } } } }"
SIZED = "query($n: Int%s) { entities(first: $n) { edges { node { name } } } }"


def of_page(size: int) -> int:
    """Return the cost of a page of names: two fields above it, and of each item edge, node and name."""
    return 2 + 3 * size


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{ viewer { name } }", None, 2),
        ("{ viewer { name ... on Viewer { name } } }", None, 3),
        (ENTITIES % "first: 7", None, of_page(7)),
        (ENTITIES % "last: 7", None, of_page(7)),
        (ENTITIES % "first: 9, last: 7", None, of_page(7)),
        (ENTITIES.replace("(%s)", ""), None, of_page(100)),
        (ENTITIES % "first: null", None, of_page(100)),
        (ENTITIES % "first: 0", None, of_page(0)),
        (SIZED % "", {"n": 7}, of_page(7)),
        (SIZED % "", {"n": 7.0}, of_page(7)),
        (SIZED % "", {"n": None}, of_page(100)),
        (SIZED % "", {}, of_page(100)),
        (SIZED % " = 7", {}, of_page(7)),
        (SIZED % " = 7", {"n": 8}, of_page(8)),
        (SIZED % "", {"n": -5}, of_page(0)),
        ("{ entities(first: 7) { totalCount } }", None, 2),
        (
            "{ entities(first: 7) { ...P } } fragment P on EntityConnection { edges { cursor } }",
            None,
            2 + 2 * 7,
        ),
        ('{ search(text: "a", first: 7) { score } }', None, 1 + 2 * 7),
        ('{ search(text: "a") { score } }', None, 1 + 2 * 20),
        ("{ network { centrality(measure: DEGREE) { rank } } }", None, 2 + 2 * 50),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', None, 1 + 2 * 3),
        ('{ nodes(ids: "a") { id } }', None, 1 + 2),
        ("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a", "b"]}, 1 + 2 * 2),
        ('{ entity(slug: "a") { claims { stance } } }', None, 2 + 2 * ASSUMED_LENGTH),
        ("{ vocabulary { entityKinds { name } } }", None, 2 + 2 * 50),
    ],
)
def test_lists_multiply(api: Api, query: str, variables: dict[str, object] | None, expected: int) -> None:
    assert cost(api, query, variables) == expected


def test_lists_within_lists_multiply_each_other(api: Api) -> None:
    query = "{ entities(first: 5) { edges { node { relationships(first: 3) { edges { cursor } } } } } }"
    each = 1 + 1 + 2 * 3  # relationships, edges, and of each item the edge and its cursor
    assert cost(api, query) == 2 + 5 * (2 + each)


def test_a_fragment_costs_wherever_it_is_spread(api: Api) -> None:
    query = "query { a: viewer { ...F } b: viewer { ...F } } fragment F on Viewer { name }"
    assert cost(api, query) == 4


def test_each_operation_has_its_own_cost(api: Api) -> None:
    query = "query A { viewer { name } } query B { entities(first: 2) { totalCount edges { cursor } } }"
    assert (cost(api, query, operation="A"), cost(api, query, operation="B")) == (2, 7)


def test_an_answer_to_many_changes_costs_more_than_one_to_few(api: Api) -> None:
    query = "mutation($c: [ChangeInput!]!) { apply(changes: $c) { operations { type } } }"
    few, many = (cost(api, query, {"c": [{}] * count}) for count in (1, 1000))
    assert (few, many) == (2 + 2, 2 + 2 * 1000)


@pytest.mark.parametrize(
    ("dear", "cheap"),
    [
        (
            "{ network { centrality(measure: BETWEENNESS) { rank } } }",
            "{ network { centrality(measure: DEGREE) { rank } } }",
        ),
        ("{ network { map(size: BETWEENNESS) { ties { kind } } } }", "{ network { map { ties { kind } } } }"),
        (
            '{ entity(slug: "a") { neighbours(steps: 6) { totalCount } } }',
            '{ entity(slug: "a") { neighbours { totalCount } } }',
        ),
    ],
    ids=["centrality", "map", "neighbours"],
)  # fmt: skip
def test_what_computes_more_costs_more(api: Api, dear: str, cheap: str) -> None:
    prices = Prices(api._schema)
    most, least = (Costs(prices, parse(query)).add_up(None, None, LIMITS) for query in (dear, cheap))
    assert most > least


def test_whatever_is_measured_of_a_network_weighs_something(api: Api) -> None:
    network = api._schema.type_map["Network"]
    assert isinstance(network, GraphQLObjectType)
    prices = Prices(api._schema)
    free = {
        name for name, field in network.fields.items() if prices.price_of(name, field, network).weight == 0
    }
    assert free <= {"nodeCount", "tieCount", "revision"}


def test_however_much_multiplies_the_figure_stays_a_number_to_be_read(api: Api) -> None:
    query = "entities(first: 2147483647) { edges { node { ...N } } }"
    deep = "neighbours(first: 2147483647) { edges { node { %s } } }"
    node = "name"
    for _ in range(40):
        node = deep % node
    document = "{ %s } fragment N on Entity { %s }" % (query, node)  # noqa: UP031 - braces
    assert cost(api, document) == SATURATED


def test_fragments_that_double_each_other_are_added_up_once_each(api: Api) -> None:
    chain = " ".join(f"fragment F{i} on Viewer {{ name ...F{i + 1} ...F{i + 1} }}" for i in range(500))
    query = "{ viewer { ...F0 } } " + chain + " fragment F500 on Viewer { name }"
    assert cost(api, query) == SATURATED


# Lists that may hold more than is taken for granted, as logs of imports do, and values that are lists.
UNFORESEEN = {"operations", "changes", "history", "value"}
GIVEN = {
    ("Query", "entity"): '(slug: "consulta-giovani")',
    ("Query", "search"): '(text: "gio", first: 9)',
    ("Network", "centrality"): "(measure: DEGREE, first: 9)",
    ("Query", "coverage"): "(rows: BODY)",
}


@st.composite
def selections(draw: DrawFn, schema: GraphQLSchema, above: GraphQLNamedType, depth: int) -> str:
    """Draw what might be asked of a type: fields, sizes of pages, fragments on types it may be."""
    assert isinstance(above, GraphQLObjectType | GraphQLInterfaceType)
    possible = [name for name, field in above.fields.items() if _can_ask(above, name, field, depth)]
    asked = ["__typename"]
    for name in draw(st.lists(st.sampled_from(possible), max_size=4, unique=True)) if possible else []:
        field = above.fields[name]
        told = GIVEN.get((above.name, name), "")
        if not told and "first" in field.args and draw(st.booleans()):
            side = draw(st.sampled_from([name for name in ("first", "last") if name in field.args]))
            told = f"({side}: {draw(st.integers(0, 30))})"
        kind = get_named_type(field.type)
        below = "" if is_leaf_type(kind) else "{ " + draw(selections(schema, kind, depth - 1)) + " }"
        asked.append(f"{name}_{len(asked)}: {name}{told} {below}")
    if isinstance(above, GraphQLInterfaceType) and depth > 0 and draw(st.booleans()):
        kind = draw(st.sampled_from(sorted(schema.get_possible_types(above), key=lambda kind: kind.name)))
        asked.append(f"... on {kind.name} {{ {draw(selections(schema, kind, depth - 1))} }}")
    return " ".join(asked)


def _can_ask(above: GraphQLNamedType, name: str, field: GraphQLField, depth: int) -> bool:
    if name in UNFORESEEN or (depth <= 0 and not is_leaf_type(get_named_type(field.type))):
        return False
    return (above.name, name) in GIVEN or not any(map(is_required_argument, field.args.values()))


def count_held(value: object) -> int:
    """Return how many fields and items of lists an answer holds."""
    if isinstance(value, dict):
        return sum(1 + count_held(item) for item in value.values())
    if isinstance(value, list):
        return sum(1 + count_held(item) for item in value)
    return 0


@settings(max_examples=5 * EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_answer_holds_more_than_was_told(data: st.DataObject, api: Api, example_service: Service) -> None:
    schema = api._schema
    assert schema.query_type is not None
    query = "{ " + data.draw(selections(schema, schema.query_type, 6)) + " }"

    async def ask() -> object:
        result = await api.execute(query, None, Context(example_service, LOCAL_EDITOR))
        return result.data

    assert count_held(anyio.run(ask)) <= cost(api, query), query
