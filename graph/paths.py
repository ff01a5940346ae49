"""The ways that lead from one entity to another."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from graph.model import Entity, Relationship
from graph.view import View


@dataclass(frozen=True, slots=True)
class Path:
    """A way without repetition: entities in order, and the relationship that carries each step."""

    entities: tuple[Entity, ...]
    relationships: tuple[Relationship, ...]

    @property
    def length(self) -> int:
        """How many steps it has."""
        return len(self.relationships)


def find_paths(
    view: View,
    from_id: str,
    to_id: str,
    kinds: Collection[str] | None = None,
    max_length: int = 6,
    first: int = 3,
) -> list[Path]:
    """Return the shortest ways between two entities, whichever way their relationships point.

    Shorter ones come first, at most `first` of at most `max_length` steps; of parallel relationships
    the oldest carries the step. Empty when nothing connects them; a way from an entity to itself has
    no steps. Raises NotFound for an unknown id.

    Cost: one breadth-first search from the goal, then a walk that never enters a dead end deeper
    than the lengths asked for.
    """
    start, goal = view.require_entity(from_id), view.require_entity(to_id)
    distances = _distances(view, goal.id, kinds, max_length)
    if start.id not in distances:
        return []
    ways = (
        way
        for length in range(distances[start.id], max_length + 1)
        for way in _walk(view, (start.id,), (), goal.id, length, kinds, distances)
    )
    return [
        Path(tuple(view.require_entity(step) for step in entities), relationships)
        for entities, relationships in islice(ways, first)
    ]


def distances_from(
    view: View, entity_id: str, kinds: Collection[str] | None = None, steps: int = 1
) -> dict[str, int]:
    """Return how many steps away each entity within `steps` of one is, that one included at 0."""
    return _distances(view, view.require_entity(entity_id).id, kinds, steps)


def _distances(view: View, goal: str, kinds: Collection[str] | None, most: int) -> dict[str, int]:
    distances = {goal: 0}
    queue = deque([goal])
    while queue:
        entity_id = queue.popleft()
        if distances[entity_id] == most:
            continue
        for relationship in view.relationships_of(entity_id, kinds):
            other = relationship.target if relationship.source == entity_id else relationship.source
            if other not in distances:
                distances[other] = distances[entity_id] + 1
                queue.append(other)
    return distances


def _walk(
    view: View,
    entities: tuple[str, ...],
    relationships: tuple[Relationship, ...],
    goal: str,
    length: int,
    kinds: Collection[str] | None,
    distances: dict[str, int],
) -> Iterator[tuple[tuple[str, ...], tuple[Relationship, ...]]]:
    """Yield the ways of exactly this length that go on from here."""
    here = entities[-1]
    left = length - len(relationships)
    if left == 0:
        if here == goal:
            yield entities, relationships
        return
    if here == goal:
        return
    tried: set[str] = set()
    for relationship in view.relationships_of(here, kinds):
        other = relationship.target if relationship.source == here else relationship.source
        if other in tried or other in entities or distances.get(other, length) >= left:
            continue
        tried.add(other)
        yield from _walk(
            view, (*entities, other), (*relationships, relationship), goal, length, kinds, distances
        )
