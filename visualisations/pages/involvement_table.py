"""Who is involved where, as a table that opens in a spreadsheet."""

from __future__ import annotations

import csv
import io

from graph.vocabulary.kinds import Language
from visualisations.pages.frame import entity_link
from visualisations.pages.involvement import find_involved, put_in_words
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words

# Spreadsheets take UTF-8 for something else unless the file begins with this.
MARK = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, in narrow and in wide letters.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_COLUMNS = (
    *("who", "who_kind", "how", "role", "in_what", "in_what_kind", "part_of"),
    *("status", "when", "phase", "address"),
)


def write_involvement_table(visit: Visit) -> str:
    """Return as CSV all that the page finds: a row for each involvement, under one of headings.

    Cells are separated as spreadsheets in that language expect it, by semicolons in Italian and commas
    in English; no cell can become a formula.
    """
    words = Words(visit)
    written = io.StringIO()
    separator = ";" if visit.language is Language.IT else ","
    table = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    table.writerow([words.say(name) for name in _COLUMNS])
    for item in (put_in_words(words, found) for found in find_involved(visit)):
        cells = [
            item.entity.name,
            words.kind(item.entity.kind),
            item.how,
            item.role,
            item.where.name,
            words.kind(item.where.kind),
            " › ".join(entity.name for entity in item.way),
            item.status,
            item.dates,
            ", ".join(phase.name for phase in item.phases),
            visit.asked.base + entity_link(visit.asked, item.entity),
        ]
        table.writerow([harmless(cell) for cell in cells])
    return MARK + written.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what could be one."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
