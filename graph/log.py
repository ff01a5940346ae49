"""The log: commits, and the versions of facts each of them wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from graph.model import Fact


class OperationType(StrEnum):
    """What a commit did to one fact."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    END = "END"
    DELETE = "DELETE"
    MERGE = "MERGE"


@dataclass(frozen=True, slots=True)
class Write:
    """One fact as it is to stand from a commit on.

    `after` None: recorded in error, or absorbed by the entity `merged_into`.
    """

    type: OperationType
    id: str
    after: Fact | None
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One fact before and after a commit; None: it did not stand."""

    type: OperationType
    id: str
    before: Fact | None
    after: Fact | None
    merged_into: str | None = None

    @property
    def fact(self) -> Fact:
        """The fact as it last stood: after, else before."""
        fact = self.after if self.after is not None else self.before
        if fact is None:
            raise ValueError(f"operation on {self.id} has neither side")
        return fact


@dataclass(frozen=True, slots=True)
class CommitRequest:
    """What a store is asked to write: all of it at one new revision, or nothing.

    `base` is the head that the writes were computed against; the store refuses with HeadMoved when
    it is no longer the head. `expected` maps ids to the revision that last wrote them, 0 for "must
    not exist". A `key` seen before makes the store answer with the revision it led to then.
    `new_keys` are wrapped keys of persons first written here; those of `erased` are destroyed.
    """

    base: int
    writes: tuple[Write, ...]
    actor: str
    at: datetime
    note: str | None = None
    key: str | None = None
    expected: Mapping[str, int] = field(default_factory=dict)
    new_keys: Mapping[str, bytes] = field(default_factory=dict)
    erased: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """One revision of the network: who wrote what, when and why."""

    revision: int
    at: datetime
    actor: str
    note: str | None
    key: str | None
    operations: tuple[Operation, ...]
