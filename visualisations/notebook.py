"""Networks, views and maps that show themselves in a notebook.

`show(network)` draws one. After `%load_ext visualisations.notebook` every network, view and scene that
ends a cell is drawn by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from graph.network import Network, project
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from visualisations.drawable import drawable_kinds
from visualisations.network_scene import build_network_scene
from visualisations.overview import UNTITLED, build_overview, get_main_plan, main_scope
from visualisations.picture import write_svg
from visualisations.scene import Scene
from visualisations.sourcing import scene_source
from visualisations.theme import Theme

WIDTH, HEIGHT = 1200, 800


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that notebooks show; `svg` is its text, to be written into a file."""

    svg: str

    def _repr_html_(self) -> str:
        return f'<div style="max-width: {WIDTH}px">{self.svg}</div>'

    def _repr_svg_(self) -> str:
        return self.svg


def show(
    what: Network | View | Scene,
    language: Language = Language.IT,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    theme: Theme = Theme.LIGHT,
) -> Shown:
    """Return the picture of a network, of what a view shows on a map but mere topics, or of a scene.

    Young people are left out.
    """
    source = None
    if isinstance(what, Scene):
        scene = what
    elif isinstance(what, View):
        scene = build_overview(what, main_scope(what))
        source = scene_source(what, scene)
    else:
        scene = _scene_of(what)
        source = scene_source(what.view, scene)
    return Shown(write_svg(scene, language, width=width, height=height, theme=theme, source=source))


class Formatter(Protocol):
    """What IPython writes objects of a type with."""

    def for_type(self, typ: type, func: Callable[[object], str | None]) -> object:
        """Take a function for a type."""
        ...


def load_ipython_extension(shell: object) -> None:
    """Let networks, views and scenes show themselves: what `%load_ext visualisations.notebook` calls."""
    formatter: Formatter = shell.display_formatter.formatters["text/html"]  # type: ignore[attr-defined]
    for kind in (Network, View, Scene):
        formatter.for_type(kind, _shown)


def _shown(what: object) -> str | None:
    """Return an object as HTML; None, whereupon IPython prints it, for any other object."""
    return show(what)._repr_html_() if isinstance(what, Network | View | Scene) else None


def _scene_of(network: Network) -> Scene:
    plan = get_main_plan(network.view)
    title = UNTITLED if plan is None else Label(plan.name, plan.name)
    asked = network.scope.entity_kinds
    if asked is not None and not asked <= drawable_kinds(network.view):
        shown = replace(network.scope, entity_kinds=asked & drawable_kinds(network.view))
        network = project(network.view, shown)
    return build_network_scene(network, title=title)
