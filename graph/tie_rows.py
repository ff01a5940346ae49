"""Rows of a snapshot, looked at by column: decoded one by one only where they have changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.columns import NO_DAY, STATUSES, Figures, Mask, Rows
from graph.model import Entity, FactStatus, Relationship
from graph.snapshot import Snapshot
from graph.standing import status_then


@dataclass(frozen=True, eq=False)
class TieRows:
    """Relationships by row of a snapshot: entity rows of both ends, and strengths, NaN where nobody said."""

    rows: Rows
    sources: Rows
    targets: Rows
    strengths: NDArray[np.float64]
    symmetric: Mask

    def take(self, chosen: Mask | Rows) -> TieRows:
        """Return some of them."""
        return TieRows(
            self.rows[chosen],
            self.sources[chosen],
            self.targets[chosen],
            self.strengths[chosen],
            self.symmetric[chosen],
        )


def read_ties(snapshot: Snapshot, rows: Rows, symmetric_kinds: Collection[str]) -> TieRows:
    """Return the relationships in these rows, which must stand."""
    columns, changed = snapshot.relationship_columns, _changed(rows, snapshot.overlay.relationships)
    inside = np.where(rows < len(columns), rows, 0)
    if not len(columns):
        # Nothing to take from: every row has changed.
        sources, targets = np.zeros_like(rows), np.zeros_like(rows)
        strengths, symmetric = np.zeros(len(rows)), np.zeros(len(rows), np.bool_)
    else:
        sources, targets = columns.sources[inside], columns.targets[inside]
        strengths, symmetric = columns.strengths[inside], columns.figures.of_kinds(symmetric_kinds)[inside]
    for place in changed:
        tie = snapshot.overlay.relationships[int(rows[place])]
        if tie is not None:
            sources[place] = _row_of(snapshot, tie.source)
            targets[place] = _row_of(snapshot, tie.target)
            strengths[place] = np.nan if tie.strength is None else tie.strength
            symmetric[place] = tie.kind in symmetric_kinds
    return TieRows(rows, sources, targets, strengths, symmetric)


def keep_status(
    rows: Rows,
    figures: Figures,
    changed: Mapping[int, Entity | None] | Mapping[int, Relationship | None],
    status: Collection[FactStatus],
    *,
    dated: bool,
) -> Rows:
    """Return those of the rows whose facts are of one of these statuses, as `status_then` says."""
    wanted = np.array([each in status for each in STATUSES], np.bool_)
    kept = np.zeros(len(rows), np.bool_)
    inside = rows < len(figures)
    kept[inside] = wanted[figures.status[rows[inside]]]
    if dated:
        over = (figures.status == STATUSES.index(FactStatus.ENDED)) & (figures.until != NO_DAY)
        kept[inside] = np.where(over[rows[inside]], FactStatus.ACTUAL in status, kept[inside])
    for place in _changed(rows, changed):
        fact = changed[int(rows[place])]
        kept[place] = fact is not None and status_then(fact, dated=dated) in status
    return rows[kept]


def _row_of(snapshot: Snapshot, entity_id: str) -> int:
    row = snapshot.get_entity_row(entity_id)
    if row is None:
        raise KeyError(entity_id)
    return row


def _changed(rows: Rows, changed: Mapping[int, object]) -> list[int]:
    """Return the places of rows that have changed over the columns."""
    if not changed:
        return []
    laid = np.fromiter(changed, np.int64, len(changed))
    return np.flatnonzero(np.isin(rows, laid)).tolist()
