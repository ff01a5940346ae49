"""What a vocabulary says of each kind of entity, relationship and property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graph.rights import ViewClass


class Language(StrEnum):
    """The languages that people are answered in."""

    IT = "it"
    EN = "en"


class TieNature(StrEnum):
    """What a relationship is in a network: a tie between actors, an affiliation, or no part of it."""

    TIE = "tie"
    AFFILIATION = "affiliation"
    NONE = "none"


class PropertyType(StrEnum):
    """What the value of a property may be."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    CHOICE = "choice"


class InvolvedEnd(StrEnum):
    """Which end of a relationship is the one involved; the other says where."""

    SOURCE = "source"
    TARGET = "target"


class LocatedEnd(StrEnum):
    """Which end of a relationship is at work where the other is.

    A source is wherever its target says; a target only where a district or municipality is the source.
    """

    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Label:
    """A text in Italian and English."""

    it: str
    en: str

    def text(self, language: Language) -> str:
        """Return the text in that language."""
        return self.it if language is Language.IT else self.en


@dataclass(frozen=True, slots=True)
class PropertyKind:
    """A property that entities or relationships of a kind may have."""

    name: str
    label: Label
    type: PropertyType
    required: bool = False
    many: bool = False
    choices: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntityKind:
    """A kind of entity.

    `core` kinds have a GraphQL type of their own; of `personal` ones, values are kept encrypted.
    """

    name: str
    label: Label
    plural: Label
    help: Label | None
    core: bool
    actor: bool
    on_map: bool
    visible_to: ViewClass
    personal: bool
    shape: str
    same_as: Mapping[str, str]
    properties: Mapping[str, PropertyKind]


@dataclass(frozen=True, slots=True)
class RelationshipKind:
    """A kind of relationship, and which kinds of entity it may join."""

    name: str
    label: Label
    inverse: Label
    core: bool
    sources: frozenset[str]
    targets: frozenset[str]
    nature: TieNature
    symmetric: bool
    involves: InvolvedEnd | None
    contains: bool
    locates: LocatedEnd | None
    same_as: Mapping[str, str]
    properties: Mapping[str, PropertyKind]
