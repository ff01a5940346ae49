"""A fan: names under headings, each with a place for its mark, in columns at both sides of a middle.

Where there is little room, or little to show, in one column below the middle instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from visualisations.sheet import LEADING
from visualisations.text_width import fold

NAME, HEADING = 12.0, 11.0
_MARK = 8.0  # half the room that a mark has
_GAP, _BEFORE_HEADING = 4.0, 6.0
_FEW = 4  # so many names stand in one column, however wide the room
_NARROW = 520.0
_MIDDLE = 0.26  # the share of the width between two columns
_TRUNK, _ASIDE = 13.0, 44.0  # how far the middle and the marks are from the left, in one column
_BEND = 0.3  # how much closer to the middle the ends of a column are than its centre
_LEAST = 60.0


@dataclass(frozen=True, slots=True)
class Group:
    """Names under a heading, each with its rank."""

    heading: str
    members: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class FanText:
    """Lines of a name or a heading: beside which x, from which top, and to which side of it they run."""

    lines: tuple[str, ...]
    x: float
    top: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Fan:
    """Where everything is: the middle, the marks by rank, names and headings, and the bottom of it all."""

    middle: tuple[float, float]
    marks: dict[int, tuple[float, float]]
    names: tuple[FanText, ...]
    headings: tuple[FanText, ...]
    bottom: float
    single: bool


def stands_single(count: int, width: float) -> bool:
    """Return whether so many names stand in one column in a room of that width."""
    return width < _NARROW or count <= _FEW


def spread_fan(
    groups: Sequence[Group], left: float, right: float, top: float, bottom: float, *, single: bool
) -> Fan:
    """Spread groups in a room, from its top on.

    Of what has no room the last in rank are left out; one always stays. In a single column the middle is
    beside the top, for the room above it holds its name.
    """
    gap = 2 * _ASIDE if single else _MIDDLE * (right - left)
    text_room = (right - left - gap / (2 if single else 1)) / (1 if single else 2) - 2 * _MARK
    slots = _fold(groups, text_room)
    columns: list[list[_Slot]] = []
    for rank in sorted((slot.rank for slot in slots if slot.rank is not None), reverse=True):
        columns = _columns(_kept(slots, rank), single=single)
        if max(map(_height, columns)) <= bottom - top:
            break
    height = max(_LEAST * (not single), *map(_height, columns))
    middle = (left + _TRUNK, top - _TRUNK) if single else ((left + right) / 2, top + height / 2)
    marks: dict[int, tuple[float, float]] = {}
    names, headings = [], []
    for column, side in zip(columns, (1,) if single else (-1, 1), strict=True):
        y = top + (height - _height(column)) / 2
        for slot in column:
            centre = y + slot.height / 2
            away = (centre - top) / height * 2 - 1
            bend = _BEND * gap / 2 * (1 - math.sqrt(max(1 - away * away, 0.0)))
            x = left + _ASIDE if single else middle[0] + side * (gap / 2 - bend)
            anchor = "start" if side > 0 else "end"
            words = LEADING * len(slot.lines)
            if slot.rank is None:
                words_top = y + slot.height - HEADING * words
                headings.append(FanText(slot.lines, x + side * _MARK, words_top, anchor))
            else:
                marks[slot.rank] = (x, centre)
                names.append(FanText(slot.lines, x + side * 2 * _MARK, centre - NAME * words / 2, anchor))
            y += slot.height
    return Fan(middle, marks, tuple(names), tuple(headings), top + height, single)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A part of a column: a heading where it has no rank."""

    lines: tuple[str, ...]
    rank: int | None = None

    @property
    def height(self) -> float:
        if self.rank is None:
            return HEADING * LEADING * len(self.lines) + _BEFORE_HEADING
        return max(NAME * LEADING * len(self.lines), 2 * _MARK) + _GAP


def _fold(groups: Sequence[Group], text_room: float) -> list[_Slot]:
    slots = []
    for group in groups:
        slots.append(_Slot(fold(group.heading, text_room, HEADING)))
        slots += [_Slot(fold(name, text_room, NAME), rank) for rank, name in group.members]
    return slots


def _kept(slots: Sequence[_Slot], last: int) -> list[_Slot]:
    """Return the slots of ranks up to `last`, and the headings that still have some."""
    kept: list[_Slot] = []
    for slot in slots:
        if slot.rank is None:
            if kept and kept[-1].rank is None:
                kept.pop()
            kept.append(slot)
        elif slot.rank <= last:
            kept.append(slot)
    return kept[:-1] if kept[-1].rank is None else kept


def _columns(slots: list[_Slot], *, single: bool) -> list[list[_Slot]]:
    """Return slots as one column, or as two that are about as high."""
    if single:
        return [slots]
    reached, half, cut = 0.0, _height(slots) / 2, 0
    while reached + slots[cut].height / 2 <= half:
        reached += slots[cut].height
        cut += 1
    if slots[cut - 1].rank is None:
        cut -= 1  # no heading stands without a name
    first, second = slots[:cut], slots[cut:]
    if first and second[0].rank is not None:
        second = [next(slot for slot in reversed(first) if slot.rank is None), *second]
    return [first, second]


def _height(slots: Sequence[_Slot]) -> float:
    return sum(slot.height for slot in slots)
