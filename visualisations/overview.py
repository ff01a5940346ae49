"""The map of a whole network, as it opens when nobody has chosen anything, or as somebody has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from graph.analysis.centrality import CentralityMeasure
from graph.model import Entity
from graph.network import Scope, project
from graph.parts import find_contained
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from visualisations.colouring import Colouring
from visualisations.drawable import background_kinds, drawn_kinds
from visualisations.layout import Layout
from visualisations.map_page import write_map_page
from visualisations.map_site import MapSite
from visualisations.network_scene import draw_scope, whole_scope
from visualisations.scene import Scene
from visualisations.wording import omission_text

UNTITLED = Label("La rete", "The network")


def main_scope(view: View) -> Scope:
    """Return the scope of a picture of everything: all that belongs on a map but the background kinds.

    Of a network that has nothing else it is these.
    """
    kinds = drawn_kinds(view) - background_kinds(view)
    has_some = any(True for _ in view.find_entity_rows(kinds))
    return replace(whole_scope(view), entity_kinds=kinds) if has_some else whole_scope(view)


def build_overview(
    view: View,
    scope: Scope | None = None,
    *,
    layout: Layout = Layout.BY_DISTRICT,
    size: CentralityMeasure | None = None,
    colouring: Colouring = Colouring.DISTRICT,
    background: Collection[str] = (),
) -> Scene:
    """Build the scene of a scope, titled by the plan the network is about; without one, of everything.

    Where the scope names kinds, but not all background kinds, the scene says how many things of these it
    leaves out. `background` are kinds that it holds, but can open without. Raises NotFound for ids in the
    scope that cannot be seen.
    """
    scope = scope or whole_scope(view)
    plan = get_main_plan(view)
    summary = None if plan is None else plan.summary
    scene = draw_scope(
        view,
        scope,
        title=UNTITLED if plan is None else Label(plan.name, plan.name),
        note=None if summary is None else Label(summary, summary),
        layout=layout,
        size=size,
        colouring=colouring,
        background=background,
    )
    return replace(scene, omission=_omission(view, scope))


def _omission(view: View, scope: Scope) -> Label | None:
    """Return how many things of background kinds the scope leaves out; None when it names no kinds."""
    if scope.entity_kinds is None:
        return None
    hidden = background_kinds(view) - scope.entity_kinds
    nodes = project(view, replace(scope, entity_kinds=hidden)).nodes if hidden else ()
    return omission_text(view.vocabulary, Counter(node.kind for node in nodes))


def write_overview(
    view: View, language: Language, *, site: MapSite | None = None, everything: bool = False
) -> str:
    """Return the map of the whole network as one self-contained page.

    `site` are the pages around it, when there are any. Background kinds are hidden as it opens, unless
    `everything` is to be seen.
    """
    background = () if everything else background_kinds(view)
    return write_map_page(build_overview(view, background=background), view, language, site=site)


def get_main_plan(view: View) -> Entity | None:
    """Return the plan that most things are a part of."""
    plans = list(view.find_entities({"plan"}))
    if len(plans) < 2:
        return plans[0] if plans else None
    return max(plans, key=lambda plan: len(find_contained(view, plan)))
