"""Which rows of a snapshot a viewer may see at a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from graph.columns import Mask, Rows
from graph.errors import NotFound
from graph.model import Entity, Fact, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.snapshot import Overlay, Snapshot
from graph.standing import holds_in, holds_on, is_denied, overlaps
from graph.vocabulary.vocabulary import Vocabulary

FactT = TypeVar("FactT")


@dataclass(frozen=True)
class _Base:
    """What can be seen of columns alone: entities, and relationships by all but their ends."""

    entities: Mask
    standing: Mask
    relationships: Mask


class Sight:
    """Masks over the rows of a snapshot; see `View` for the rules.

    Columns are masked at once and shared with the sights of later revisions over the same columns;
    what has changed over them is looked at one by one.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        vocabulary: Vocabulary,
        view_class: ViewClass,
        moment: Moment,
        like: Sight | None,
    ) -> None:
        if moment.phase is not None and len(snapshot.overlay):
            # Being tied to a phase may change through any relationship: looked at in columns only.
            snapshot = snapshot.compacted()
        self.snapshot = snapshot
        self._vocabulary = vocabulary
        self._moment = moment
        kinds = vocabulary.entity_kinds
        self._seen_kinds = {name for name, kind in kinds.items() if kind.visible_to <= view_class}
        self._sees_unknown = view_class is ViewClass.DATA_OFFICER
        self._view_class = view_class
        self._phase: Entity | None = None
        if moment.phase is not None:
            self._phase = self._require_phase(moment.phase)
        alike = like if like is not None and like._looks_alike(self) else None
        self._base: _Base = self._look() if alike is None else alike._base
        self.entities: Mask = self._base.entities if alike is None else alike.entities
        self.relationships: Mask = self._base.relationships if alike is None else alike.relationships
        self._look_at_changes(Overlay() if alike is None else alike.snapshot.overlay)

    def allows(self, relationship: Relationship) -> bool:
        """Tell whether a relationship may be seen, were it not denied."""
        return self._stands(relationship) and self._sees_ends(relationship)

    def entity_rows(self, kinds: Collection[str] | None) -> Iterator[int]:
        """Yield the rows of the entities that can be seen, of these kinds when given."""
        columns = self.snapshot.entity_columns
        count = len(columns)
        mask = self.entities[:count]
        yield from np.flatnonzero(mask if kinds is None else mask & columns.figures.of_kinds(kinds)).tolist()
        for row in range(count, len(self.entities)):
            fact = self.snapshot.entity_at(row)
            if self.entities[row] and fact is not None and (kinds is None or fact.kind in kinds):
                yield row

    def relationship_rows(self, kinds: Collection[str] | None) -> Iterator[int]:
        """Yield the rows of the relationships that can be seen, of these kinds when given."""
        columns = self.snapshot.relationship_columns
        count = len(columns)
        mask = self.relationships[:count]
        yield from np.flatnonzero(mask if kinds is None else mask & columns.figures.of_kinds(kinds)).tolist()
        for row in range(count, len(self.relationships)):
            fact = self.snapshot.relationship_at(row)
            if self.relationships[row] and fact is not None and (kinds is None or fact.kind in kinds):
                yield row

    def ties_of_rows(self, rows: Rows, kinds: Collection[str] | None) -> tuple[Rows, Rows]:
        """Return the relationships that touch any of these entity rows, and the rows at their other ends."""
        columns = self.snapshot.relationship_columns
        inner = rows[rows < len(self.snapshot.entity_columns)]
        ties, egos = self.snapshot.incident(inner)
        kept = self.relationships[ties]
        if kinds is not None:
            wanted = set(kinds)
            names = columns.figures.kind_names
            kept &= np.array([name in wanted for name in names] or [False], np.bool_)[
                columns.figures.kinds[ties]
            ]
        if len(self.snapshot.overlay):
            # What has changed over the columns is looked at one by one, below.
            changed = self.snapshot.overlay.relationships
            kept &= np.fromiter((tie not in changed for tie in ties.tolist()), np.bool_, len(ties))
        ties, egos = ties[kept], egos[kept]
        others = np.where(columns.sources[ties] == egos, columns.targets[ties], columns.sources[ties])
        if not len(self.snapshot.overlay):
            return ties, others
        laid = [found for row in rows.tolist() for found in self._changed_ties_of(row, kinds)]
        if not laid:
            return ties, others
        more = np.array(laid, np.int32)
        return np.concatenate([ties, more[:, 0]]), np.concatenate([others, more[:, 1]])

    def _changed_ties_of(self, row: int, kinds: Collection[str] | None) -> Iterator[tuple[int, int]]:
        overlay = self.snapshot.overlay
        for place in self.snapshot.touching_rows(row):
            tie = overlay.relationships.get(place)
            if tie is None or not self.relationships[place] or (kinds is not None and tie.kind not in kinds):
                continue
            ends = [self.snapshot.get_entity_row(end) for end in (tie.source, tie.target)]
            other = ends[1] if ends[0] == row else ends[0]
            if other is not None:
                yield place, other

    def count_ties(self) -> Rows:
        """Return how many relationships that can be seen touch the entity in each row."""
        ties, overlay = self.snapshot.relationship_columns, self.snapshot.overlay
        seen = self.relationships[: len(ties)].copy()
        seen[[row for row in overlay.relationships if row < len(ties)]] = False
        sources, targets = ties.sources[seen], ties.targets[seen]
        # A self-tie touches its entity once.
        found = np.bincount(sources, minlength=self.snapshot.entity_rows)
        found += np.bincount(targets[sources != targets], minlength=self.snapshot.entity_rows)
        for row, tie in overlay.relationships.items():
            if tie is not None and self.relationships[row]:
                for end in {self.snapshot.get_row(tie.source), self.snapshot.get_row(tie.target)}:
                    found[end] += 1
        return found.astype(np.int32)

    def find_denied(self) -> Iterator[tuple[int, Relationship]]:
        """Yield the relationships that could be seen if documents did not deny them, with their rows."""
        columns = self.snapshot.relationship_columns
        rows = set(np.flatnonzero(columns.denied).tolist()) | set(self.snapshot.overlay.relationships)
        for row in sorted(rows):
            fact = self.snapshot.relationship_at(row)
            if fact is not None and is_denied(fact) and self.allows(fact):
                yield row, fact

    def _looks_alike(self, other: Sight) -> bool:
        return (
            self.snapshot.revision <= other.snapshot.revision
            and self.snapshot.entity_columns is other.snapshot.entity_columns
            and self.snapshot.relationship_columns is other.snapshot.relationship_columns
            and self._vocabulary is other._vocabulary
            and self._view_class is other._view_class
            and self._moment.at == other._moment.at
            and self._phase is None
            and other._phase is None
        )

    def _require_phase(self, phase_id: str) -> Entity:
        phase = self.snapshot.get_entity(phase_id)
        if phase is None or phase.kind != "phase" or not self._sees(phase):
            raise NotFound(f"There is no phase {phase_id}.")
        return phase

    def _look(self) -> _Base:
        columns, ties = self.snapshot.entity_columns, self.snapshot.relationship_columns
        kinds = self._vocabulary.entity_kinds
        unknown = {name for name in columns.figures.kind_names if name not in kinds}
        seen = columns.figures.of_kinds(self._seen_kinds | (unknown if self._sees_unknown else set()))
        standing = ties.figures.of_kinds(self._vocabulary.relationship_kinds) & ~ties.denied
        if self._moment.at is not None:
            # Phases can be chosen on any day, so they can be seen on any day.
            seen &= columns.figures.on(self._moment.at) | columns.figures.of_kinds({"phase"})
            standing &= ties.figures.on(self._moment.at)
        if self._phase is not None:
            seen &= self._in_phase(self._phase)
            standing &= self._ties_in_phase(self._phase)
        return _Base(seen, standing, standing & seen[ties.sources] & seen[ties.targets])

    def _in_phase(self, phase: Entity) -> Mask:
        """Return which entities are there in a phase: tied to it, or to none and not past or to come."""
        columns, ties = self.snapshot.entity_columns, self.snapshot.relationship_columns
        tying = ties.figures.of_kinds({"in_phase"}) & ~ties.denied
        row = self.snapshot.get_entity_row(phase.id)
        elsewhere = np.zeros(len(columns), np.bool_)
        elsewhere[ties.sources[tying]] = True
        elsewhere[ties.sources[tying & (ties.targets == row)]] = False
        found = columns.figures.overlapping(phase.since, phase.until) & ~elsewhere
        return found | columns.figures.of_kinds({"phase"})

    def _ties_in_phase(self, phase: Entity) -> Mask:
        ties = self.snapshot.relationship_columns
        found = ties.figures.overlapping(phase.since, phase.until)
        single = np.flatnonzero(ties.phased | ties.figures.of_kinds({"in_phase"})).tolist()
        for row in single:
            relationship = self.snapshot.relationship_at(row)
            found[row] = relationship is not None and holds_in(relationship, phase)
        return found

    def _look_at_changes(self, seen: Overlay) -> None:
        """Bring masks that were right for the columns and an earlier overlay up to date."""
        snapshot = self.snapshot
        overlay = snapshot.overlay
        entities = _differing(overlay.entities, seen.entities)
        ties = set(_differing(overlay.relationships, seen.relationships))
        if not entities and not ties:
            return
        self.entities = _grown(self.entities, snapshot.entity_rows)
        self.relationships = _grown(self.relationships, snapshot.relationship_rows)
        columns = snapshot.relationship_columns
        for row in entities:
            entity = overlay.entities[row]
            before, now = self.entities[row], entity is not None and self._sees(entity)
            self.entities[row] = now
            if before != now:
                near = np.array(snapshot.touching_rows(row), np.int32)
                ties.update(near[near >= len(columns)].tolist())
                near = near[near < len(columns)]
                ends = self.entities[columns.sources[near]] & self.entities[columns.targets[near]]
                self.relationships[near] = self._base.standing[near] & ends
                ties.update(tie for tie in near.tolist() if tie in overlay.relationships)
        for place in ties:
            tie = overlay.relationships[place]
            self.relationships[place] = tie is not None and not is_denied(tie) and self.allows(tie)

    def _sees(self, entity: Entity) -> bool:
        known = entity.kind in self._vocabulary.entity_kinds
        allowed = entity.kind in self._seen_kinds if known else self._sees_unknown
        return allowed and self._true_then(entity)

    def _sees_ends(self, relationship: Relationship) -> bool:
        rows = map(self.snapshot.get_entity_row, (relationship.source, relationship.target))
        return all(row is not None and bool(self.entities[row]) for row in rows)

    def _stands(self, relationship: Relationship) -> bool:
        return (
            relationship.kind in self._vocabulary.relationship_kinds
            and self._true_then(relationship)
            and (self._phase is None or holds_in(relationship, self._phase))
        )

    def _true_then(self, fact: Fact) -> bool:
        if isinstance(fact, Entity) and fact.kind == "phase":
            return True
        if self._phase is not None and isinstance(fact, Entity) and not overlaps(fact, self._phase):
            return False
        return self._moment.at is None or holds_on(fact, self._moment.at)


def _grown(mask: Mask, length: int) -> Mask:
    grown = np.zeros(length, np.bool_)
    grown[: len(mask)] = mask
    return grown


def _differing(now: Mapping[int, FactT | None], before: Mapping[int, FactT | None]) -> list[int]:
    """Return the rows whose facts are not the very same objects as before."""
    missing = object()
    return [row for row, fact in now.items() if before.get(row, missing) is not fact]
