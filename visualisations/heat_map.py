"""How much of something each district has, as a table of tinted cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.coverage import CoverageCell, CoverageRow
from graph.vocabulary.kinds import Label, Language
from visualisations.gaps import gap_text
from visualisations.palette import contrast, distinct_colour
from visualisations.sheet import LEADING, Sheet
from visualisations.svg import element
from visualisations.text_width import fold, text_width, widest
from visualisations.theme import Theme
from visualisations.wording import joined, number_text, sentences, short_names

WIDTH = 1000
_SIZE, _SMALL, _NARROW_HEAD = 14.0, 12.5, 11.0
_NAMES_SHARE, _NARROW_NAMES_SHARE = 0.42, 0.36
_GAP = 4.0
_PADDING = 8.0
_WIDEST_CELL = 250.0
_ACTUAL, _PLANNED = Label("in atto", "in place"), Label("in programma", "planned")
_NOTHING = Label("nulla di registrato", "nothing recorded")
_DENIED_BRIEFLY = Label("negato", "denied")
_DENIED = Label("un documento dice che non c’è", "a document says that there is none")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a cell, or a part of one, lies."""

    x: float
    y: float
    width: float
    height: float


def write_heat_map(
    rows: Sequence[CoverageRow],
    language: Language,
    *,
    title: str,
    subtitles: Sequence[str] = (),
    notes: Sequence[str] = (),
    width: int = WIDTH,
    theme: Theme = Theme.LIGHT,
) -> str:
    """Return rows × districts as an SVG document that is as high as they need.

    What is so is a tinted field, what is foreseen a hollow, dashed one; each holds its number, and what
    is empty says so in the cell and in a sentence, and so does what a document denies. Where names of
    districts would break, those of rows stand over them and leave them the width. Raises Invalid for a
    width that is no picture's.
    """
    sheet = Sheet(width, width, language, theme)
    sheet.head(title, *subtitles)
    share = _NARROW_NAMES_SHARE if sheet.is_narrow else _NAMES_SHARE
    folded = [fold(row.label.text(language), share * sheet.inner_width, _SIZE) for row in rows]
    left = sheet.margin + max((widest(lines, _SIZE) for lines in folded), default=0.0) + 14
    districts = [cell.district for cell in rows[0].cells] if rows else []
    wide = min((sheet.width - sheet.margin - left) / max(len(districts), 1), _WIDEST_CELL)
    names = [district.name for district in districts]
    shown = short_names(names) if sheet.is_narrow else names
    size = _NARROW_HEAD if sheet.is_narrow else _SIZE
    words = (word for name in shown for word in name.split())
    is_stacked = any(text_width(word, size, bold=True) > wide - 2 * _GAP for word in words)
    if is_stacked:
        left, wide = sheet.margin, min(sheet.inner_width / len(districts), _WIDEST_CELL)
        folded = [fold(row.label.text(language), sheet.inner_width, _SIZE) for row in rows]
    heads = [fold(name, wide - 2 * _GAP, size, bold=True) for name in shown]
    y = sheet.top + size * LEADING * max(map(len, heads), default=0)
    for column, lines in enumerate(heads):
        top = y - size * LEADING * len(lines)
        sheet.write(lines, left + (column + 0.5) * wide, top, size, bold=True, anchor="middle")
    y += 6
    most = max((len(cell.actual) for row in rows for cell in row.cells), default=0) or 1
    for row, lines in zip(rows, folded, strict=True):
        deepest = max((len(_lacking(cell, language, wide)) for cell in row.cells), default=0)
        least = _SMALL * LEADING * deepest + _PADDING
        if is_stacked:
            y = sheet.write(lines, left + _GAP / 2, y + _PADDING, _SIZE) + 2
            height = max(_SIZE * LEADING + _PADDING, least)
        else:
            height = max(_SIZE * LEADING * len(lines) + 2 * _PADDING, least)
            sheet.write(lines, left - 14, y + _PADDING, _SIZE, anchor="end")
        for column, cell in enumerate(row.cells):
            spot = _Spot(left + column * wide + _GAP / 2, y, wide - _GAP, height)
            _draw_cell(sheet, cell, spot, most)
        y += height + _GAP
    if rows:
        y = _draw_legend(sheet, sheet.margin if sheet.is_narrow else left, y + 10)
    denied = denied_sentence(rows, language)
    sheet.end(y + 10, gap_text(rows, language), denied, *notes)
    told = "; ".join(_row_text(row, language) for row in rows)
    in_full = gap_text(rows, language, in_full=True)
    return sheet.finish(title, sentences(*subtitles, told, in_full, denied, *notes))


def denied_sentence(rows: Sequence[CoverageRow], language: Language) -> str:
    """Return in a sentence of what documents say that there is none, and where; empty for nothing."""
    denied = [
        f"{row.label.text(language)} ({cell.district.name})"
        for row in rows
        for cell in row.cells
        if cell.denied
    ]
    if not denied:
        return ""
    italian = language is Language.IT
    listed = joined(denied, "e" if italian else "and")
    if italian:
        return f"Un documento dice che non c’è nulla per {listed}."
    return f"A document says that there is nothing for {listed}."


def _draw_cell(sheet: Sheet, cell: CoverageCell, spot: _Spot, most: int) -> None:
    actual, planned = len(cell.actual), len(cell.planned)
    if not actual and not planned:
        lines = _lacking(cell, sheet.language, spot.width + _GAP)
        top = spot.y + (spot.height - _SMALL * LEADING * len(lines)) / 2
        middle = spot.x + spot.width / 2
        sheet.write(lines, middle, top, _SMALL, colour=sheet.inks.soft, anchor="middle")
        return
    part = spot.width if not (actual and planned) else (spot.width - _GAP) / 2
    if actual:
        _draw_field(sheet, actual, _Spot(spot.x, spot.y, part, spot.height), actual / most)
    if planned:
        _draw_field(sheet, planned, _Spot(spot.x + spot.width - part, spot.y, part, spot.height), None)


def _lacking(cell: CoverageCell, language: Language, width: float) -> tuple[str, ...]:
    """Return, in lines, what an empty cell of a column that wide says; nothing for one that is not empty."""
    if cell.entities:
        return ()
    said, shorter = (_DENIED, _DENIED_BRIEFLY) if cell.denied else (_NOTHING, _NOTHING)
    lines = fold(said.text(language), width - 3 * _GAP, _SMALL)
    return lines if len(lines) <= 2 else fold(shorter.text(language), width - 3 * _GAP, _SMALL)


def _draw_field(sheet: Sheet, count: int, spot: _Spot, share: float | None) -> None:
    """Draw a field with its number; `share` of the largest number tints it, None leaves it hollow."""
    inks, colour = sheet.inks, distinct_colour(0)
    tint = inks.ground if share is None else _mixed(inks.ground, colour, 0.18 + 0.82 * share)
    hollow = share is None
    sheet.add(
        element(
            "rect",
            x=spot.x + hollow,
            y=spot.y + hollow,
            width=spot.width - 2 * hollow,
            height=spot.height - 2 * hollow,
            rx=3,
            fill=tint,
            stroke=colour if hollow else None,
            stroke_width=1.6 if hollow else None,
            stroke_dasharray="5 3.5" if hollow else None,
        )
    )
    ink = max((inks.ink, inks.ground, "#FFFFFF", "#000000"), key=lambda choice: contrast(choice, tint))
    _write_within(sheet, number_text(count, sheet.language), spot, colour=ink, bold=True)


def _write_within(sheet: Sheet, text: str, spot: _Spot, *, colour: str, bold: bool = False) -> None:
    top = spot.y + (spot.height - _SIZE * LEADING) / 2
    sheet.write([text], spot.x + spot.width / 2, top, _SIZE, bold=bold, colour=colour, anchor="middle")


def _draw_legend(sheet: Sheet, x: float, y: float) -> float:
    """Draw what the two looks of a field mean; return where the legend ends."""
    height = 22.0
    for share, label in ((0.6, _ACTUAL), (None, _PLANNED)):
        inks, colour = sheet.inks, distinct_colour(0)
        sheet.add(
            element(
                "rect",
                x=x + 1,
                y=y + 3,
                width=24,
                height=15,
                rx=3,
                fill=inks.ground if share is None else _mixed(inks.ground, colour, share),
                stroke=colour if share is None else None,
                stroke_width=1.6 if share is None else None,
                stroke_dasharray="5 3.5" if share is None else None,
            )
        )
        text = label.text(sheet.language)
        sheet.write([text], x + 33, y + 2, _SIZE)
        x += 33 + text_width(text, _SIZE) + 26
    return y + height


def _row_text(row: CoverageRow, language: Language) -> str:
    cells = ", ".join(f"{cell.district.name} {_cell_text(cell, language)}" for cell in row.cells)
    return f"{row.label.text(language)}: {cells}"


def _cell_text(cell: CoverageCell, language: Language) -> str:
    said = [
        f"{number_text(len(found), language)} {label.text(language)}"
        for found, label in ((cell.actual, _ACTUAL), (cell.planned, _PLANNED))
        if found
    ]
    if not said:
        return (_DENIED if cell.denied else _NOTHING).text(language)
    return joined(said, "e" if language is Language.IT else "and")


def _mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two, `share` of the way to the other."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * share):02X}" for low, high in pairs)
