"""What fields declare of their cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Arguments = Mapping[str, object]
Number = int | Callable[[Arguments], int]
_PRICE = "price"


@dataclass(frozen=True, slots=True)
class Price:
    """How long a field's list is at most, or is taken to be, and what computing it weighs.

    Either may be a function of the field's arguments. Of a field that returns no list, `items` are
    the length of the lists right below it. The weight is in fields that could else be answered.
    """

    items: Number | None = None
    weight: Number = 0


FREE = Price()


def priced(items: Number | None = None, weight: Number = 0) -> dict[str, Price]:
    """Return a price in the form that fields keep it in: their `metadata`."""
    return {} if items is None and weight == 0 else {_PRICE: Price(items, weight)}


def price_in(metadata: Mapping[str, object]) -> Price:
    """Return the price in a field's `metadata`."""
    found = metadata.get(_PRICE, FREE)
    return found if isinstance(found, Price) else FREE


def count_items(value: object) -> int:
    """Return how long a list in an argument is; GraphQL takes a single value for a list of one."""
    if isinstance(value, list):
        return len(value)
    return 0 if value is None else 1
