"""The page that sets districts side by side: what there is in each, what is denied, what is not recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.coverage import CoverageRow, CoverageRows, measure_coverage
from visualisations.pages.frame import write_page
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words

FEW_ROWS = 10
"""Of so many rows one table is made; of more, those with gaps come first, the others are folded."""
MOST_ROWS = 200
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """A sentence on what one district has nothing of, and those that it does not name."""

    sentence: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stand together; with a summary they are folded under it. `more` are not shown."""

    rows: tuple[CoverageRow, ...]
    summary: str
    more: int


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """One coverage: what is lacking, in words, and its rows, but those of which nothing is told anywhere."""

    name: str
    title: str
    gaps: tuple[Gap, ...]
    blocks: tuple[Block, ...]


def write_coverage(visit: Visit) -> str:
    """Return the page of all coverages."""
    words = Words(visit)
    tables = [_table(visit, words, rows) for rows in CoverageRows]
    return write_page("coverage", visit, title=words.say("coverage"), tables=tables, most=MOST_ROWS)


def _table(visit: Visit, words: Words, rows: CoverageRows) -> CoverageTable:
    kind = rows.value.lower()
    found = measure_coverage(visit.view, rows)
    somewhere = [row for row in found if _is_told(row)]
    gaps, blocks = _gaps(visit, words, found), _blocks(words, kind, somewhere)
    return CoverageTable(kind, words.kinds(kind), tuple(gaps), tuple(blocks))


def _gaps(visit: Visit, words: Words, rows: Sequence[CoverageRow]) -> Iterator[Gap]:
    """Yield what each district is said to lack or lacks of what others have, then what nobody has, once."""
    nowhere = [row for row in rows if not _is_told(row)]
    somewhere = [row for row in rows if _is_told(row)]
    for place, district in enumerate(visit.districts):
        empty = [row for row in somewhere if not row.cells[place].entities]
        if denied := [row for row in empty if row.cells[place].denied]:
            yield _gap(words, denied, "gap_denied", visit.district_names[district.id])
        if unknown := [row for row in empty if not row.cells[place].denied]:
            yield _gap(words, unknown, "gap", visit.district_names[district.id])
    if nowhere and visit.districts:
        yield _gap(words, nowhere, "gap_everywhere")


def _is_told(row: CoverageRow) -> bool:
    """Tell whether documents say of any district that there is something, or that there is nothing."""
    return any(cell.entities or cell.denied for cell in row.cells)


def _gap(words: Words, rows: Sequence[CoverageRow], name: str, *parts: str) -> Gap:
    quoted = [_quoted(words, row) for row in rows]
    named = quoted if len(quoted) <= MOST_NAMED + 1 else quoted[:MOST_NAMED]
    others = tuple(quoted[len(named) :])
    listed = [*named, words.say("gap_others", words.number(len(others)))] if others else named
    return Gap(words.fill(name, words.listed(listed), *map(words.own, parts)), others)


def _quoted(words: Words, row: CoverageRow) -> str:
    label = words.label(row.label)
    return words.chained("", ("“", label if row.entity is None else words.own(label), "”"))


def _blocks(words: Words, kind: str, rows: Sequence[CoverageRow]) -> Iterator[Block]:
    if len(rows) <= FEW_ROWS:
        if rows:
            yield Block(tuple(rows), "", 0)
        return
    lacking = [row for row in rows if not all(cell.entities for cell in row.cells)]
    if lacking:
        yield Block(tuple(lacking[:MOST_ROWS]), "", max(0, len(lacking) - MOST_ROWS))
    complete = [row for row in rows if all(cell.entities for cell in row.cells)]
    if complete:
        summary = words.say("everywhere_some", _counted(words, kind, len(complete)))
        yield Block(tuple(complete[:MOST_ROWS]), summary, max(0, len(complete) - MOST_ROWS))


def _counted(words: Words, kind: str, count: int) -> str:
    return f"{words.number(count)} {words.lowered(words.kind(kind) if count == 1 else words.kinds(kind))}"
