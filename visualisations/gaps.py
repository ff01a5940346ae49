"""What a coverage lacks, in words: rows of which nothing is told anywhere, then district by district."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.coverage import CoverageRow
from graph.vocabulary.kinds import Label, Language
from visualisations.wording import joined, number_text, short_names

_NAMED = 6
_NOWHERE = Label("In nessuna parte del territorio", "In no part of the territory")


def gap_text(rows: Sequence[CoverageRow], language: Language, *, in_full: bool = False) -> str:
    """Return how many cells of a coverage are empty, and which, grouped as the page of coverage does.

    A group names a few rows and counts the others, unless all are wanted `in_full`. What a document says
    is not there is not meant: that is known.
    """
    italian = language is Language.IT
    cells = [cell for row in rows for cell in row.cells]
    if not cells:
        return "Non c’è nulla da confrontare." if italian else "There is nothing to compare."
    empty = sum(not cell.entities and not cell.denied for cell in cells)
    if not empty and any(cell.denied for cell in cells):
        return ""  # said where it is denied
    if not empty:
        return "Nessuna casella è vuota." if italian else "No cell is empty."
    count, total = number_text(empty, language), number_text(len(cells), language)
    if italian:
        first = f"Non risulta nulla in {'una casella' if empty == 1 else f'{count} caselle'} su {total}."
    else:
        first = f"Nothing is recorded in {'one' if empty == 1 else count} of {total} cells."
    groups = (
        f"{upon}: {_listed(names, language, len(names) if in_full else _NAMED)}."
        for upon, names in _groups(rows, language)
    )
    return " ".join([first, *groups])


def _groups(rows: Sequence[CoverageRow], language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield what is not recorded under where: in each district, then what nobody has."""
    told = [row for row in rows if any(cell.entities or cell.denied for cell in row.cells)]
    nowhere = [row.label.text(language) for row in rows if row not in told]
    districts = short_names([cell.district.name for cell in rows[0].cells])
    for place, district in enumerate(districts):
        cells = ((row, row.cells[place]) for row in told)
        empty = [row.label.text(language) for row, cell in cells if not cell.entities and not cell.denied]
        if empty:
            yield district, empty
    if nowhere:
        yield _NOWHERE.text(language), nowhere


def _listed(names: Sequence[str], language: Language, most: int) -> str:
    """Return names as people list them; of more than `most` and one the first, and how many others."""
    quoted = [f"“{name}”" for name in names]
    if len(quoted) > most + 1:
        others = number_text(len(quoted) - most, language)
        quoted = [*quoted[:most], f"altri {others}" if language is Language.IT else f"{others} others"]
    return joined(quoted, "e" if language is Language.IT else "and")
