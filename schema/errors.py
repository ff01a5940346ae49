"""Errors as clients get them: a message, a stable code, a path into the input."""

from __future__ import annotations

from graphql import GraphQLError, GraphQLFormattedError

from graph.errors import IntreccioError, Invalid, NotFound

UNFORESEEN = "Something went wrong here that should not have. It was logged."


def format_error(error: GraphQLError) -> GraphQLFormattedError:
    """Return an error as it may be shown: of what nobody foresaw, only that it happened."""
    formatted = error.formatted
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        # The document, its variables or its input do not fit the schema.
        formatted["extensions"] = {**formatted.get("extensions", {}), "code": Invalid.code}
        return formatted
    if not isinstance(cause, IntreccioError):
        formatted["message"] = UNFORESEEN
        formatted["extensions"] = {"code": IntreccioError.code}
        return formatted
    formatted["extensions"] = {"code": cause.code}
    if isinstance(cause, (Invalid, NotFound)) and cause.path:
        formatted["extensions"]["path"] = list(cause.path)
    return formatted
