"""The rules that a fact must keep, whoever writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite

from rapidfuzz import process

from graph.difference import FIELD_LABELS
from graph.errors import InputPath, Invalid
from graph.identity import is_slug
from graph.model import Claim, Entity, PropertyValue, Relationship, Scalar
from graph.vocabulary.kinds import EntityKind, PropertyKind, PropertyType, RelationshipKind
from graph.vocabulary.vocabulary import Vocabulary

NAME_LENGTH = 300
TEXT_LENGTH = 20_000
MOST_VALUES = 500
MOST_CLAIMS = 1_000
MOST_PHASES = 200
MOST_DISTRICTS = 200
MOST_INTEGER = 2**31 - 1  # beyond it, GraphQL's Int cannot be answered
MOST_EXACT = 2**53 - 1  # beyond it, readers of JSON lose digits


def require_entity_kind(vocabulary: Vocabulary, name: str, path: InputPath) -> EntityKind:
    """Return the kind of that name; raises Invalid with the nearest name there is."""
    kind = vocabulary.entity_kinds.get(name)
    if kind is None:
        raise Invalid(f"“{name}” is no kind of entity.{nearest(name, vocabulary.entity_kinds)}", path)
    return kind


def require_relationship_kind(vocabulary: Vocabulary, name: str, path: InputPath) -> RelationshipKind:
    """Return the kind of that name; raises Invalid with the nearest name there is."""
    kind = vocabulary.relationship_kinds.get(name)
    if kind is None:
        raise Invalid(
            f"“{name}” is no kind of relationship.{nearest(name, vocabulary.relationship_kinds)}", path
        )
    return kind


def check_entity(vocabulary: Vocabulary, entity: Entity, path: InputPath) -> None:
    """Raise Invalid unless an entity keeps every rule of its kind."""
    kind = require_entity_kind(vocabulary, entity.kind, (*path, "kind"))
    _check_text(entity.name, (*path, "name"), NAME_LENGTH)
    if not entity.name.strip():
        raise Invalid("A name cannot be empty.", (*path, "name"))
    if not is_slug(entity.slug):
        raise Invalid(
            f"“{entity.slug}” is no slug: use small letters, digits and single hyphens, 80 at most.",
            (*path, "slug"),
        )
    if entity.summary is not None:
        _check_text(entity.summary, (*path, "summary"), TEXT_LENGTH)
    _check_dates(entity.since, entity.until, path)
    _check_properties(kind.name, kind.properties, entity.properties, path)
    _check_claims(kind.properties, entity.claims, path)


def check_relationship(
    vocabulary: Vocabulary, relationship: Relationship, source: Entity, target: Entity, path: InputPath
) -> None:
    """Raise Invalid unless a relationship between these two keeps every rule of its kind."""
    kind = require_relationship_kind(vocabulary, relationship.kind, (*path, "kind"))
    for side, end, allowed in (("source", source, kind.sources), ("target", target, kind.targets)):
        if end.kind not in allowed and not (kind.symmetric and end.kind in kind.sources | kind.targets):
            raise Invalid(
                f"{kind.name} cannot have the {end.kind} “{end.name}” as its {side};"
                f" it may be: {', '.join(sorted(allowed))}.",
                (*path, side),
            )
    if source.id == target.id:
        raise Invalid(f"“{source.name}” cannot stand in {kind.name} to itself.", (*path, "target"))
    if relationship.strength is not None and not 0 <= relationship.strength <= 1:
        raise Invalid(
            f"A strength lies between 0 and 1; {relationship.strength} does not.", (*path, "strength")
        )
    if relationship.role is not None:
        _check_text(relationship.role, (*path, "role"), NAME_LENGTH)
    _check_dates(relationship.since, relationship.until, path)
    _check_count("phases", relationship.phases, MOST_PHASES, path)
    _check_properties(kind.name, kind.properties, relationship.properties, path)
    _check_claims(kind.properties, relationship.claims, path)


def check_districts(districts: Sequence[str], path: InputPath) -> None:
    """Raise Invalid unless districts are few enough to be covered by one entity."""
    _check_count("districts", districts, MOST_DISTRICTS, path)


def check_key(key: str) -> None:
    """Raise Invalid for an idempotency key that is too long for a store to find it by."""
    _check_text(key, ("key",), NAME_LENGTH)


def check_value(kind: PropertyKind, value: PropertyValue, path: InputPath) -> None:
    """Raise Invalid unless a value fits its property."""
    if isinstance(value, tuple) != kind.many:
        expected = "a list" if kind.many else "one value, not a list"
        raise Invalid(f"{kind.name} takes {expected}.", path)
    values = value if isinstance(value, tuple) else (value,)
    if len(values) > MOST_VALUES:
        raise Invalid(f"{kind.name} takes {MOST_VALUES} values at most, not {len(values)}.", path)
    for item in values:
        _check_scalar(kind, item, path)


def nearest(name: str, among: Mapping[str, object]) -> str:
    """Return " Did you mean …?" with the most similar name, or nothing when none is similar."""
    found = process.extractOne(name, list(among), score_cutoff=70)
    return f" Did you mean {found[0]}?" if found else ""


def _check_scalar(kind: PropertyKind, value: Scalar, path: InputPath) -> None:
    fits = {
        PropertyType.TEXT: isinstance(value, str),
        PropertyType.NUMBER: isinstance(value, (int, float))
        and not isinstance(value, bool)
        and isfinite(value),
        PropertyType.INTEGER: isinstance(value, int) and not isinstance(value, bool),
        PropertyType.BOOLEAN: isinstance(value, bool),
        PropertyType.DATE: isinstance(value, date),
        PropertyType.CHOICE: value in kind.choices,
    }
    if not fits[kind.type]:
        expected = f"one of {', '.join(kind.choices)}" if kind.choices else f"of type {kind.type.value}"
        raise Invalid(f"{kind.name} must be {expected}; “{value}” is not.", path)
    most = MOST_INTEGER if kind.type is PropertyType.INTEGER else MOST_EXACT
    if isinstance(value, int) and abs(value) > most:
        raise Invalid(f"{kind.name} lies between -{most:,} and {most:,}; {value:,} does not.", path)
    if isinstance(value, str):
        _check_text(value, path, TEXT_LENGTH)


def _check_count(name: str, items: Sequence[object], most: int, path: InputPath) -> None:
    if len(items) > most:
        raise Invalid(f"{most:,} {name} at most, not {len(items):,}.", (*path, name))


def _check_text(text: str, path: InputPath, most: int) -> None:
    if len(text) > most:
        raise Invalid(f"{path[-1]} is {len(text):,} characters long; {most:,} is the most.", path)
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise Invalid(f"{path[-1]} holds control characters.", path)


def _check_dates(since: date | None, until: date | None, path: InputPath) -> None:
    if since is not None and until is not None and until <= since:
        raise Invalid(f"It cannot end ({until}) on or before the day it begins ({since}).", (*path, "until"))


def _check_properties(
    owner: str,
    kinds: Mapping[str, PropertyKind],
    properties: Mapping[str, PropertyValue],
    path: InputPath,
) -> None:
    for name, value in properties.items():
        if name not in kinds:
            raise Invalid(
                f"{owner} has no property {name}.{nearest(name, kinds)}", (*path, "properties", name)
            )
        check_value(kinds[name], value, (*path, "properties", name))
    for name, kind in kinds.items():
        if kind.required and name not in properties:
            raise Invalid(f"{owner} needs its property {name}.", (*path, "properties", name))


def _check_claims(kinds: Mapping[str, PropertyKind], claims: tuple[Claim, ...], path: InputPath) -> None:
    _check_count("claims", claims, MOST_CLAIMS, path)
    known = {**kinds, **FIELD_LABELS}
    for place, claim in enumerate(claims):
        at = (*path, "claims", place)
        if claim.property is not None and claim.property not in known:
            suggestion = nearest(claim.property, known)
            raise Invalid(f"There is no property {claim.property} here.{suggestion}", (*at, "property"))
        if claim.property is not None and claim.property in kinds and claim.value is not None:
            check_value(kinds[claim.property], claim.value, (*at, "value"))
        if claim.locator is not None:
            _check_text(claim.locator, (*at, "locator"), NAME_LENGTH)
