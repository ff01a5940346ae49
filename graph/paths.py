"""The ways that lead from one entity to another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from graph.model import Entity, Relationship
from graph.steps import Distances, measure_steps
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
    if start.id == goal.id:
        return [Path((start,), ())][:first]
    # Counted on to the very end only when longer ways may be wanted.
    near = measure_steps(view, goal.id, kinds, max_length, until=start.id)
    shortest = int(near[view.require_row(start.id)])
    if shortest < 0:
        return []
    found = list(islice(_walks(view, start, goal, shortest, kinds, near), first))
    if len(found) < first and shortest < max_length:
        distances = measure_steps(view, goal.id, kinds, max_length)
        longer = (
            walk
            for length in range(shortest + 1, max_length + 1)
            for walk in _walks(view, start, goal, length, kinds, distances)
        )
        found += islice(longer, first - len(found))
    return found


def _walks(
    view: View,
    start: Entity,
    goal: Entity,
    length: int,
    kinds: Collection[str] | None,
    distances: Distances,
) -> Iterator[Path]:
    """Yield the ways of exactly this length, without repetition."""
    first, last = view.require_row(start.id), view.require_row(goal.id)
    for rows, ties in _walk(view, (first,), (), last, length, kinds, distances):
        entities = (view.snapshot.entity_at(row) for row in rows)
        relationships = (view.snapshot.relationship_at(tie) for tie in ties)
        yield Path(
            tuple(entity for entity in entities if entity is not None),
            tuple(relationship for relationship in relationships if relationship is not None),
        )


def _walk(
    view: View,
    rows: tuple[int, ...],
    ties: tuple[int, ...],
    goal: int,
    length: int,
    kinds: Collection[str] | None,
    distances: Distances,
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    left = length - len(ties)
    if left == 0 or rows[-1] == goal:
        if left == 0 and rows[-1] == goal:
            yield rows, ties
        return
    found, others = view.ties_of_rows(np.array(rows[-1:], np.int32), kinds)
    near = (distances[others] >= 0) & (distances[others] < left)
    # Of parallel relationships the oldest carries the step.
    steps: dict[int, int] = {}
    for tie, other in sorted(zip(found[near].tolist(), others[near].tolist(), strict=True)):
        steps.setdefault(other, tie)
    for other, tie in sorted(steps.items(), key=lambda step: step[1]):
        if other not in rows:
            yield from _walk(view, (*rows, other), (*ties, tie), goal, length, kinds, distances)
