"""The page of one entity: who, where, when, how it stands to others, who says so, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.log import Commit
from graph.model import Entity
from graph.seats import find_seats
from graph.view import Direction
from visualisations.pages.frame import Step, write_page
from visualisations.pages.history import tell_changes
from visualisations.pages.pictures import frame_entity
from visualisations.pages.sayings import find_disputes, find_sayings
from visualisations.pages.seats import SeatLine, seat_line
from visualisations.pages.ties import group_denied, group_ties, tie_line
from visualisations.pages.visit import Visit
from visualisations.pages.words import SILENT_PROPERTIES, Words

# Said elsewhere on the page, or of use to programs only.
_LEFT_OUT = SILENT_PROPERTIES | {"sections", "occupancy", "reason"}


@dataclass(frozen=True, slots=True)
class Row:
    """A property and its values in words; `address` where it is one that can be followed."""

    label: str
    values: tuple[str, ...]
    address: str = ""


def write_entity(visit: Visit, entity: Entity, commits: Sequence[Commit] | None, left_out: int = 0) -> str:
    """Return the page of an entity; `commits` are its history as the reader may know it, oldest first.

    They are None when they cannot be read; `left_out` earlier ones are only counted. An entity that is
    not there at the moment is shown as it is recorded, of any date.
    """
    is_there = visit.view.get_entity(entity.id) is not None
    if not is_there:
        visit = visit.at_any_time()
    view, words, asked = visit.view, Words(visit), visit.asked
    part_ties = [
        tie
        for tie in view.relationships_of(entity.id, view.vocabulary.containing_kinds, Direction.IN)
        if tie.target == entity.id
    ]
    parts = [tie_line(visit, words, entity, tie) for tie in part_ties if tie.kind != "seat_of"]
    seats = [seat_line(visit, seat) for seat in find_seats(view, entity)] if entity.kind == "body" else []
    return write_page(
        "entity",
        visit,
        # Two things may have one name.
        title=f"{entity.name} – {words.kind(entity.kind)}",
        trail=(
            Step(words.say("entities"), asked.link("/entities")),
            Step(words.kinds(entity.kind), asked.link("/entities", kind=entity.kind)),
        ),
        entity=entity,
        is_there=is_there,
        districts=view.districts_of(entity.id),
        rows=_rows(words, entity),
        unknown=_unknown(visit, words, entity),
        picture=frame_entity(visit, entity),
        seat=seat_line(visit, entity) if entity.kind == "seat" else None,
        seats=sorted(seats, key=SeatLine.order),
        parts=sorted(parts, key=lambda line: (line.other.kind, line.other.name)),
        groups=group_ties(visit, entity, {tie.id for tie in part_ties}),
        denied=group_denied(visit, entity),
        sayings=find_sayings(visit, entity),
        disputes=find_disputes(visit, entity),
        changes=None if commits is None else tell_changes(visit, commits),
        left_out=left_out,
        involved=is_there and _involves_others(visit, entity),
    )


def _unknown(visit: Visit, words: Words, entity: Entity) -> str:
    """Return in a sentence what is not recorded of where and when; empty when both are."""
    has_place = entity.kind == "district" or visit.view.districts_of(entity.id)
    missing = [] if has_place else ["where"]
    missing += [] if words.dates(entity) else ["when"]
    return words.say(f"unknown_{'_'.join(missing)}") if missing else ""


def _rows(words: Words, entity: Entity) -> list[Row]:
    rows = []
    for name in words.properties(entity):
        if name in _LEFT_OUT or name not in entity.properties:
            continue
        value = entity.properties[name]
        values = value if isinstance(value, tuple) else (value,)
        texts = tuple(words.value(entity, name, item) for item in values)
        address = str(value) if name == "url" and words.is_address(value) else ""
        rows.append(Row(words.field(entity, name), texts, address))
    return rows


def _involves_others(visit: Visit, entity: Entity) -> bool:
    """Tell whether others can be involved in an entity of this kind."""
    kinds = visit.view.vocabulary.relationship_kinds.values()
    return any(
        kind.involves is not None
        and entity.kind in (kind.targets if kind.involves.value == "source" else kind.sources)
        for kind in kinds
    )
