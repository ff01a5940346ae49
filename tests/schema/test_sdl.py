"""The schema in a file, for frontends: as it is served, and broken only by those who say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import build_schema

from schema.api import Api
from tests.schema.guard import unrecorded, unreleased

ROOT = Path(__file__).parents[2]
SERVED = ROOT / "schema" / "schema.graphql"
RELEASED = ROOT / "schema" / "released.graphql"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
OLD = build_schema("type Query { name: String size: String }")
NEW = build_schema("type Query { name: String }")


def test_the_file_is_what_is_served(api: Api) -> None:
    said = SERVED.read_text(encoding="utf-8")
    assert said == api.as_str() + "\n", "schema/schema.graphql is stale: run make schema"


def test_what_breaks_frontends_stands_in_the_change_log() -> None:
    released = build_schema(RELEASED.read_text(encoding="utf-8"))
    served = build_schema(SERVED.read_text(encoding="utf-8"))
    missing = unrecorded(released, served, CHANGELOG)
    assert not missing, "say under “Unreleased” in CHANGELOG.md, word for word: " + " ".join(missing)


def test_a_field_that_goes_silently_is_noticed() -> None:
    assert unrecorded(OLD, NEW, "## Unreleased\n\n- Faster.\n") == ["Field Query.size was removed."]


def test_a_field_that_goes_with_a_word_may_go() -> None:
    assert unrecorded(OLD, NEW, "## Unreleased\n\n- Breaking: Field Query.size\n  was removed.\n") == []


def test_what_was_said_of_an_earlier_release_does_not_count() -> None:
    changelog = "## Unreleased\n\n- Faster.\n\n## 0.1\n\n- Field Query.size was removed.\n"
    assert unrecorded(OLD, NEW, changelog) == ["Field Query.size was removed."]


def test_what_is_new_breaks_nobody() -> None:
    assert unrecorded(NEW, OLD, "## Unreleased\n") == []


def test_a_change_log_must_speak_of_the_next_release() -> None:
    with pytest.raises(ValueError, match="Unreleased"):
        unreleased("## 0.1\n")
