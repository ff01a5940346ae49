"""Seats of bodies: who holds them, and which are vacant."""

from __future__ import annotations

from enum import StrEnum

from graph.model import Entity, FactStatus
from graph.view import Direction, View


class Occupancy(StrEnum):
    """Whether somebody holds a seat."""

    HELD = "HELD"
    HELD_UNNAMED = "HELD_UNNAMED"
    VACANT = "VACANT"
    UNKNOWN = "UNKNOWN"


def find_seats(view: View, body: Entity) -> list[Entity]:
    """Return the seats of a body, in order of first recording."""
    ties = view.relationships_of(body.id, {"seat_of"}, Direction.IN)
    return [view.require_entity(tie.source) for tie in ties]


def find_holders(view: View, seat: Entity) -> list[Entity]:
    """Return those that hold a seat now and may be seen."""
    ties = view.relationships_of(seat.id, {"holds"}, Direction.IN)
    return [view.require_entity(tie.source) for tie in ties if view.status_of(tie) is FactStatus.ACTUAL]


def occupancy_of(view: View, seat: Entity) -> Occupancy:
    """Return whether a seat is held: by whoever can be seen to hold it, else as recorded.

    A seat recorded as held, whose holder cannot be seen, is HELD_UNNAMED.
    """
    if find_holders(view, seat):
        return Occupancy.HELD
    recorded = seat.properties.get("occupancy")
    if recorded == Occupancy.HELD:
        return Occupancy.HELD_UNNAMED
    return Occupancy(str(recorded)) if recorded in set(Occupancy) else Occupancy.UNKNOWN
