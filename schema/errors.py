"""Errors as clients get them: a message, a stable code, a path into the input."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graphql import GraphQLError, GraphQLFormattedError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from graph.errors import IntreccioError, Invalid, NotFound, TooComplex
from schema.request_id import get_request_id

UNFORESEEN = "Something went wrong here that should not have. It was logged."
UNUSABLE = "The network cannot be used just now: try again later."
# The document, its variables or its input do not fit the schema, or the way they were sent.
MISFITS = (GraphQLError, CannotGetOperationTypeError, InvalidOperationTypeError)


def format_error(error: GraphQLError) -> GraphQLFormattedError:
    """Return an error as it may be shown: of what nobody foresaw, only that it happened."""
    formatted = error.formatted
    cause = error.original_error
    if cause is None or isinstance(cause, MISFITS):
        formatted["extensions"] = {**formatted.get("extensions", {}), "code": Invalid.code}
        return formatted
    if not isinstance(cause, IntreccioError):
        return {**formatted, **format_refusal(UNFORESEEN, IntreccioError.code)}
    formatted["extensions"] = {"code": cause.code}
    if isinstance(cause, (Invalid, NotFound)) and cause.path:
        formatted["extensions"]["path"] = list(cause.path)
    if isinstance(cause, TooComplex) and cause.measure:
        formatted["extensions"] |= {"measure": cause.measure, "figure": cause.figure, "bound": cause.bound}
    return formatted


def format_refusal(message: str, code: str) -> GraphQLFormattedError:
    """Return a refusal as an error; a fault of ours carries the request's id, to report it by."""
    extensions: dict[str, object] = {"code": code}
    if code == IntreccioError.code and (request_id := get_request_id()) is not None:
        extensions["requestId"] = request_id
    return {"message": message, "extensions": extensions}


@contextmanager
def placed(*path: str) -> Iterator[None]:
    """Let refusals lead to this place in the input, or to the place below it that they name."""
    try:
        yield
    except (Invalid, NotFound) as error:
        error.path = (*path, *map(camel, error.path))
        raise


def camel(step: str | int) -> str | int:
    """Return a step of a path as clients write it: related_to as relatedTo, positions as they are."""
    if isinstance(step, int):
        return step
    first, *others = step.split("_")
    return first + "".join(word.capitalize() for word in others)
