"""Which colour a thing on a map has, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.model import Entity
from graph.vocabulary.vocabulary import Vocabulary
from visualisations.palette import NOWHERE, SEVERAL, distinct_colour


class Colouring(StrEnum):
    """What colour stands for."""

    DISTRICT = "DISTRICT"
    KIND = "KIND"
    GROUP = "GROUP"


@dataclass(frozen=True, slots=True)
class Painter:
    """Chooses colours; `districts` are in their order, `groups` numbers the group of entity ids."""

    vocabulary: Vocabulary
    colouring: Colouring
    districts: tuple[Entity, ...]
    groups: Mapping[str, int]

    def colour(self, entity: Entity, districts: tuple[int, ...]) -> str:
        """Return the colour of an entity that belongs to the districts at these positions."""
        if self.colouring is Colouring.KIND:
            return self.kind_colour(entity.kind)
        if self.colouring is Colouring.GROUP:
            group = self.groups.get(entity.id)
            return NOWHERE if group is None else distinct_colour(group)
        if len(districts) == 1:
            return self.district_colour(districts[0])
        return SEVERAL if districts else NOWHERE

    def district_colour(self, position: int) -> str:
        """Return the colour of the district at a position; the same under every colouring by district."""
        return distinct_colour(position) if self.colouring is Colouring.DISTRICT else SEVERAL

    def kind_colour(self, kind: str) -> str:
        """Return the colour of a kind, by its place among the kinds that belong on maps."""
        on_map = [name for name, said in self.vocabulary.entity_kinds.items() if said.on_map]
        return distinct_colour(on_map.index(kind)) if kind in on_map else NOWHERE
