"""Ids and slugs: how facts are named for programs and for people."""

from __future__ import annotations

import re
import secrets

from slugify import slugify

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_DIGITS = "0123456789abcdefghijklmnopqrstuv"  # what Python reads in base 32
_TO_DIGITS = str.maketrans(_ALPHABET, _DIGITS)
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_ID = re.compile(r"[er][0-9a-f][0-9a-hjkmnp-tv-z]{12}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 80


def mint_entity_id() -> str:
    """Return a new opaque id of an entity: "e" and 64 random bits."""
    return entity_id(secrets.randbits(64))


def mint_relationship_id() -> str:
    """Return a new opaque id of a relationship: "r" and 64 random bits."""
    return relationship_id(secrets.randbits(64))


def is_id(text: str) -> bool:
    """Tell whether a text has the form of an id of ours."""
    return _ID.fullmatch(text) is not None


def key_number(fact_id: str) -> int:
    """Return the 64 bits in an id; two ids of one kind of fact never share them."""
    return int(fact_id[1:].translate(_TO_DIGITS), 32)


def entity_id(number: int) -> str:
    """Return the id of an entity that these 64 bits stand for."""
    return "e" + _encode(number)


def relationship_id(number: int) -> str:
    """Return the id of a relationship that these 64 bits stand for."""
    return "r" + _encode(number)


def is_slug(text: str) -> bool:
    """Tell whether a text may be a slug: small letters and digits, parted by single hyphens."""
    return len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def make_slug(name: str) -> str:
    """Return a slug for a name, "senza-nome" when nothing of it can stand in one."""
    return slugify(name, max_length=SLUG_LENGTH, word_boundary=True) or "senza-nome"


def _encode(bits: int) -> str:
    # Two letters at a time: facts are decoded by the hundred thousand, and have three ids each.
    pairs = [_PAIRS[bits >> shift & 1023] for shift in (50, 40, 30, 20, 10, 0)]
    return _ALPHABET[bits >> 60] + "".join(pairs)
