"""A snapshot as one class of viewer may see it, at one moment: the one door for seeing.

Counts, degrees, paths, searches and projections all start here, so that nothing hidden can show
through an aggregate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.errors import NotFound
from graph.model import Entity, Fact, Relationship, Stance
from graph.moment import Moment
from graph.rights import ViewClass
from graph.snapshot import Snapshot
from graph.vocabulary.vocabulary import Vocabulary

Mask = NDArray[np.bool_]


class Direction(StrEnum):
    """Which relationships of an entity are meant: those going out, coming in, or both."""

    OUT = "OUT"
    IN = "IN"
    BOTH = "BOTH"


class View:
    """What one class of viewer may see of the network at one moment.

    Kinds that the vocabulary does not know are hidden from everybody but the data officer. An
    entity tied to phases by `in_phase` is there in those phases only; a relationship is there when
    both its ends are. What every document that speaks of it denies is kept apart, in `denied`, and
    counts nowhere. Raises NotFound when the moment's phase cannot be seen.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        vocabulary: Vocabulary,
        view_class: ViewClass,
        moment: Moment | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.vocabulary = vocabulary
        self.view_class = view_class
        self.moment = moment or Moment()
        self._entity_mask = self._see_entities()
        self._phase = None if self.moment.phase is None else self._require_phase(self.moment.phase)
        if self._phase is not None:
            self._narrow_to_phase(self._phase)
        self._relationship_mask = self._see_relationships()

    @property
    def revision(self) -> int:
        """The revision of the log that this shows."""
        return self.snapshot.revision

    @cached_property
    def entity_count(self) -> int:
        """How many entities can be seen."""
        return int(self._entity_mask.sum())

    @cached_property
    def relationship_count(self) -> int:
        """How many relationships can be seen."""
        return int(self._relationship_mask.sum())

    def get_entity(self, entity_id: str) -> Entity | None:
        """Return the entity of that id, following merges; None when it is not to be seen."""
        entity_id = self.snapshot.survivors.get(entity_id, entity_id)
        row = self.snapshot.entity_rows.get(entity_id)
        return None if row is None or not self._entity_mask[row] else self.snapshot.entities[row]

    def require_entity(self, entity_id: str) -> Entity:
        """Return the entity of that id, following merges; raises NotFound."""
        entity = self.get_entity(entity_id)
        if entity is None:
            raise NotFound(f"There is no entity {entity_id}.")
        return entity

    def get_entity_by_slug(self, slug: str) -> Entity | None:
        """Return the entity of that slug; None when it is not to be seen."""
        row = self.snapshot.slug_rows.get(slug)
        return None if row is None or not self._entity_mask[row] else self.snapshot.entities[row]

    def get_relationship(self, relationship_id: str) -> Relationship | None:
        """Return the relationship of that id, a denied one too; None when it is not to be seen."""
        row = self.snapshot.relationship_rows.get(relationship_id)
        if row is None:
            return None
        ends = self._entity_mask[[self.snapshot.sources[row], self.snapshot.targets[row]]]
        relationship = self.snapshot.relationships[row]
        return relationship if bool(ends.all()) and self._stands(relationship) else None

    def get_fact(self, fact_id: str) -> Fact | None:
        """Return the entity or relationship of that id; None when it is not to be seen."""
        return self.get_entity(fact_id) or self.get_relationship(fact_id)

    def find_entities(self, kinds: Collection[str] | None = None) -> Iterator[Entity]:
        """Yield the entities, of these kinds when given, in order of first recording."""
        for row in np.flatnonzero(self._entity_mask).tolist():
            entity = self.snapshot.entities[row]
            if kinds is None or entity.kind in kinds:
                yield entity

    def find_relationships(self, kinds: Collection[str] | None = None) -> Iterator[Relationship]:
        """Yield the relationships, of these kinds when given, in order of first recording."""
        for row in np.flatnonzero(self._relationship_mask).tolist():
            relationship = self.snapshot.relationships[row]
            if kinds is None or relationship.kind in kinds:
                yield relationship

    @cached_property
    def denied(self) -> tuple[Relationship, ...]:
        """The relationships that the documents deny: recorded to be known as absent."""
        ends = self._entity_mask[self.snapshot.sources] & self._entity_mask[self.snapshot.targets]
        found = (self.snapshot.relationships[row] for row in np.flatnonzero(ends).tolist())
        return tuple(item for item in found if is_denied(item) and self._stands(item))

    def relationships_of(
        self,
        entity_id: str,
        kinds: Collection[str] | None = None,
        direction: Direction = Direction.BOTH,
    ) -> list[Relationship]:
        """Relationships that touch an entity, oldest first.

        Parallel relationships stay distinct; symmetric ones answer to either direction. Empty for
        an unknown id.
        """
        found = []
        for row in self._touching(entity_id):
            relationship = self.snapshot.relationships[row]
            if kinds is not None and relationship.kind not in kinds:
                continue
            if direction is Direction.BOTH or self._goes(relationship, entity_id, direction):
                found.append(relationship)
        return found

    def alter(self, relationship: Relationship, ego: str) -> Entity:
        """Return the other end of a relationship that touches `ego`; `ego` itself for a self-tie."""
        return self.require_entity(relationship.target if relationship.source == ego else relationship.source)

    def degree(self, entity_id: str) -> int:
        """Return how many relationships touch an entity, parallel ones counted each."""
        return len(self._touching(entity_id))

    @cached_property
    def districts(self) -> dict[str, tuple[Entity, ...]]:
        """The districts of each entity that has some, in their own order.

        An entity's own districts are those that its locating relationships lead to, directly or
        through a municipality; one that has none takes those of what it is a part of, and so on.
        """
        own: dict[str, set[str]] = {}
        for district in self.find_entities({"district"}):
            own[district.id] = {district.id}
        # Municipalities are located first, so that whoever is in one finds its district.
        containing = self.vocabulary.containing_kinds
        for municipality in self.find_entities({"municipality"}):
            for relationship in self.relationships_of(municipality.id, containing, Direction.OUT):
                if relationship.target in own:
                    own.setdefault(municipality.id, set()).add(relationship.target)
        places = dict(own)
        for relationship in self.find_relationships(self.vocabulary.locating_kinds):
            own.setdefault(relationship.source, set()).update(places.get(relationship.target, ()))
        return {
            entity.id: self._in_order(found)
            for entity in self.find_entities()
            if (found := self._districts_or_inherited(entity.id, own, set()))
        }

    def districts_of(self, entity_id: str) -> tuple[Entity, ...]:
        """Return the districts that an entity is at work in; see `districts`."""
        return self.districts.get(entity_id, ())

    def _districts_or_inherited(self, entity_id: str, own: dict[str, set[str]], seen: set[str]) -> set[str]:
        if own.get(entity_id) or entity_id in seen:
            return own.get(entity_id, set())
        seen.add(entity_id)
        inherited: set[str] = set()
        for relationship in self.relationships_of(entity_id, self.vocabulary.containing_kinds, Direction.OUT):
            inherited |= self._districts_or_inherited(relationship.target, own, seen)
        return inherited

    def _in_order(self, district_ids: set[str]) -> tuple[Entity, ...]:
        found = [self.require_entity(district_id) for district_id in district_ids]
        return tuple(sorted(found, key=district_order))

    def _touching(self, entity_id: str) -> list[int]:
        row = self.snapshot.entity_rows.get(entity_id)
        if row is None or not self._entity_mask[row]:
            return []
        rows = self.snapshot.touching[self.snapshot.bounds[row] : self.snapshot.bounds[row + 1]]
        found: list[int] = rows[self._relationship_mask[rows]].tolist()
        return found

    def _goes(self, relationship: Relationship, entity_id: str, direction: Direction) -> bool:
        if self.vocabulary.relationship_kinds[relationship.kind].symmetric:
            return True
        ego = relationship.source if direction is Direction.OUT else relationship.target
        return ego == entity_id

    def _see_entities(self) -> Mask:
        kinds = self.vocabulary.entity_kinds
        seen = {name for name, kind in kinds.items() if kind.visible_to <= self.view_class}
        officer = self.view_class is ViewClass.DATA_OFFICER
        day = self.moment.at
        return np.fromiter(
            (
                (entity.kind in seen or (officer and entity.kind not in kinds))
                and (day is None or _holds_on(entity, day))
                for entity in self.snapshot.entities
            ),
            np.bool_,
            len(self.snapshot.entities),
        )

    def _require_phase(self, phase_id: str) -> Entity:
        phase = self.get_entity(phase_id)
        if phase is None or phase.kind != "phase":
            raise NotFound(f"There is no phase {phase_id}.")
        return phase

    def _narrow_to_phase(self, phase: Entity) -> None:
        rows = self.snapshot.entity_rows
        tied: dict[int, bool] = {}
        for relationship in self.snapshot.relationships:
            if relationship.kind == "in_phase":
                row = rows[relationship.source]
                tied[row] = tied.get(row, False) or relationship.target == phase.id
        for row, entity in enumerate(self.snapshot.entities):
            if entity.kind != "phase" and not (tied.get(row, True) and _overlaps(entity, phase)):
                self._entity_mask[row] = False

    def _see_relationships(self) -> Mask:
        mask = self._entity_mask[self.snapshot.sources] & self._entity_mask[self.snapshot.targets]
        for row in np.flatnonzero(mask).tolist():
            relationship = self.snapshot.relationships[row]
            mask[row] = self._stands(relationship) and not is_denied(relationship)
        return mask

    def _stands(self, relationship: Relationship) -> bool:
        day, phase = self.moment.at, self._phase
        return (
            relationship.kind in self.vocabulary.relationship_kinds
            and (day is None or _holds_on(relationship, day))
            and (phase is None or _holds_in(relationship, phase))
        )


def is_denied(fact: Fact) -> bool:
    """Tell whether every claim about a fact as a whole denies it; a fact without such claims stands."""
    stances = [claim.stance for claim in fact.claims if claim.property is None]
    return bool(stances) and all(stance is Stance.DENIES for stance in stances)


def district_order(district: Entity) -> tuple[float, str]:
    """Sort key of districts: their `order` where they have one, then their name."""
    order = district.properties.get("order")
    return (order if isinstance(order, int) else float("inf"), district.name)


def _holds_on(fact: Fact, day: date) -> bool:
    return (fact.since is None or fact.since <= day) and (fact.until is None or day < fact.until)


def _holds_in(relationship: Relationship, phase: Entity) -> bool:
    if relationship.kind == "in_phase":
        return relationship.target == phase.id
    if relationship.phases:
        return phase.id in relationship.phases
    return _overlaps(relationship, phase)


def _overlaps(fact: Fact, phase: Entity) -> bool:
    begins_in_time = fact.since is None or phase.until is None or fact.since < phase.until
    ends_in_time = fact.until is None or phase.since is None or phase.since < fact.until
    return begins_in_time and ends_in_time
