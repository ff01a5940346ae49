"""Territories are data: they load from files alone, and code knows none of their names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.records import EntityRecord, Records, RelationshipRecord
from importers.territory import Territory, read_territory, shipped_territory

ROOT = Path(__file__).parents[2]
CODE = ["graph", "schema", "server", "importers", "visualisations", "benchmarks"]
PLAN = shipped_territory("plan")
CORE = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "graph/vocabulary").glob("*.yaml"))
WORD = re.compile(r"[^\W\d_]{5,}")
KINDS_WITH_NAMES = {"district", "organisation", "informal_group", "body", "person", "programme", "plan"}


def rows() -> Iterator[dict[str, str]]:
    for file in sorted(PLAN.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def names() -> list[str]:
    return [row["name"] for row in rows() if row.get("kind") in KINDS_WITH_NAMES and "name" in row]


def distinctive_words() -> set[str]:
    """Return the words of proper names, less those that the core vocabulary uses as common ones."""
    places = [
        row["name"]
        for row in rows()
        if row.get("kind") in {"district", "organisation", "informal_group", "body"} and "name" in row
    ]
    common = {word.casefold() for word in WORD.findall(CORE)} | {"caffè"}
    return {
        word.casefold()
        for name in places
        for word in WORD.findall(name)
        if word[0].isupper() and word.casefold() not in common
    }


def code() -> dict[str, str]:
    """Return the text of every Python file outside the tests, as programs and people read it."""
    files = [file for folder in CODE for file in (ROOT / folder).rglob("*.py")]
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8").casefold() for file in files}


def facts(records: Records) -> list[EntityRecord | RelationshipRecord]:
    return [*records.entities, *records.relationships]


@pytest.fixture(scope="module")
def python() -> dict[str, str]:
    found = code()
    assert len(found) > 50
    return found


def test_the_words_that_are_looked_for_are_the_plans() -> None:
    assert {"cremona", "crema", "casalmaggiore", "cisvol", "kairos"} <= distinctive_words()


def test_no_distinctive_word_of_the_plan_stands_in_code(python: dict[str, str]) -> None:
    words = distinctive_words()
    assert {
        (file, word) for file, text in python.items() for word in WORD.findall(text) if word in words
    } == set()


def test_no_name_of_the_plan_stands_in_code(python: dict[str, str]) -> None:
    whole = {name.casefold() for name in names() if len(name) > 4}
    assert whole
    assert {(file, name) for file, text in python.items() for name in whole if name in text} == set()


def test_no_slug_of_the_plan_stands_in_code(python: dict[str, str]) -> None:
    invented = {record.slug for record in read_territory(shipped_territory("example")).records.entities}
    slugs = {row["slug"] for row in rows() if "-" in row.get("slug", "")} - invented
    assert len(slugs) > 100
    assert {(file, slug) for file, text in python.items() for slug in slugs if slug in text} == set()


@pytest.mark.parametrize("name", ["plan", "example"])
def test_a_shipped_territory_reads_without_a_fault(name: str) -> None:
    territory = read_territory(shipped_territory(name))
    assert territory.records.entities
    assert territory.records.relationships


def test_every_row_of_the_plan_becomes_a_fact(plan_territory: Territory) -> None:
    table_rows = [row for row in rows() if "subject" not in row]
    records = plan_territory.records
    assert len(records.entities) + len(records.relationships) == len(table_rows)


def test_every_fact_of_the_plan_has_a_claim(plan_territory: Territory) -> None:
    assert [fact.place for fact in facts(plan_territory.records) if not fact.claims] == []


def test_every_section_that_the_plan_cites_is_a_heading_of_its_page(plan_territory: Territory) -> None:
    records = plan_territory.records
    (page,) = (item for item in records.entities if item.slug == "pagina-piano")
    headings = page.properties["sections"]
    assert isinstance(headings, tuple)
    cited = {claim.locator for fact in facts(records) for claim in fact.claims}
    cited |= {claim.locator for claim in records.claims}
    assert cited - set(headings) == set()
