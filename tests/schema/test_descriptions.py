"""The schema explains itself: whoever reads it in a tool finds words at everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    is_specified_scalar_type,
)

from schema.api import build_api


class Described(Protocol):
    """Whatever the schema may describe."""

    description: str | None


SERVED = build_schema(build_api().as_str())


def own_types() -> Iterator[GraphQLNamedType]:
    for name, kind in SERVED.type_map.items():
        if not name.startswith("__") and not is_specified_scalar_type(kind):
            yield kind


TYPES = [pytest.param(kind, id=kind.name) for kind in own_types()]
WITH_FIELDS = [
    pytest.param(kind, id=kind.name)
    for kind in own_types()
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
]


OF_OUTPUT = [
    pytest.param(kind, id=kind.name)
    for kind in own_types()
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
]
ENUMS = [pytest.param(kind, id=kind.name) for kind in own_types() if isinstance(kind, GraphQLEnumType)]


def descriptions() -> Iterator[tuple[str, str]]:
    """Yield the place of everything in the schema that is described, and what is said there."""
    for kind in own_types():
        yield kind.name, said(kind)
        if isinstance(kind, GraphQLEnumType):
            for name, value in kind.values.items():
                yield f"{kind.name}.{name}", said(value)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", said(field)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                for argument, described in field.args.items():
                    yield f"{kind.name}.{name}.{argument}", said(described)


def said(described: Described) -> str:
    return (described.description or "").strip()


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_described(kind: GraphQLNamedType) -> None:
    assert kind.description


@pytest.mark.parametrize("kind", WITH_FIELDS)
def test_every_field_is_described(
    kind: GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType,
) -> None:
    assert [name for name, field in kind.fields.items() if not field.description] == []


@pytest.mark.parametrize("kind", OF_OUTPUT)
def test_every_argument_is_described(kind: GraphQLObjectType | GraphQLInterfaceType) -> None:
    silent = [
        f"{name}({argument}:)"
        for name, field in kind.fields.items()
        for argument, said in field.args.items()
        if not said.description
    ]
    assert silent == []


@pytest.mark.parametrize("kind", ENUMS)
def test_every_value_of_an_enumeration_is_described(kind: GraphQLEnumType) -> None:
    assert [name for name, value in kind.values.items() if not value.description] == []


def test_descriptions_are_sentences_for_people() -> None:
    unfinished = [place for place, text in descriptions() if not text.endswith((".", "…", ")", "!", "?"))]
    assert unfinished == []


def test_descriptions_begin_as_sentences_do() -> None:
    # Some go on where the one before them ended with “…”, or begin with a word of the schema.
    small = [place for place, text in descriptions() if text[:1].islower()]
    assert small == []


def test_descriptions_say_more_than_the_name() -> None:
    def bare(text: str) -> str:
        return "".join(letter for letter in text.lower() if letter.isalpha())

    echoes = [place for place, text in descriptions() if bare(text) == bare(place.rpartition(".")[2])]
    assert echoes == []


def test_descriptions_are_for_people_not_for_programmers() -> None:
    jargon = ("None", "Optional[", "->", "kwargs", "TODO", "FIXME", "Strawberry", "resolver")
    found = [(place, word) for place, text in descriptions() for word in jargon if word in text]
    assert found == []
