"""Records of the log, as stores on disk keep them, made into facts and operations."""

from __future__ import annotations

from dataclasses import replace

from graph.encoding import decode_fact
from graph.errors import Unavailable
from graph.log import Operation, OperationType
from graph.model import Fact


class DamagedRecord(Unavailable):
    """A record that can be fetched but not read."""


def read_fact(fact_id: str, revision: int, body: bytes, sealed: bytes | None) -> Fact:
    """Return a fact from its body and, of personal ones, what is sealed; raises DamagedRecord."""
    try:
        fact = decode_fact(fact_id, revision, body)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRecord(
            f"The record of {fact_id} is damaged: restore the store from a backup."
        ) from error
    return fact if sealed is None else replace(fact, sealed=sealed)


def read_operation(
    revision: int,
    kind: str,
    fact_id: str,
    merged_into: str | None,
    body: bytes | None,
    sealed: bytes | None,
    earlier_revision: int | None,
    earlier: bytes | None,
    formerly_sealed: bytes | None,
) -> Operation:
    """Return what a revision did to a fact, from the version it wrote and the one before."""
    return Operation(
        type=OperationType(kind),
        id=fact_id,
        before=None
        if earlier is None
        else read_fact(fact_id, earlier_revision or 0, earlier, formerly_sealed),
        after=None if body is None else read_fact(fact_id, revision, body, sealed),
        merged_into=merged_into,
    )
