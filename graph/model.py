"""What is known: entities, the relationships between them, and the claims both rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Scalar = str | int | float | bool | date
PropertyValue = Scalar | tuple[Scalar, ...]


class FactStatus(StrEnum):
    """Whether a fact is foreseen, is so, or has been so."""

    PLANNED = "PLANNED"
    ACTUAL = "ACTUAL"
    ENDED = "ENDED"


class Stance(StrEnum):
    """How a document stands to a fact: says it, foresees it, denies it, or lets one conclude it."""

    ASSERTS = "ASSERTS"
    PLANS = "PLANS"
    DENIES = "DENIES"
    INFERRED = "INFERRED"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who said so, and where.

    `source` is the id of a document entity, `locator` the place in it. A claim without `property`
    is about the fact as a whole. Claims may contradict each other: all stand.
    """

    source: str
    stance: Stance = Stance.ASSERTS
    property: str | None = None
    value: PropertyValue | None = None
    locator: str | None = None
    stated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing in the network, as it is at one revision.

    Valid time is half-open: true from `since`, up to but not including `until`. A `since` that is
    None is unknown, not "always". In the log, what is personal of a person lies in `sealed`, and the
    other fields say nothing; whoever reads a view never meets a sealed fact.
    """

    id: str
    kind: str
    slug: str
    name: str
    summary: str | None = None
    status: FactStatus = FactStatus.ACTUAL
    since: date | None = None
    until: date | None = None
    properties: Mapping[str, PropertyValue] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    revision: int = 0
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """One entity standing to another in some way, as it is at one revision.

    `strength` is 0 to 1, None when nobody said. `phases` are ids of phase entities: when there are
    any, the relationship is true in these phases only. Parallel relationships stay distinct. What it
    says of a person is `sealed` in the log, as of entities.
    """

    id: str
    kind: str
    source: str
    target: str
    role: str | None = None
    status: FactStatus = FactStatus.ACTUAL
    strength: float | None = None
    since: date | None = None
    until: date | None = None
    phases: tuple[str, ...] = ()
    properties: Mapping[str, PropertyValue] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    revision: int = 0
    sealed: bytes | None = None


Fact = Entity | Relationship
