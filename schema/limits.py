"""Limits on what one request may ask, and the refusals that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import TooComplex

DEEPEST_FRAGMENTS = 100  # of fragments that spread each other: what reads them goes in as deep
SATURATED = 10**15  # no figure grows beyond this, however much a document multiplies


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask; whatever passes a limit is refused before anything is read.

    `document` counts characters, `tokens` the words and signs in them, comments too; `depth` fields
    within fields; `aliases`, `directives` and `repeats` count what stands in fragments once for each
    place that they are spread in. `repeats`: how often one place may ask for a field of the same
    name, each fragment counted by its own. `values` counts what variables hold, lists and objects
    included; `cost` is explained in `schema.cost`. `page`: the largest page of a list. `body_bytes`:
    of a request. `seconds`: how long a query may take, or one event of a subscription.
    """

    document: int = 100_000
    tokens: int = 5_000
    depth: int = 20
    aliases: int = 100
    directives: int = 100
    repeats: int = 100
    values: int = 100_000
    cost: int = 1_000_000
    page: int = 1_000
    body_bytes: int = 10_000_000
    seconds: float = 30.0


_SAID: Mapping[str, tuple[str, str]] = {
    "document": ("The document has {} characters", "put long values in variables"),
    "tokens": ("The document has {} tokens or more", "split the question, and put values in variables"),
    "depth": ("The question goes {} fields deep", "ask again from what it found, by id"),
    "aliases": ("The question has {} aliases", "split it, or ask for lists"),
    "directives": ("The question has {} directives", "split it"),
    "repeats": ("One place asks for the same field, or spreads fragments, {} times", "ask once"),
    "values": ("The variables hold {} values or more", "split the request"),
    "cost": ("The question may cost {}", "ask for smaller pages, or for fewer lists within lists"),
    "page": ("The question asks for a page of {}", "ask for smaller pages, one after the other"),
    "body": ("The body has {} bytes or more", "split the request"),
    "fragments": ("Fragments spread each other {} deep", "write out what they ask for"),
    "objects": (
        "The answer held {} objects when it was stopped",
        "ask for pages, or for fewer lists within lists",
    ),
    "seconds": ("The answer had taken {} seconds when it was stopped", "ask for less at once"),
}


def require_within(measure: str, figure: float, bound: float) -> None:
    """Raise TooComplex when a figure passes its bound; it says both, and what to do."""
    if figure > bound:
        raise passed(measure, figure, bound)


def passed(measure: str, figure: float, bound: float) -> TooComplex:
    """Return the refusal of what passed a limit."""
    said, mend = _SAID[measure]
    return TooComplex(f"{said.format(f'{figure:,}')}, of {bound:,} at most: {mend}.", measure, figure, bound)
