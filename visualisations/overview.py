"""The map of a whole network, as it opens when nobody has chosen anything, or as somebody has."""

from __future__ import annotations

from graph.analysis.centrality import CentralityMeasure
from graph.model import Entity
from graph.network import Scope
from graph.parts import find_parts
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from visualisations.colouring import Colouring
from visualisations.layout import Layout
from visualisations.map_page import write_map_page
from visualisations.network_scene import draw_scope, whole_scope
from visualisations.scene import Scene

UNTITLED = Label("La rete", "The network")


def build_overview(
    view: View,
    scope: Scope | None = None,
    *,
    layout: Layout = Layout.BY_DISTRICT,
    size: CentralityMeasure | None = None,
    colouring: Colouring = Colouring.DISTRICT,
) -> Scene:
    """Build the scene of a scope, titled by the plan the network is about; without one, of everything.

    Raises NotFound for ids in the scope that cannot be seen.
    """
    plan = get_main_plan(view)
    summary = None if plan is None else plan.summary
    return draw_scope(
        view,
        scope or whole_scope(view),
        title=UNTITLED if plan is None else Label(plan.name, plan.name),
        note=None if summary is None else Label(summary, summary),
        layout=layout,
        size=size,
        colouring=colouring,
    )


def write_overview(view: View, language: Language, *, pages: str | None = None) -> str:
    """Return the map of the whole network as one self-contained page.

    `pages` is where the pages of entities lie, for example /entities/, when there are any to link to.
    """
    return write_map_page(build_overview(view), view, language, pages=pages)


def get_main_plan(view: View) -> Entity | None:
    """Return the plan that most things are a part of."""
    plans = list(view.find_entities({"plan"}))
    kinds = view.vocabulary.entity_kinds
    return max(
        plans,
        key=lambda plan: sum(len(find_parts(view, plan, kind, deep=True)) for kind in kinds),
        default=None,
    )
