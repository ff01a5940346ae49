"""Pictures of a part of a network: they say so, and hold no place for what is not in them."""

from __future__ import annotations

from dataclasses import replace

import anyio
import pytest

from graph.model import FactStatus
from graph.moment import Moment
from graph.network import Scope, TieView, project
from graph.rights import ViewClass
from graph.service import Service
from graph.view import View
from graph.vocabulary.kinds import Label
from visualisations.network_scene import build_network_scene, whole_scope
from visualisations.overview import build_overview, get_main_plan, main_scope
from visualisations.part import part_text

ALWAYS = frozenset(FactStatus)


@pytest.fixture(scope="module")
def view(plan_service: Service) -> View:
    """Return the plan as its editor sees it."""
    return anyio.run(plan_service.view, ViewClass.EDITOR, Moment())


def one(view: View, slug: str) -> str:
    """Return the id of an entity."""
    entity = view.get_entity_by_slug(slug)
    assert entity is not None
    return entity.id


def in_crema(view: View) -> Scope:
    return replace(main_scope(view), districts=frozenset({one(view, "ambito-crema")}))


def test_the_whole_is_no_part(view: View) -> None:
    for scope in (whole_scope(view), main_scope(view)):
        assert part_text(view, scope) is None
        assert "·" not in build_overview(view, scope).moment_text.it


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope(status=ALWAYS), Label("Solo attori", "Only actors")),
        (
            Scope(status=ALWAYS, ties=TieView.SHARED_AFFILIATION),
            Label("Solo attori, legati da ciò che condividono", "Only actors, tied by what they share"),
        ),
        (
            Scope(status=frozenset({FactStatus.ACTUAL}), entity_kinds=frozenset({"body", "action"})),
            Label(
                "Solo organismi e azioni · Solo ciò che è in atto",
                "Only bodies and actions · Only what is in place",
            ),
        ),
        (
            Scope(status=ALWAYS, relationship_kinds=frozenset({"member_of"})),
            Label(
                "Solo attori · Solo i legami “fa parte di”", "Only actors · Only the ties “is a member of”"
            ),
        ),
    ],
)
def test_a_part_says_of_what(view: View, scope: Scope, said: Label) -> None:
    assert part_text(view, scope) == said


def test_a_part_says_where_and_around_what(view: View) -> None:
    plan = get_main_plan(view)
    assert plan is not None
    whole = whole_scope(view)
    said = part_text(view, replace(whole, plan=plan.id, around=plan.id, steps=1))
    assert said == Label(
        f"Solo ciò che fa parte di “{plan.name}” · Solo ciò che è entro 1 passo da “{plan.name}”",
        f"Only what is a part of “{plan.name}” · Only what is within 1 step of “{plan.name}”",
    )


def test_the_picture_of_a_district_says_so_and_speaks_of_no_other(view: View) -> None:
    scene = build_overview(view, in_crema(view))
    assert scene.moment_text.it.endswith(" · Solo ciò che opera in Crema")
    assert scene.moment_text.en.endswith(" · Only what is at work in Crema")
    assert "Casalmaggiore" not in scene.sentence.it
    network = project(view, in_crema(view))
    assert build_network_scene(network, title=Label("Rete", "Network")).moment_text == scene.moment_text


def test_districts_in_which_nothing_lies_have_no_area_and_no_colour(view: View) -> None:
    scene = build_overview(view, in_crema(view))
    assert any("ambito-cremona" in node.districts for node in scene.nodes)
    assert [region.district.slug for region in scene.regions] == ["ambito-crema"]
    assert [entry.district for entry in scene.legend if entry.district] == ["ambito-crema"]
