"""Long lists of a view: chosen and put in order by rows, decoded only where they are looked at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar, overload

import numpy as np

from graph.columns import Mask, Rows
from graph.folding import fold
from graph.model import Entity, Fact, Relationship
from graph.view import View

FactT = TypeVar("FactT", Entity, Relationship)
SortKey = tuple[str | int, ...]
# Below this many, decoding and comparing is quicker than ranking.
FEW = 200


@dataclass(frozen=True)
class RowList(Sequence[FactT], Generic[FactT]):
    """Facts of a view by the rows they stand in: as long as the rows, each decoded when it is taken.

    `sort` puts the rows in order when the first is taken; without it they are.
    """

    unsorted: Sequence[int] | Rows
    fact_at: Callable[[int], FactT | None]
    sort: Callable[[], Sequence[int] | Rows] | None = None

    @cached_property
    def rows(self) -> Sequence[int] | Rows:
        """The rows, in order."""
        return self.unsorted if self.sort is None else self.sort()

    def __len__(self) -> int:
        """Return how many there are; none is decoded for it."""
        return len(self.unsorted)

    @overload
    def __getitem__(self, place: int) -> FactT: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[FactT]: ...

    def __getitem__(self, place: int | slice) -> FactT | Sequence[FactT]:
        """Return one fact, or a part of the list."""
        if isinstance(place, slice):
            return RowList(self.rows[place], self.fact_at)
        fact = self.fact_at(int(self.rows[place]))
        if fact is None:
            raise IndexError(f"row {self.rows[place]} is gone")
        return fact


def entity_list(view: View, rows: Rows) -> RowList[Entity]:
    """Return the entities in these rows of a view's snapshot."""
    return RowList(rows, view.snapshot.entity_at)


def relationship_list(view: View, rows: Rows) -> RowList[Relationship]:
    """Return the relationships in these rows of a view's snapshot."""
    return RowList(rows, view.snapshot.relationship_at)


def name_key(entity: Entity) -> SortKey:
    """Sort key of an entity: its name, without case and accents, then its id."""
    return (fold(entity.name), entity.id)


def relationship_key(view: View) -> Callable[[Relationship], SortKey]:
    """Return the sort key of relationships: kind, both ends by name and then id, then its own id."""

    def key(tie: Relationship) -> SortKey:
        source, target = view.require_entity(tie.source), view.require_entity(tie.target)
        return (tie.kind, *name_key(source), *name_key(target), tie.id)

    return key


def sort_entities(view: View, rows: Rows, key: Callable[[Entity], SortKey], *before: Rows) -> RowList[Entity]:
    """Return entities in the order of a key that compares figures, then names, then ids.

    `before` are those figures, a column over all rows of the snapshot each, most important first. They
    are put in order when the first is taken. Many are ranked by columns, O(n log n) in figures; names of
    a snapshot's columns are ranked once.
    """
    if len(rows) < FEW:
        found = entity_list(view, rows)
        return RowList(rows, view.snapshot.entity_at, lambda: _sorted_few(rows, found, key))
    return RowList(rows, view.snapshot.entity_at, lambda: _ranked_entities(view, rows, key, before))


def _ranked_entities(
    view: View, rows: Rows, key: Callable[[Entity], SortKey], before: Sequence[Rows]
) -> Rows:
    changed = view.snapshot.overlay.entities
    laid = _among(rows, changed)
    settled = rows[~laid]
    ranks = view.snapshot.entity_columns.name_ranks[settled]
    ordered = settled[np.lexsort((ranks, *(column[settled] for column in reversed(before))))]
    return _merged(ordered, rows[laid], view.snapshot.entity_at, key)


def sort_relationships(view: View, rows: Rows) -> RowList[Relationship]:
    """Return relationships in the order of `relationship_key`, as `sort_entities` does."""
    if len(rows) < FEW:
        key, found = relationship_key(view), relationship_list(view, rows)
        return RowList(rows, view.snapshot.relationship_at, lambda: _sorted_few(rows, found, key))
    return RowList(rows, view.snapshot.relationship_at, lambda: _ranked_relationships(view, rows))


def _ranked_relationships(view: View, rows: Rows) -> Rows:
    snapshot = view.snapshot
    columns, figures = snapshot.relationship_columns, snapshot.relationship_columns.figures
    laid = _among(rows, snapshot.overlay.relationships) | (rows >= len(columns))
    if snapshot.overlay.entities and len(columns):
        # An end that has changed may have another name than its column says.
        inner = np.minimum(rows, len(columns) - 1)
        for ends in (columns.sources, columns.targets):
            laid |= _among(ends[inner], snapshot.overlay.entities)
    settled = rows[~laid]
    ranks = snapshot.entity_columns.name_ranks
    order = np.lexsort(
        (
            figures.numbers[settled],
            ranks[columns.targets[settled]],
            ranks[columns.sources[settled]],
            figures.kind_ranks[settled],
        )
    )
    return _merged(settled[order], rows[laid], snapshot.relationship_at, relationship_key(view))


def _sorted_few(rows: Rows, facts: RowList[FactT], key: Callable[[FactT], SortKey]) -> list[int]:
    keyed = sorted((key(fact), row) for row, fact in zip(rows.tolist(), facts, strict=True))
    return [row for _, row in keyed]


def _among(rows: Rows, changed: Iterable[int]) -> Mask:
    return np.isin(rows, np.fromiter(changed, np.int32))


def _merged(
    ordered: Rows, laid: Rows, fact_at: Callable[[int], Fact | None], key: Callable[..., SortKey]
) -> Rows:
    """Put the few rows that have changed over the columns into the order of the many that have not."""
    if not len(laid):
        return ordered
    keyed = sorted((key(fact_at(row)), row) for row in laid.tolist())
    settled = RowList(ordered, fact_at)  # type: ignore[type-var]
    places = [bisect_left(settled, said, key=key) for said, _ in keyed]
    return np.insert(ordered, places, [row for _, row in keyed]).astype(np.int32)
