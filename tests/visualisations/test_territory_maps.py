"""The maps of the territories that come along: they agree with their pictures, and stay where they are."""

from __future__ import annotations

from datetime import date

import anyio
import pytest

from graph.analysis.centrality import CentralityMeasure
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.view import View
from visualisations.colouring import Colouring
from visualisations.drawable import background_kinds
from visualisations.layout import Layout
from visualisations.network_scene import whole_scope
from visualisations.overview import build_overview, main_scope
from visualisations.scene import Scene


@pytest.fixture(scope="module", params=["plan", "example"])
def service(request: pytest.FixtureRequest) -> Service:
    """Return each territory in turn."""
    found: Service = request.getfixturevalue(f"{request.param}_service")
    return found


@pytest.fixture(scope="module")
def shipped(service: Service) -> View:
    """Return it as its editor sees it, whatever the day."""
    return anyio.run(service.view, ViewClass.EDITOR)


@pytest.mark.parametrize("size", [None, CentralityMeasure.DEGREE, CentralityMeasure.BETWEENNESS])
def test_a_map_opens_with_the_sizes_and_ties_of_the_picture(
    shipped: View, size: CentralityMeasure | None
) -> None:
    picture = build_overview(shipped, main_scope(shipped), size=size)
    scene = build_overview(shipped, size=size, background=background_kinds(shipped))
    assert scene.opening is not None
    opening = dict(zip((node.entity.slug for node in scene.nodes), scene.opening.sizes, strict=True))
    assert {node.entity.slug: node.size for node in picture.nodes}.items() <= opening.items()
    assert opening != {node.entity.slug: node.size for node in scene.nodes}
    assert scene.opening.sentence == picture.sentence
    assert len(scene.ties) > len(picture.ties)


def test_a_map_opens_with_the_communities_of_the_picture(shipped: View) -> None:
    picture = build_overview(shipped, main_scope(shipped), colouring=Colouring.GROUP)
    scene = build_overview(shipped, colouring=Colouring.GROUP, background=background_kinds(shipped))
    colours = {node.entity.slug: node.colour for node in scene.nodes}
    assert {node.entity.slug: node.colour for node in picture.nodes}.items() <= colours.items()


def test_a_map_of_everything_opens_with_the_sizes_of_everything(shipped: View) -> None:
    scene = build_overview(shipped)
    assert scene.opening is None
    whole = build_overview(shipped, whole_scope(shipped), background=background_kinds(shipped))
    assert [node.size for node in scene.nodes] == [node.size for node in whole.nodes]


@pytest.mark.parametrize("layout", list(Layout))
def test_everything_stays_where_it_is_from_phase_to_phase_and_day_to_day(
    service: Service, shipped: View, layout: Layout
) -> None:
    always = _places(build_overview(shipped, main_scope(shipped), layout=layout))
    phases = [Moment(phase=phase.id) for phase in shipped.find_entities({"phase"})]
    days = [Moment(at=date(year, 3, 15)) for year in (2013, 2014, 2024, 2025)]
    assert len(phases) == 3
    for moment in (*phases, *days):
        view = anyio.run(service.view, ViewClass.EDITOR, moment)
        places = _places(build_overview(view, main_scope(view), layout=layout))
        assert len(places) > 40, moment
        assert places.items() <= always.items(), moment


def _places(scene: Scene) -> dict[str, tuple[float, float]]:
    return {node.entity.slug: (node.x, node.y) for node in scene.nodes}
