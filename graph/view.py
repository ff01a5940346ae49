"""A snapshot as one class of viewer may see it, at one moment: the one door for seeing.

Counts, degrees, paths, searches and projections all start here, so that nothing hidden can show
through an aggregate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from graph.columns import KEPT_DECODED, Mask, Rows
from graph.errors import NotFound
from graph.locating import find_denied_places, find_district_statuses
from graph.model import Entity, Fact, FactStatus, Relationship
from graph.moment import Moment
from graph.networkx_form import view_as_networkx
from graph.rights import ViewClass
from graph.sight import Sight
from graph.snapshot import Snapshot
from graph.standing import status_then
from graph.vocabulary.vocabulary import Vocabulary

if TYPE_CHECKING:
    import networkx as nx


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

    Making one costs O(facts), of figures only; `like`, a view of the same kind of an earlier
    revision, makes it cost what has changed since.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        vocabulary: Vocabulary,
        view_class: ViewClass,
        moment: Moment | None = None,
        like: View | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.view_class = view_class
        self.moment = moment or Moment()
        earlier: Sight | None = None if like is None else like._sight
        self._sight: Sight = Sight(snapshot, vocabulary, view_class, self.moment, earlier)
        self.snapshot = self._sight.snapshot
        self._districts: dict[str, tuple[Entity, ...]] = {}
        self._district_statuses: dict[str, Mapping[str, FactStatus]] = {}
        # Ends of relationships are asked for over and over; finding an id among the figures takes long.
        self._known: dict[str, Entity] = {}

    @property
    def revision(self) -> int:
        """The revision of the log that this shows."""
        return self.snapshot.revision

    @property
    def is_dated(self) -> bool:
        """Whether this shows a day or a phase, not all times."""
        return self.moment.at is not None or self.moment.phase is not None

    def status_of(self, fact: Fact) -> FactStatus:
        """Return the status of a fact at this moment: what has ended since was ACTUAL while it was so."""
        return status_then(fact, dated=self.is_dated)

    @cached_property
    def entity_count(self) -> int:
        """How many entities can be seen."""
        return int(self._sight.entities.sum())

    @cached_property
    def relationship_count(self) -> int:
        """How many relationships can be seen."""
        return int(self._sight.relationships.sum())

    @property
    def seen_entities(self) -> Mask:
        """Which rows of the snapshot hold an entity that can be seen."""
        return self._sight.entities

    @cached_property
    def degrees(self) -> Rows:
        """The degree of the entity in each row of the snapshot, 0 for those not to be seen."""
        return self._sight.count_ties()

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return all that can be seen as a networkx graph; see `graph.networkx_form`."""
        return view_as_networkx(self)

    def get_entity(self, entity_id: str) -> Entity | None:
        """Return the entity of that id, following merges; None when it is not to be seen."""
        if (known := self._known.get(entity_id)) is not None:
            return known
        row = self.snapshot.get_entity_row(self.snapshot.survivor_of(entity_id))
        if row is None or not self._sight.entities[row]:
            return None
        entity = self.snapshot.entity_at(row)
        if entity is not None and len(self._known) < KEPT_DECODED:
            self._known[entity_id] = entity
        return entity

    def require_entity(self, entity_id: str) -> Entity:
        """Return the entity of that id, following merges; raises NotFound."""
        entity = self.get_entity(entity_id)
        if entity is None:
            raise NotFound(f"There is no entity {entity_id}.")
        return entity

    def require_row(self, entity_id: str) -> int:
        """Return the snapshot's row of an entity that can be seen; raises NotFound."""
        row = self.snapshot.get_entity_row(self.require_entity(entity_id).id)
        if row is None:
            raise NotFound(f"There is no entity {entity_id}.")
        return row

    def get_entity_by_slug(self, slug: str) -> Entity | None:
        """Return the entity of that slug; None when it is not to be seen."""
        row = self.snapshot.get_slug_row(slug)
        return None if row is None or not self._sight.entities[row] else self.snapshot.entity_at(row)

    def get_relationship(self, relationship_id: str) -> Relationship | None:
        """Return the relationship of that id, a denied one too; None when it is not to be seen."""
        row = self.snapshot.get_relationship_row(relationship_id)
        if row is None:
            return None
        relationship = self.snapshot.relationship_at(row)
        seen = relationship is not None and self._sight.allows(relationship)
        return relationship if seen else None

    def get_fact(self, fact_id: str) -> Fact | None:
        """Return the entity or relationship of that id; None when it is not to be seen."""
        return self.get_entity(fact_id) or self.get_relationship(fact_id)

    def find_entities(self, kinds: Collection[str] | None = None) -> Iterator[Entity]:
        """Yield the entities, of these kinds when given, in order of first recording."""
        for row in self._sight.entity_rows(kinds):
            if (entity := self.snapshot.entity_at(row)) is not None:
                yield entity

    def find_entity_rows(self, kinds: Collection[str] | None = None) -> Iterator[int]:
        """Yield the snapshot's rows of the entities, of these kinds when given: none is decoded."""
        return self._sight.entity_rows(kinds)

    def find_relationship_rows(self, kinds: Collection[str] | None = None) -> Iterator[int]:
        """Yield the snapshot's rows of the relationships, of these kinds when given: none is decoded."""
        return self._sight.relationship_rows(kinds)

    def find_relationships(self, kinds: Collection[str] | None = None) -> Iterator[Relationship]:
        """Yield the relationships, of these kinds when given, in order of first recording."""
        for row in self._sight.relationship_rows(kinds):
            if (relationship := self.snapshot.relationship_at(row)) is not None:
                yield relationship

    @cached_property
    def denied(self) -> tuple[Relationship, ...]:
        """The relationships that the documents deny: recorded to be known as absent."""
        return tuple(fact for _, fact in self._sight.find_denied())

    @property
    def denied_rows(self) -> list[int]:
        """The snapshot's rows of what the documents deny."""
        return [row for row, _ in self._sight.find_denied()]

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
        rows = self.rows_of_ties(entity_id)
        for row in rows if kinds is None else self._of_kinds(rows, kinds):
            relationship = self.snapshot.relationship_at(row)
            if relationship is None:
                continue
            if kinds is not None and relationship.kind not in kinds:
                continue
            if direction is Direction.BOTH or self._goes(relationship, entity_id, direction):
                found.append(relationship)
        return found

    def _of_kinds(self, rows: list[int], kinds: Collection[str]) -> Iterator[int]:
        """Yield the rows that may hold relationships of these kinds; of those in columns none is decoded."""
        columns, changed = self.snapshot.relationship_columns, self.snapshot.overlay.relationships
        codes = {code for code, name in enumerate(columns.figures.kind_names) if name in kinds}
        count = len(columns)
        for row in rows:
            if row >= count or row in changed or columns.figures.kinds[row] in codes:
                yield row

    def ties_of_rows(self, rows: Rows, kinds: Collection[str] | None = None) -> tuple[Rows, Rows]:
        """Return the relationships that touch any of these entity rows, and the rows at their other ends.

        For walking many steps; one of both rows' relationships is there twice.
        """
        return self._sight.ties_of_rows(rows, kinds)

    def alter(self, relationship: Relationship, ego: str) -> Entity:
        """Return the other end of a relationship that touches `ego`; `ego` itself for a self-tie."""
        return self.require_entity(relationship.target if relationship.source == ego else relationship.source)

    def degree(self, entity_id: str) -> int:
        """Return how many relationships touch an entity, parallel ones counted each."""
        return len(self.rows_of_ties(entity_id))

    def districts_of(self, entity_id: str) -> tuple[Entity, ...]:
        """Return the districts that an entity is at work in, in their own order; empty for none.

        They are those that its locating relationships join it to, directly or through a municipality; an
        entity that has none takes those of what it is a part of, and so on.
        """
        if entity_id not in self._districts:
            found = [self.require_entity(item) for item in self.district_statuses(entity_id)]
            self._districts[entity_id] = tuple(sorted(found, key=district_order))
        return self._districts[entity_id]

    def district_statuses(self, entity_id: str) -> Mapping[str, FactStatus]:
        """Return by which status an entity is at work in each of its districts, by their ids.

        It may be foreseen in one and at work in another; see `graph.locating`.
        """
        if entity_id not in self._district_statuses:
            self._district_statuses[entity_id] = find_district_statuses(self, entity_id)
        return self._district_statuses[entity_id]

    @cached_property
    def denied_places(self) -> Mapping[tuple[str, str], tuple[Relationship, ...]]:
        """What documents say is not in a district, by the ids of thing and district."""
        return find_denied_places(self)

    def rows_of_ties(self, entity_id: str) -> list[int]:
        """Return the snapshot's rows of the relationships that touch an entity, oldest first."""
        row = self.snapshot.get_entity_row(entity_id)
        if row is None or not self._sight.entities[row]:
            return []
        seen = self._sight.relationships
        return [item for item in self.snapshot.touching_rows(row) if seen[item]]

    def _goes(self, relationship: Relationship, entity_id: str, direction: Direction) -> bool:
        if self.vocabulary.relationship_kinds[relationship.kind].symmetric:
            return True
        ego = relationship.source if direction is Direction.OUT else relationship.target
        return ego == entity_id


def district_order(district: Entity) -> tuple[float, str]:
    """Sort key of districts: their `order` where they have one, then their name."""
    order = district.properties.get("order")
    return (order if isinstance(order, int) else float("inf"), district.name)
