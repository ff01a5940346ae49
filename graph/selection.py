"""Choosing entities and relationships of a view by what they are and what they stand to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from graph.folding import fold
from graph.model import Entity, FactStatus, Relationship
from graph.search import search
from graph.view import Direction, View

MOST_HITS = 10_000


class EntityOrder(StrEnum):
    """What entities are put in order by."""

    NAME = "NAME"
    KIND = "KIND"
    REVISION = "REVISION"
    DEGREE = "DEGREE"


@dataclass(frozen=True, slots=True)
class EntityChoice:
    """What entities must be; None: whatever. Ids are resolved, and raise NotFound when unknown.

    `related_by` narrows `related_to` to kinds of relationship; alone it asks for entities that have
    any relationship of these kinds.
    """

    kinds: frozenset[str] | None = None
    districts: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None
    plan: str | None = None
    status: frozenset[FactStatus] | None = None
    text: str | None = None
    related_to: str | None = None
    related_by: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class RelationshipChoice:
    """What relationships must be; None: whatever. Denied ones are chosen only by `denied`."""

    kinds: frozenset[str] | None = None
    source: str | None = None
    target: str | None = None
    either: str | None = None
    districts: tuple[str, ...] | None = None
    status: frozenset[FactStatus] | None = None
    denied: bool = False


def choose_entities(view: View, choice: EntityChoice) -> list[Entity]:
    """Return the entities that are all of what is asked, in order of first recording."""
    tests: list[Callable[[Entity], bool]] = []
    if choice.status is not None:
        wanted = choice.status
        tests.append(lambda entity: entity.status in wanted)
    if choice.districts is not None:
        places = {view.require_entity(item).id for item in choice.districts}
        tests.append(lambda entity: any(place.id in places for place in view.districts_of(entity.id)))
    if choice.topics is not None:
        about = _sources_of(view, "about", choice.topics)
        tests.append(lambda entity: entity.id in about)
    if choice.plan is not None:
        inside = within_plan(view, choice.plan)
        tests.append(lambda entity: entity.id in inside)
    if choice.text is not None:
        hits = {hit.entity.id for hit in search(view, choice.text, choice.kinds, MOST_HITS)}
        tests.append(lambda entity: entity.id in hits)
    if choice.related_to is not None or choice.related_by is not None:
        related = _related(view, choice)
        tests.append(lambda entity: entity.id in related)
    return [entity for entity in view.find_entities(choice.kinds) if all(test(entity) for test in tests)]


def entity_order(view: View, by: EntityOrder) -> Callable[[Entity], tuple[str | int, ...]]:
    """Return a sort key for entities; its last part is the id, so that the order is total."""
    match by:
        case EntityOrder.KIND:
            return lambda entity: (entity.kind, fold(entity.name), entity.id)
        case EntityOrder.REVISION:
            return lambda entity: (entity.revision, fold(entity.name), entity.id)
        case EntityOrder.DEGREE:
            return lambda entity: (view.degree(entity.id), fold(entity.name), entity.id)
        case EntityOrder.NAME:
            return lambda entity: (fold(entity.name), entity.id)


def choose_relationships(view: View, choice: RelationshipChoice) -> list[Relationship]:
    """Return the relationships that are all of what is asked, oldest first."""
    source = None if choice.source is None else view.require_entity(choice.source).id
    target = None if choice.target is None else view.require_entity(choice.target).id
    either = None if choice.either is None else view.require_entity(choice.either).id
    places = None
    if choice.districts is not None:
        places = {view.require_entity(item).id for item in choice.districts}

    def fits(relationship: Relationship) -> bool:
        ends = (relationship.source, relationship.target)
        return (
            (choice.kinds is None or relationship.kind in choice.kinds)
            and (source is None or relationship.source == source)
            and (target is None or relationship.target == target)
            and (either is None or either in ends)
            and (choice.status is None or relationship.status in choice.status)
            and (
                places is None or any(place.id in places for end in ends for place in view.districts_of(end))
            )
        )

    among = view.denied if choice.denied else view.find_relationships()
    return [relationship for relationship in among if fits(relationship)]


def within_plan(view: View, plan_id: str) -> set[str]:
    """Return the ids of a plan, all its parts, and everybody affiliated or tied to any of these."""
    plan = view.require_entity(plan_id).id
    containing = view.vocabulary.containing_kinds
    found, waiting = {plan}, [plan]
    while waiting:
        for relationship in view.relationships_of(waiting.pop(), containing, Direction.IN):
            if relationship.source not in found:
                found.add(relationship.source)
                waiting.append(relationship.source)
    joining = view.vocabulary.affiliation_kinds | view.vocabulary.tie_kinds
    involved = {
        relationship.source
        for place in found
        for relationship in view.relationships_of(place, joining, Direction.IN)
    }
    return found | involved


def _sources_of(view: View, kind: str, target_ids: tuple[str, ...]) -> set[str]:
    return {
        relationship.source
        for target in target_ids
        for relationship in view.relationships_of(view.require_entity(target).id, {kind}, Direction.IN)
    }


def _related(view: View, choice: EntityChoice) -> set[str]:
    if choice.related_to is None:
        ties = view.find_relationships(choice.related_by)
        return {end for tie in ties for end in (tie.source, tie.target)}
    ego = view.require_entity(choice.related_to).id
    return {view.alter(tie, ego).id for tie in view.relationships_of(ego, choice.related_by)}
