"""The network at one revision, as immutable columns: the only thing that reads start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.log import Write
from graph.model import Entity, Fact, Relationship

Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Snapshot:
    """All facts that stand at `revision`, whoever may see them and whenever they are true.

    A row is a position in `entities` or `relationships`; rows are in the order of first recording.
    `sources` and `targets` are entity rows, one for each relationship. `touching` lists, entity by
    entity, the rows of the relationships at either end of it: those of entity row i lie between
    `bounds[i]` and `bounds[i + 1]`, oldest first. `survivors` leads from absorbed ids to the entity
    they were merged into.
    """

    revision: int
    entities: Sequence[Entity]
    relationships: Sequence[Relationship]
    survivors: Mapping[str, str]
    entity_rows: Mapping[str, int]
    relationship_rows: Mapping[str, int]
    slug_rows: Mapping[str, int]
    sources: Rows
    targets: Rows
    bounds: Rows
    touching: Rows

    def get_entity(self, entity_id: str) -> Entity | None:
        """Return the entity of that id, following merges."""
        row = self.entity_rows.get(self.survivors.get(entity_id, entity_id))
        return None if row is None else self.entities[row]

    def get_relationship(self, relationship_id: str) -> Relationship | None:
        """Return the relationship of that id."""
        row = self.relationship_rows.get(relationship_id)
        return None if row is None else self.relationships[row]

    def get_fact(self, fact_id: str) -> Fact | None:
        """Return whatever has that id, without following merges."""
        row = self.entity_rows.get(fact_id)
        return self.entities[row] if row is not None else self.get_relationship(fact_id)

    def facts(self) -> dict[str, Fact]:
        """Return all facts by id; a new dict, O(facts)."""
        facts: list[Fact] = [*self.entities, *self.relationships]
        return {fact.id: fact for fact in facts}

    def relationships_of(self, entity_id: str) -> list[Relationship]:
        """Return every relationship that touches an entity, oldest first; none for an unknown id."""
        row = self.entity_rows.get(entity_id)
        if row is None:
            return []
        rows = self.touching[self.bounds[row] : self.bounds[row + 1]]
        return [self.relationships[place] for place in rows.tolist()]

    def advance(self, revision: int, writes: Iterable[Write]) -> Snapshot:
        """Return the snapshot that follows from this one by a commit's writes."""
        entities = {entity.id: entity for entity in self.entities}
        relationships = {relationship.id: relationship for relationship in self.relationships}
        survivors = dict(self.survivors)
        for write in writes:
            if write.merged_into is not None:
                survivors[write.id] = write.merged_into
            if isinstance(write.after, Entity):
                entities[write.id] = write.after
            elif isinstance(write.after, Relationship):
                relationships[write.id] = write.after
            else:
                entities.pop(write.id, None)
                relationships.pop(write.id, None)
        return build_snapshot(revision, entities.values(), relationships.values(), survivors)


def build_snapshot(
    revision: int,
    entities: Iterable[Entity],
    relationships: Iterable[Relationship],
    survivors: Mapping[str, str] | None = None,
) -> Snapshot:
    """Build the columns from facts, given in the order in which they were first recorded.

    Chains of merges are shortened, so that every absorbed id leads to an entity that stands.
    """
    entity_list = tuple(entities)
    relationship_list = tuple(relationships)
    rows = {entity.id: row for row, entity in enumerate(entity_list)}
    count = len(relationship_list)
    sources = np.fromiter((rows[item.source] for item in relationship_list), np.int32, count)
    targets = np.fromiter((rows[item.target] for item in relationship_list), np.int32, count)
    bounds, touching = _incidence(sources, targets, len(entity_list))
    return Snapshot(
        revision=revision,
        entities=entity_list,
        relationships=relationship_list,
        survivors=_shortened(survivors or {}),
        entity_rows=rows,
        relationship_rows={item.id: row for row, item in enumerate(relationship_list)},
        slug_rows={entity.slug: row for row, entity in enumerate(entity_list)},
        sources=sources,
        targets=targets,
        bounds=bounds,
        touching=touching,
    )


def _incidence(sources: Rows, targets: Rows, entity_count: int) -> tuple[Rows, Rows]:
    rows = np.arange(len(sources), dtype=np.int32)
    proper = sources != targets  # a self-tie touches its entity once
    ends = np.concatenate([sources, targets[proper]])
    relationships = np.concatenate([rows, rows[proper]])
    order = np.lexsort((relationships, ends))
    bounds = np.zeros(entity_count + 1, dtype=np.int32)
    np.cumsum(np.bincount(ends, minlength=entity_count), out=bounds[1:])
    return bounds, relationships[order]


def _shortened(survivors: Mapping[str, str]) -> dict[str, str]:
    shortened = {}
    for absorbed, survivor in survivors.items():
        while survivor in survivors:
            survivor = survivors[survivor]
        shortened[absorbed] = survivor
    return shortened


EMPTY_SNAPSHOT = build_snapshot(0, (), ())
