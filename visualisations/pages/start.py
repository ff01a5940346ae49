"""The first page: what this network is, a picture of it, figures, and where to begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.model import Entity, FactStatus
from graph.selection import EntityChoice, EntityOrder, choose_entities
from graph.view import Direction
from visualisations.overview import get_main_plan
from visualisations.pages.bodies import count_vacancies
from visualisations.pages.frame import write_page
from visualisations.pages.pictures import frame_network
from visualisations.pages.sources import find_disputed
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words

MOST_READ = 100_000

ENTRANCES = {
    "involvement": "/involvement",
    "seats": "/bodies",
    "coverage": "/coverage",
    "sources": "/sources",
    "entities": "/entities",
    "ask": "/graphql",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that says something of the network, and where it leads."""

    number: str
    label: str
    address: str


def write_start(visit: Visit) -> str:
    """Return the first page.

    In a network of more than 100,000 facts the points that sources disagree on are not counted here.
    """
    words = Words(visit)
    plan = get_main_plan(visit.view)
    return write_page(
        "start",
        visit,
        title=words.say("untitled") if plan is None else plan.name,
        plan=plan,
        picture=frame_network(visit),
        figures=list(_figures(visit, words, plan)),
        kinds=list(_kinds(visit, words)),
        entrances=[(name, visit.asked.link(path)) for name, path in ENTRANCES.items()],
    )


def _kinds(visit: Visit, words: Words) -> Iterator[Figure]:
    for name in visit.view.vocabulary.entity_kinds:
        if count := sum(1 for _ in visit.view.find_entity_rows({name})):
            label = words.kind(name) if count == 1 else words.kinds(name)
            yield Figure(words.number(count), label, visit.asked.link("/entities", kind=name))


def _figures(visit: Visit, words: Words, plan: Entity | None) -> Iterator[Figure]:
    view, asked = visit.view, visit.asked

    def figure(name: str, count: int, address: str, *parts: str) -> Figure:
        size = "one" if count == 1 else "many"
        return Figure(words.number(count), words.say(f"figure_{name}_{size}", *parts), address)

    yield figure("entries", view.entity_count, asked.link("/entities"))
    yield figure("ties", view.relationship_count, asked.link("/map"))
    vacant = count_vacancies(visit)
    seats = words.lowered(words.kind("seat") if vacant == 1 else words.kinds("seat"))
    yield figure("vacant", vacant, asked.link("/bodies"), seats)
    if plan is not None:
        partners = {tie.source for tie in view.relationships_of(plan.id, {"partner_in"}, Direction.IN)}
        yield figure("partners", len(partners), asked.link("/involvement", where=plan.slug))
    foreseen = EntityChoice(status=frozenset({FactStatus.PLANNED}))
    planned, _ = choose_entities(view, foreseen, EntityOrder.NAME)
    yield figure("planned", len(planned), asked.link("/entities", status=FactStatus.PLANNED.value))
    if view.entity_count + view.relationship_count <= MOST_READ:
        disputed = sum(len(fact.disputes) for fact in find_disputed(visit))
        yield figure("disputed", disputed, f"{asked.link('/sources')}#disputed")
