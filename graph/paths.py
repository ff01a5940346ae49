"""The ways that lead from one entity to another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice

import numpy as np

from graph.columns import Rows
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

    Cost: for each way found, one breadth-first search from the goal for each of its steps.
    """
    start, goal = view.require_entity(from_id), view.require_entity(to_id)
    if start.id == goal.id:
        return [Path((start,), ())][:first]
    search = _Search(view, view.require_row(goal.id), kinds, max_length)
    return [_decode(view, way) for way in islice(search.find_ways(view.require_row(start.id)), first)]


@dataclass(frozen=True, slots=True)
class _Way:
    """Rows of entities in order, and of the relationships between them."""

    rows: tuple[int, ...]
    ties: tuple[int, ...] = ()


class _Search:
    """Yen's search for the shortest ways without repetition, in Lawler's form.

    Ways that share a beginning and leave it by steps not yet taken are one family. Of each family the
    first way waits, and the first of all that wait is the next; its family then falls into smaller
    ones. A family without any way costs one search, however many dead ends it has.
    """

    def __init__(self, view: View, goal: int, kinds: Collection[str] | None, max_length: int) -> None:
        self._view = view
        self._goal = goal
        self._kinds = kinds
        self._max_length = max_length
        self._steps: dict[int, dict[int, int]] = {}

    def find_ways(self, start: int) -> Iterator[_Way]:
        """Yield the ways from a row, shorter ones first, and of one length by the age of their steps."""
        waiting: list[tuple[int, tuple[int, ...], tuple[int, ...], int, frozenset[int]]] = []

        def add(beginning: _Way, taken: frozenset[int]) -> None:
            way = self._get_first(beginning, taken)
            if way is not None:
                heappush(waiting, (len(way.ties), way.ties, way.rows, len(beginning.ties), taken))

        add(_Way((start,)), frozenset())
        while waiting:
            length, ties, rows, shared, taken = heappop(waiting)
            yield _Way(rows, ties)
            for place in range(shared, length):
                left = frozenset({rows[place + 1]}) | (taken if place == shared else frozenset())
                add(_Way(rows[: place + 1], ties[:place]), left)

    def _get_first(self, beginning: _Way, taken: frozenset[int]) -> _Way | None:
        """Return the first way that begins so and goes on to none of the rows `taken`."""
        visited = set(beginning.rows)
        nexts = {
            other: tie
            for other, tie in self._steps_of(beginning.rows[-1]).items()
            if other not in visited and other not in taken
        }
        most = self._max_length - len(beginning.ties) - 1
        if not nexts or most < 0:
            return None
        distances = np.full(self._view.snapshot.entity_rows, -1, np.int32)
        # No way leads through what the beginning has visited.
        distances[list(visited)] = most + 1
        left = self._measure(distances, np.array(list(nexts), np.int32), most)
        rows, ties = list(beginning.rows), list(beginning.ties)
        while left >= 0:
            tie, row = min((tie, other) for other, tie in nexts.items() if distances[other] == left)
            rows.append(row)
            ties.append(tie)
            nexts, left = self._steps_of(row), left - 1
        return _Way(tuple(rows), tuple(ties)) if rows[-1] == self._goal else None

    def _measure(self, distances: Rows, nexts: Rows, most: int) -> int:
        """Fill in steps to the goal until one of `nexts` has them; return how many, -1 past `most`."""
        frontier = np.array([self._goal], np.int32)
        for step in range(most + 1):
            distances[frontier] = step
            if (distances[nexts] == step).any():
                return step
            if step < most:
                _, others = self._view.ties_of_rows(frontier, self._kinds)
                frontier = np.unique(others[distances[others] < 0])
            if not len(frontier):
                break
        return -1

    def _steps_of(self, row: int) -> dict[int, int]:
        """Return the rows one step away, each with the oldest relationship that leads there."""
        if row not in self._steps:
            found, others = self._view.ties_of_rows(np.array([row], np.int32), self._kinds)
            steps: dict[int, int] = {}
            for tie, other in sorted(zip(found.tolist(), others.tolist(), strict=True)):
                steps.setdefault(other, tie)
            self._steps[row] = steps
        return self._steps[row]


def _decode(view: View, way: _Way) -> Path:
    entities = (view.snapshot.entity_at(row) for row in way.rows)
    relationships = (view.snapshot.relationship_at(tie) for tie in way.ties)
    return Path(
        tuple(entity for entity in entities if entity is not None),
        tuple(relationship for relationship in relationships if relationship is not None),
    )
