"""Bounds of what a question may ask for."""

from __future__ import annotations

from graph.errors import Invalid

LARGEST_RANKING = 1000
MOST_STEPS = 6


def bounded(number: int | None, otherwise: int, least: int, most: int, name: str) -> int:
    """Return a number that a client gave, or else what stands for none; raises Invalid out of bounds."""
    found = otherwise if number is None else number
    if not least <= found <= most:
        raise Invalid(f"`{name}` is between {least} and {most:,}; {found:,} is not.", (name,))
    return found
