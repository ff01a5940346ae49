"""Whatever rows hold, written as CSV they read back as they were."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import FactStatus, PropertyValue, Stance
from graph.vocabulary.layering import load_vocabulary
from importers.formats.tables import read_tables
from importers.records import ClaimRecord, EntityRecord, Place, RelationshipRecord

RecordT = TypeVar("RecordT", EntityRecord, RelationshipRecord)
VOCABULARY = load_vocabulary()
ENTITY = [
    "slug",
    "kind",
    "name",
    "summary",
    "status",
    "since",
    "until",
    "modules",
    "hours_per_module",
    "contents",
]
RELATIONSHIP = ["source", "kind", "target", "role", "status", "since", "until", "strength", "phases", "ref"]
CLAIM = ["document", "section", "stance", "stated_on"]

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
letters = st.characters(blacklist_categories=("Cc", "Cs")) | st.sampled_from("\n,;\"'|#àèéìòù€“”")
texts = st.text(letters, min_size=1).map(str.strip).filter(bool)
parts = texts.map(lambda text: text.replace("|", "/"))
days = st.dates()
numbers = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def claims(draw: st.DrawFn) -> tuple[ClaimRecord, ...]:
    sections: list[str | None] = [*draw(st.lists(parts, max_size=2))] or [None]
    document, stance = draw(slugs), draw(st.sampled_from(Stance))
    stated_on = draw(st.none() | days)
    place = Place("", 0)
    made = tuple(ClaimRecord(place, document, stance, item, stated_on=stated_on) for item in sections)
    return draw(st.sampled_from([(), made]))


@st.composite
def entities(draw: st.DrawFn) -> EntityRecord:
    wanted: dict[str, st.SearchStrategy[PropertyValue]] = {
        "modules": st.integers(),
        "hours_per_module": numbers,
        "contents": st.lists(parts, min_size=1, max_size=3).map(tuple),
    }
    kept = draw(st.sets(st.sampled_from(sorted(wanted))))
    return EntityRecord(
        Place("", 0),
        slug=draw(slugs),
        kind="activity",
        name=draw(texts),
        summary=draw(st.none() | texts),
        status=draw(st.sampled_from(FactStatus)),
        since=draw(st.none() | days),
        until=draw(st.none() | days),
        properties={name: draw(wanted[name]) for name in sorted(kept)},
        claims=draw(claims()),
    )


@st.composite
def relationships(draw: st.DrawFn) -> RelationshipRecord:
    return RelationshipRecord(
        Place("", 0),
        kind=draw(st.sampled_from(sorted(VOCABULARY.relationship_kinds))),
        source=draw(slugs),
        target=draw(slugs),
        ref=draw(st.none() | slugs),
        role=draw(st.none() | texts),
        status=draw(st.sampled_from(FactStatus)),
        strength=draw(st.none() | numbers),
        since=draw(st.none() | days),
        until=draw(st.none() | days),
        phases=tuple(draw(st.lists(slugs, max_size=2))),
        claims=draw(claims()),
    )


def cell(value: object) -> str:
    if isinstance(value, tuple):
        return " | ".join(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def cells(record: EntityRecord | RelationshipRecord, columns: Sequence[str]) -> list[str]:
    first = record.claims[0] if record.claims else None
    about = {
        "document": first and first.document,
        "section": tuple(claim.locator for claim in record.claims if claim.locator),
        "stance": first and first.stance.value,
        "stated_on": first and first.stated_on,
    }
    own = [cell(getattr(record, name, record.properties.get(name))) for name in columns]
    return own + [cell(about[name]) for name in CLAIM]


def table(
    records: Sequence[EntityRecord | RelationshipRecord], columns: Sequence[str], delimiter: str, end: str
) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow([*columns, *CLAIM])
    writer.writerows(cells(record, columns) for record in records)
    return text.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


def placed(records: Sequence[RecordT], file: str) -> list[RecordT]:
    """Return records as they stand in a file: one a row, under the row of columns."""
    return [
        replace(record, place=place, claims=tuple(replace(claim, place=place) for claim in record.claims))
        for place, record in ((Place(file, row), record) for row, record in enumerate(records, 2))
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(entities(), max_size=4),
    st.lists(relationships(), max_size=4),
    st.sampled_from(",;"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_rows_written_as_csv_read_back_as_they_were(
    folder: Path,
    things: list[EntityRecord],
    ties: list[RelationshipRecord],
    delimiter: str,
    end: str,
    encoding: str,
) -> None:
    files = [folder / "things.csv", folder / "ties.csv"]
    files[0].write_bytes(table(things, ENTITY, delimiter, end).encode(encoding))
    files[1].write_bytes(table(ties, RELATIONSHIP, delimiter, end).encode(encoding))
    records = read_tables(files, VOCABULARY)
    assert list(records.entities) == placed(things, "things.csv")
    assert list(records.relationships) == placed(ties, "ties.csv")
