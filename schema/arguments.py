"""Arguments that many fields take, described once."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.enums import Language
from schema.scalars import KindName

First = Annotated[
    int | None, strawberry.argument(description="How many at most, from the beginning of the list.")
]
After = Annotated[
    str | None, strawberry.argument(description="Only what comes after the item with this cursor.")
]
Last = Annotated[int | None, strawberry.argument(description="How many at most, from the end of the list.")]
Before = Annotated[
    str | None, strawberry.argument(description="Only what comes before the item with this cursor.")
]
Ranked = Annotated[int | None, strawberry.argument(description="How many at most, the best first.")]
RelationshipKinds = Annotated[
    list[KindName] | None,
    strawberry.argument(description="Only by relationships of these kinds; left out: of every kind."),
]
EntityKinds = Annotated[
    list[KindName] | None,
    strawberry.argument(description="Only entities of these kinds; left out: of every kind."),
]

InLanguage = Annotated[
    Language | None, strawberry.argument(description="In which language; left out: Italian.")
]


def argument(description: str, name: str | None = None) -> object:
    """Describe an argument that one field alone takes, by another name than Python's where it has one."""
    return strawberry.argument(description=description, name=name)
