"""A seat in words: of which body, held by whom, or why not."""

from __future__ import annotations

from dataclasses import dataclass

from graph.folding import fold
from graph.model import Entity
from graph.seats import Occupancy, find_holders, occupancy_of
from graph.view import Direction
from visualisations.pages.texts import STATES
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat, the state it is in, who holds it, and what is recorded as the reason."""

    seat: Entity
    state: Occupancy
    state_text: str
    holders: tuple[Entity, ...]
    reason: str
    bodies: tuple[Entity, ...]
    districts: tuple[Entity, ...]

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds it."""
        return self.state is Occupancy.VACANT

    def order(self) -> tuple[int, str]:
        """Sort key: vacant ones first, held ones last."""
        return (STATES.index(self.state.value), fold(self.seat.name))


def seat_line(visit: Visit, seat: Entity) -> SeatLine:
    """Return what is told of a seat."""
    view, words = visit.view, Words(visit)
    state = occupancy_of(view, seat)
    bodies = [
        view.require_entity(tie.target) for tie in view.relationships_of(seat.id, {"seat_of"}, Direction.OUT)
    ]
    return SeatLine(
        seat,
        state,
        words.say(f"state_{state.value}"),
        tuple(find_holders(view, seat)),
        words.own(str(seat.properties.get("reason", ""))),
        tuple(bodies),
        view.districts_of(seat.id),
    )
