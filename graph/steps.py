"""Steps from entity to entity, counted over rows without decoding what lies between."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from graph.columns import Rows
from graph.model import Entity
from graph.view import View

Distances = NDArray[np.int8]
FAR = np.int8(-1)
MOST_STEPS = 100


def measure_steps(
    view: View,
    entity_id: str,
    kinds: Collection[str] | None = None,
    most: int = 1,
    until: str | None = None,
) -> Distances:
    """Return, by entity row, how many steps away each entity is: 0 the one itself, FAR if not within `most`.

    Relationships of `kinds` count, all when None, whichever way they point. The count ends early
    once the entity `until` is reached. Raises NotFound for an unknown id. Cost: O(relationships met).
    """
    snapshot = view.snapshot
    distances = np.full(snapshot.entity_rows, FAR, np.int8)
    start = snapshot.get_entity_row(view.require_entity(entity_id).id)
    goal = None if until is None else snapshot.get_entity_row(view.require_entity(until).id)
    if start is None:
        return distances
    distances[start] = 0
    frontier = np.array([start], np.int32)
    for step in range(1, min(most, MOST_STEPS) + 1):
        if goal is not None and distances[goal] != FAR:
            break
        _, others = view.ties_of_rows(frontier, kinds)
        frontier = np.unique(others[distances[others] == FAR])
        if not len(frontier):
            break
        distances[frontier] = step
    return distances


def find_near(
    view: View, entity_id: str, kinds: Collection[str] | None = None, steps: int = 1
) -> list[Entity]:
    """Return the entities within so many steps of one, itself left out, in order of first recording."""
    distances = measure_steps(view, entity_id, kinds, steps)
    rows: Rows = np.flatnonzero(distances > 0).astype(np.int32)
    found = (view.snapshot.entity_at(row) for row in rows.tolist())
    return [entity for entity in found if entity is not None]
