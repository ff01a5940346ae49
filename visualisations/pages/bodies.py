"""The page of bodies: who sits where, the vacancies first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from graph.folding import fold
from graph.model import Entity
from graph.seats import Occupancy, find_seats, occupancy_of
from graph.view import district_order
from visualisations.pages.frame import write_page
from visualisations.pages.seats import SeatLine, seat_line
from visualisations.pages.texts import STATES
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words
from visualisations.wording import upper_first


@dataclass(frozen=True, slots=True)
class BodyCard:
    """A body, where it is at work, its seats, and in words how many of them are how."""

    body: Entity
    districts: tuple[Entity, ...]
    seats: tuple[SeatLine, ...]
    counts: str


@dataclass(frozen=True, slots=True)
class Level:
    """Bodies of one level, district by district."""

    title: str
    cards: tuple[BodyCard, ...]


def write_bodies(visit: Visit) -> str:
    """Return the page of all bodies and their seats."""
    words = Words(visit)
    cards = [_card(visit, body) for body in visit.view.find_entities({"body"})]
    vacant = {line.seat.id: line for card in cards for line in card.seats if line.is_vacant}
    for seat in visit.view.find_entities({"seat"}):
        line = seat_line(visit, seat)
        if line.is_vacant:
            vacant.setdefault(seat.id, line)
    return write_page(
        "bodies",
        visit,
        title=words.kinds("body"),
        levels=_levels(visit, cards),
        vacancies=upper_first(words.say("vacancies", words.lowered(words.kinds("seat")))),
        vacant=sorted(vacant.values(), key=lambda line: (_place(line.districts), *line.order())),
    )


def count_vacancies(visit: Visit) -> int:
    """Return how many seats are vacant."""
    seats = visit.view.find_entities({"seat"})
    return sum(occupancy_of(visit.view, seat) is Occupancy.VACANT for seat in seats)


def _card(visit: Visit, body: Entity) -> BodyCard:
    words = Words(visit)
    seats = sorted((seat_line(visit, seat) for seat in find_seats(visit.view, body)), key=SeatLine.order)
    found = Counter(line.state.value for line in seats)
    counts = [f"{words.say(f'state_{state}')}: {found[state]}" for state in STATES if found[state]]
    return BodyCard(body, visit.view.districts_of(body.id), tuple(seats), " · ".join(counts))


def _levels(visit: Visit, cards: list[BodyCard]) -> list[Level]:
    words = Words(visit)
    level_kind = visit.view.vocabulary.entity_kinds["body"].properties["level"]
    by_level: dict[str, list[BodyCard]] = {name: [] for name in level_kind.choices}
    for card in sorted(cards, key=lambda card: (_place(card.districts), fold(card.body.name))):
        by_level.setdefault(str(card.body.properties.get("level", "")), []).append(card)
    return [
        Level(
            words.say("level", words.label(level_kind.choices[name]))
            if name in level_kind.choices
            else words.say("no_level"),
            tuple(found),
        )
        for name, found in by_level.items()
        if found
    ]


def _place(districts: tuple[Entity, ...]) -> tuple[int, list[tuple[float, str]]]:
    """Sort key: what is at work everywhere first, then district by district."""
    return (-len(districts), [district_order(district) for district in districts])
