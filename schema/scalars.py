"""The scalars of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graph.model import PropertyValue

KindName = NewType("KindName", str)
PropertyValueScalar = NewType("PropertyValueScalar", object)


def _parse_value(value: Any) -> PropertyValue | None:  # noqa: ANN401 - whatever a client sends
    if isinstance(value, list):
        parts = [_parse_value(item) for item in value]
        if any(part is None or isinstance(part, tuple) for part in parts):
            raise ValueError("A list of values holds texts, numbers or booleans only.")
        return tuple(part for part in parts if part is not None and not isinstance(part, tuple))
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise ValueError("A value is a text, a number, a boolean, a date, or a list of these.")


def _serialise_value(value: PropertyValue) -> Any:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(value, tuple):
        return [_serialise_value(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


SCALARS: Mapping[object, ScalarDefinition] = {
    KindName: strawberry.scalar(
        name="KindName",
        description='A kind of entity or relationship, as `vocabulary` lists them: "body", "member_of".',
        serialize=str,
        parse_value=str,
    ),
    PropertyValueScalar: strawberry.scalar(
        name="PropertyValue",
        description="A text, a number, a boolean, a date (as text, 2013-03-21), or a list of these.",
        serialize=_serialise_value,
        parse_value=_parse_value,
    ),
}


def kind_names(kinds: list[KindName] | None) -> frozenset[str] | None:
    """Return the kinds that a client narrows to; None when it doesn't."""
    return None if kinds is None else frozenset(kinds)
