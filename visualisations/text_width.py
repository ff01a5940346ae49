"""How much room words take, before anybody draws them.

By the advance widths of Arimo (SIL Open Font License 1.1), whose letters are as wide as those of Arial,
Helvetica and Liberation Sans: one of these is on nearly every machine.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from math import inf

FONT_FAMILY = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif"
_UNKNOWN = 0.72
_WIDE = 1.0
_ELLIPSIS = "…"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, in the units of its size; letters that Arimo lacks are guessed."""
    widths = _widths()["bold" if bold else "regular"]
    return size * sum(widths.get(ord(letter)) or _guess(letter) for letter in text)


def wrap(text: str, lines: int, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text in at most so many lines, broken between words so that the longest is shortest."""
    words = text.split()
    if not words:
        return ("",)
    ends = [0.0]
    space = text_width(" ", size, bold=bold)
    for word in words:
        ends.append(ends[-1] + text_width(word, size, bold=bold) + space)
    return tuple(" ".join(words[start:end]) for start, end in pairwise(_breaks(ends, min(lines, len(words)))))


def wrap_within(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text in as few lines as a width allows; a word that is wider than it is broken."""
    words = [piece for word in text.split() for piece in _pieces(word, width, size, bold=bold)]
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, bold=bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def fold(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text in as few lines as a width allows, all about as long."""
    lines = wrap_within(text, width, size, bold=bold)
    even = wrap(text, len(lines), size, bold=bold)
    return even if widest(even, size, bold=bold) <= width else lines


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return a text as it is where it is no wider, else its beginning, with an ellipsis."""
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width(_ELLIPSIS, size, bold=bold)
    return f"{_pieces(text, room, size, bold=bold)[0].rstrip()}{_ELLIPSIS}"


def widest(lines: Sequence[str], size: float, *, bold: bool = False) -> float:
    """Return the width of the widest line."""
    return max((text_width(line, size, bold=bold) for line in lines), default=0.0)


def _breaks(ends: list[float], lines: int) -> list[int]:
    """Return where lines begin and end so that the longest is shortest (in words, by their ends)."""
    count = len(ends) - 1
    best = [0.0] + [inf] * count
    came = [[0] * (count + 1)]
    for _ in range(lines):
        found, origin = [inf] * (count + 1), [0] * (count + 1)
        for end in range(1, count + 1):
            for start in range(end):
                longest = max(best[start], ends[end] - ends[start])
                if longest < found[end]:
                    found[end], origin[end] = longest, start
        best = found
        came.append(origin)
    breaks = [count]
    for row in range(lines, 0, -1):
        breaks.append(came[row][breaks[-1]])
    return sorted(set(breaks))


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    if text_width(word, size, bold=bold) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _guess(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Cc"):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(letter) in ("W", "F") else _UNKNOWN


@cache
def known_letters() -> frozenset[int]:
    """Return the code points that the font that comes along can draw."""
    return frozenset(_widths()["regular"])


@cache
def _widths() -> dict[str, dict[int, float]]:
    file = resources.files("visualisations") / "fonts" / "widths.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    return {
        weight: {
            int(first) + step: width / said["units"]
            for first, run in said[weight].items()
            for step, width in enumerate(run)
        }
        for weight in ("regular", "bold")
    }
