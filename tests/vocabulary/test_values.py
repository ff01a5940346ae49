"""A property takes values of its type and nothing else, whoever writes them."""

from __future__ import annotations

from datetime import date

import pytest

from graph.errors import Invalid
from graph.model import PropertyValue
from graph.validation import MOST_EXACT, MOST_INTEGER, MOST_VALUES, check_value
from graph.vocabulary.kinds import Label, PropertyKind, PropertyType

LABEL = Label("Prova", "Trial")
CHOICES = {"YES": LABEL, "NO": LABEL}
INFINITE = float("inf")


def kind(name: str, *, many: bool = False) -> PropertyKind:
    choices = CHOICES if name == "choice" else {}
    return PropertyKind("trial", LABEL, PropertyType(name), many=many, choices=choices)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "words\nand\tmore"),
        ("number", 2.5),
        ("number", -3),
        ("number", MOST_EXACT),
        ("integer", MOST_INTEGER),
        ("integer", -MOST_INTEGER),
        ("boolean", False),
        ("date", date(2013, 3, 21)),
        ("choice", "YES"),
    ],
)
def test_a_value_of_its_type_is_taken(name: str, value: PropertyValue) -> None:
    check_value(kind(name), value, ("trial",))
    check_value(kind(name, many=True), (value, value), ("trial",))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 5),
        ("text", "a bell \x07"),
        ("text", "x" * 20_001),
        ("number", "2.5"),
        ("number", True),
        ("number", INFINITE),
        ("number", -INFINITE),
        ("number", INFINITE - INFINITE),
        ("number", MOST_EXACT + 1),
        ("integer", 2.5),
        ("integer", True),
        ("integer", MOST_INTEGER + 1),
        ("integer", -MOST_INTEGER - 1),
        ("boolean", 1),
        ("boolean", "yes"),
        ("date", "2013-03-21"),
        ("choice", "MAYBE"),
    ],
)
def test_any_other_value_is_refused_by_name(name: str, value: PropertyValue) -> None:
    with pytest.raises(Invalid, match="trial") as caught:
        check_value(kind(name), value, ("properties", "trial"))
    assert caught.value.path == ("properties", "trial")


def test_one_value_is_no_list_and_a_list_no_value() -> None:
    with pytest.raises(Invalid, match="takes a list"):
        check_value(kind("text", many=True), "one", ("trial",))
    with pytest.raises(Invalid, match="not a list"):
        check_value(kind("text"), ("one",), ("trial",))


def test_a_list_has_its_bounds() -> None:
    check_value(kind("text", many=True), ("one",) * MOST_VALUES, ("trial",))
    with pytest.raises(Invalid, match="at most"):
        check_value(kind("text", many=True), ("one",) * (MOST_VALUES + 1), ("trial",))
