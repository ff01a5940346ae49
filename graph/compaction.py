"""Working changes into columns, so that rows keep their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from graph.columns import (
    EntityColumns,
    Figures,
    RelationshipColumns,
    Rows,
    Texts,
    columns_of_entities,
    columns_of_relationships,
    join_texts,
)
from graph.model import Entity, Relationship

FactT = TypeVar("FactT")


def compact_entities(columns: EntityColumns, changed: Mapping[int, Entity | None]) -> EntityColumns:
    """Return columns with some rows changed, gone or added; rows beyond the end are added, in order."""
    patch, rows = _plan(len(columns), changed)
    added = columns_of_entities(patch)
    return EntityColumns(
        _merged(columns.figures, added.figures, rows),
        _merged_texts(columns.bodies, added.bodies, rows),
        np.concatenate([columns.slug_hashes, added.slug_hashes])[rows],
    )


def compact_relationships(
    columns: RelationshipColumns,
    changed: Mapping[int, Relationship | None],
    old_entities: EntityColumns,
    entities: EntityColumns,
) -> RelationshipColumns:
    """Return columns as `compact_entities` does, their ends being rows of `entities` from now on."""
    patch, rows = _plan(len(columns), changed)
    added = columns_of_relationships(patch, entities)
    kept = rows[rows < len(columns)]
    # Ends of what stays lead to rows that may have moved.
    numbers = old_entities.figures.numbers
    sources = np.zeros(len(columns), np.int32)
    targets = np.zeros(len(columns), np.int32)
    sources[kept] = entities.figures.rows_of(numbers[columns.sources[kept]])
    targets[kept] = entities.figures.rows_of(numbers[columns.targets[kept]])
    return RelationshipColumns(
        figures=_merged(columns.figures, added.figures, rows),
        sources=np.concatenate([sources, added.sources])[rows],
        targets=np.concatenate([targets, added.targets])[rows],
        strengths=np.concatenate([columns.strengths, added.strengths])[rows],
        details=_merged_texts(columns.details, added.details, rows),
        denied=np.concatenate([columns.denied, added.denied])[rows],
        phased=np.concatenate([columns.phased, added.phased])[rows],
    )


def _plan(count: int, changed: Mapping[int, FactT | None]) -> tuple[list[FactT], Rows]:
    """Return the facts to add behind the columns, and which rows of the lot then make the new columns."""
    patch: list[FactT] = []
    order = np.arange(count, dtype=np.int64)
    new: list[int] = []
    for row in sorted(changed):
        fact = changed[row]
        place = -1
        if fact is not None:
            place = count + len(patch)
            patch.append(fact)
        if row < count:
            order[row] = place
        elif place >= 0:
            new.append(place)
    rows = np.concatenate([order[order >= 0], np.array(new, np.int64)])
    return patch, rows.astype(np.int32)


def _merged(figures: Figures, added: Figures, rows: Rows) -> Figures:
    return figures.with_added(added).take(rows)


def _merged_texts(texts: Texts, added: Texts, rows: Rows) -> Texts:
    count = len(texts.bounds) - 1
    kept = iter(texts.take(rows[rows < count]))
    patched = iter(added.take(rows[rows >= count] - count))
    return join_texts(next(kept) if row < count else next(patched) for row in rows.tolist())
