"""The schema explains itself: whoever reads it in a tool finds words at everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    is_specified_scalar_type,
)

from schema.api import build_api

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


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_described(kind: GraphQLNamedType) -> None:
    assert kind.description


@pytest.mark.parametrize("kind", WITH_FIELDS)
def test_every_field_is_described(
    kind: GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType,
) -> None:
    assert [name for name, field in kind.fields.items() if not field.description] == []


def test_descriptions_are_sentences_for_people() -> None:
    said = {kind.name: (kind.description or "").strip() for kind in own_types()}
    unfinished = [name for name, text in said.items() if not text.endswith((".", "…", ")"))]
    assert unfinished == []
