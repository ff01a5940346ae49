"""The map of a whole network, as it opens when nobody has chosen anything."""

from __future__ import annotations

from graph.model import Entity
from graph.parts import find_parts
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from visualisations.map_page import write_map_page
from visualisations.scene import Scene, build_scene, whole_map

UNTITLED = Label("La rete", "The network")


def build_overview(view: View) -> Scene:
    """Build the scene of everything that belongs on the map, titled by the plan the network is about."""
    entities, relationships = whole_map(view)
    plan = get_main_plan(view)
    if plan is None:
        return build_scene(view, entities, relationships, title=UNTITLED)
    note = None if plan.summary is None else Label(plan.summary, plan.summary)
    return build_scene(view, entities, relationships, title=Label(plan.name, plan.name), note=note)


def write_overview(view: View, language: Language) -> str:
    """Return the map of the whole network as one self-contained page."""
    return write_map_page(build_overview(view), view, language)


def get_main_plan(view: View) -> Entity | None:
    """Return the plan that most things are a part of."""
    plans = list(view.find_entities({"plan"}))
    kinds = view.vocabulary.entity_kinds
    return max(
        plans,
        key=lambda plan: sum(len(find_parts(view, plan, kind, deep=True)) for kind in kinds),
        default=None,
    )
