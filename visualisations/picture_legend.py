"""The legend of a picture: in a column beside it, or in lines below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.model import FactStatus
from graph.vocabulary.kinds import Label, Language
from visualisations.legend import LegendEntry
from visualisations.marks import DASHES, draw_mark
from visualisations.scene import Scene
from visualisations.sheet import LEADING, MARGIN, Sheet
from visualisations.svg import element
from visualisations.text_width import text_width, widest, wrap_within
from visualisations.wording import lower_first

_SIZE = 13.0
_NUMBERED = 12.0
_LINE = "line"
_SIGN = 24.0
_GAP = 5.0
_NARROWEST = 200.0
_COLOUR, _SHAPE = Label("Colore", "Colour"), Label("Forma", "Shape")
_STRENGTH = Label("Spessore: intensità del legame", "Thickness: strength of the tie")
_NUMBERS = Label("Numeri", "Numbers")
_COLOUR_AND_SHAPE, _SIGNS = Label("Forma e colore", "Shape and colour"), Label("Segni", "Signs")


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    entries: tuple[LegendEntry, ...]


def draw_legend_beside(sheet: Sheet, scene: Scene, left: float) -> float:
    """Draw a legend into the column between `left` and the right margin, and return where it ends."""
    width = sheet.width - MARGIN - left
    y = sheet.top
    for section in _sections(scene, sheet.language):
        y = sheet.write([section.heading], left, y, _SIZE, bold=True) + 3
        for entry in section.entries:
            lines = wrap_within(entry.label.text(sheet.language), width - _SIGN, _SIZE)
            _draw_sign(sheet, entry, left, y + _SIZE * LEADING / 2)
            y = sheet.write(lines, left + _SIGN, y, _SIZE) + _GAP
        y += 10
    return y


def legend_height(scene: Scene, language: Language) -> float:
    """Return how high a legend is in a column of the width that `legend_width` says."""
    width = legend_width(scene.legend, language)
    height = 0.0
    for section in _sections(scene, language):
        height += _SIZE * LEADING + 13
        for entry in section.entries:
            height += (
                _SIZE * LEADING * len(wrap_within(entry.label.text(language), width - _SIGN, _SIZE)) + _GAP
            )
    return height


def fold_numbered(names: Sequence[str], width: float, height: float) -> list[tuple[str, ...]]:
    """Return as many of the names, in lines, as a column of that size holds under a heading, numbered."""
    height -= _SIZE * LEADING + 3
    folded: list[tuple[str, ...]] = []
    for name in names:
        lines = wrap_within(name, width - _SIGN, _NUMBERED)
        height -= _NUMBERED * LEADING * len(lines) + 2
        if height < 0:
            break
        folded.append(lines)
    return folded


def draw_numbered(sheet: Sheet, folded: Sequence[tuple[str, ...]], left: float, y: float) -> None:
    """Draw the names that numbers stand for on a map; nothing where there are none."""
    if not folded:
        return
    y = sheet.write([_NUMBERS.text(sheet.language)], left, y, _SIZE, bold=True) + 3
    for row, lines in enumerate(folded, start=1):
        sheet.write([str(row)], left + _SIGN - 8, y, _NUMBERED, bold=True, anchor="end")
        y = sheet.write(lines, left + _SIGN, y, _NUMBERED) + 2


def draw_legend_below(sheet: Sheet, scene: Scene) -> None:
    """Draw a legend in lines at the bottom of the room, which then ends above it."""
    indent = max(
        (text_width(section.heading, _SIZE, bold=True) for section in _sections(scene, sheet.language)),
        default=0.0,
    )
    indent += 18
    rows: list[tuple[str, list[tuple[float, LegendEntry, str]]]] = []
    for section in _sections(scene, sheet.language):
        rows.append((section.heading, []))
        x = indent
        for entry in section.entries:
            text = entry.label.text(sheet.language)
            wide = _SIGN + text_width(text, _SIZE) + 20
            if rows[-1][1] and x + wide - 20 > sheet.inner_width:
                rows.append(("", []))
                x = indent
            rows[-1][1].append((x, entry, text))
            x += wide
    height = _SIZE * LEADING + _GAP
    y = sheet.bottom - height * len(rows)
    sheet.bottom = y - (12 if rows else 0)
    for heading, entries in rows:
        sheet.write([heading], MARGIN, y, _SIZE, bold=True)
        for x, entry, text in entries:
            _draw_sign(sheet, entry, MARGIN + x, y + _SIZE * LEADING / 2)
            sheet.write([text], MARGIN + x + _SIGN, y, _SIZE)
        y += height


def legend_width(legend: Sequence[LegendEntry], language: Language) -> float:
    """Return how wide a column for a legend should be."""
    widths = [_SIGN + widest(wrap_within(entry.label.text(language), 190, _SIZE), _SIZE) for entry in legend]
    return max(_NARROWEST, *widths) if widths else 0.0


def _joined_kinds(entries: Sequence[LegendEntry]) -> tuple[LegendEntry, ...]:
    """Return one entry for kinds that look the same: their names, one after the other."""
    alike: dict[tuple[str | None, str | None], list[LegendEntry]] = {}
    for entry in entries:
        alike.setdefault((entry.shape, entry.colour), []).append(entry)
    return tuple(
        replace(
            found[0],
            label=Label(
                ", ".join([found[0].label.it, *(lower_first(entry.label.it) for entry in found[1:])]),
                ", ".join([found[0].label.en, *(lower_first(entry.label.en) for entry in found[1:])]),
            ),
        )
        for found in alike.values()
    )


def _sections(scene: Scene, language: Language) -> Iterator[_Section]:
    legend = scene.legend
    both = tuple(entry for entry in legend if entry.kind and entry.colour)
    parts = (
        (_COLOUR, [entry for entry in legend if entry.colour and not entry.kind]),
        (_COLOUR_AND_SHAPE if both else _SHAPE, _joined_kinds([entry for entry in legend if entry.kind])),
        (_SIGNS, [entry for entry in legend if entry.status]),
    )
    for heading, found in parts:
        entries = list(found)
        if heading is _SIGNS and scene.nodes:
            entries.append(LegendEntry(scene.size_text))
            if any(tie.relationship.strength is not None for tie in scene.ties):
                entries.append(LegendEntry(_STRENGTH, shape=_LINE))
        if entries:
            yield _Section(heading.text(language), tuple(entries))


def _draw_sign(sheet: Sheet, entry: LegendEntry, x: float, y: float) -> None:
    inks = sheet.inks
    if entry.status is not None:
        sheet.add(
            draw_mark("dot", x + 5, y, 4.5, inks.soft, inks, entry.status),
            element(
                "line",
                x1=x + 10.5,
                y1=y,
                x2=x + 20,
                y2=y,
                stroke=inks.soft,
                stroke_width=1.4,
                stroke_dasharray=DASHES.get(entry.status),
                stroke_linecap="round" if entry.status is FactStatus.ENDED else None,
            ),
        )
    elif entry.shape == _LINE:
        for below, width in ((-4.0, 0.8), (3.0, 3.0)):
            sheet.add(
                element(
                    "line", x1=x, y1=y + below, x2=x + 18, y2=y + below, stroke=inks.soft, stroke_width=width
                )
            )
    elif entry.shape is not None:
        sheet.add(draw_mark(entry.shape, x + 8, y, 7, entry.colour or inks.soft, inks))
    elif entry.colour is None:
        for aside, radius in ((3.0, 2.5), (13.0, 6.0)):
            sheet.add(draw_mark("dot", x + aside, y, radius, inks.soft, inks))
    else:
        sheet.add(element("rect", x=x + 1.5, y=y - 6.5, width=13, height=13, rx=3, fill=entry.colour))
