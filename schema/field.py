"""Fields with resolvers, typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

from schema.price import Number, priced

ResolverT = TypeVar("ResolverT", bound=Callable[..., Any])


def field(
    description: str, *, name: str | None = None, items: Number | None = None, weight: Number = 0
) -> Callable[[ResolverT], ResolverT]:
    """Make a method a described GraphQL field; to type checkers it stays the method that it is.

    `name` is the field's where Python would not have it. `items` and `weight` are its price; see
    `schema.price`.
    """
    made = strawberry.field(name=name, description=description, metadata=priced(items, weight))
    return cast("Callable[[ResolverT], ResolverT]", made)


def mutation(
    description: str, *, items: Number | None = None, weight: Number = 0
) -> Callable[[ResolverT], ResolverT]:
    """Make a method a described GraphQL mutation, as `field` does."""
    made = strawberry.mutation(description=description, metadata=priced(items, weight))
    return cast("Callable[[ResolverT], ResolverT]", made)


def subscription(description: str) -> Callable[[ResolverT], ResolverT]:
    """Make a method a described GraphQL subscription, as `field` does."""
    return cast("Callable[[ResolverT], ResolverT]", strawberry.subscription(description=description))
