"""The sheet that a picture is drawn on: ground, title, moment, source line, and words about it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from graph.errors import Invalid
from graph.vocabulary.kinds import Language
from visualisations.svg import element
from visualisations.text_width import FONT_FAMILY, text_width, wrap_within
from visualisations.theme import Theme

_MARGIN, _NARROW_MARGIN = 36.0, 16.0
_NARROW = 880
LEADING = 1.22
"""The height of a line, in sizes of its letters."""
_TITLE, _SMALL_TITLE, _MOMENT, _SMALL_MOMENT, _SOURCE = 26.0, 18.0, 15.0, 13.0, 12.0
_SMALLEST_SIDE, _LARGEST_SIDE = 320, 8000


class Sheet:
    """A sheet of width × height units, filled from above and below; the room between is for the picture."""

    def __init__(self, width: int, height: int, language: Language, theme: Theme) -> None:
        """Start an empty sheet. Raises Invalid when it is too small to hold anything, or huge."""
        if not (_SMALLEST_SIDE <= width <= _LARGEST_SIDE and _SMALLEST_SIDE <= height <= _LARGEST_SIDE):
            raise Invalid(
                f"A picture is between {_SMALLEST_SIDE} and {_LARGEST_SIDE} units wide and high, "
                f"not {width} × {height}."
            )
        self.width, self.height = width, height
        self.language = language
        self.inks = theme.inks
        self.margin = _NARROW_MARGIN if self.is_narrow else _MARGIN
        self.top, self.bottom = self.margin, height - self.margin
        self._parts: list[Markup] = []

    @property
    def is_narrow(self) -> bool:
        """Whether it is as narrow as a column of a page, or a phone."""
        return self.width < _NARROW

    @property
    def inner_width(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    def add(self, *parts: Markup) -> None:
        """Draw elements over what is there."""
        self._parts += parts

    def write(
        self,
        lines: Sequence[str],
        x: float,
        y: float,
        size: float,
        *,
        bold: bool = False,
        colour: str | None = None,
        anchor: str = "start",
    ) -> float:
        """Write lines below y, as wide in every font as in ours, and return where they end."""
        for row, line in enumerate(lines):
            self.add(
                element(
                    "text",
                    line,
                    x=x,
                    y=y + size * (0.92 + LEADING * row),
                    font_size=size,
                    font_weight="700" if bold else None,
                    fill=colour or self.inks.ink,
                    text_anchor=None if anchor == "start" else anchor,
                    textLength=text_width(line, size, bold=bold),
                    lengthAdjust="spacingAndGlyphs",
                )
            )
        return y + size * LEADING * len(lines)

    def head(self, title: str, *subtitles: str) -> None:
        """Write the title, unless it is empty, and lines under it; the room begins below them."""
        size, small = (_SMALL_TITLE, _SMALL_MOMENT) if self.is_narrow else (_TITLE, _MOMENT)
        if text_width(title, size, bold=True) > 2 * self.inner_width:
            size *= 0.8
        if title:
            lines = wrap_within(title, self.inner_width, size, bold=True)
            self.top = self.write(lines, self.margin, self.top, size, bold=True) + 3
        for subtitle in filter(None, subtitles):
            lines = wrap_within(subtitle, self.inner_width, small)
            self.top = self.write(lines, self.margin, self.top, small, colour=self.inks.soft) + 2
        self.top += 6 if self.is_narrow else 14

    def foot(self, *notes: str) -> None:
        """Write notes and the source line at the bottom, small; the room ends above them."""
        lines = [line for note in notes if note for line in wrap_within(note, self.inner_width, _SOURCE)]
        height = _SOURCE * LEADING * len(lines)
        self.write(lines, self.margin, self.bottom - height, _SOURCE, colour=self.inks.soft)
        self.bottom -= height + (14 if lines else 0)

    def end(self, y: float, *notes: str) -> None:
        """Write notes and the source line below y, and cut the sheet off under them."""
        for note in filter(None, notes):
            lines = wrap_within(note, self.inner_width, _SOURCE)
            y = self.write(lines, self.margin, y, _SOURCE, colour=self.inks.soft) + 4
        self.height = math.ceil(y + self.margin - 8)

    def finish(self, title: str, description: str) -> str:
        """Return the picture; title and description are for those who don't see it."""
        return str(
            element(
                "svg",
                element("title", title),
                element("desc", description),
                element("rect", width=self.width, height=self.height, fill=self.inks.ground),
                *self._parts,
                xmlns="http://www.w3.org/2000/svg",
                width=self.width,
                height=self.height,
                viewBox=f"0 0 {self.width} {self.height}",
                role="img",
                lang=self.language.value.lower(),
                font_family=FONT_FAMILY,
            )
        )
