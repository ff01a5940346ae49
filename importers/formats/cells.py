"""Reading the cells of a table row as values, each fault placed at its column."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from graph.errors import Problem
from graph.model import PropertyValue, Scalar
from graph.validation import nearest
from graph.vocabulary.kinds import PropertyKind, PropertyType
from importers.records import Place

SEPARATOR = "|"
YES = frozenset({"yes", "sì", "si", "true"})
NO = frozenset({"no", "false"})
RENAME = "Rename the column or empty the cell."
EnumT = TypeVar("EnumT", bound=StrEnum)


class Cells:
    """One row of a table. Cells that are empty read as None; faults are added to `problems`."""

    def __init__(self, place: Place, cells: Mapping[str, str], problems: list[Problem]) -> None:
        self.place = place
        self._cells = cells
        self._problems = problems

    def text(self, column: str) -> str | None:
        """Return the text of a cell without the white space around it."""
        return self._cells.get(column, "").strip() or None

    def require_text(self, column: str) -> str:
        """Return the text of a cell that must not be empty; "" with a problem when it is."""
        found = self.text(column)
        if found is None:
            self.fault(column, f"{column} is empty.", "Fill it in.")
        return found or ""

    def texts(self, column: str) -> tuple[str, ...]:
        """Return the texts of a cell that may hold several."""
        parts = (part.strip() for part in self._cells.get(column, "").split(SEPARATOR))
        return tuple(part for part in parts if part)

    def day(self, column: str) -> date | None:
        """Return the date in a cell."""
        found = self.text(column)
        if found is None:
            return None
        try:
            return date.fromisoformat(found)
        except ValueError:
            self.fault(column, f"“{found}” is no date.", "Write it like 2013-03-21.")
            return None

    def number(self, column: str) -> float | None:
        """Return the number in a cell; a decimal comma is understood."""
        found = self.text(column)
        if found is None:
            return None
        try:
            return _read_number(found)
        except ValueError:
            self.fault(column, f"“{found}” is no number.", "Write it like 0.5.")
            return None

    def choice(self, column: str, among: type[EnumT], otherwise: EnumT) -> EnumT:
        """Return the word in a cell as a member of an enumeration."""
        found = self.text(column)
        if found is None:
            return otherwise
        try:
            return among(found.upper())
        except ValueError:
            self.fault(column, f"“{found}” is none of {', '.join(among)}.", "Write one of these.")
            return otherwise

    def properties(
        self, kinds: Mapping[str, PropertyKind], columns: frozenset[str], others: frozenset[str]
    ) -> dict[str, PropertyValue]:
        """Return the properties that a row states, read by their types.

        A filled cell of a column that this kind has no property for is a fault, unless the column
        is one of the `others`, which hold no properties.
        """
        found: dict[str, PropertyValue] = {}
        for column in sorted(columns - others):
            if self.text(column) is None:
                continue
            if column not in kinds:
                kind = self.text("kind")
                suggestion = nearest(column, dict.fromkeys((*kinds, *sorted(others))))
                self.fault(column, f"{kind} has no property {column}.{suggestion}", RENAME)
            elif (value := self.value(column, kinds[column])) is not None:
                found[column] = value
        return found

    def value(self, column: str, kind: PropertyKind) -> PropertyValue | None:
        """Return the value of one property in a cell."""
        if not kind.many:
            text = self.text(column)
            return None if text is None else self._scalar(column, kind, text)
        values = [self._scalar(column, kind, part) for part in self.texts(column)]
        known = tuple(value for value in values if value is not None)
        return known or None

    def fault(self, column: str, reason: str, mend: str = "") -> None:
        """Note that a cell is wrong."""
        self._problems.append(self.place.problem(reason, mend, column, self.text(column)))

    def _scalar(self, column: str, kind: PropertyKind, text: str) -> Scalar | None:
        try:
            return _read_scalar(kind, text)
        except ValueError:
            expected = f"one of {', '.join(kind.choices)}" if kind.choices else f"of type {kind.type.value}"
            self.fault(
                column, f"“{text}” is not {expected}.", _EXAMPLES.get(kind.type, "Write one of these.")
            )
            return None


_EXAMPLES = {
    PropertyType.INTEGER: "Write it like 12.",
    PropertyType.NUMBER: "Write it like 0.5.",
    PropertyType.BOOLEAN: "Write yes or no.",
    PropertyType.DATE: "Write it like 2013-03-21.",
}


def _read_number(text: str) -> float:
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _read_scalar(kind: PropertyKind, text: str) -> Scalar:
    match kind.type:
        case PropertyType.INTEGER:
            return int(text)
        case PropertyType.NUMBER:
            return _read_number(text)
        case PropertyType.BOOLEAN:
            if text.casefold() not in YES | NO:
                raise ValueError(text)
            return text.casefold() in YES
        case PropertyType.DATE:
            return date.fromisoformat(text)
        case PropertyType.CHOICE if text not in kind.choices:
            raise ValueError(text)
        case _:
            return text
