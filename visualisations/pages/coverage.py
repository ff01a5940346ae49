"""The page that sets districts side by side: what there is in each, and of what nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from graph.coverage import CoverageRow, CoverageRows, measure_coverage
from visualisations.pages.frame import write_page
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """One coverage: its rows, and its empty cells in a sentence for each district."""

    name: str
    title: str
    rows: tuple[CoverageRow, ...]
    gaps: tuple[str, ...]


def write_coverage(visit: Visit) -> str:
    """Return the page of all coverages."""
    words = Words(visit)
    tables = [_table(visit, words, rows) for rows in CoverageRows]
    return write_page("coverage", visit, title=words.say("coverage"), tables=tables)


def _table(visit: Visit, words: Words, rows: CoverageRows) -> CoverageTable:
    found = measure_coverage(visit.view, rows)
    gaps = []
    for place, district in enumerate(visit.districts):
        empty = [words.label(row.label) for row in found if not row.cells[place].entities]
        if empty:
            gaps.append(words.say("gap", district.name, words.listed([f"“{name}”" for name in empty])))
    return CoverageTable(rows.value.lower(), words.kinds(rows.value.lower()), tuple(found), tuple(gaps))
