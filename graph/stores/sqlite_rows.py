"""From rows of the log to columns, without making a fact of each."""

from __future__ import annotations

from collections.abc import Iterable
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
from graph.stores.sqlite_file import DamagedRecord

Row = tuple[int, str, int, bytes, int | None, int | None]


class _Rows:
    """Rows of versions: position, id, revision, body, source, target; bodies as `encode_fact` wrote them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        columns = list(zip(*rows, strict=True)) or [()] * 6
        self._ids, self._revisions, self._bodies = columns[1], columns[2], columns[3]
        self._sources, self._targets = columns[4], columns[5]
        self.positions: NDArray[np.int64] = np.array(columns[0], np.int64)
        try:
            self._said: list[dict[str, Any]] = [orjson.loads(body) for body in self._bodies]
        except orjson.JSONDecodeError as error:
            raise DamagedRecord(str(error)) from error

    def _figures(self) -> Figures:
        return make_figures(
            self._ids,
            [said["kind"] for said in self._said],
            [said["status"] for said in self._said],
            [said.get("since") for said in self._said],
            [said.get("until") for said in self._said],
            self._revisions,
        )


class EntityRows(_Rows):
    """Rows of entities; `positions` are those of the file, ascending."""

    def columns(self) -> EntityColumns:
        """Return the columns."""
        return entity_columns(self._figures(), [said["slug"] for said in self._said], self._bodies)


class RelationshipRows(_Rows):
    """Rows of relationships."""

    def columns(self, entity_positions: NDArray[np.int64]) -> RelationshipColumns:
        """Return the columns; ends are found among the positions of the entities' rows."""
        ends = [
            np.searchsorted(entity_positions, np.array(side, np.int64)).astype(np.int32)
            for side in (self._sources, self._targets)
        ]
        return relationship_columns(
            self._figures(),
            ends[0],
            ends[1],
            [said.get("strength") for said in self._said],
            [details_in(said) for said in self._said],
        )
