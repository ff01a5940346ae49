"""The network at one revision: the only thing that reads start from.

A snapshot is columns and, over them, what has changed since they were made. The next snapshot is the
last plus a commit's writes, at the cost of the writes; now and then the changes are worked into new
columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from graph.columns import EntityColumns, RelationshipColumns, Rows, columns_of
from graph.compaction import compact_entities, compact_relationships
from graph.encoding import encode_fact
from graph.log import Write
from graph.model import Entity, Fact, Relationship
from graph.search_index import WordIndex, index_entities

LARGEST_OVERLAY = 2_000


@dataclass(frozen=True)
class Overlay:
    """What has changed over columns. A row that maps to None is gone; new rows follow the columns'.

    `touching` lists relationships by entity row where the columns do not; `moved` are those that the
    columns, or `touching`, list at entities which are no longer their ends.
    """

    entities: Mapping[int, Entity | None] = field(default_factory=dict)
    relationships: Mapping[int, Relationship | None] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    slugs: Mapping[str, int] = field(default_factory=dict)
    touching: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    moved: frozenset[int] = frozenset()
    new_entities: int = 0
    new_relationships: int = 0

    def __len__(self) -> int:
        """Return how many rows it holds."""
        return len(self.entities) + len(self.relationships)

    @cached_property
    def words(self) -> WordIndex:
        """Which words lead to which of its entities: made when it is first asked for."""
        standing = {row: entity for row, entity in self.entities.items() if entity is not None}
        return index_entities(standing, map(encode_fact, standing.values()))


@dataclass(frozen=True)
class Snapshot:
    """All facts that stand at `revision`, whoever may see them and whenever they are true.

    `merges` leads from absorbed ids to the entity they were merged into, which may be absorbed itself.
    Rows are in order of first recording; a fact that comes back after it was struck may come last.
    """

    revision: int
    entity_columns: EntityColumns
    relationship_columns: RelationshipColumns
    merges: Mapping[str, str]
    overlay: Overlay = field(default_factory=Overlay)

    @property
    def entity_rows(self) -> int:
        """How many entity rows there are, those that are gone included."""
        return len(self.entity_columns) + self.overlay.new_entities

    @property
    def relationship_rows(self) -> int:
        """How many relationship rows there are, those that are gone included."""
        return len(self.relationship_columns) + self.overlay.new_relationships

    def survivor_of(self, entity_id: str) -> str:
        """Return the id that an id leads to by merges: usually itself."""
        while entity_id in self.merges:
            entity_id = self.merges[entity_id]
        return entity_id

    def get_entity_row(self, entity_id: str) -> int | None:
        """Return the row of an entity; merges are not followed."""
        row = self.get_row(entity_id) if entity_id[:1] == "e" else None
        return None if row is None or self.overlay.entities.get(row, 0) is None else row

    def get_relationship_row(self, relationship_id: str) -> int | None:
        """Return the row of a relationship."""
        row = self.get_row(relationship_id) if relationship_id[:1] == "r" else None
        return None if row is None or self.overlay.relationships.get(row, 0) is None else row

    def get_row(self, fact_id: str) -> int | None:
        """Return the row that a fact has or, gone, had."""
        if fact_id in self.overlay.rows:
            return self.overlay.rows[fact_id]
        columns = self.entity_columns if fact_id[:1] == "e" else self.relationship_columns
        return columns.figures.get_row(fact_id)

    def entity_at(self, row: int) -> Entity | None:
        """Return the entity in a row, None when it is gone."""
        if row in self.overlay.entities:
            return self.overlay.entities[row]
        return self.entity_columns[row]

    def relationship_at(self, row: int) -> Relationship | None:
        """Return the relationship in a row, None when it is gone."""
        if row in self.overlay.relationships:
            return self.overlay.relationships[row]
        return self.relationship_columns.decode(row, self.entity_columns)

    def get_entity(self, entity_id: str) -> Entity | None:
        """Return the entity of that id, following merges."""
        row = self.get_entity_row(self.survivor_of(entity_id))
        return None if row is None else self.entity_at(row)

    def get_slug_row(self, slug: str) -> int | None:
        """Return the row of the entity with that slug."""
        rows = self.entity_columns.rows_of_slug(slug)
        if slug in self.overlay.slugs:
            rows = [self.overlay.slugs[slug], *rows]
        for row in rows:
            entity = self.entity_at(row)
            if entity is not None and entity.slug == slug:
                return row
        return None

    def get_relationship(self, relationship_id: str) -> Relationship | None:
        """Return the relationship of that id."""
        row = self.get_relationship_row(relationship_id)
        return None if row is None else self.relationship_at(row)

    def get_fact(self, fact_id: str) -> Fact | None:
        """Return whatever has that id, without following merges."""
        row = self.get_entity_row(fact_id)
        return self.entity_at(row) if row is not None else self.get_relationship(fact_id)

    def touching_rows(self, entity_row: int) -> list[int]:
        """Return the rows of the relationships at either end of an entity, oldest first.

        Among them may be rows that are gone.
        """
        bounds, touching = self._incidence
        found: list[int] = []
        if entity_row < len(self.entity_columns):
            found = touching[bounds[entity_row] : bounds[entity_row + 1]].tolist()
        laid = self.overlay.touching.get(entity_row)
        if laid:
            found = sorted({*found, *laid})
        if self.overlay.moved:
            found = [row for row in found if row not in self.overlay.moved or self._ends_at(row, entity_row)]
        return found

    def _ends_at(self, row: int, entity_row: int) -> bool:
        tie = self.relationship_at(row)
        return tie is not None and entity_row in (self.get_row(tie.source), self.get_row(tie.target))

    def incident(self, entity_rows: Rows) -> tuple[Rows, Rows]:
        """Return the columns' relationships at either end of these entities, and which entity each is of."""
        bounds, touching = self._incidence
        starts, ends = bounds[entity_rows], bounds[entity_rows + 1]
        counts = ends - starts
        total = int(counts.sum())
        # Every run of rows, one after the other: a count up that jumps to the next run's start.
        jumps = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        return touching[jumps + np.arange(total)], np.repeat(entity_rows, counts)

    def relationships_of(self, entity_id: str) -> list[Relationship]:
        """Return every relationship that touches an entity, oldest first; none for an unknown id."""
        row = self.get_entity_row(entity_id)
        rows = [] if row is None else self.touching_rows(row)
        return [item for place in rows if (item := self.relationship_at(place)) is not None]

    def find_entities(self) -> Iterator[Entity]:
        """Yield every entity, in order of first recording."""
        for row in range(self.entity_rows):
            if (entity := self.entity_at(row)) is not None:
                yield entity

    def find_relationships(self) -> Iterator[Relationship]:
        """Yield every relationship, in order of first recording."""
        for row in range(self.relationship_rows):
            if (relationship := self.relationship_at(row)) is not None:
                yield relationship

    def entity_kinds_in_use(self) -> set[str]:
        """Return the kinds of entity that stand, or stood not long ago."""
        laid = {fact.kind for fact in self.overlay.entities.values() if fact is not None}
        return laid | set(self.entity_columns.figures.kind_names)

    def relationship_kinds_in_use(self) -> set[str]:
        """Return the kinds of relationship that stand, or stood not long ago."""
        laid = {fact.kind for fact in self.overlay.relationships.values() if fact is not None}
        return laid | set(self.relationship_columns.figures.kind_names)

    def facts(self) -> dict[str, Fact]:
        """Return all facts by id; a new dict, O(facts)."""
        facts: list[Fact] = [*self.find_entities(), *self.find_relationships()]
        return {fact.id: fact for fact in facts}

    def advance(self, revision: int, writes: Iterable[Write]) -> Snapshot:
        """Return the snapshot that follows from this one by a commit's writes; O(writes)."""
        step = _Step(self)
        for write in writes:
            step.take(write)
        following = Snapshot(
            revision, self.entity_columns, self.relationship_columns, step.merges, step.overlay()
        )
        return following if len(following.overlay) <= LARGEST_OVERLAY else following.compacted()

    def compacted(self) -> Snapshot:
        """Return the same network with every change worked into the columns, rows in the same order."""
        entities = compact_entities(self.entity_columns, self.overlay.entities)
        relationships = compact_relationships(
            self.relationship_columns, self.overlay.relationships, self.entity_columns, entities
        )
        return Snapshot(self.revision, entities, relationships, self.merges)

    @cached_property
    def _incidence(self) -> tuple[Rows, Rows]:
        """Bounds and rows: those of entity row i lie between `bounds[i]` and `bounds[i + 1]`."""
        return self.relationship_columns.incidence(len(self.entity_columns))


def build_snapshot(
    revision: int,
    entities: Sequence[Entity],
    relationships: Sequence[Relationship],
    merges: Mapping[str, str] | None = None,
) -> Snapshot:
    """Build a snapshot from facts, given in the order in which they were first recorded."""
    return Snapshot(revision, *columns_of(entities, relationships), merges or {})


EMPTY_SNAPSHOT = build_snapshot(0, (), ())


class _Step:
    """The overlay of the next snapshot, in the making."""

    def __init__(self, last: Snapshot) -> None:
        self._last = last
        self._entities = dict(last.overlay.entities)
        self._relationships = dict(last.overlay.relationships)
        self._rows = dict(last.overlay.rows)
        self._slugs = dict(last.overlay.slugs)
        self._touching = dict(last.overlay.touching)
        self._moved = last.overlay.moved
        self._new_entities = last.overlay.new_entities
        self._new_relationships = last.overlay.new_relationships
        self.merges = last.merges

    def overlay(self) -> Overlay:
        return Overlay(
            self._entities,
            self._relationships,
            self._rows,
            self._slugs,
            self._touching,
            self._moved,
            self._new_entities,
            self._new_relationships,
        )

    def take(self, write: Write) -> None:
        if write.merged_into is not None:
            self.merges = {**self.merges, write.id: write.merged_into}
        elif write.id in self.merges:
            self.merges = {key: value for key, value in self.merges.items() if key != write.id}
        if isinstance(write.after, Entity):
            self._put_entity(write.after)
        elif isinstance(write.after, Relationship):
            self._put_relationship(write.after)
        elif (row := self._row_of(write.id)) is not None:
            (self._entities if write.id[:1] == "e" else self._relationships)[row] = None

    def _put_entity(self, entity: Entity) -> None:
        row = self._row_of(entity.id)
        if row is None:
            row = len(self._last.entity_columns) + self._new_entities
            self._new_entities += 1
            self._rows[entity.id] = row
        self._entities[row] = entity
        self._slugs[entity.slug] = row

    def _put_relationship(self, relationship: Relationship) -> None:
        row = self._row_of(relationship.id)
        if row is None:
            row = len(self._last.relationship_columns) + self._new_relationships
            self._new_relationships += 1
            self._rows[relationship.id] = row
            self._list_at_ends(row, relationship)
        elif not self._is_listed(row, relationship):
            self._moved |= {row}
            self._list_at_ends(row, relationship)
        self._relationships[row] = relationship

    def _list_at_ends(self, row: int, relationship: Relationship) -> None:
        for end in {self._row_of(relationship.source), self._row_of(relationship.target)}:
            if end is None:
                raise KeyError(relationship.id)
            self._touching[end] = (*self._touching.get(end, ()), row)

    def _is_listed(self, row: int, relationship: Relationship) -> bool:
        """Tell whether a row is listed at these ends, and at no others."""
        if row in self._moved:
            return False
        ends = {self._row_of(relationship.source), self._row_of(relationship.target)}
        columns = self._last.relationship_columns
        if row < len(columns):
            return ends == {int(columns.sources[row]), int(columns.targets[row])}
        before = self._relationships.get(row) or self._last.relationship_at(row)
        # One that was gone may come back with other ends: its row is listed where it was.
        return before is not None and ends == {self._row_of(before.source), self._row_of(before.target)}

    def _row_of(self, fact_id: str) -> int | None:
        return self._rows[fact_id] if fact_id in self._rows else self._last.get_row(fact_id)
