"""A map as a picture for reports: SVG that opens everywhere and needs nothing else.

Names are letters, not outlines, in a font that is as wide on nearly every machine; where it isn't,
they are squeezed to the room that was reckoned for them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from graph.model import FactStatus
from graph.vocabulary.kinds import Label, Language
from visualisations.boxes import InkMap
from visualisations.labelling import PlacedName
from visualisations.marks import DASHES, draw_mark
from visualisations.picture_fit import Fit, fit_scene
from visualisations.picture_legend import COLUMN, draw_legend_below, draw_legend_beside, legend_height
from visualisations.picture_names import place_names, place_region_names
from visualisations.scene import Scene
from visualisations.sheet import LEADING, Sheet
from visualisations.svg import element, number
from visualisations.text_width import text_width, wrap_within
from visualisations.theme import Theme
from visualisations.wording import number_text, sentences

WIDTH, HEIGHT = 1600, 1000
_NOTE, _NOTHING = 12.0, 16.0
_PALER_FROM = 250  # ties
_FINEST, _PALEST = 0.5, 0.16  # of many ties: so much of the width and of the opacity of few
_TOGETHER = 150  # ties in one path, which is as dark where they cross; several paths are darker there
_LEAST_ROOM = 240.0  # for the drawing, between title and legend
_BESIDE = 1.25  # as wide in proportion to its height, a picture has its legend beside it

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Line:
    """A tie on the picture: a path of points, the middle one being where a curve is drawn to."""

    kind: str
    status: FactStatus
    width: float
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        first, *rest = (f"{number(x)} {number(y)}" for x, y in self.points)
        return f"M{first}L{rest[0]}" if len(rest) == 1 else f"M{first}Q{' '.join(rest)}"


def write_svg(
    scene: Scene,
    language: Language = Language.IT,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    theme: Theme = Theme.LIGHT,
    source: Label | None = None,
    titled: bool = True,
) -> str:
    """Return a scene as an SVG document of width × height units.

    Names are 12 to 16 units high, whatever the size: a smaller picture names fewer things, each larger
    in print. Where title and legend would leave no room for the drawing, it is higher than asked for.
    `source` is the line that says where the facts come from (`sourcing.source_line`). Not `titled`, it
    leaves the title to the page around it. Raises Invalid for a size that is no picture's. Cost: about a
    second for 500 things.
    """
    sheet = Sheet(width, height, language, theme)
    sheet.head(scene.title.text(language) if titled else "", scene.moment_text.text(language))
    sheet.foot("" if source is None else source.text(language))
    right = width - sheet.margin
    beside = legend_height(scene, language) <= sheet.bottom - sheet.top
    if beside and width >= _BESIDE * height and not sheet.is_narrow:
        right -= COLUMN + 24
        draw_legend_beside(sheet, scene, right + 24)
    else:
        draw_legend_below(sheet, scene)
    # How many names there are is known last; the longest that can be said keeps its room.
    most = _note(scene, 0, language)
    note_top = sheet.bottom - _NOTE * LEADING * len(wrap_within(most, right - sheet.margin, _NOTE))
    lacking = math.ceil(_LEAST_ROOM - (note_top - sheet.top))
    if lacking > 0:
        return write_svg(
            scene,
            language,
            width=width,
            height=height + lacking,
            theme=theme,
            source=source,
            titled=titled,
        )
    fit = fit_scene(scene, sheet.margin, sheet.top, right, note_top - 8)
    lines = _lines(scene, fit)
    regions = place_region_names(scene, fit)
    ink = InkMap(width, height, [*(line.points for line in lines), *fit.outlines])
    names = place_names(scene, fit, ink, regions, language)
    note = _note(scene, len(scene.nodes) - names.left_out, language)
    written = wrap_within(note, right - sheet.margin, _NOTE)
    sheet.write(written, sheet.margin, note_top, _NOTE, colour=sheet.inks.soft)
    if not scene.nodes:
        sheet.write(
            wrap_within(scene.sentence.text(language), right - sheet.margin, _NOTHING),
            sheet.margin,
            sheet.top,
            _NOTHING,
        )
    _draw_regions(sheet, scene, fit)
    _draw_lines(sheet, lines)
    _draw_nodes(sheet, scene, fit)
    _draw_names(sheet, names.placed, "names")
    _draw_names(sheet, regions, "districts")
    description = sentences(scene.moment_text.text(language), scene.sentence.text(language), note)
    return sheet.finish(scene.title.text(language), description)


def _lines(scene: Scene, fit: Fit) -> list[_Line]:
    """Return the ties as lines; parallel ones are bent apart."""
    finer = min(1.0, max(0.5, min(fit.scale) * 1.15))
    seen: dict[tuple[int, int], int] = {}
    lines = []
    for tie in scene.ties:
        pair = (min(tie.source, tie.target), max(tie.source, tie.target))
        turn = seen.get(pair, 0)
        seen[pair] = turn + 1
        start, end = fit.places[pair[0]], fit.places[pair[1]]
        points = [start, end]
        if turn and start != end:
            side = (0.16 if turn % 2 else -0.16) * ((turn + 1) // 2)
            middle = (
                (start[0] + end[0]) / 2 - (end[1] - start[1]) * side,
                (start[1] + end[1]) / 2 + (end[0] - start[0]) * side,
            )
            points = [start, middle, end]
        known = tie.relationship.strength is not None
        line_width = round((0.6 + 2.4 * min(tie.weight, 1.0) if known else 1.1) * finer, 1)
        lines.append(_Line(tie.kind, tie.status, line_width, tuple(points)))
    return lines


def _note(scene: Scene, named: int, language: Language) -> str:
    """Return how many things are named, where not all are, and what is not drawn."""
    said, total = number_text(named, language), number_text(len(scene.nodes), language)
    parts = [] if scene.omission is None else [scene.omission.text(language)]
    if named < len(scene.nodes):
        names = Label(
            f"Nomi scritti: {said} su {total}, prima i più grandi.",
            f"Names written: {said} of {total}, the largest first.",
        )
        parts.insert(0, names.text(language))
    return " ".join(parts)


def _draw_regions(sheet: Sheet, scene: Scene, fit: Fit) -> None:
    for region, area in zip(scene.regions, fit.areas, strict=True):
        sheet.add(
            element(
                "ellipse",
                element("title", region.district.name),
                cx=area.x,
                cy=area.y,
                rx=area.half_width,
                ry=area.half_height,
                fill=region.colour,
                fill_opacity=0.07,
                stroke=region.colour,
                stroke_opacity=0.5,
                stroke_width=1.2,
            )
        )


def _draw_lines(sheet: Sheet, lines: Sequence[_Line]) -> None:
    """Draw the ties, those of a kind and look as one path each, or, of many, as some."""
    looks: dict[str, dict[tuple[float, FactStatus], list[str]]] = {}
    for line in lines:
        looks.setdefault(line.kind, {}).setdefault((line.width, line.status), []).append(line.path)
    paler = min(1.0, math.sqrt(_PALER_FROM / max(len(lines), 1)))
    kinds = [
        element(
            "g",
            *(
                element(
                    "path",
                    d="".join(paths[first : first + _TOGETHER]),
                    stroke_width=width * max(paler, _FINEST),
                    stroke_dasharray=DASHES.get(status),
                    stroke_linecap="round" if status is FactStatus.ENDED else None,
                )
                for (width, status), paths in sorted(found.items())
                for first in range(0, len(paths), _TOGETHER)
            ),
            data_kind=kind,
        )
        for kind, found in sorted(looks.items())
    ]
    sheet.add(
        element("g", *kinds, fill="none", stroke=sheet.inks.tie, stroke_opacity=0.6 * max(paler, _PALEST))
    )


def _draw_nodes(sheet: Sheet, scene: Scene, fit: Fit) -> None:
    for node, (x, y), radius in zip(scene.nodes, fit.places, fit.radii, strict=True):
        sheet.add(draw_mark(node.shape, x, y, radius, node.colour, sheet.inks, node.status, node.label))


def _draw_names(sheet: Sheet, names: Sequence[PlacedName], purpose: str) -> None:
    inks = sheet.inks
    if pointers := "".join(map(_pointer, names)):
        sheet.add(element("path", d=pointers, stroke=inks.ink, stroke_width=0.7))
    sheet.add(
        element(
            "g",
            *(_draw_name(name, line, row) for name in names for row, line in enumerate(name.lines)),
            class_=purpose,
            fill=inks.ink,
            stroke=inks.ground,
            stroke_width=3,
            stroke_linejoin="round",
            paint_order="stroke",
        ),
    )


def _draw_name(name: PlacedName, line: str, row: int) -> Markup:
    left, top, right, _ = name.box
    return element(
        "text",
        line,
        x={"start": left, "middle": (left + right) / 2, "end": right}[name.anchor],
        y=top + name.size * (0.86 + LEADING * row),
        font_size=name.size,
        font_weight="700" if name.bold else None,
        text_anchor=None if name.anchor == "start" else name.anchor,
        textLength=text_width(line, name.size, bold=name.bold),
        lengthAdjust="spacingAndGlyphs",
    )


def _pointer(name: PlacedName) -> str:
    if name.pointer is None:
        return ""
    start_x, start_y, end_x, end_y = map(number, name.pointer)
    return f"M{start_x} {start_y}L{end_x} {end_y}"
