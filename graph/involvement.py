"""Who is involved where."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from graph.columns import Rows
from graph.model import Entity, Relationship
from graph.tie_rows import read_ties
from graph.view import Direction, View
from graph.vocabulary.kinds import InvolvedEnd


@dataclass(frozen=True, slots=True)
class Involvement:
    """That `entity` is involved in `where`, by a relationship.

    `via` leads from `where` up to what was asked about, when the involvement is in a part of it:
    a part of an action, a seat of a body.
    """

    entity: Entity
    where: Entity
    relationship: Relationship
    via: tuple[Entity, ...] = ()


def find_involvements(
    view: View,
    in_id: str | None = None,
    who_id: str | None = None,
    kinds: Collection[str] | None = None,
    *,
    include_parts: bool = True,
) -> Iterator[Involvement]:
    """Yield who is involved in an entity, where an entity is involved, or how the two are connected.

    Which relationships involve whom, the vocabulary says. With `include_parts`, whoever is involved
    in a part is involved in the whole: `via` names the part, and what it is a part of, up to the
    whole. For `who_id` alone, wholes that it is involved in through their parts follow the parts.
    With neither id, every direct involvement is yielded. Raises NotFound for an unknown id.
    """
    who = None if who_id is None else view.require_entity(who_id).id
    if in_id is not None:
        whole = view.require_entity(in_id)
        for place, via in _parts(view, whole, include_parts=include_parts):
            for found in _direct(view, place, kinds, via):
                if who is None or found.entity.id == who:
                    yield found
        return
    involving = _involving_kinds(view)
    ties = view.find_relationships(involving) if who is None else view.relationships_of(who, involving)
    for relationship in ties:
        direct = _as_involvement(view, relationship, kinds)
        if direct is None or (who is not None and direct.entity.id != who):
            continue
        yield direct
        if include_parts and who is not None:
            for whole, via in _wholes(view, direct.where):
                yield Involvement(direct.entity, whole, relationship, via)


def find_involvements_at_work(view: View, district_id: str) -> Iterator[Involvement]:
    """Yield every direct involvement in what is at work in a district.

    Raises NotFound for an unknown id. Cost: O(involvements), of which only those yielded are decoded.
    """
    district = view.require_entity(district_id)
    for ties, places in _find_places(view):
        there = [
            row
            for row in np.unique(places).tolist()
            if (place := view.snapshot.entity_at(row)) is not None and district in view.districts_of(place.id)
        ]
        for row in ties[np.isin(places, there)].tolist():
            tie = view.snapshot.relationship_at(row)
            if tie is not None and (found := _as_involvement(view, tie, None)) is not None:
                yield found


def find_involving_rows(view: View) -> Rows:
    """Return the snapshot's rows of the entities that somebody is involved in, each once."""
    return np.unique(np.concatenate([places for _, places in _find_places(view)]))


def _find_places(view: View) -> Iterator[tuple[Rows, Rows]]:
    """Yield rows of relationships that involve somebody, and beside each that of where."""
    kinds = view.vocabulary.relationship_kinds
    for end in InvolvedEnd:
        involving = {name for name, kind in kinds.items() if kind.involves is end}
        rows = np.fromiter(view.find_relationship_rows(involving), np.int32)
        ties = read_ties(view.snapshot, rows, ())
        yield rows, ties.targets if end is InvolvedEnd.SOURCE else ties.sources


def _involving_kinds(view: View) -> set[str]:
    kinds = view.vocabulary.relationship_kinds.values()
    return {kind.name for kind in kinds if kind.involves is not None}


def _direct(
    view: View, place: Entity, kinds: Collection[str] | None, via: tuple[Entity, ...]
) -> Iterator[Involvement]:
    for relationship in view.relationships_of(place.id, _involving_kinds(view)):
        found = _as_involvement(view, relationship, kinds)
        if found is not None and found.where.id == place.id:
            yield Involvement(found.entity, place, relationship, via)


def _as_involvement(
    view: View, relationship: Relationship, kinds: Collection[str] | None
) -> Involvement | None:
    end = view.vocabulary.relationship_kinds[relationship.kind].involves
    if end is None or (kinds is not None and relationship.kind not in kinds):
        return None
    source, target = view.require_entity(relationship.source), view.require_entity(relationship.target)
    who, where = (source, target) if end is InvolvedEnd.SOURCE else (target, source)
    return Involvement(who, where, relationship)


def _parts(view: View, whole: Entity, *, include_parts: bool) -> Iterator[tuple[Entity, tuple[Entity, ...]]]:
    """Yield an entity and everything it contains, each with the way up to it, nearest first."""
    return _reach(view, whole, Direction.IN) if include_parts else iter([(whole, ())])


def _wholes(view: View, part: Entity) -> Iterator[tuple[Entity, tuple[Entity, ...]]]:
    """Yield everything that contains an entity, each with the way that leads to it from below."""
    for whole, way in _reach(view, part, Direction.OUT):
        if whole.id != part.id:
            yield whole, tuple(reversed(way))


def _reach(view: View, start: Entity, direction: Direction) -> Iterator[tuple[Entity, tuple[Entity, ...]]]:
    containing = view.vocabulary.containing_kinds
    seen = {start.id}
    queue: deque[tuple[Entity, tuple[Entity, ...]]] = deque([(start, ())])
    while queue:
        entity, way = queue.popleft()
        yield entity, way
        for relationship in view.relationships_of(entity.id, containing, direction):
            other = view.alter(relationship, entity.id)
            if other.id not in seen:
                seen.add(other.id)
                queue.append((other, (entity, *way)))
