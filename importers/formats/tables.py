"""Tables of a territory (CSV), as `docs/territory-files.md` describes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import FilesRefused, Problem
from graph.identity import is_slug
from graph.model import FactStatus, Stance
from graph.validation import nearest
from graph.vocabulary.vocabulary import Vocabulary
from importers.formats.cells import RENAME, Cells
from importers.records import ClaimRecord, EntityRecord, Place, Records, RelationshipRecord

CLAIM_COLUMNS = frozenset({"document", "section", "stance", "stated_on"})
FACT_COLUMNS = frozenset({"kind", "status", "since", "until"}) | CLAIM_COLUMNS
ENTITY_COLUMNS = FACT_COLUMNS | {"slug", "name", "summary"}
RELATIONSHIP_COLUMNS = FACT_COLUMNS | {"source", "target", "ref", "role", "strength", "phases"}
SUBJECT_COLUMNS = CLAIM_COLUMNS | {"subject", "property", "value"}
KINDS = "`intreccio vocabulary` lists the kinds."


def read_tables(files: list[Path], vocabulary: Vocabulary, default_document: str | None = None) -> Records:
    """Read tables whole; raises FilesRefused with everything that is wrong in any of them."""
    reading = _Reading(vocabulary, default_document)
    for file in files:
        reading.read(file)
    if reading.problems:
        raise FilesRefused(reading.problems)
    return Records(tuple(reading.entities), tuple(reading.relationships), tuple(reading.claims))


@dataclass
class _Reading:
    vocabulary: Vocabulary
    default_document: str | None
    problems: list[Problem] = field(default_factory=list)
    entities: list[EntityRecord] = field(default_factory=list)
    relationships: list[RelationshipRecord] = field(default_factory=list)
    claims: list[ClaimRecord] = field(default_factory=list)

    def read(self, file: Path) -> None:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.problems.append(Problem(file.name, "it is not UTF-8 text.", "Save it as CSV UTF-8."))
            return
        except OSError as error:
            self.problems.append(Problem(file.name, f"it cannot be read ({error.strerror})."))
            return
        try:
            self._read_rows(file.name, _rows(text))
        except _Unreadable as error:
            mend = "Put a text in double quotes, and double every quote inside it."
            self.problems.append(
                Problem(file.name, f"it cannot be read from here on ({error}).", mend, error.row)
            )

    def _read_rows(self, file: str, rows: Iterator[tuple[int, list[str]]]) -> None:
        header_row, header = next(rows, (1, []))
        columns = [column.strip().lower() for column in header]
        named = frozenset(columns) - {""}
        if repeated := [column for column in named if columns.count(column) > 1]:
            reason = f"column {repeated[0]} is there twice."
            self.problems.append(Problem(file, reason, "Keep one.", header_row))
            return
        take = self._taker(named)
        if take is None:
            reason = "its columns are neither those of entities, relationships nor claims."
            mend = "Name the columns as docs/territory-files.md says."
            self.problems.append(Problem(file, reason, mend, header_row))
            return
        for number, cells in rows:
            place = Place(file, number)
            if len(cells) > len(columns):
                mend = "Put a text that holds the separator in double quotes."
                self.problems.append(place.problem(f"{len(cells)} cells under {len(columns)} columns.", mend))
                continue
            if nameless := [
                cell for name, cell in zip(columns, cells, strict=False) if cell.strip() and not name
            ]:
                reason = f"“{nameless[0].strip()}” stands in a column without a name."
                self.problems.append(place.problem(reason, "Name the column or empty the cell."))
            take(Cells(place, dict(zip(columns, cells, strict=False)), self.problems), named)

    def _taker(self, columns: frozenset[str]) -> Callable[[Cells, frozenset[str]], None] | None:
        if {"source", "kind", "target"} <= columns:
            return self._relationship
        if {"slug", "kind", "name"} <= columns:
            return self._entity
        if {"subject", "property", "value"} <= columns:
            return self._claim
        return None

    def _entity(self, row: Cells, columns: frozenset[str]) -> None:
        slug, name = row.require_text("slug"), row.require_text("name")
        if slug and not is_slug(slug):
            row.fault("slug", f"“{slug}” is no slug.", "Use small letters, digits and single hyphens.")
        said = row.require_text("kind")
        kind = self.vocabulary.entity_kinds.get(said)
        if kind is None:
            if said:
                suggestion = nearest(said, self.vocabulary.entity_kinds)
                row.fault("kind", f"“{said}” is no kind of entity.{suggestion}", KINDS)
            return
        self.entities.append(
            EntityRecord(
                place=row.place,
                slug=slug,
                kind=kind.name,
                name=name,
                summary=row.text("summary"),
                status=row.choice("status", FactStatus, FactStatus.ACTUAL),
                since=row.day("since"),
                until=row.day("until"),
                properties=row.properties(kind.properties, columns, ENTITY_COLUMNS),
                claims=self._own_claims(row),
            )
        )

    def _relationship(self, row: Cells, columns: frozenset[str]) -> None:
        said = row.require_text("kind")
        kind = self.vocabulary.relationship_kinds.get(said)
        if kind is None:
            if said:
                suggestion = nearest(said, self.vocabulary.relationship_kinds)
                row.fault("kind", f"“{said}” is no kind of relationship.{suggestion}", KINDS)
            return
        self.relationships.append(
            RelationshipRecord(
                place=row.place,
                kind=kind.name,
                source=row.require_text("source"),
                target=row.require_text("target"),
                ref=row.text("ref"),
                role=row.text("role"),
                status=row.choice("status", FactStatus, FactStatus.ACTUAL),
                strength=row.number("strength"),
                since=row.day("since"),
                until=row.day("until"),
                phases=row.texts("phases"),
                properties=row.properties(kind.properties, columns, RELATIONSHIP_COLUMNS),
                claims=self._own_claims(row),
            )
        )

    def _claim(self, row: Cells, columns: frozenset[str]) -> None:
        for column in sorted(columns - SUBJECT_COLUMNS):
            if row.text(column) is not None:
                suggestion = nearest(column, dict.fromkeys(sorted(SUBJECT_COLUMNS)))
                row.fault(column, f"claims have no column {column}.{suggestion}", RENAME)
        subject = row.require_text("subject")
        if self.default_document is None and not row.require_text("document"):
            return
        for claim in self._own_claims(row):
            # The value is read by the property's type once the subject is known.
            self.claims.append(
                ClaimRecord(
                    place=row.place,
                    document=claim.document,
                    stance=claim.stance,
                    locator=claim.locator,
                    subject=subject,
                    property=row.text("property"),
                    value=row.text("value"),
                    stated_on=claim.stated_on,
                )
            )

    def _own_claims(self, row: Cells) -> tuple[ClaimRecord, ...]:
        document = row.text("document") or self.default_document
        if document is None:
            for column in ("section", "stance", "stated_on"):
                if row.text(column) is not None:
                    row.fault(
                        column, f"{column} is filled in, but no document is named.", "Name the document."
                    )
            return ()
        stance = row.choice("stance", Stance, Stance.ASSERTS)
        sections: tuple[str | None, ...] = row.texts("section") or (None,)
        stated_on = row.day("stated_on")
        return tuple(
            ClaimRecord(row.place, document, stance, section, stated_on=stated_on) for section in sections
        )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of every row that says something, counted as a spreadsheet counts rows."""
    lines = (line.lstrip(' \t"') for line in io.StringIO(text))
    first = next((line for line in lines if line.strip(" \t\n,;") and not line.startswith("#")), "")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    # Strict: a quote that is never closed would swallow the rest of the table unseen.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
                yield number, cells
    except csv.Error as error:
        raise _Unreadable(number + 1, error) from error


class _Unreadable(Exception):
    """A row from which on a table is none."""

    def __init__(self, row: int, error: csv.Error) -> None:
        super().__init__(str(error))
        self.row = row
