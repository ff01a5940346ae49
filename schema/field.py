"""Fields with resolvers, typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

ResolverT = TypeVar("ResolverT", bound=Callable[..., Any])


def field(description: str) -> Callable[[ResolverT], ResolverT]:
    """Make a method a described GraphQL field; to type checkers it stays the method that it is."""
    return cast("Callable[[ResolverT], ResolverT]", strawberry.field(description=description))


def mutation(description: str) -> Callable[[ResolverT], ResolverT]:
    """Make a method a described GraphQL mutation, as `field` does."""
    return cast("Callable[[ResolverT], ResolverT]", strawberry.mutation(description=description))
