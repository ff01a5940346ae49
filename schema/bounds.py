"""Bounds of what single arguments may ask for."""

from __future__ import annotations

from graph.errors import Invalid, TooComplex

LARGEST_RANKING = 1000
MOST_STEPS = 6
LONGEST_PATH = 12


def bounded(number: int | None, otherwise: int, least: int, most: int, name: str) -> int:
    """Return a number that a client gave, or else what stands for none.

    Raises Invalid for too small a number, TooComplex for too large a one.
    """
    found = otherwise if number is None else number
    if found < least:
        raise Invalid(f"`{name}` is between {least} and {most:,}; {found:,} is not.", (name,))
    if found > most:
        raise TooComplex(f"`{name}` is {found:,}, of {most:,} at most: ask for less.", name, found, most)
    return found
