"""Documents: what is asked again is neither read nor checked again; what is hostile is refused unexecuted."""

from __future__ import annotations

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import TooComplex
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import Api
from schema.context import Context
from schema.documents import Documents, Known, Refuted
from schema.errors import format_error
from schema.limits import Limits
from tests.conftest import Ask, Refusals

QUERY = "{ viewer { name } }"


def check(documents: Documents, api: Api, text: str) -> Known:
    return documents.check(text, documents.parse(text), api._schema)


def test_a_document_asked_again_is_the_one_that_was_read(api: Api) -> None:
    documents = Documents(Limits())
    assert documents.get_known(QUERY) is None
    known = check(documents, api, QUERY)
    assert documents.get_known(QUERY) is known


def test_a_document_is_known_by_every_letter_of_its_text(api: Api) -> None:
    documents = Documents(Limits())
    check(documents, api, QUERY)
    assert documents.get_known(QUERY + " ") is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", GraphQLError),
        ("{ nothing }", Refuted),
        ("{ viewer { ...F } } fragment F on Viewer { ...F }", Refuted),
        ("{ viewer { roles { district { districts { name } } } } }", TooComplex),
        ("{" + " viewer" * 50 + "}", TooComplex),
    ],
)
def test_a_document_that_is_refused_is_not_kept(api: Api, text: str, error: type[Exception]) -> None:
    documents = Documents(Limits(depth=3, tokens=50))
    with pytest.raises(error):
        check(documents, api, text)
    assert len(documents) == 0


def test_the_document_asked_longest_ago_makes_room(api: Api) -> None:
    documents = Documents(Limits(), most=2)
    one, two, three = (f"query {name} {QUERY}" for name in ("One", "Two", "Three"))
    for text in (one, two):
        check(documents, api, text)
    documents.get_known(one)
    check(documents, api, three)
    assert [documents.get_known(text) is not None for text in (one, two, three)] == [True, False, True]


@given(lengths=st.lists(st.integers(0, 60), max_size=8))
def test_all_documents_together_keep_within_their_room(api: Api, lengths: list[int]) -> None:
    documents = Documents(Limits(), most_characters=100)
    texts = [QUERY + " " * length for length in lengths]
    for text in texts:
        check(documents, api, text)
    assert sum(len(text) for text in set(texts) if documents.get_known(text)) <= 100


def test_a_document_larger_than_all_the_room_is_not_kept(api: Api) -> None:
    documents = Documents(Limits(), most_characters=len(QUERY) - 1)
    check(documents, api, QUERY)
    assert len(documents) == 0


@pytest.mark.anyio
async def test_a_known_document_is_still_judged_by_its_variables(
    ask: Ask, refusals: Refusals, plan_service: Service
) -> None:
    query = "query($n: Int) { entities(first: $n) { edges { node { slug } } } }"
    for size in (3, 5):
        assert len((await ask(plan_service, query, {"n": size}))["entities"]["edges"]) == size
    (error,) = await refusals(plan_service, query, {"n": 1001})
    assert error["extensions"]["measure"] == "page"
    assert len((await ask(plan_service, query, {"n": 4}))["entities"]["edges"]) == 4


@pytest.mark.anyio
async def test_of_a_known_document_the_operation_named_is_executed(api: Api, plan_service: Service) -> None:
    text = "query Name { viewer { name } } query Roles { viewer { roles { role } } }"
    for _ in range(2):
        for name, field in (("Name", "name"), ("Roles", "roles")):
            context = Context(plan_service, LOCAL_EDITOR)
            result = await api.execute(text, context_value=context, operation_name=name)
            assert result.data is not None
            assert result.data["viewer"].keys() == {field}


def chain(length: int, fragment: str) -> str:
    return " ".join(fragment.format(this=place, next=place + 1) for place in range(length))


LAST = " fragment F{} on Viewer {{ name }}"
HOSTILE = {
    "fragments that double each other": (
        "{ viewer { ...F0 } } "
        + chain(250, "fragment F{this} on Viewer {{ name ...F{next} ...F{next} }}")
        + LAST.format(250)
    ),
    "aliases in fragments that double each other": (
        "{ viewer { ...F0 } } "
        + chain(250, "fragment F{this} on Viewer {{ a: name ...F{next} ...F{next} }}")
        + LAST.format(250)
    ),
    "fragments in a circle": (
        "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }"
    ),
    "a fragment in itself": "{ viewer { ...A } } fragment A on Viewer { name ...A }",
    "many aliases": "{" + " ".join(f"a{place}: viewer {{ name }}" for place in range(101)) + "}",
    "the same field over and over": "{ viewer {" + " name" * 4_000 + "} }",
    "the same fields within fields": "{" + " entities { edges { node { name } } }" * 400 + "}",
    "unknown fields": "{" + " ".join(f"x{place}" for place in range(4_900)) + "}",
    "directives": "{ viewer {" + " name @skip(if: false)" * 101 + "} }",
    "unknown directives": "{ viewer { name" + "".join(f" @x{place}" for place in range(101)) + "} }",
    "tokens": "{" + " a" * 5_000 + "}",
    "comments": "#\n" * 5_001 + QUERY,
    "blanks": QUERY + " " * 100_000,
    "a number of many digits": "{ entities(first: " + "9" * 90_000 + ") { totalCount } }",
    "a number too large": "{ entities(first: 2147483648) { totalCount } }",
    "lists within lists": "{ nodes(ids: " + "[" * 2_000 + "]" * 2_000 + ") { id } }",
    "objects within objects": (
        "mutation { apply(changes: " + "{a:" * 150 + "1" + "}" * 150 + ") { revision } }"
    ),
    "selections within selections": "{ viewer " * 1_000 + "}" * 1_000,
    "fragments within fragments": "{ viewer " + "{ ... " * 1_000 + "{ name }" + "}" * 1_001,
    "introspection within introspection": (
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    ),
    "introspection many times": (
        "{" + " ".join(f"a{i}: __schema {{ ...S }}" for i in range(99)) + "}"
        " fragment S on __Schema { types { fields { type { fields { name } } } } }"
    ),
    "lists that multiply": (
        "{ entities(first: 1000) { edges { node { neighbours(first: 1000) { edges { node {"
        " relationships(first: 1000) { totalCount edges { cursor } } } } } } } } }"
    ),
    "the dearest measure many times": (
        "{ network {"
        + " ".join(f"a{i}: centrality(measure: BETWEENNESS) {{ rank }}" for i in range(11))
        + "} }"
    ),
    "unused variables": "query(" + " ".join(f"$v{place}: Int" for place in range(1_000)) + ")" + QUERY,
}  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.anyio
async def test_a_hostile_document_is_refused_without_executing_any_of_it(api: Api, query: str) -> None:
    # Without a context whatever is executed fails, as a fault of ours.
    result = await api.execute(query)
    codes = {format_error(error)["extensions"]["code"] for error in result.errors or []}
    assert codes in ({"INVALID"}, {"TOO_COMPLEX"})


@pytest.mark.parametrize(
    ("length", "last", "refused"), [(100, "name", False), (101, "name", True), (600, "...F0", True)]
)
def test_fragments_spread_each_other_so_deep_and_no_deeper(
    api: Api, length: int, last: str, refused: bool
) -> None:
    text = "{ viewer { ...F0 } } " + chain(length - 1, "fragment F{this} on Viewer {{ ...F{next} }}")
    text += f" fragment F{length - 1} on Viewer {{ {last} }}"
    if not refused:
        assert check(Documents(Limits()), api, text)
        return
    with pytest.raises(TooComplex) as refusal:
        check(Documents(Limits()), api, text)
    found = refusal.value
    assert (found.measure, found.figure, found.bound) == ("fragments", length, 100)


def deep(depth: int, key: str | None = None) -> object:
    value: object = "end"
    for _ in range(depth):
        value = [value] if key is None else {key: value}
    return value


NODES = "query($v: [ID!]!) { nodes(ids: $v) { id } }"
WRITE = "mutation($v: [ChangeInput!]!) { apply(changes: $v) { revision } }"
SET = """mutation($v: PropertyValue) {
    apply(changes: [{createEntity: {kind: "topic", name: "Tema", properties: [{name: "url", value: $v}]}}]) { revision }
}"""  # noqa: E501 - one change


@pytest.mark.parametrize(
    ("query", "value"),
    [
        (NODES, ["a"] * 200_000),
        (NODES, deep(5_000)),
        (WRITE, [deep(5_000, "createEntity")]),
        (SET, deep(5_000)),
        (SET, [1] * 200_000),
    ],
    ids=["a long list", "lists within lists", "objects within objects", "a deep value", "a long value"],
)
@pytest.mark.anyio
async def test_hostile_variables_are_refused_without_executing_any_of_it(
    api: Api, query: str, value: object
) -> None:
    result = await api.execute(query, {"v": value})
    codes = {format_error(error)["extensions"]["code"] for error in result.errors or []}
    assert codes in ({"INVALID"}, {"TOO_COMPLEX"})


@pytest.mark.anyio
async def test_of_several_operations_one_must_be_named(api: Api, plan_service: Service) -> None:
    document = "query A { viewer { name } } query B { viewer { name } }"
    context = Context(plan_service, LOCAL_EDITOR)
    refused = await api.execute(document, context_value=context)
    assert refused.data is None
    assert [error.message for error in refused.errors or ()] == [
        "The document has several operations: name one, by operationName."
    ]
    named = await api.execute(document, context_value=context, operation_name="B")
    assert named.errors is None
