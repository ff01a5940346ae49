"""One thing among what it is tied to: all of it that has room, by what ties it, and never a young person."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import anyio
import pytest

from graph.errors import Invalid
from graph.model import Entity, FactStatus, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.conftest import HOSTILE
from tests.visualisations.lettering import SVG, node_discs, read, text_boxes, written
from tests.visualisations.naming import e, named_entities, named_relationships
from visualisations.boxes import overlap_share
from visualisations.neighbourhood import write_neighbourhood
from visualisations.theme import Theme

SHAPES = [(700, 420), (360, 640), (1200, 800)]


def star(count: int) -> View:
    """Return a network of one board with so many members; every tenth has a second tie, to its neighbour."""
    entities = [
        Entity("d", "district", "nord", "Nord"),
        Entity("hub", "body", "cabina", "Cabina di regia"),
        Entity("topic", "topic", "lavoro", "Lavoro"),
        Entity("young", "young_person", "lei", "Una ragazza"),
    ]
    relationships = [
        Relationship("c", "covers", "hub", "d"),
        Relationship("a", "about", "hub", "topic", status=FactStatus.PLANNED),
        Relationship("y", "member_of", "young", "hub"),
    ]
    for row in range(count):
        entities.append(Entity(f"o{row}", "organisation", f"ente-{row:03}", f"Ente {row:03}"))
        relationships.append(Relationship(f"m{row}", "member_of", f"o{row}", "hub"))
        if row % 10 == 1:
            relationships.append(Relationship(f"t{row}", "collaborates_with", f"o{row}", f"o{row - 1}"))
    if count:
        relationships.append(Relationship("l", "leads", "o0", "hub"))
    snapshot = build_snapshot(1, named_entities(entities), named_relationships(relationships))
    return View(snapshot, load_vocabulary(), ViewClass.DATA_OFFICER)


def picture(
    view: View, slug: str, language: Language = Language.EN, width: int = 700, height: int = 420
) -> str:
    entity = view.get_entity_by_slug(slug)
    assert entity is not None
    svg = write_neighbourhood(view, entity, language, width=width, height=height)
    assert svg is not None
    return svg


def test_everything_it_is_tied_to_stands_under_what_ties_it() -> None:
    root = read(picture(star(3), "cabina"))
    assert [title.text for title in root.iter(f"{SVG}title")] == [
        *("Cabina di regia", "Cabina di regia", "Ente 000", "Ente 001", "Ente 002", "Lavoro")
    ]
    assert "has as a member, is led by: Ente 000" in root.findtext(f"{SVG}desc", "")
    lines = [line.text for line in root.iter(f"{SVG}text")]
    for line in ("has as a member, is led by", "Ente 000", "has as a member", "is about", "Lavoro"):
        assert line in lines
    ties = [path for group in root.iter(f"{SVG}g") for path in group.iter(f"{SVG}path")]
    assert len(ties) == 6
    assert sum(path.get("stroke-dasharray") is not None for path in ties) == 1


def tie_paths(root: ET.Element) -> list[str]:
    """Return the paths of the ties of a picture."""
    return [path.get("d", "") for group in root.iter(f"{SVG}g") for path in group.iter(f"{SVG}path")]


@pytest.mark.parametrize(("width", "height"), SHAPES)
@pytest.mark.parametrize("slug", ["cabina", "ente-000", "ente-001"])
def test_several_ties_between_the_same_two_are_drawn_apart(slug: str, width: int, height: int) -> None:
    paths = tie_paths(read(picture(star(12), slug, width=width, height=height)))
    assert len(set(paths)) == len(paths) > 2


@pytest.mark.parametrize(("width", "height"), SHAPES)
@pytest.mark.parametrize("count", [1, 5, 200])
def test_names_cover_nothing_and_stay_on_the_sheet(count: int, width: int, height: int) -> None:
    root = read(picture(star(count), "cabina", width=width, height=height))
    boxes = text_boxes(root)
    assert overlap_share(boxes, node_discs(root)) < 0.05
    assert boxes.min() >= 0
    assert boxes[:, 2].max() <= width
    assert boxes[:, 3].max() <= float(root.get("height", "")) <= height
    assert min(float(line.get("font-size", "")) for line in root.iter(f"{SVG}text")) >= 11


@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_of_many_the_most_tied_are_drawn_and_the_others_counted(width: int, height: int) -> None:
    svg = picture(star(200), "cabina", width=width, height=height)
    root = read(svg)
    shown = len(node_discs(root)) - 1
    assert shown >= 12
    titles = {title.text for title in root.iter(f"{SVG}title")}
    assert {"Ente 000", "Ente 011"} <= titles  # tied twice and more
    assert f"The {shown} with most ties are drawn, of 201." in written(svg)


def test_young_people_are_never_among_them() -> None:
    view = star(2)
    for slug in ("cabina", "ente-000"):
        assert "Una ragazza" not in picture(view, slug)
    young = view.get_entity_by_slug("lei")
    assert young is not None
    assert write_neighbourhood(view, young) is None


def test_without_ties_there_is_none() -> None:
    view = star(1)
    district = view.get_entity_by_slug("nord")  # where something is, is no tie
    assert district is not None
    assert write_neighbourhood(view, district) is None


def test_hostile_names_stay_text(view: View) -> None:
    svg = picture(view, "piano")
    tags = {item.tag.removeprefix(SVG) for item in read(svg).iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "text", "path", "line", "circle", "polygon"}
    assert {title.text for title in read(svg).iter(f"{SVG}title")} >= set(HOSTILE)
    attributes = {name for item in read(svg).iter() for name in item.attrib}
    assert not [name for name in attributes if name.startswith("on") or "href" in name]


@pytest.fixture(scope="module", params=["plan", "example"])
def shipped(request: pytest.FixtureRequest) -> View:
    service: Service = request.getfixturevalue(f"{request.param}_service")
    return anyio.run(service.view, ViewClass.EDITOR, Moment())


def test_whatever_a_territory_has_is_drawn_legibly(shipped: View) -> None:
    drawn = 0
    for row, entity in enumerate(shipped.find_entities()):
        width, height = SHAPES[row % len(SHAPES)]
        svg = write_neighbourhood(shipped, entity, theme=list(Theme)[row % 2], width=width, height=height)
        if svg is not None:
            root = read(svg)
            drawn += 1
            assert overlap_share(text_boxes(root), node_discs(root)) < 0.05, entity.slug
            assert len(set(tie_paths(root))) == len(tie_paths(root)), entity.slug
            assert text_boxes(root)[:, 2].max() <= width, entity.slug
    assert drawn > shipped.entity_count / 2


def test_the_same_view_gives_the_same_picture(shipped: View) -> None:
    for entity in shipped.find_entities({"plan", "body"}):
        assert write_neighbourhood(shipped, entity) == write_neighbourhood(shipped, entity)


def test_a_size_that_is_no_pictures_is_refused() -> None:
    view = star(1)
    entity = view.require_entity(e("hub"))
    with pytest.raises(Invalid, match="A picture is between 320"):
        write_neighbourhood(view, entity, width=100)
