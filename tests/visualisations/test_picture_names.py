"""Names on pictures: nobody takes one for another's, and the largest things of a crowd have theirs."""

from __future__ import annotations

from dataclasses import replace

import anyio
import numpy as np
import pytest

from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.lettering import SVG, name_boxes, read
from tests.visualisations.naming import named_entities, named_relationships
from tests.visualisations.test_picture import network_of
from tests.visualisations.whole import whole_map
from visualisations.boxes import Boxes
from visualisations.layout import Layout
from visualisations.overview import build_overview, main_scope
from visualisations.picture import write_svg
from visualisations.picture_names import find_labels
from visualisations.scene import Scene, build_scene

TITLE = Label("Rete", "Network")


def group_of(name: str, svg: str) -> Boxes:
    """Return a box around each line of the names of things, or of districts."""
    found = [group for group in read(svg).iter(f"{SVG}g") if group.get("class") == name]
    return name_boxes(found[0])


@pytest.fixture(scope="module", params=["plan", "example"])
def overview(request: pytest.FixtureRequest) -> Scene:
    """Return what a picture of all of a territory shows."""
    service: Service = request.getfixturevalue(f"{request.param}_service")
    view = anyio.run(service.view, ViewClass.PUBLIC, Moment())
    return build_overview(view, main_scope(view))


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (840, 690), (360, 660)])
def test_no_name_is_taken_for_a_part_of_a_districts(overview: Scene, width: int, height: int) -> None:
    svg = write_svg(overview, width=width, height=height)
    names, districts = group_of("names", svg), group_of("districts", svg)
    beside = (names[:, None, 0] < districts[None, :, 2]) & (districts[None, :, 0] < names[:, None, 2])
    apart = np.maximum(names[:, None, 1] - districts[None, :, 3], districts[None, :, 1] - names[:, None, 3])
    assert apart[beside].min(initial=np.inf) >= 7


def test_things_of_one_name_have_their_kind_behind_it() -> None:
    entities = [
        Entity(slug, kind, slug, name)
        for slug, kind, name in (
            ("a", "body", "Gruppo Tecnico"), ("b", "action", "Gruppo Tecnico"),
            ("c", "action", "Sportello"), ("d", "body", "Cabina"), ("e", "body", "Cabina"),
        )
    ]  # fmt: skip
    tie = Relationship("t", "linked_to", "a", "b")
    snapshot = build_snapshot(1, named_entities(entities), named_relationships([tie]))
    view = View(snapshot, load_vocabulary(), ViewClass.EDITOR)
    scene = build_scene(view, *whole_map(view), title=TITLE)
    told = ["Gruppo Tecnico (organismo)", "Gruppo Tecnico (azione)", "Sportello", "Cabina", "Cabina"]
    assert find_labels(scene, Language.IT) == told
    words = " ".join(" ".join(read(write_svg(scene, Language.EN)).itertext()).split())
    assert "Gruppo Tecnico (body)" in words
    assert "Gruppo Tecnico (action)" in words
    assert "Cabina (" not in words


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (840, 690)])
def test_the_largest_of_a_crowd_are_named_whatever_lies_around_them(width: int, height: int) -> None:
    view = network_of(2500)
    scene = build_scene(view, *whole_map(view), title=TITLE, layout=Layout.FORCE)
    root = read(write_svg(scene, width=width, height=height))
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") == "names"]
    words = " ".join(text.text or "" for text in groups[0].iter(f"{SVG}text"))
    largest = sorted(scene.nodes, key=lambda node: (-node.size, node.entity.slug))[:5]
    assert [node.label for node in largest if node.label not in words] == []


def test_the_more_ties_the_paler_they_are() -> None:
    view = network_of(2500)
    scene = build_scene(view, *whole_map(view), title=TITLE)
    few = replace(scene, ties=scene.ties[:200])
    opacities = []
    for each in (few, scene):
        groups = [group for group in read(write_svg(each)).iter(f"{SVG}g") if group.get("stroke-opacity")]
        opacities.append(float(groups[0].get("stroke-opacity", "")))
        paths = [path.get("d", "") for group in groups for path in group.iter(f"{SVG}path")]
        assert sum(path.count("M") for path in paths) == len(each.ties)
        assert max(path.count("M") for path in paths) <= 150
    assert opacities[0] >= 0.5
    assert opacities[1] <= 0.12
