"""The vocabulary of a deployment: every kind its network may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.vocabulary.kinds import EntityKind, Language, LocatedEnd, RelationshipKind, TieNature

PLACE_KINDS = frozenset({"district", "municipality"})
"""The kinds of entity that are places themselves: what they offer is where they are."""


@dataclass(frozen=True)
class Vocabulary:
    """Every kind of entity and relationship that a network may hold, by name, in file order.

    `language` is that of names, summaries and other texts in the network, as a BCP 47 tag.
    """

    entity_kinds: Mapping[str, EntityKind]
    relationship_kinds: Mapping[str, RelationshipKind]
    language: str = Language.IT.value

    def is_written_in(self, language: Language) -> bool:
        """Tell whether the network's texts are in a language, whatever its region."""
        return self.language.lower().split("-")[0] == language.value

    @cached_property
    def actor_kinds(self) -> frozenset[str]:
        """Names of the kinds that are nodes of the network."""
        return frozenset(kind.name for kind in self.entity_kinds.values() if kind.actor)

    @cached_property
    def personal_kinds(self) -> frozenset[str]:
        """Names of the kinds whose values are kept encrypted, each entity under a key of its own."""
        return frozenset(kind.name for kind in self.entity_kinds.values() if kind.personal)

    @cached_property
    def tie_kinds(self) -> frozenset[str]:
        """Names of the relationships that tie actors to each other."""
        return self._kinds_of(TieNature.TIE)

    @cached_property
    def affiliation_kinds(self) -> frozenset[str]:
        """Names of the relationships from an actor to what actors share."""
        return self._kinds_of(TieNature.AFFILIATION)

    @cached_property
    def containing_kinds(self) -> frozenset[str]:
        """Names of the relationships whose source is a part of their target."""
        return frozenset(kind.name for kind in self.relationship_kinds.values() if kind.contains)

    @cached_property
    def locating_kinds(self) -> frozenset[str]:
        """Names of the relationships whose target says where the source is at work."""
        kinds = self.relationship_kinds.values()
        return frozenset(kind.name for kind in kinds if kind.locates is LocatedEnd.SOURCE)

    def place_giving_kinds(self, target_kind: str) -> frozenset[str]:
        """Names of the relationships by which a place says that a target of that kind is at work there."""
        return self._place_giving.get(target_kind, frozenset())

    @cached_property
    def _place_giving(self) -> Mapping[str, frozenset[str]]:
        giving = [kind for kind in self.relationship_kinds.values() if kind.locates is LocatedEnd.TARGET]
        return {
            name: frozenset(kind.name for kind in giving if name in kind.targets)
            for name in self.entity_kinds
        }

    def _kinds_of(self, nature: TieNature) -> frozenset[str]:
        return frozenset(kind.name for kind in self.relationship_kinds.values() if kind.nature is nature)
