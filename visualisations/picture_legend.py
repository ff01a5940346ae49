"""The legend of a picture: in a column beside it, or in lines below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph.model import FactStatus
from graph.vocabulary.kinds import Label, Language
from visualisations.legend import LegendEntry
from visualisations.marks import DASHES, draw_mark
from visualisations.scene import Scene
from visualisations.sheet import LEADING, Sheet
from visualisations.svg import element
from visualisations.tables import short_districts
from visualisations.text_width import shorten, text_width, wrap_within
from visualisations.wording import lower_first

_SIZE = 12.0
_LINE = "line"
_SIGN = 24.0
_GAP = 5.0
COLUMN = 216.0
"""How wide a legend beside a picture is, whatever is in it, so that pictures of two moments compare."""
_COLOUR, _SHAPE = Label("Colore", "Colour"), Label("Forma", "Shape")
_GROUPS = Label("Colore: gruppi per legami", "Colour: groups by ties")
_STRENGTH = Label("Spessore: intensità del legame", "Thickness: strength of the tie")
_COLOUR_AND_SHAPE, _SIGNS = Label("Forma e colore", "Shape and colour"), Label("Segni", "Signs")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a legend."""

    heading: str
    entries: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A line of a legend: a heading, and how far from the left each entry begins, and its text.

    A text without an entry goes on with that of the line before.
    """

    heading: str
    entries: list[tuple[float, LegendEntry | None, str]]


def draw_legend_beside(sheet: Sheet, scene: Scene, left: float) -> None:
    """Draw a legend into the column that begins at `left`."""
    y = sheet.top
    for section in _sections(scene, sheet.language):
        y = sheet.write([section.heading], left, y, _SIZE, bold=True) + 3
        for entry in section.entries:
            lines = _fold_label(entry, sheet.language, COLUMN - _SIGN)
            _draw_sign(sheet, entry, left, y + _SIZE * LEADING / 2)
            y = sheet.write(lines, left + _SIGN, y, _SIZE) + _GAP
        y += 10


def legend_height(scene: Scene, language: Language) -> float:
    """Return how high a legend is in its column."""
    height = 0.0
    for section in _sections(scene, language):
        height += _SIZE * LEADING + 13
        for entry in section.entries:
            height += _SIZE * LEADING * len(_fold_label(entry, language, COLUMN - _SIGN)) + _GAP
    return height


def draw_legend_below(sheet: Sheet, scene: Scene) -> None:
    """Draw a legend in lines at the bottom of the room, which then ends above it: short on narrow sheets."""
    sections = [short_legend(scene)] if sheet.is_narrow else _sections(scene, sheet.language)
    lines = fold_legend(sections, sheet)
    sheet.bottom -= lines_height(lines)
    draw_legend_lines(sheet, lines, sheet.bottom)
    sheet.bottom -= 12 if lines else 0


def fold_legend(sections: Iterable[Section], sheet: Sheet) -> list[LegendLine]:
    """Return a legend in lines that are as wide as a sheet; what has no heading follows on."""
    parts = list(sections)
    headings = [text_width(part.heading, _SIZE, bold=True) for part in parts if part.heading]
    indent = 18 + max(headings) if headings else 0.0
    lines: list[LegendLine] = []
    for part in parts:
        lines.append(LegendLine(part.heading, []))
        x = indent
        for entry in part.entries:
            text, *more = _fold_label(entry, sheet.language, sheet.inner_width - indent - _SIGN)
            wide = _SIGN + text_width(text, _SIZE)
            if lines[-1].entries and x + wide > sheet.inner_width:
                lines.append(LegendLine("", []))
                x = indent
            lines[-1].entries.append((x, entry, text))
            lines += [LegendLine("", [(indent, None, line)]) for line in more]
            x += sheet.inner_width if more else wide + 20
    return lines


def short_legend(scene: Scene, *, sized: bool = True) -> Section:
    """Return what a small picture needs: the colours, shapes and looks that it has, without headings.

    Districts have short names where their areas have. `sized` says whether sizes stand for something.
    """
    colours = {node.colour for node in scene.nodes}
    short = short_districts(scene) if scene.regions else {}
    entries = [
        replace(entry, label=Label(name, name)) if (name := short.get(entry.district or "")) else entry
        for part in _sections(scene, Language.IT)
        for entry in part.entries
        if (sized or entry.label != scene.size_text)
        and (entry.colour is None or entry.kind or entry.colour in colours)
    ]
    return Section("", tuple(entries))


def lines_height(lines: Sequence[LegendLine]) -> float:
    """Return how high lines of a legend are."""
    return (_SIZE * LEADING + _GAP) * len(lines)


def draw_legend_lines(sheet: Sheet, lines: Sequence[LegendLine], y: float) -> float:
    """Draw lines of a legend below y, and return where they end."""
    for line in lines:
        sheet.write([line.heading] if line.heading else [], sheet.margin, y, _SIZE, bold=True)
        for x, entry, text in line.entries:
            if entry is not None:
                _draw_sign(sheet, entry, sheet.margin + x, y + _SIZE * LEADING / 2)
            sheet.write([text], sheet.margin + x + _SIGN, y, _SIZE)
        y += _SIZE * LEADING + _GAP
    return y


def _fold_label(entry: LegendEntry, language: Language, width: float) -> tuple[str, ...]:
    """Return the words of an entry in about four lines at most."""
    return wrap_within(shorten(entry.label.text(language), 3.5 * width, _SIZE), width, _SIZE)


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


def _sections(scene: Scene, language: Language) -> Iterator[Section]:
    legend = scene.legend
    both = tuple(entry for entry in legend if entry.kind and entry.colour)
    colours = [entry for entry in legend if entry.colour and not entry.kind]
    by_district = any(entry.district is not None for entry in colours)
    parts = (
        (_COLOUR if by_district else _GROUPS, colours),
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
            yield Section(heading.text(language), tuple(entries))


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
