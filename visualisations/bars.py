"""Bars: who has how much of something, the most first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from graph.vocabulary.kinds import Language
from visualisations.palette import distinct_colour
from visualisations.sheet import LEADING, Sheet
from visualisations.svg import element
from visualisations.text_width import fold, text_width, widest
from visualisations.theme import Theme
from visualisations.wording import number_text

WIDTH = 1000
_SIZE = 14.0
_NAMES_SHARE = 0.44
_BAR, _GAP = 20.0, 9.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: whose it is, and how long."""

    name: str
    value: float


def write_bars(
    bars: Sequence[Bar],
    language: Language,
    *,
    title: str,
    subtitle: str = "",
    notes: Sequence[str] = (),
    width: int = WIDTH,
    theme: Theme = Theme.LIGHT,
) -> str:
    """Return bars, in the order given, as an SVG document that is as high as they need.

    Names are written in full, values beside the bars; `notes` stand below, the source line among them.
    Bars begin at 0, so values must not be negative. Raises Invalid for a width that is no picture's.
    """
    sheet = Sheet(width, width, language, theme)
    sheet.head(title, subtitle)
    folded = [fold(bar.name, _NAMES_SHARE * sheet.inner_width, _SIZE) for bar in bars]
    values = [value_text(bar.value, language) for bar in bars]
    left = sheet.margin + max((widest(lines, _SIZE) for lines in folded), default=0.0) + 12
    room = (
        sheet.width
        - sheet.margin
        - left
        - max((text_width(text, _SIZE, bold=True) for text in values), default=0)
    )
    largest = max((bar.value for bar in bars), default=0.0) or 1.0
    y = first = sheet.top
    for bar, lines, text in zip(bars, folded, values, strict=True):
        height = max(_BAR, _SIZE * LEADING * len(lines))
        words_top = y + (height - _SIZE * LEADING * len(lines)) / 2
        sheet.write(lines, left - 12, words_top, _SIZE, anchor="end")
        length = max(bar.value, 0.0) / largest * (room - 10)
        sheet.add(
            element(
                "rect",
                x=left,
                y=y + (height - _BAR) / 2,
                width=length,
                height=_BAR,
                fill=distinct_colour(0),
            )
        )
        sheet.write([text], left + length + 7, y + (height - _SIZE * LEADING) / 2, _SIZE, bold=True)
        y += height + _GAP
    if bars:
        sheet.add(
            element(
                "line",
                x1=left,
                y1=first - 4,
                x2=left,
                y2=y - _GAP + 4,
                stroke=sheet.inks.soft,
                stroke_width=1,
            )
        )
    sheet.end(y + 10, *notes)
    told = "; ".join(f"{bar.name}: {text}" for bar, text in zip(bars, values, strict=True))
    return sheet.finish(title, ". ".join(filter(None, (subtitle.rstrip("."), told, *notes))))


def value_text(value: float, language: Language) -> str:
    """Return a value with three significant digits at most after its whole part: 12, 3,45, 0.00123."""
    if value == round(value):
        return number_text(int(value), language)
    digits = 2 - math.floor(math.log10(abs(value)))
    text = f"{value:.{max(digits, 0)}f}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    mark = "," if language is Language.IT else "."
    return number_text(int(whole), language) + (f"{mark}{rest}" if rest else "")
