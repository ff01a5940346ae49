"""In a notebook networks, views and scenes show themselves."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import anyio
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from graph.moment import Moment
from graph.network import Scope, TieView, project
from graph.rights import ViewClass
from graph.service import Service
from graph.view import View
from graph.vocabulary.kinds import Language
from tests.visualisations.lettering import SVG, node_discs, read
from visualisations.notebook import show
from visualisations.overview import build_overview


@pytest.fixture(scope="module")
def view(example_service: Service) -> View:
    return anyio.run(example_service.view, ViewClass.EDITOR, Moment())


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> InteractiveShell:
    """Return an IPython that has loaded the extension."""
    config = Config()
    config.HistoryManager.enabled = False
    folder = str(tmp_path_factory.mktemp("ipython"))
    shell = InteractiveShell(ipython_dir=folder, config=config)  # type: ignore[no-untyped-call]
    shell.run_line_magic("load_ext", "visualisations.notebook")
    return shell


def test_what_ends_a_cell_is_drawn(shell: InteractiveShell, view: View) -> None:
    network = project(view)
    assert shell.display_formatter is not None
    for item in (network, view, build_overview(view)):
        formats, _ = shell.display_formatter.format(item)  # type: ignore[no-untyped-call]
        assert "<svg" in formats["text/html"]


def test_what_is_shared_is_drawn_as_ties(view: View) -> None:
    shared = project(view, Scope(ties=TieView.SHARED_AFFILIATION))
    paths = read(show(shared).svg).findall(f".//{SVG}g[@data-kind='shared_affiliation']/{SVG}path")
    assert sum(path.get("d", "").count("M") for path in paths) == shared.tie_count


@pytest.mark.parametrize("ties", list(TieView))
def test_a_network_keeps_its_places_from_phase_to_phase(
    example_service: Service, view: View, ties: TieView
) -> None:
    phase = next(view.find_entities({"phase"}))
    during = anyio.run(example_service.view, ViewClass.EDITOR, Moment(phase=phase.id))
    district = next(view.find_entities({"district"}))
    scope = Scope(districts=frozenset({district.id}), ties=ties)
    then, ever = (read(show(project(seen, scope)).svg) for seen in (during, view))
    before, after = _places(then), _places(ever)
    both = sorted(before.keys() & after.keys())
    assert len(both) > 5
    for axis in (0, 1):  # legends of other lengths leave other room: the same places, moved and scaled
        one, other = (np.array([places[name][axis] for name in both]) for places in (before, after))
        assert np.abs(np.polyval(np.polyfit(one, other, 1), one) - other).max() < 0.5


def _places(root: ET.Element) -> dict[str, tuple[float, float]]:
    marks = [mark for mark in root if mark.find(f"{SVG}title") is not None and mark.tag != f"{SVG}ellipse"]
    discs = zip(marks, node_discs(root).tolist(), strict=True)
    return {mark.findtext(f"{SVG}title", ""): (x, y) for mark, (x, y, _) in discs}


def test_a_network_shows_its_nodes_and_source(view: View) -> None:
    network = project(view)
    shown = show(network, Language.EN)
    root = read(shown.svg)
    assert len(node_discs(root)) == len(network.nodes)
    assert "Sources: " in shown._repr_html_()
    assert shown._repr_svg_() == shown.svg


def test_young_people_are_never_shown(example_service: Service) -> None:
    view = anyio.run(example_service.view, ViewClass.DATA_OFFICER, Moment())
    network = project(view, Scope(entity_kinds=frozenset(view.vocabulary.entity_kinds)))
    young = [node.name for node in network.nodes if node.kind == "young_person"]
    assert young
    titles = {title.text for title in read(show(network).svg).iter(f"{SVG}title")}
    assert titles.isdisjoint(young)
