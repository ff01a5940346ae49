"""Ids as the API gives them: a fact's key, with the moment it was asked at when that was chosen."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date

from graph.errors import NotFound
from graph.identity import is_id
from graph.moment import Moment

_MARK = "."


def encode_id(key: str, moment: Moment) -> str:
    """Return an opaque id; at the default moment it is the key itself."""
    if moment.is_default:
        return key
    parts = (moment.at.isoformat() if moment.at else "", moment.phase or "", _text(moment.as_of))
    return key + _MARK + urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")


def decode_id(text: str) -> tuple[str, Moment]:
    """Return key and moment of an id; raises NotFound for anything that is none of ours."""
    key, _, coded = text.partition(_MARK)
    if not is_id(key):
        raise NotFound(f"There is nothing with the id “{text}”.")
    if not coded:
        return key, Moment()
    try:
        at, phase, as_of = urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode().split("|")
        moment = Moment(date.fromisoformat(at) if at else None, phase or None, int(as_of) if as_of else None)
    except ValueError as error:
        raise NotFound(f"There is nothing with the id “{text}”.") from error
    return key, moment


def key_of(text: str, *path: str | int) -> str:
    """Return the key in an id or key, as an argument may hold either; NotFound leads to its place."""
    try:
        return decode_id(text)[0]
    except NotFound as error:
        error.path = path
        raise


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
