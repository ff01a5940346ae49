"""The pictures in pages: of the whole network on the first page, of one entity among its ties on its own.

Each is there for wide and for narrow screens, light and dark, at an address of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import NotFound
from graph.model import Entity
from graph.network import project
from graph.view import View
from graph.vocabulary.kinds import Label
from visualisations.drawable import drawn_kinds, joining_kinds
from visualisations.neighbourhood import write_neighbourhood
from visualisations.overview import build_overview, get_main_plan, main_scope
from visualisations.pages.asked import fault
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words
from visualisations.picture import write_svg
from visualisations.sourcing import scene_source
from visualisations.theme import Theme
from visualisations.wording import scene_sentence

PARAMETERS = ("theme", "shape")
MOST_DRAWN = 5_000
_NETWORK = {"wide": (840, 690), "narrow": (360, 660)}
_ENTITY = {"wide": (700, 420), "narrow": (360, 640)}
_LOOKS = {"theme": tuple(theme.value for theme in Theme), "shape": tuple(_NETWORK)}
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture is, its sizes on wide and on narrow screens, what it shows, and where it leads.

    `caption` is what it shows once more, in which names are marked up as in their language.
    """

    path: str
    wide: tuple[str, str]
    narrow: tuple[str, str]
    says: str
    caption: str
    map: str


def find_picture_faults(visit: Visit) -> Mapping[str, Label]:
    """Return what is wrong with the look that the address asks of a picture."""
    asked = visit.asked
    return {
        name: fault("bad_look", name, asked.get(name), *looks)
        for name, looks in _LOOKS.items()
        if asked.get(name) and asked.get(name) not in looks
    }


def frame_network(visit: Visit) -> Picture | None:
    """Return the first page's picture; None when there is nothing to draw.

    Of a network of more than 5,000 things it is what is at the centre of it.
    """
    words, asked = Words(visit), visit.asked
    if can_be_drawn(visit.view):
        shown = project(visit.view, main_scope(visit.view))
        if not shown.nodes:
            return None
        vocabulary = visit.view.vocabulary
        says = words.label(scene_sentence(vocabulary, shown.nodes, len(shown.tie_rows), visit.districts))
        wide, narrow = ((str(width), str(height)) for width, height in _NETWORK.values())
        return Picture("/picture.svg", wide, narrow, says, says, asked.link("/map"))
    centre = _find_centre(visit.view)
    if centre is None:
        return None
    return _frame(visit, centre, "/picture.svg", "picture_centre")


def frame_entity(visit: Visit, entity: Entity) -> Picture | None:
    """Return the picture of an entity among what it is tied to; None when there are no ties to draw."""
    return _frame(visit, entity, f"/entities/{entity.slug}/picture.svg", "picture_entity")


def write_network(visit: Visit) -> str:
    """Return the first page's picture as SVG: `theme=dark` for dark screens, `shape=narrow` for phones.

    That of the network has no title written in it: the page has the same.
    """
    if not can_be_drawn(visit.view):
        centre = _find_centre(visit.view)
        if centre is None:
            raise NotFound("There is nothing to draw.")
        return write_ties(visit, centre)
    scene = build_overview(visit.view, main_scope(visit.view))
    width, height = _NETWORK[_shape(visit)]
    return write_svg(
        scene,
        visit.language,
        width=width,
        height=height,
        theme=_theme(visit),
        source=scene_source(visit.view, scene),
        titled=False,
    )


def write_ties(visit: Visit, entity: Entity) -> str:
    """Return an entity among what it is tied to as SVG, in the same ways. Raises NotFound without ties."""
    drawn = _draw(visit, entity, _shape(visit))
    if drawn is None:
        raise NotFound(f"There is nothing to draw around {entity.slug}.")
    return drawn


def _frame(visit: Visit, entity: Entity, path: str, text: str) -> Picture | None:
    wide, narrow = (_draw(visit, entity, shape) for shape in _ENTITY)
    if wide is None or narrow is None:
        return None
    words, onward = Words(visit), f"{visit.asked.link('/map')}#show={entity.slug}"
    says, caption = words.say(text, entity.name), words.say_own(text, entity.name)
    return Picture(path, _size(wide), _size(narrow), says, caption, onward)


def _draw(visit: Visit, entity: Entity, shape: str) -> str | None:
    if visit.view.get_entity(entity.id) is None:
        visit = visit.at_any_time()
    width, height = _ENTITY[shape]
    return write_neighbourhood(
        visit.view, entity, visit.language, theme=_theme(visit), width=width, height=height
    )


def _size(svg: str) -> tuple[str, str]:
    found = _SIZE.match(svg)
    if found is None:
        raise ValueError("a picture has a size")
    return found[1], found[2]


def _shape(visit: Visit) -> str:
    return "narrow" if visit.asked.get("shape") == "narrow" else "wide"


def _theme(visit: Visit) -> Theme:
    return Theme.DARK if visit.asked.get("theme") == "dark" else Theme.LIGHT


def can_be_drawn(view: View) -> bool:
    """Return whether a picture of everything makes sense: of up to 5,000 things."""
    return sum(1 for _ in view.find_entity_rows(drawn_kinds(view))) <= MOST_DRAWN


def _find_centre(view: View) -> Entity | None:
    """Return what to show of a network that is too large to be drawn: its plan, else what is tied to most."""
    plan = get_main_plan(view)
    if plan is not None and view.relationships_of(plan.id, joining_kinds(view)):
        return plan
    rows = view.find_entity_rows(drawn_kinds(view))
    row = max(rows, key=lambda row: int(view.degrees[row]), default=None)
    return None if row is None else view.snapshot.entity_at(row)
