"""What readers yield: rows that know their place, not yet tied to any network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from graph.errors import Problem
from graph.model import FactStatus, PropertyValue, Stance


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: a file and the number of its row, the header being row 1."""

    file: str
    row: int

    def problem(
        self, reason: str, mend: str = "", column: str | None = None, value: str | None = None
    ) -> Problem:
        """Return what is wrong here."""
        return Problem(self.file, reason, mend, self.row, column, value)


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """What a document says, about one property or about the fact as a whole.

    `document` is a slug. `subject` is the slug or ref of the fact; empty when the claim stands in
    the fact's own row.
    """

    place: Place
    document: str
    stance: Stance
    locator: str | None = None
    subject: str = ""
    property: str | None = None
    value: PropertyValue | None = None
    stated_on: date | None = None


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """One row of a table of entities."""

    place: Place
    slug: str
    kind: str
    name: str
    summary: str | None = None
    status: FactStatus = FactStatus.ACTUAL
    since: date | None = None
    until: date | None = None
    properties: Mapping[str, PropertyValue] = field(default_factory=dict)
    claims: tuple[ClaimRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationshipRecord:
    """One row of a table of relationships; its ends and phases are slugs."""

    place: Place
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
    properties: Mapping[str, PropertyValue] = field(default_factory=dict)
    claims: tuple[ClaimRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that a set of files holds."""

    entities: tuple[EntityRecord, ...] = ()
    relationships: tuple[RelationshipRecord, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
