"""Limits are settings: INTRECCIO_MAX_ and the limit's name, each a whole number."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from graph.errors import Invalid
from schema.limits import Limits
from server.settings import read_settings

NAMES = [limit.name for limit in fields(Limits)]


def test_without_settings_the_limits_are_those_of_the_documentation() -> None:
    assert read_settings({}).limits == Limits()


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_can_be_set(name: str) -> None:
    found = read_settings({f"INTRECCIO_MAX_{name.upper()}": "12345"})
    assert found.limits == replace(Limits(), **{name: 12345})


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", "1_000", "٣", "9" * 13])
@pytest.mark.parametrize("name", NAMES)
def test_a_bad_limit_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=rf"^INTRECCIO_MAX_{name.upper()} is “{value}”: write a whole number, "):
        read_settings({f"INTRECCIO_MAX_{name.upper()}": value})


def test_a_page_that_nobody_sized_always_fits() -> None:
    assert read_settings({"INTRECCIO_MAX_PAGE": "100"}).limits.page == 100
    with pytest.raises(Invalid, match=r"100 or more\.$"):
        read_settings({"INTRECCIO_MAX_PAGE": "99"})
