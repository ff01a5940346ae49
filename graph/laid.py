"""What has been laid over a snapshot so far, and what touches or refers to what with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from graph.model import Fact, Relationship
from graph.snapshot import Snapshot


class Laid:
    """The facts that changes touch, as they would be; None for those that would be gone.

    Putting a fact costs what that fact refers to, whatever else is laid.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._facts: dict[str, Fact | None] = {}
        # Dicts without values: sets that keep their order, so that equal changes are equal writes.
        self._touching: dict[str, dict[str, None]] = {}
        self._referring: dict[str, dict[str, None]] = {}

    @property
    def facts(self) -> Mapping[str, Fact | None]:
        """What is laid, in the order in which it was first touched."""
        return MappingProxyType(self._facts)

    def put(self, fact: Fact) -> None:
        """Lay a fact as it would be."""
        self._forget(fact.id)
        self._facts[fact.id] = fact
        for end in _ends(fact):
            self._touching.setdefault(end, {})[fact.id] = None
        for referred in _references(fact):
            self._referring.setdefault(referred, {})[fact.id] = None

    def drop(self, fact_id: str) -> None:
        """Let a fact be gone."""
        self._forget(fact_id)
        self._facts[fact_id] = None

    def get_fact(self, fact_id: str) -> Fact | None:
        """Return a fact as it would be, whoever may see it; merges are not followed."""
        return self._facts[fact_id] if fact_id in self._facts else self._snapshot.get_fact(fact_id)

    def relationships_of(self, entity_id: str) -> list[Relationship]:
        """Return all that would touch an entity, whoever may see it."""
        stored = self._snapshot.relationships_of(entity_id)
        laid = (self._facts[fact_id] for fact_id in self._touching.get(entity_id, ()))
        return [
            *(relationship for relationship in stored if relationship.id not in self._facts),
            *(fact for fact in laid if isinstance(fact, Relationship)),
        ]

    def find_referring(self, entity_id: str) -> Iterator[Fact]:
        """Yield the other facts whose claims rest on a document, or that are tied to a phase.

        The first call reads all facts of the snapshot.
        """
        stored = (fact_id for fact_id in self._stored.get(entity_id, ()) if fact_id not in self._facts)
        for fact_id in (*stored, *self._referring.get(entity_id, ())):
            fact = self.get_fact(fact_id)
            if fact is not None and fact_id != entity_id:
                yield fact

    @cached_property
    def _stored(self) -> Mapping[str, list[str]]:
        """Ids of the snapshot's facts, by the id of what they refer to."""
        found: dict[str, list[str]] = {}
        for facts in (self._snapshot.find_entities(), self._snapshot.find_relationships()):
            for fact in facts:
                for referred in _references(fact):
                    found.setdefault(referred, []).append(fact.id)
        return found

    def _forget(self, fact_id: str) -> None:
        """Take a fact from the lists where it was laid before."""
        before = self._facts.get(fact_id)
        if before is not None:
            for end in _ends(before):
                self._touching[end].pop(fact_id, None)
            for referred in _references(before):
                self._referring[referred].pop(fact_id, None)


def _ends(fact: Fact) -> Iterable[str]:
    return (fact.source, fact.target) if isinstance(fact, Relationship) else ()


def _references(fact: Fact) -> Iterable[str]:
    phases = fact.phases if isinstance(fact, Relationship) else ()
    return dict.fromkeys((*phases, *(claim.source for claim in fact.claims)))
