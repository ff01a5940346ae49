"""The page that answers who is involved where, grouped by where and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.columns import Rows
from graph.folding import fold
from graph.involvement import (
    Involvement,
    find_involvements,
    find_involvements_at_work,
    find_involving_rows,
)
from graph.model import Entity
from graph.parts import natural_order
from graph.tie_rows import read_ties
from graph.view import View
from graph.vocabulary.kinds import Label
from visualisations.pages.asked import fault
from visualisations.pages.frame import Step, write_page
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words

MOST_SHOWN = 500
MOST_OPTIONS = 300
MOST_EXAMPLES = 5
FEW_INVOLVED = 3
"""Of a place that has more, these are shown, and the others folded."""
FEW_PLACES = 3
"""Of more places than these, a list at the beginning leads to each."""
MANY_PLACES, OPEN_PLACES = 12, 5
"""Of more places than that, only the first of them show anybody before one asks."""
PARAMETERS = ("where", "district")


@dataclass(frozen=True, slots=True)
class Found:
    """That somebody is involved somewhere, in words but for the entities; `way` leads to the whole."""

    entity: Entity
    where: Entity
    way: tuple[Entity, ...]
    how: str
    role: str
    status: str
    dates: str
    phases: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Something that others are involved in, the way from it to what was asked about, and they."""

    where: Entity
    way: tuple[Entity, ...]
    found: tuple[Found, ...]
    is_open: bool = True

    @property
    def is_dated(self) -> bool:
        """Whether of any of them it is known when."""
        return any(item.dates or item.phases for item in self.found)

    @property
    def shown(self) -> tuple[Found, ...]:
        """Those that are shown: nobody of a place that is not open; one more than a few is not folded."""
        if not self.is_open:
            return ()
        return self.found if len(self.found) <= FEW_INVOLVED + 1 else self.found[:FEW_INVOLVED]

    @property
    def folded(self) -> tuple[Found, ...]:
        """The others, which are one click away."""
        return self.found[len(self.shown) :]


def find_involvement_faults(visit: Visit) -> dict[str, Label]:
    """Return what is wrong with the parameters of the page, by their names."""
    asked, faults = visit.asked, {}
    for name in PARAMETERS:
        entity = visit.view.get_entity_by_slug(asked.get(name)) if asked.get(name) else None
        if asked.get(name) and (entity is None or (name == "district" and entity.kind != "district")):
            faults[name] = fault("bad_choice", asked.get(name))
    return faults


def write_involvement(visit: Visit) -> str:
    """Return the page: the form, and what it found. Cost: O(relationships)."""
    words, asked = Words(visit), visit.asked
    chosen = find_involved(visit)
    found = [put_in_words(words, item) for item in chosen[:MOST_SHOWN]]
    places = _grouped(found)
    where = _chosen(visit, "where")
    title = words.say("involvement")
    district = _chosen(visit, "district")
    at_work = [] if district is None else [words.say("at_work", words.districts([district]))]
    kind = [] if where is None else [f"{where.name} – {words.kind(where.kind)}"]
    shown_at_work = [] if district is None else [words.say_own("at_work", words.districts([district]))]
    about = words.chained(", ", ([] if where is None else [words.own(where.name)]) + shown_at_work)
    return write_page(
        "involvement",
        visit,
        title=f"{title}: {', '.join(kind + at_work)}" if about else title,
        trail=(Step(title, asked.link("/involvement")),) if about else (),
        about=about,
        moment_at="asking",
        where=where,
        has_asked=bool(asked.get("where") or asked.get("district")) and not asked.faults,
        total=len(chosen),
        shown=len(found),
        places=places,
        has_index=len(places) > FEW_PLACES,
        options=_options(visit, where),
        examples=[*visit.view.find_entities({"plan"})][:MOST_EXAMPLES],
        download=asked.here().replace("/involvement", "/involvement.csv", 1),
    )


def find_involved(visit: Visit) -> list[Involvement]:
    """Return who is involved in what was asked about, nearest first; nothing when nothing was asked.

    With a district, involvements in what is at work there.
    """
    view = visit.view
    where, district = _chosen(visit, "where"), _chosen(visit, "district")
    if visit.asked.faults or (where is None and district is None):
        return []
    if where is None and district is not None:
        chosen = list(find_involvements_at_work(view, district.id))
    else:
        chosen = [
            item
            for item in find_involvements(view, None if where is None else where.id)
            if district is None or district in view.districts_of(item.where.id)
        ]
    # What is nearest to what was asked about comes first; without that, the vocabulary's order.
    kinds = list(view.vocabulary.entity_kinds)
    ties = {name: position for position, name in enumerate(view.vocabulary.relationship_kinds)}
    places: dict[str, tuple[object, ...]] = {}
    for position, item in enumerate(chosen):
        if item.where.id not in places:
            near = position if where is not None else kinds.index(item.where.kind)
            places[item.where.id] = (near, natural_order(item.where), item.where.id)

    def order(item: Involvement) -> tuple[object, ...]:
        tie = item.relationship
        return (*places[item.where.id], ties[tie.kind], fold(item.entity.name), tie.id)

    return sorted(chosen, key=order)


def put_in_words(words: Words, item: Involvement) -> Found:
    """Return an involvement in words."""
    tie = item.relationship
    return Found(
        item.entity,
        item.where,
        item.via,
        words.verb(tie, outward=tie.source == item.entity.id),
        tie.role or "",
        words.status(tie),
        words.dates(tie),
        tuple(words.phases(tie)),
    )


def _grouped(found: Sequence[Found]) -> list[Place]:
    places: dict[str, list[Found]] = {}
    for item in found:
        places.setdefault(item.where.id, []).append(item)
    most_open = OPEN_PLACES if len(places) > MANY_PLACES else len(places)
    return [
        Place(items[0].where, items[0].way, tuple(items), is_open=number < most_open)
        for number, items in enumerate(places.values())
    ]


def _chosen(visit: Visit, name: str) -> Entity | None:
    if not visit.asked.get(name) or name in visit.asked.faults:
        return None
    return visit.view.get_entity_by_slug(visit.asked.get(name))


def _options(visit: Visit, chosen: Entity | None) -> list[tuple[str, list[Entity]]]:
    """Return what others can be asked about, by kind: what somebody is involved in, and what holds that."""
    view, words = visit.view, Words(visit)
    found = {} if chosen is None else {chosen.id: chosen}
    for row in _find_asked_about(view).tolist():
        if (entity := view.snapshot.entity_at(row)) is not None:
            found[entity.id] = entity
    by_kind: dict[str, list[Entity]] = {}
    for entity in sorted(found.values(), key=natural_order):
        by_kind.setdefault(entity.kind, []).append(entity)
    return [
        (words.kinds(kind), _few(by_kind[kind], chosen))
        for kind in view.vocabulary.entity_kinds
        if kind in by_kind
    ]


def _few(entities: list[Entity], chosen: Entity | None) -> list[Entity]:
    """Return as many as can be chosen from; of a search there is the directory."""
    few = entities[:MOST_OPTIONS]
    return [*few, chosen] if chosen is not None and chosen in entities and chosen not in few else few


def _find_asked_about(view: View) -> Rows:
    """Return the rows of what somebody is involved in, and of all that holds it."""
    rows = np.fromiter(view.find_relationship_rows(view.vocabulary.containing_kinds), np.int32)
    containing = read_ties(view.snapshot, rows, ())
    asked = np.zeros(view.snapshot.entity_rows, np.bool_)
    asked[find_involving_rows(view)] = True
    while True:
        wholes = containing.targets[asked[containing.sources]]
        if asked[wholes].all():
            return np.flatnonzero(asked).astype(np.int32)
        asked[wholes] = True
