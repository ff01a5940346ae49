"""Requests that HTTP alone suffices to refuse: before GraphQL is asked."""

from __future__ import annotations

from collections.abc import Mapping

from graph.errors import Invalid


class Refused(Exception):
    """A request is refused with this HTTP status; message and code are for the GraphQL error in the body."""

    def __init__(
        self, status: int, message: str, code: str = Invalid.code, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = dict(headers or {})
