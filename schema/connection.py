"""Relay connections: pages of long lists."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import orjson
import strawberry

from graph.errors import Invalid
from graph.listing import SortKey

DEFAULT_PAGE = 100
ItemT = TypeVar("ItemT")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether more follows after this page.")
    has_previous_page: bool = strawberry.field(description="Whether anything comes before this page.")
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first item; null for an empty page."
    )
    end_cursor: str | None = strawberry.field(description="Cursor of the last item; null for an empty page.")


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list a client asked for."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """A part of a list, each item with its cursor."""

    total: int
    items: tuple[tuple[str, ItemT], ...]
    info: PageInfo


class Turning(Generic[ItemT]):
    """A list with a window on it; the page is cut when it is first looked at.

    Raises Invalid for a size below 0.
    """

    def __init__(
        self,
        ordered: Sequence[ItemT],
        key: Callable[[ItemT], SortKey],
        window: Window,
        *,
        descending: bool = False,
    ) -> None:
        for size in (window.first, window.last):
            if size is not None:
                _check_size(size)
        self.total = len(ordered)
        self._cut: Callable[[], Page[ItemT]] = lambda: paginate(ordered, key, window, descending=descending)

    @cached_property
    def page(self) -> Page[ItemT]:
        """The page; raises as `paginate` does."""
        return self._cut()


def paginate(
    ordered: Sequence[ItemT], key: Callable[[ItemT], SortKey], window: Window, *, descending: bool = False
) -> Page[ItemT]:
    """Return the part of a list that a window shows; no other part of the list is looked at.

    The list is in the order of `key`; no two keys may be equal. A cursor is a sort key, so it keeps
    its place when items before it come or go, and when its own item is gone. Raises Invalid for a
    cursor of another list, or a size below 0.
    """
    first = DEFAULT_PAGE if window.first is None and window.last is None else window.first
    low, high, head, tail = window.after, window.before, first, window.last
    if descending:
        low, high, head, tail = high, low, tail, head
    start, end = 0, len(ordered)
    try:
        if low is not None:
            start = bisect_right(ordered, _read_cursor(low), key=key)
        if high is not None:
            end = max(start, bisect_left(ordered, _read_cursor(high), key=key))
    except TypeError as error:
        raise Invalid("The cursor belongs to a list in another order.") from error
    # Relay: `first` is cut before `last`.
    for size, from_start in (
        ((head, True), (tail, False)) if not descending else ((tail, False), (head, True))
    ):
        if size is None:
            continue
        if from_start:
            end = min(end, start + _check_size(size))
        else:
            start = max(start, end - _check_size(size))
    shown = [(_write_cursor(key(item)), item) for item in ordered[start:end]]
    before, after = start > 0, end < len(ordered)
    if descending:
        shown.reverse()
        before, after = after, before
    info = PageInfo(
        has_next_page=after,
        has_previous_page=before,
        start_cursor=shown[0][0] if shown else None,
        end_cursor=shown[-1][0] if shown else None,
    )
    return Page(len(ordered), tuple(shown), info)


def page_size(first: int | None) -> int:
    """Return how many items a page has that goes forward only; raises Invalid as `paginate` does."""
    return _check_size(DEFAULT_PAGE if first is None else first)


def _check_size(size: int) -> int:
    # How large a page may be, the limits say, before anything is executed.
    if size < 0:
        raise Invalid(f"A page holds 0 items or more; {size:,} is not.")
    return size


def _write_cursor(key: SortKey) -> str:
    return urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _read_cursor(cursor: str) -> SortKey:
    try:
        parts = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise Invalid(f"“{cursor}” is no cursor of ours.") from error
    if not isinstance(parts, list) or not all(isinstance(part, (str, int)) for part in parts):
        raise Invalid(f"“{cursor}” is no cursor of ours.")
    return tuple(parts)
