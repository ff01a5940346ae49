"""Who is involved where."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from graph.model import Entity, Relationship
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
    for relationship in view.find_relationships() if who is None else view.relationships_of(who):
        direct = _as_involvement(view, relationship, kinds)
        if direct is None or (who is not None and direct.entity.id != who):
            continue
        yield direct
        if include_parts and who is not None:
            for whole, via in _wholes(view, direct.where):
                yield Involvement(direct.entity, whole, relationship, via)


def _direct(
    view: View, place: Entity, kinds: Collection[str] | None, via: tuple[Entity, ...]
) -> Iterator[Involvement]:
    for relationship in view.relationships_of(place.id):
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
