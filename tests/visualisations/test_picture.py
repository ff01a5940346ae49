"""A map as SVG: everything in it, readable, and nothing that it should not hold."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b

import anyio
import numpy as np
import pytest

from graph.errors import Invalid
from graph.model import Entity, FactStatus, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.conftest import HOSTILE
from tests.visualisations.lettering import (
    SVG,
    name_boxes,
    name_lines,
    node_discs,
    pointer_lines,
    read,
    text_boxes,
    written,
)
from tests.visualisations.naming import named_entities, named_relationships
from tests.visualisations.whole import whole_map
from visualisations.boxes import lines_cross, overlap_share
from visualisations.colouring import Colouring
from visualisations.layout import Layout
from visualisations.overview import build_overview, main_scope
from visualisations.palette import contrast
from visualisations.picture import write_svg
from visualisations.scene import Scene, build_scene
from visualisations.sourcing import scene_source
from visualisations.text_width import text_width
from visualisations.theme import Theme
from visualisations.wording import short_names

WORDS = (
    "Centro",
    "giovani",
    "Associazione",
    "culturale",
    "Cooperativa",
    "sociale",
    "Scuola",
    "Oratorio",
    "Rete",
)
SHAPES = [
    (Layout.BY_DISTRICT, 1600, 1000),
    (Layout.FORCE, 1200, 1200),
    (Layout.BY_DISTRICT, 700, 900),
]


def drawn(*parts: object) -> int:
    """Return a number drawn from parts, the same each time."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=6).digest())


def network_of(count: int) -> View:
    """Return a network of so many things in four districts, with three times as many ties."""
    entities = [Entity(f"d{row}", "district", f"d{row}", f"Ambito {row}") for row in range(4)]
    relationships = []
    for row in range(count):
        words = [WORDS[drawn(row, place) % len(WORDS)] for place in range(1 + drawn(row) % 6)]
        kind = ("organisation", "body", "action", "resource")[row % 4]
        status = FactStatus.PLANNED if row % 7 == 0 else FactStatus.ACTUAL
        entities.append(Entity(f"o{row}", kind, f"o{row}", " ".join([*words, str(row)]), status=status))
        if row % 3:
            relationships.append(Relationship(f"c{row}", "covers", f"o{row}", f"d{row % 4}"))
        for turn in range(3):
            other = int((drawn(row, turn, "other") % 1000 / 1000) ** 2.5 * count)
            relationships.append(
                Relationship(f"t{row}-{turn}", "collaborates_with", f"o{row}", f"o{other}", strength=0.5)
            )
    snapshot = build_snapshot(1, named_entities(entities), named_relationships(relationships))
    return View(snapshot, load_vocabulary(), ViewClass.EDITOR)


@pytest.fixture(scope="module", params=["plan", "example"])
def shipped(request: pytest.FixtureRequest) -> View:
    """Return each territory that comes along, as its editor sees it."""
    service: Service = request.getfixturevalue(f"{request.param}_service")
    return anyio.run(service.view, ViewClass.EDITOR, Moment())


@pytest.fixture(scope="module")
def overview(shipped: View) -> Scene:
    """Return what a picture of all of it shows."""
    return build_overview(shipped, main_scope(shipped))


@pytest.fixture(scope="module")
def pictures(shipped: View, overview: Scene) -> dict[Language, str]:
    """Return the picture of that map in each language."""
    source = scene_source(shipped, overview)
    return {language: write_svg(overview, language, source=source) for language in Language}


def overlap(svg: str) -> float:
    root = read(svg)
    return overlap_share(name_boxes(root), node_discs(root))


@pytest.mark.parametrize(("layout", "width", "height"), SHAPES)
def test_names_of_the_territories_cover_nothing(
    shipped: View, layout: Layout, width: int, height: int
) -> None:
    scene = build_scene(shipped, *whole_map(shipped), title=Label("Rete", "Network"), layout=layout)
    svg = write_svg(scene, width=width, height=height)
    assert overlap(svg) < 0.05
    named = {" ".join(name.split()) for name in written(svg).splitlines()}
    assert len(named & {node.label for node in scene.nodes}) == len({node.label for node in scene.nodes})


@pytest.mark.parametrize(
    ("count", "layout"),
    [(18, Layout.BY_DISTRICT), (200, Layout.FORCE), (500, Layout.BY_DISTRICT), (500, Layout.FORCE)],
)
def test_names_of_small_and_large_networks_cover_nothing(count: int, layout: Layout) -> None:
    view = network_of(count)
    scene = build_scene(view, *whole_map(view), title=Label("Rete", "Network"), layout=layout)
    svg = write_svg(scene)
    root = read(svg)
    assert len(node_discs(root)) == count
    assert len(name_lines(root)) >= 25
    assert overlap(svg) < 0.05


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (840, 690)])
def test_no_line_that_leads_to_a_name_crosses_another(overview: Scene, width: int, height: int) -> None:
    root = read(write_svg(overview, width=width, height=height))
    pointers = pointer_lines(root)
    assert len(pointers) >= 8
    assert lines_cross(pointers, name_boxes(root)).sum() == 0


def test_most_things_of_a_territory_are_named(overview: Scene, pictures: dict[Language, str]) -> None:
    scene, root = overview, read(pictures[Language.IT])
    letters = "".join("".join(line.itertext()) for line in root.iter(f"{SVG}text")).replace(" ", "")
    named = [node for node in scene.nodes if node.label.replace(" ", "") in letters]
    assert len(named) >= 0.75 * len(scene.nodes)
    largest = sorted(scene.nodes, key=lambda node: -node.size)[:10]
    assert [node.label for node in largest if node not in named] == []


def test_several_ties_between_the_same_two_are_drawn_apart(overview: Scene) -> None:
    groups = [group for group in read(write_svg(overview)).iter(f"{SVG}g") if group.get("data-kind")]
    paths = "".join(path.get("d", "") for group in groups for path in group.iter(f"{SVG}path"))
    drawn_ties = paths.split("M")[1:]
    assert len(drawn_ties) == len(overview.ties)
    assert len(set(drawn_ties)) == len(drawn_ties)


def test_the_legend_says_what_colours_stand_for(shipped: View) -> None:
    for colouring, heading in ((Colouring.DISTRICT, "Colour"), (Colouring.GROUP, "Colour: groups by ties")):
        scene = build_overview(shipped, main_scope(shipped), colouring=colouring)
        lines = [line.text for line in read(write_svg(scene, Language.EN)).iter(f"{SVG}text")]
        assert heading in lines
        assert sum(str(line).startswith("Colour") for line in lines) == 1


def test_what_is_left_out_is_said(shipped: View, pictures: dict[Language, str]) -> None:
    topics = sum(1 for _ in shipped.find_entities({"topic"}))
    assert topics
    for language, said in (
        (Language.IT, f"Fuori dal disegno: {topics} temi."),
        (Language.EN, f"Not drawn: {topics} topics."),
    ):
        root = read(pictures[language])
        assert said in root.findtext(f"{SVG}desc", "")
        assert said in " ".join(line.text or "" for line in root.iter(f"{SVG}text"))
    assert "Not drawn" not in write_svg(build_overview(shipped), Language.EN)


@pytest.mark.parametrize(("width", "height"), [(360, 660), (390, 640), (700, 500)])
def test_a_small_picture_names_the_largest_in_letters_that_can_be_read(
    overview: Scene, width: int, height: int
) -> None:
    svg = write_svg(overview, width=width, height=height)
    lines = name_lines(read(svg))
    assert min(float(line.get("font-size", "")) for line in lines) >= 12
    assert overlap(svg) < 0.05
    words = " ".join(line.text or "" for line in lines)
    named = [row for row, node in enumerate(overview.nodes) if node.label in words]
    sizes = sorted((node.size for node in overview.nodes), reverse=True)
    assert 5 <= len(named) <= len(overview.nodes) / 2
    assert min(overview.nodes[row].size for row in named) >= sizes[len(sizes) // 2]


def test_districts_are_named_beside_their_things(overview: Scene) -> None:
    for width, height in ((1440, 900), (390, 640)):
        root = read(write_svg(overview, width=width, height=height))
        districts = [group for group in root.iter(f"{SVG}g") if group.get("class") == "districts"]
        boxes = name_boxes(districts[0])
        assert len(boxes) >= len(overview.regions)
        assert overlap_share(boxes, node_discs(root)) == 0


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Ambito territoriale di Sopra", "Ambito territoriale di Sotto"], ["Sopra", "Sotto"]),
        (["Valle Alta", "Valle Bassa"], ["Valle Alta", "Valle Bassa"]),
        (
            ["Ambito territoriale 1", "Ambito territoriale 2"],
            ["Ambito territoriale 1", "Ambito territoriale 2"],
        ),
        (["Ambito di", "Ambito di Sotto"], ["Ambito di", "Ambito di Sotto"]),
        (["Ambito territoriale di Sopra"], ["Ambito territoriale di Sopra"]),
        ([], []),
    ],
)
def test_districts_are_named_without_the_words_that_all_begin_with(
    names: list[str], short: list[str]
) -> None:
    assert short_names(names) == short


def test_it_says_how_many_names_have_no_room() -> None:
    view = network_of(500)
    scene = build_scene(view, *whole_map(view), title=Label("Rete", "Network"))
    desc = read(write_svg(scene, Language.EN)).findtext(f"{SVG}desc", "")
    assert re.search(r"Names written: \d+ of 500", desc)
    small = network_of(5)
    scene = build_scene(small, *whole_map(small), title=Label("Rete", "Network"))
    assert "Names written" not in write_svg(scene, Language.EN)


def test_every_thing_and_tie_is_drawn_by_its_look(overview: Scene, pictures: dict[Language, str]) -> None:
    scene, root = overview, read(pictures[Language.IT])
    kinds = {group.get("data-kind") for group in root.iter(f"{SVG}g")} - {None}
    assert kinds == {tie.kind for tie in scene.ties}
    ties = [path for group in root.iter(f"{SVG}g") if group.get("data-kind") for path in group]
    assert sum(path.get("d", "").count("M") for path in ties) == len(scene.ties)
    assert any(path.get("stroke-dasharray") for path in ties) == any(tie.planned for tie in scene.ties)
    marks = [mark for mark in root if mark.find(f"{SVG}title") is not None and mark.tag != f"{SVG}ellipse"]
    for mark, node in zip(marks, scene.nodes, strict=True):
        assert mark.findtext(f"{SVG}title") == node.label
        assert (mark.get("stroke-dasharray") is not None) == (node.status is not FactStatus.ACTUAL)
        assert mark.get("stroke" if node.status is not FactStatus.ACTUAL else "fill") == node.colour


def test_title_moment_districts_and_source_stand_in_it(
    shipped: View, overview: Scene, pictures: dict[Language, str]
) -> None:
    source = scene_source(shipped, overview)
    assert source is not None
    for language, svg in pictures.items():
        words = re.sub(r"\s+", " ", " ".join(read(svg).itertext()))
        for text in (overview.title, overview.moment_text, overview.sentence, source):
            assert text.text(language) in words
        for district in overview.districts:
            assert district.name in words


def test_a_page_can_keep_the_title_and_leave_its_room_to_the_drawing(overview: Scene) -> None:
    titled, bare = (read(write_svg(overview, width=840, height=690, titled=each)) for each in (True, False))
    first, first_bare = (next(root.iter(f"{SVG}text")).text or "" for root in (titled, bare))
    assert overview.title.it.startswith(first)
    assert first_bare == overview.moment_text.it
    assert bare.findtext(f"{SVG}title") == overview.title.it
    low, high = (
        min(float(area.get("ry", "")) for area in root.iter(f"{SVG}ellipse")) for root in (titled, bare)
    )
    assert low < high


def test_it_speaks_one_language(overview: Scene, pictures: dict[Language, str]) -> None:
    scene = overview
    names = {node.label for node in scene.nodes}
    italian, english = (set(written(pictures[each]).splitlines()) - names for each in Language)
    districts = {district.name for district in scene.districts}
    own = italian & english
    # What both have is the territory's own: names, in lines as they found place, and numbers.
    everything = " ".join([*names, *districts, scene.title.it])
    assert [line for line in own if line not in everything and not line.isdigit()] == []
    assert italian - own
    assert english - own


def test_it_can_be_told_to_those_who_do_not_see_it(scene: Scene, language: Language) -> None:
    root = read(write_svg(scene, language))
    assert root.get("role") == "img"
    assert root.get("lang") == language.value
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == scene.title.text(language)
    assert scene.sentence.text(language) in (root[1].text or "")


def test_hostile_names_stay_text(scene: Scene) -> None:
    svg = write_svg(scene)
    root = read(svg)
    tags = {item.tag.removeprefix(SVG) for item in root.iter()}
    assert tags <= {
        *("svg", "title", "desc", "g", "rect", "text", "path", "line", "circle", "ellipse", "polygon")
    }
    attributes = {name for item in root.iter() for name in item.attrib}
    assert not [name for name in attributes if name.startswith("on") or "href" in name]
    titles = {title.text for title in root.iter(f"{SVG}title")}
    assert titles >= set(HOSTILE)


def test_it_needs_no_style_and_asks_nobody(pictures: dict[Language, str]) -> None:
    svg = pictures[Language.IT]
    assert "style" not in svg
    assert "url(" not in svg
    assert svg.count("http") == 1  # the name of SVG itself


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (700, 500), (600, 900), (360, 640)])
def test_no_word_leaves_the_sheet(overview: Scene, width: int, height: int) -> None:
    root = read(write_svg(overview, width=width, height=height))
    for line in root.iter(f"{SVG}text"):
        x, y, size = (float(line.get(name, "")) for name in ("x", "y", "font-size"))
        wide = text_width(line.text or "", size, bold=line.get("font-weight") == "700")
        left = x - {"middle": wide / 2, "end": wide}.get(line.get("text-anchor", ""), 0)
        assert left >= 0, line.text
        assert left + wide <= width, line.text
        assert 0 < y <= height, line.text


def test_a_long_label_of_a_legend_is_folded() -> None:
    view = network_of(8)
    scene = build_scene(view, *whole_map(view), title=Label("Rete", "Network"), layout=Layout.FORCE)
    long = "Un ambito che ha un nome molto lungo, di tutti i comuni della pianura e della montagna"
    legend = tuple(replace(entry, label=Label(long, long)) for entry in scene.legend[:2])
    svg = write_svg(replace(scene, legend=legend), width=360, height=640)
    boxes = text_boxes(read(svg))
    assert boxes[:, 2].max() <= 360
    assert long in " ".join(written(svg).split())


def test_the_same_scene_gives_the_same_picture(scene: Scene) -> None:
    assert write_svg(scene) == write_svg(scene)


@pytest.mark.parametrize("size", [(100, 1000), (1000, 20000)])
def test_a_size_that_is_no_pictures_is_refused(scene: Scene, size: tuple[int, int]) -> None:
    with pytest.raises(Invalid, match="A picture is between 320 and 8000"):
        write_svg(scene, width=size[0], height=size[1])


def test_an_empty_scene_is_a_picture_too() -> None:
    view = network_of(0)
    scene = build_scene(view, [], [], title=Label("Rete", "Network"))
    lines = [line.text for line in read(write_svg(scene)).iter(f"{SVG}text")]
    assert "Qui non è registrato nulla." in lines


def test_topics_are_drawn_where_there_is_nothing_else() -> None:
    topics = named_entities(Entity(name, "topic", name, name) for name in ("casa", "sport"))
    view = View(build_snapshot(1, topics, []), load_vocabulary(), ViewClass.EDITOR)
    scene = build_overview(view, main_scope(view))
    assert [node.label for node in scene.nodes] == ["casa", "sport"]
    assert scene.omission is None


@pytest.mark.parametrize(("width", "height"), [(320, 320), (360, 400)])
def test_a_picture_has_room_for_its_drawing_whatever_its_legend(
    overview: Scene, width: int, height: int
) -> None:
    districts = [entry for entry in overview.legend if entry.district]
    many = replace(overview, legend=(*districts * 4, *overview.legend))
    root = read(write_svg(many, width=width, height=height))
    assert int(root.get("height", "")) > height
    discs, boxes = node_discs(root), text_boxes(root)
    assert np.ptp(discs[:, 1]) > 100
    assert overlap_share(boxes, discs) < 0.05
    assert boxes[:, 1].min() >= 0


def test_a_name_of_a_district_that_is_too_long_is_cut() -> None:
    name = "Ambito " + "di tanti comuni " * 20
    entities = [Entity("d", "district", "d", name), Entity("o", "organisation", "o", "Ente")]
    ties = named_relationships([Relationship("c", "covers", "o", "d")])
    view = View(build_snapshot(1, named_entities(entities), ties), load_vocabulary(), ViewClass.EDITOR)
    root = read(write_svg(build_overview(view), width=360, height=640))
    boxes = name_boxes(root)
    assert boxes[:, 0].min() >= 0
    assert boxes[:, 2].max() <= 360
    assert any((line.text or "").endswith("…") for line in name_lines(root))


@pytest.mark.parametrize("theme", list(Theme))
def test_words_and_ties_stand_out_from_the_ground(theme: Theme) -> None:
    inks = theme.inks
    assert min(contrast(inks.ink, inks.ground), contrast(inks.soft, inks.ground)) >= 4.5
    assert contrast(inks.tie, inks.ground) >= 3
