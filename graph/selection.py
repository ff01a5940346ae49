"""Choosing entities and relationships of a view by what they are and what they stand to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from graph.columns import Rows
from graph.errors import NotFound
from graph.listing import (
    RowList,
    SortKey,
    entity_list,
    name_key,
    relationship_list,
    sort_entities,
    sort_relationships,
)
from graph.model import Entity, FactStatus, Relationship
from graph.search import search
from graph.tie_rows import keep_status
from graph.view import Direction, View

MOST_HITS = 10_000
KeyOf = Callable[[Entity], SortKey]


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


def choose_entities(view: View, choice: EntityChoice, by: EntityOrder) -> tuple[RowList[Entity], KeyOf]:
    """Return the entities that are all of what is asked, in order, and the sort key of that order.

    None is decoded that figures can tell of. Raises NotFound, with a path into the choice, for an id that
    cannot be seen.
    """
    snapshot = view.snapshot
    rows = np.fromiter(view.find_entity_rows(choice.kinds), np.int32)
    if choice.status is not None:
        figures, laid = snapshot.entity_columns.figures, snapshot.overlay.entities
        rows = keep_status(rows, figures, laid, choice.status, dated=view.is_dated)
    for ids in _wanted(view, choice):
        rows = rows[np.isin(rows, np.fromiter((view.require_row(item) for item in ids), np.int32))]
    if choice.districts is not None:
        places = _required(view, choice.districts, "districts")
        found = (_is_in(view, entity, places) for entity in entity_list(view, rows))
        rows = rows[np.fromiter(found, np.bool_, len(rows))]
    return _sorted(view, rows, by)


def choose_relationships(view: View, choice: RelationshipChoice) -> RowList[Relationship]:
    """Return the relationships that are all of what is asked, by kind and the names of their ends.

    None is decoded that figures can tell of. Raises NotFound, with a path into the choice, for an id that
    cannot be seen.
    """
    source = None if choice.source is None else _require(view, choice.source, "source")
    target = None if choice.target is None else _require(view, choice.target, "target")
    either = None if choice.either is None else _require(view, choice.either, "either")
    places = None if choice.districts is None else _required(view, choice.districts, "districts")

    def fits(relationship: Relationship) -> bool:
        ends = (relationship.source, relationship.target)
        return (
            (choice.kinds is None or relationship.kind in choice.kinds)
            and (source is None or relationship.source == source)
            and (target is None or relationship.target == target)
            and (either is None or either in ends)
            and (
                places is None or any(place.id in places for end in ends for place in view.districts_of(end))
            )
        )

    ego = source or target or either
    among: Iterable[int] = view.find_relationship_rows(choice.kinds)
    if choice.denied:
        among = view.denied_rows
    elif ego is not None:
        among = view.rows_of_ties(ego)
    rows = np.fromiter(among, np.int32)
    if choice.status is not None:
        snapshot = view.snapshot
        figures, laid = snapshot.relationship_columns.figures, snapshot.overlay.relationships
        rows = keep_status(rows, figures, laid, choice.status, dated=view.is_dated)
    if choice.denied or places is not None or source or target or either:
        kept = (fits(relationship) for relationship in relationship_list(view, rows))
        rows = rows[np.fromiter(kept, np.bool_, len(rows))]
    return sort_relationships(view, rows)


def _wanted(view: View, choice: EntityChoice) -> Iterator[set[str]]:
    """Yield the ids that each part of a choice allows, where it names some."""
    if choice.topics is not None:
        yield _sources_of(view, "about", _required(view, choice.topics, "topics"))
    if choice.plan is not None:
        yield within_plan(view, _require(view, choice.plan, "plan"))
    if choice.text is not None:
        yield {hit.entity.id for hit in search(view, choice.text, choice.kinds, MOST_HITS)}
    if choice.related_to is not None or choice.related_by is not None:
        yield _related(view, choice)


def _is_in(view: View, entity: Entity, districts: set[str]) -> bool:
    return any(place.id in districts for place in view.districts_of(entity.id))


def _sorted(view: View, rows: Rows, by: EntityOrder) -> tuple[RowList[Entity], KeyOf]:
    figures = view.snapshot.entity_columns.figures

    def degree_key(entity: Entity) -> SortKey:
        return (view.degree(entity.id), *name_key(entity))

    match by:
        case EntityOrder.KIND:
            return sort_entities(view, rows, _kind_key, figures.kind_ranks), _kind_key
        case EntityOrder.REVISION:
            return sort_entities(view, rows, _revision_key, figures.revisions), _revision_key
        case EntityOrder.DEGREE:
            return sort_entities(view, rows, degree_key, view.degrees), degree_key
        case EntityOrder.NAME:
            return sort_entities(view, rows, name_key), name_key


def _kind_key(entity: Entity) -> SortKey:
    return (entity.kind, *name_key(entity))


def _revision_key(entity: Entity) -> SortKey:
    return (entity.revision, *name_key(entity))


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


def _sources_of(view: View, kind: str, target_ids: Iterable[str]) -> set[str]:
    return {
        relationship.source
        for target in target_ids
        for relationship in view.relationships_of(target, {kind}, Direction.IN)
    }


def _related(view: View, choice: EntityChoice) -> set[str]:
    if choice.related_to is None:
        ties = view.find_relationships(choice.related_by)
        return {end for tie in ties for end in (tie.source, tie.target)}
    ego = _require(view, choice.related_to, "related_to")
    return {view.alter(tie, ego).id for tie in view.relationships_of(ego, choice.related_by)}


def _require(view: View, entity_id: str, *path: str | int) -> str:
    """Return the id that an id leads to; NotFound leads to its place in the choice."""
    entity = view.get_entity(entity_id)
    if entity is None:
        raise NotFound(f"There is no entity {entity_id}.", path)
    return entity.id


def _required(view: View, ids: Sequence[str], name: str) -> set[str]:
    return {_require(view, item, name, place) for place, item in enumerate(ids)}
