"""The id of the request at hand, by which an answer and the log's lines about it find each other."""

from __future__ import annotations

from contextvars import ContextVar

_CURRENT: ContextVar[str | None] = ContextVar("request_id", default=None)


def get_request_id() -> str | None:
    """Return the id of the request at hand; None outside of any."""
    return _CURRENT.get()


def set_request_id(request_id: str) -> None:
    """Give the request at hand its id, for the task that answers it and those that task starts."""
    _CURRENT.set(request_id)
