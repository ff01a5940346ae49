"""What a client may ask to have written: changes, as data.

Proposals, dry runs, imports and what-if questions are all lists of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final, Literal

from graph.model import Claim, FactStatus, PropertyValue


class _Unset(Enum):
    UNSET = "unset"


UNSET: Final = _Unset.UNSET
Unset = Literal[_Unset.UNSET]


@dataclass(frozen=True, slots=True)
class CreateEntity:
    """Record a new entity; `ref` names it for other changes of the same call."""

    kind: str
    name: str
    ref: str | None = None
    slug: str | None = None
    summary: str | None = None
    status: FactStatus = FactStatus.ACTUAL
    since: date | None = None
    until: date | None = None
    districts: tuple[str, ...] = ()
    properties: Mapping[str, PropertyValue | None] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdateEntity:
    """Change what is given of an entity; None removes a value, UNSET leaves it.

    Of `properties` those named are set (None: removed) and the others stay. `claims` and `districts`
    replace all there were.
    """

    id: str
    name: str | Unset = UNSET
    slug: str | Unset = UNSET
    summary: str | Unset | None = UNSET
    status: FactStatus | Unset = UNSET
    since: date | Unset | None = UNSET
    until: date | Unset | None = UNSET
    districts: tuple[str, ...] | Unset = UNSET
    properties: Mapping[str, PropertyValue | None] = field(default_factory=dict)
    claims: tuple[Claim, ...] | Unset = UNSET


@dataclass(frozen=True, slots=True)
class CreateRelationship:
    """Record a new relationship; its ends are ids, or refs of the same call."""

    kind: str
    source: str
    target: str
    ref: str | None = None
    role: str | None = None
    status: FactStatus = FactStatus.ACTUAL
    strength: float | None = None
    since: date | None = None
    until: date | None = None
    phases: tuple[str, ...] = ()
    properties: Mapping[str, PropertyValue | None] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdateRelationship:
    """Change what is given of a relationship; None removes a value, UNSET leaves it."""

    id: str
    role: str | Unset | None = UNSET
    status: FactStatus | Unset = UNSET
    strength: float | Unset | None = UNSET
    since: date | Unset | None = UNSET
    until: date | Unset | None = UNSET
    phases: tuple[str, ...] | Unset = UNSET
    properties: Mapping[str, PropertyValue | None] = field(default_factory=dict)
    claims: tuple[Claim, ...] | Unset = UNSET


@dataclass(frozen=True, slots=True)
class EndEntity:
    """It was so until this day: status becomes ENDED, `until` the day."""

    id: str
    on: date


@dataclass(frozen=True, slots=True)
class EndRelationship:
    """It was so until this day: status becomes ENDED, `until` the day."""

    id: str
    on: date


@dataclass(frozen=True, slots=True)
class DeleteEntity:
    """It was recorded in error; refused while relationships stand, unless `cascade`."""

    id: str
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class DeleteRelationship:
    """It was recorded in error."""

    id: str


@dataclass(frozen=True, slots=True)
class MergeEntities:
    """These are one: `absorb` end in `keep`, which takes over their relationships and claims."""

    keep: str
    absorb: tuple[str, ...]


Change = (
    CreateEntity
    | UpdateEntity
    | EndEntity
    | DeleteEntity
    | MergeEntities
    | CreateRelationship
    | UpdateRelationship
    | EndRelationship
    | DeleteRelationship
)
