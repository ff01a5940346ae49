"""Filters and orders of lists."""

from __future__ import annotations

import strawberry

from graph.selection import EntityChoice, RelationshipChoice
from schema.enums import EntityOrder as EntityOrderField
from schema.enums import FactStatus
from schema.identity import key_of
from schema.scalars import KindName, kind_names


@strawberry.input(description="What entities must be; all that is given must hold.")
class EntityFilter:
    """A filter of entities."""

    kinds: list[KindName] | None = strawberry.field(default=None, description="Of one of these kinds.")
    districts: list[strawberry.ID] | None = strawberry.field(
        default=None, description="At work in one of these districts."
    )
    topics: list[strawberry.ID] | None = strawberry.field(
        default=None, description="About one of these topics."
    )
    plan: strawberry.ID | None = strawberry.field(
        default=None, description="A part of this plan, or involved in it or its parts."
    )
    status: list[FactStatus] | None = strawberry.field(default=None, description="Of one of these.")
    text: str | None = strawberry.field(default=None, description="Found by these words, as `search` finds.")
    related_to: strawberry.ID | None = strawberry.field(
        default=None, description="In a relationship with this entity …"
    )
    related_by: list[KindName] | None = strawberry.field(default=None, description="… of one of these kinds.")


@strawberry.input(description="In which order entities come.")
class EntityOrder:
    """An order of entities."""

    by: EntityOrderField = strawberry.field(default=EntityOrderField.NAME, description="By what.")
    descending: bool | None = strawberry.field(default=False, description="The other way round.")


@strawberry.input(description="What relationships must be; all that is given must hold.")
class RelationshipFilter:
    """A filter of relationships."""

    kinds: list[KindName] | None = strawberry.field(default=None, description="Of one of these kinds.")
    source: strawberry.ID | None = strawberry.field(default=None, description="Going out from this entity.")
    target: strawberry.ID | None = strawberry.field(default=None, description="Leading to this entity.")
    either: strawberry.ID | None = strawberry.field(default=None, description="Touching this entity.")
    districts: list[strawberry.ID] | None = strawberry.field(
        default=None, description="With an end that is at work in one of these districts."
    )
    status: list[FactStatus] | None = strawberry.field(default=None, description="Of one of these.")
    denied: bool = strawberry.field(
        default=False,
        description="Instead of what is so: what every document that speaks of it says is not so.",
    )


def read_entity_filter(said: EntityFilter | None) -> EntityChoice:
    """Return a filter in the graph's terms."""
    if said is None:
        return EntityChoice()
    return EntityChoice(
        kinds=kind_names(said.kinds),
        districts=_keys(said.districts, "districts"),
        topics=_keys(said.topics, "topics"),
        plan=_key(said.plan, "plan"),
        status=None if said.status is None else frozenset(said.status),
        text=said.text,
        related_to=_key(said.related_to, "related_to"),
        related_by=kind_names(said.related_by),
    )


def read_relationship_filter(said: RelationshipFilter | None) -> RelationshipChoice:
    """Return a filter in the graph's terms."""
    if said is None:
        return RelationshipChoice()
    return RelationshipChoice(
        kinds=kind_names(said.kinds),
        source=_key(said.source, "source"),
        target=_key(said.target, "target"),
        either=_key(said.either, "either"),
        districts=_keys(said.districts, "districts"),
        status=None if said.status is None else frozenset(said.status),
        denied=said.denied,
    )


def _key(said: strawberry.ID | None, name: str) -> str | None:
    return None if said is None else key_of(said, name)


def _keys(ids: list[strawberry.ID] | None, name: str) -> tuple[str, ...] | None:
    return None if ids is None else tuple(key_of(item, name, place) for place, item in enumerate(ids))
