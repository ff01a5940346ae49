"""The first page: what this network is, a picture of it, figures, and where to begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.errors import NotFound
from graph.model import FactStatus
from graph.selection import EntityChoice, EntityOrder, choose_entities
from graph.view import Direction, View
from graph.vocabulary.kinds import Label
from visualisations.overview import build_overview, get_main_plan
from visualisations.pages.bodies import count_vacancies
from visualisations.pages.frame import write_page
from visualisations.pages.sources import find_disputed
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words
from visualisations.picture import write_svg
from visualisations.scene import whole_map
from visualisations.theme import Theme
from visualisations.wording import scene_sentence

WIDE, NARROW = (1200, 900), (560, 900)
"""Width and height of the picture, on screens and on phones."""
MOST_DRAWN = 5_000
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

    Of a network of more than 5,000 things to draw there is no picture; of one of more than 100,000 facts
    the points that sources disagree on are not counted here.
    """
    words = Words(visit)
    plan = get_main_plan(visit.view)
    return write_page(
        "start",
        visit,
        title=words.say("untitled") if plan is None else plan.name,
        plan=plan,
        sentence=words.label(_describe_picture(visit)) if _can_be_drawn(visit.view) else "",
        figures=list(_figures(visit, words)),
        kinds=list(_kinds(visit, words)),
        wide=WIDE,
        narrow=NARROW,
        entrances=[(name, visit.asked.link(path)) for name, path in ENTRANCES.items()],
    )


def write_picture(visit: Visit) -> str:
    """Return the first page’s picture as SVG: `theme=dark` for dark screens, `shape=narrow` for phones."""
    if not _can_be_drawn(visit.view):
        raise NotFound("This network is too large for one picture.")
    scene = build_overview(visit.view)
    theme = Theme.DARK if visit.asked.get("theme") == "dark" else Theme.LIGHT
    width, height = NARROW if visit.asked.get("shape") == "narrow" else WIDE
    return write_svg(scene, visit.language, width=width, height=height, theme=theme)


def _can_be_drawn(view: View) -> bool:
    on_map = {kind.name for kind in view.vocabulary.entity_kinds.values() if kind.on_map}
    return sum(1 for _ in view.find_entity_rows(on_map)) <= MOST_DRAWN


def _describe_picture(visit: Visit) -> Label:
    entities, relationships = whole_map(visit.view)
    return scene_sentence(visit.view.vocabulary, entities, len(relationships), visit.districts)


def _kinds(visit: Visit, words: Words) -> Iterator[Figure]:
    for name in visit.view.vocabulary.entity_kinds:
        if count := sum(1 for _ in visit.view.find_entity_rows({name})):
            label = words.kind(name) if count == 1 else words.kinds(name)
            yield Figure(words.number(count), label, visit.asked.link("/entities", kind=name))


def _figures(visit: Visit, words: Words) -> Iterator[Figure]:
    view, asked = visit.view, visit.asked
    plan = get_main_plan(view)

    def figure(name: str, count: int, address: str, *parts: str) -> Figure:
        size = "one" if count == 1 else "many"
        return Figure(words.number(count), words.say(f"figure_{name}_{size}", *parts), address)

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
