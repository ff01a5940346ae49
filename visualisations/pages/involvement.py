"""The page that answers who is involved where, grouped by where and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.folding import fold
from graph.involvement import Involvement, find_involvements
from graph.model import Entity
from graph.parts import natural_order
from graph.view import View
from graph.vocabulary.kinds import InvolvedEnd, Label
from visualisations.pages.asked import fault
from visualisations.pages.frame import Step, write_page
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words

MOST_SHOWN = 1_000
MOST_OPTIONS = 300
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
    found = find_involved(visit)
    where = _chosen(visit, "where")
    title = words.say("involvement")
    return write_page(
        "involvement",
        visit,
        title=title if where is None else f"{title}: {where.name} – {words.kind(where.kind)}",
        trail=() if where is None else (Step(title, asked.link("/involvement")),),
        moment_at="asking",
        where=where,
        has_asked=bool(asked.get("where") or asked.get("district")) and not asked.faults,
        total=len(found),
        shown=min(len(found), MOST_SHOWN),
        places=_grouped(found[:MOST_SHOWN]),
        options=_options(visit, where),
        download=asked.here().replace("/involvement", "/involvement.csv", 1),
    )


def find_involved(visit: Visit) -> list[Found]:
    """Return who is involved in what was asked about, nearest first; nothing when nothing was asked.

    With a district, involvements in what is at work there.
    """
    view, words = visit.view, Words(visit)
    where, district = _chosen(visit, "where"), _chosen(visit, "district")
    if visit.asked.faults or (where is None and district is None):
        return []
    chosen = [
        item
        for item in find_involvements(view, None if where is None else where.id)
        if district is None or district in view.districts_of(item.where.id)
    ]
    # What is nearest to what was asked about comes first; without that, the vocabulary's order.
    places: dict[str, int] = {}
    for position, item in enumerate(chosen):
        places.setdefault(item.where.id, position)
    kinds = list(view.vocabulary.entity_kinds)
    ties = list(view.vocabulary.relationship_kinds)

    def order(item: Involvement) -> tuple[object, ...]:
        near = places[item.where.id] if where is not None else kinds.index(item.where.kind)
        how = ties.index(item.relationship.kind)
        return (
            near,
            natural_order(item.where),
            item.where.id,
            how,
            fold(item.entity.name),
            item.relationship.id,
        )

    return [_in_words(words, item) for item in sorted(chosen, key=order)]


def _in_words(words: Words, item: Involvement) -> Found:
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
    return [Place(items[0].where, items[0].way, tuple(items)) for items in places.values()]


def _chosen(visit: Visit, name: str) -> Entity | None:
    if not visit.asked.get(name) or name in visit.asked.faults:
        return None
    return visit.view.get_entity_by_slug(visit.asked.get(name))


def _options(visit: Visit, chosen: Entity | None) -> list[tuple[str, list[Entity]]]:
    """Return what others can be asked about, by kind: what somebody is involved in, and what holds that."""
    view, words = visit.view, Words(visit)
    found: dict[str, Entity] = {} if chosen is None else {chosen.id: chosen}
    for place in _involving(view):
        _add_with_wholes(view, place, found)
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


def _involving(view: View) -> list[Entity]:
    kinds = view.vocabulary.relationship_kinds
    involving = {name for name, kind in kinds.items() if kind.involves is not None}
    ends = {
        tie.target if kinds[tie.kind].involves is InvolvedEnd.SOURCE else tie.source
        for tie in view.find_relationships(involving)
    }
    return [view.require_entity(end) for end in ends]


def _add_with_wholes(view: View, place: Entity, found: dict[str, Entity]) -> None:
    waiting = [place]
    while waiting:
        entity = waiting.pop()
        if entity.id in found:
            continue
        found[entity.id] = entity
        ties = view.relationships_of(entity.id, view.vocabulary.containing_kinds)
        waiting.extend(view.require_entity(tie.target) for tie in ties if tie.source == entity.id)
