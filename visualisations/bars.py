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
from visualisations.wording import number_text, sentences

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
    subtitles: Sequence[str] = (),
    notes: Sequence[str] = (),
    width: int = WIDTH,
    theme: Theme = Theme.LIGHT,
) -> str:
    """Return bars, in the order given, as an SVG document that is as high as they need.

    Names are written in full, values beside the bars, all with the same decimals; `notes` stand below, the
    source line among them. Bars begin at 0, so values must not be negative. Raises Invalid for a width that
    is no picture's.
    """
    sheet = Sheet(width, width, language, theme)
    sheet.head(title, *subtitles)
    folded = [fold(bar.name, _NAMES_SHARE * sheet.inner_width, _SIZE) for bar in bars]
    values = value_texts([bar.value for bar in bars], language)
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
    return sheet.finish(title, sentences(*subtitles, told, *notes))


def value_texts(values: Sequence[float], language: Language) -> list[str]:
    """Return values as they stand in one column, all with the same decimals: 0,200 and 0,085.

    The largest has three significant digits, the smallest that is not 0 two: 12, 3,45, 0.00123.
    """
    sizes = [abs(value) for value in values if value]
    digits = 0
    if any(value != round(value) for value in values):
        needed = 2 - math.floor(math.log10(max(sizes))), 1 - math.floor(math.log10(min(sizes)))
        digits = max(*needed, 0)
    texts = [f"{value:.{digits}f}" for value in values]
    while digits and all(text.endswith("0") for text in texts):
        digits -= 1
        texts = [text[:-1] for text in texts]
    mark = "," if language is Language.IT else "."
    halves = [text.rstrip(".").partition(".") for text in texts]
    return [
        number_text(int(whole), language) + (f"{mark}{rest}" if rest else "") for whole, _, rest in halves
    ]
