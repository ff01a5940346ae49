"""From rows of the log to columns, without making a fact of each."""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from graph.columns import (
    EntityColumns,
    Figures,
    RelationshipColumns,
    entity_columns,
    make_figures,
    relationship_columns,
)
from graph.encoding import details_in
from graph.stores.records import DamagedRecord

Row = tuple[int, str, int, bytes, int | None, int | None]


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python's cycle collector rest: it would look again and again at lists that hold no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Rows(ABC):
    """Rows of versions: position, id, revision, body, source, target; bodies as `encode_fact` wrote them.

    Each body is read and let go again at once: half a million of them together would be slow to hold.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._ids: list[str] = []
        self._revisions: list[int] = []
        self._kinds: list[str] = []
        self._status: list[str] = []
        self._since: list[str | None] = []
        self._until: list[str | None] = []
        positions: list[int] = []
        try:
            for position, fact_id, revision, body, source, target in rows:
                said = orjson.loads(body)
                positions.append(position)
                self._ids.append(fact_id)
                self._revisions.append(revision)
                self._kinds.append(said["kind"])
                self._status.append(said["status"])
                self._since.append(said.get("since"))
                self._until.append(said.get("until"))
                self._take(said, body, source, target)
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise DamagedRecord(str(error)) from error
        self.positions: NDArray[np.int64] = np.array(positions, np.int64)

    @abstractmethod
    def _take(self, said: dict[str, Any], body: bytes, source: int | None, target: int | None) -> None:
        """Keep what only this kind of fact has."""

    def _figures(self) -> Figures:
        return make_figures(self._ids, self._kinds, self._status, self._since, self._until, self._revisions)


class EntityRows(_Rows):
    """Rows of entities; `positions` are those of the file, ascending."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._bodies: list[bytes] = []
        self._slugs: list[str] = []
        super().__init__(rows)

    def columns(self) -> EntityColumns:
        """Return the columns."""
        return entity_columns(self._figures(), self._slugs, self._bodies)

    def _take(self, said: dict[str, Any], body: bytes, source: int | None, target: int | None) -> None:
        del source, target
        self._bodies.append(body)
        self._slugs.append(said["slug"])


class RelationshipRows(_Rows):
    """Rows of relationships."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._sources: list[int | None] = []
        self._targets: list[int | None] = []
        self._strengths: list[float | None] = []
        self._details: list[bytes] = []
        super().__init__(rows)

    def columns(self, entity_positions: NDArray[np.int64]) -> RelationshipColumns:
        """Return the columns; ends are found among the positions of the entities' rows."""
        ends = []
        for side in (self._sources, self._targets):
            wanted = np.array(side, np.int64)
            rows = np.searchsorted(entity_positions, wanted)
            if not np.array_equal(entity_positions.take(rows, mode="clip"), wanted):
                raise DamagedRecord("a relationship ends at an entity that is not there")
            ends.append(rows.astype(np.int32))
        return relationship_columns(self._figures(), ends[0], ends[1], self._strengths, self._details)

    def _take(self, said: dict[str, Any], body: bytes, source: int | None, target: int | None) -> None:
        del body
        self._sources.append(source)
        self._targets.append(target)
        self._strengths.append(said.get("strength"))
        self._details.append(details_in(said))
