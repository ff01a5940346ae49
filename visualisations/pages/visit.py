"""One reader's look at the network: what they may see, at the moment that they chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from graph.model import Entity
from graph.parts import natural_order
from graph.view import View, district_order
from graph.vocabulary.kinds import Label, Language
from visualisations.pages.asked import Asked
from visualisations.wording import short_names


@dataclass(frozen=True)
class Visit:
    """A view at a moment, the same without a moment, and what was asked.

    `last_read`, while the store cannot be reached: when it last was, and so how old this is.
    """

    view: View
    timeless: View
    asked: Asked
    last_read: datetime | None = None

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.asked.language

    @cached_property
    def phases(self) -> Sequence[Entity]:
        """The phases that can be chosen, in their order."""
        return sorted(self.timeless.find_entities({"phase"}), key=natural_order)

    @cached_property
    def districts(self) -> Sequence[Entity]:
        """The districts there are at the moment, in their order."""
        return sorted(self.view.find_entities({"district"}), key=district_order)

    @cached_property
    def district_names(self) -> Mapping[str, str]:
        """What districts are called beside each other, by id: without the words that all begin with."""
        names = short_names([district.name for district in self.districts])
        return {district.id: name for district, name in zip(self.districts, names, strict=True)}

    def at_any_time(self) -> Visit:
        """Return the same look at everything recorded, of any date."""
        return replace(self, view=self.timeless)

    def with_faults(self, faults: Mapping[str, Label]) -> Visit:
        """Return the same look, with more that is wrong with what was asked."""
        return replace(self, asked=replace(self.asked, faults={**self.asked.faults, **faults}))
