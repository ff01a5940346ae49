"""Media types of answers: which a client prefers, and what HTTP status each goes with."""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import Conflict, Forbidden, IntreccioError, Unauthenticated, Unavailable

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
HTML = "text/html"

_STATUS = {
    Unauthenticated.code: 401,
    Forbidden.code: 403,
    Conflict.code: 409,
    IntreccioError.code: 500,
    Unavailable.code: 503,
}


def status_of(code: str) -> int:
    """Return the HTTP status that goes with an error's code when nothing was executed."""
    return _STATUS.get(code, 400)


def choose_media_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return which of the offered media types an `Accept` header prefers; None when it takes none.

    Of types taken equally, the one that the header names first; of those it does not name, the one
    offered first. Whoever takes HTML takes JSON too: browsers show it.
    """
    ranges = [_read_range(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return offered[0]
    best: tuple[float, int, int] | None = None
    for order, media_type in enumerate(offered):
        found = _taken(media_type, ranges)
        if found is not None and found[0] > 0:
            rank = (found[0], -found[1], -order)
            best = rank if best is None else max(best, rank)
    return None if best is None else offered[-best[2]]


def _taken(media_type: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int] | None:
    """Return how much a type is wanted and where the header says so; the most precise range decides."""
    family = media_type.partition("/")[0] + "/*"
    precise = [media_type, HTML, family, "*/*"] if media_type == JSON else [media_type, family, "*/*"]
    for wanted in precise:
        for place, (name, quality) in enumerate(ranges):
            if name == wanted:
                return quality, place
    return None


def _read_range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, float(value)
            except ValueError:
                return name, 0.0
    return name, 1.0
