"""The map page stands alone, treats every name as text, and says everything twice: drawn and as a table."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from graph.model import Entity, Relationship
from graph.rights import ViewClass
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.naming import named_entities, named_relationships
from tests.visualisations.whole import whole_map
from visualisations.map_page import write_map_page
from visualisations.map_site import MapSite
from visualisations.page_texts import PAGE_TEXTS
from visualisations.scene import Scene, build_scene

TEMPLATES = Path(__file__).parents[2] / "visualisations" / "templates"


@dataclass
class Element:
    """An element of a document, with the text directly behind its start."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Parsed(HTMLParser):
    """Every element of a document, with its attributes and the text directly in it."""

    elements: list[Element] = field(default_factory=list)
    begun: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.begun = True
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self.begun = False

    def handle_data(self, data: str) -> None:
        if self.begun:
            self.elements[-1].text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]


@pytest.fixture
def parsed(page: str) -> Parsed:
    parser = Parsed()
    parser.feed(page)
    return parser


def page_json(parsed: Parsed, element_id: str) -> object:
    (element,) = [element for element in parsed.all("script") if element.attributes.get("id") == element_id]
    return json.loads(element.text)


def test_the_document_is_well_begun(page: str, parsed: Parsed, language: Language) -> None:
    assert page.lstrip().startswith("<!doctype html>")
    assert parsed.all("html")[0].attributes == {"lang": language.value}
    assert any(element.attributes.get("name") == "viewport" for element in parsed.all("meta"))
    assert parsed.all("title")[0].text.startswith("Rete" if language is Language.IT else "Network")


def test_names_make_no_elements_and_no_attributes(page: str, parsed: Parsed) -> None:
    calm = (
        "html head meta link title style body a header div h1 p button section label input ul li details "
        "summary main table caption thead tr th tbody td h2 svg polygon circle rect span aside script"
    )
    assert {element.tag for element in parsed.elements} <= set(calm.split())
    for element in parsed.elements:
        assert not any(name.startswith("on") or name in ("style", "src") for name in element.attributes)
    assert [element.attributes["href"] for element in parsed.elements if "href" in element.attributes] == [
        "data:,",
        "#table",
    ]
    assert len(parsed.all("script")) == 6
    assert page.count("</script>") == 6


def test_nothing_is_loaded_from_anywhere(parsed: Parsed) -> None:
    for element in parsed.elements:
        for name, value in element.attributes.items():
            if name != "content":
                assert "//" not in value, (element.tag, name)
    assert "sourceMappingURL" not in parsed.all("script")[-2].text
    assert "url(" not in parsed.all("style")[0].text


def test_the_policy_names_each_script_and_style_by_its_hash(parsed: Parsed) -> None:
    (policy,) = [
        element.attributes["content"]
        for element in parsed.all("meta")
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    scripts = [element.text for element in parsed.all("script") if "type" not in element.attributes]
    assert rules["script-src"] == [source_hash(script) for script in scripts]
    assert rules["style-src"] == [source_hash(parsed.all("style")[0].text)]
    assert "unsafe" not in policy


def source_hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_data_hold_no_markup(page: str) -> None:
    for block in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL):
        assert not set(block) & set("<>&")


def test_the_table_has_every_thing(parsed: Parsed, scene: Scene) -> None:
    names = [element.text for element in parsed.all("th") if element.attributes.get("scope") == "row"]
    assert names == [node.label for node in scene.nodes]


def test_every_tie_is_there_for_those_without_scripts(parsed: Parsed, scene: Scene) -> None:
    cells = [element.text for element in parsed.all("td")]
    ties = [tie for tie in scene.ties if scene.nodes[tie.target].label == "Piano giovani"]
    assert cells.count("Piano giovani") == len(ties) == 7


def test_the_legend_is_there(parsed: Parsed, scene: Scene, language: Language) -> None:
    told = [element.text for element in parsed.all("span") if "data-legend" in element.attributes]
    assert told == [entry.label.text(language) for entry in scene.legend]


def test_pyvis_gets_the_scene(parsed: Parsed, scene: Scene) -> None:
    nodes, edges = page_json(parsed, "map-nodes"), page_json(parsed, "map-edges")
    assert isinstance(nodes, list)
    assert isinstance(edges, list)
    assert [(node["x"], node["y"]) for node in nodes] == [(node.x, node.y) for node in scene.nodes]
    assert [(edge["from"], edge["to"]) for edge in edges] == [(tie.source, tie.target) for tie in scene.ties]
    assert [bool(edge["dashes"]) for edge in edges] == [tie.planned for tie in scene.ties]
    assert not any("title" in node or "label" in node for node in nodes)


def test_details_tell_phases_seats_and_disagreement(parsed: Parsed) -> None:
    data = page_json(parsed, "map-data")
    assert isinstance(data, dict)
    things = {thing["slug"]: thing for thing in data["nodes"]}
    assert things["gruppo"]["phases"] == [0]
    assert [other["of_kind"] for other in things["gruppo"]["others"]] == ["seat"]
    assert things["ostile-0"]["disputed"] == ["name"]
    assert "disputed" not in things["caffe"]


def test_every_word_exists_in_both_languages_and_is_used() -> None:
    files = [*TEMPLATES.glob("map*"), TEMPLATES.parent / "tables.py"]
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    spoken_of = set(re.findall(r'\btext\("(\w+)"', code)) | set(
        re.findall(r'data-(?:text|label)="(\w+)"', code)
    )
    assert spoken_of <= set(PAGE_TEXTS)
    for name, label in PAGE_TEXTS.items():
        assert label.it.strip()
        assert label.en.strip()
        assert re.search(rf"\b{name}\b", code) or name.isupper(), f"{name} is never said"
        assert set(re.findall(r"{\d}", label.it)) == set(re.findall(r"{\d}", label.en))


def test_the_scripts_never_make_markup() -> None:
    for file in TEMPLATES.glob("*.js"):
        code = file.read_text(encoding="utf-8")
        for danger in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ):
            assert danger not in code, (file.name, danger)


def test_details_lead_to_the_pages_of_a_server(scene: Scene, view: View) -> None:
    parser = Parsed()
    parser.feed(write_map_page(scene, view, site=MapSite("/", "/entities/")))
    data = page_json(parser, "map-data")
    assert isinstance(data, dict)
    assert data["site"]["entities"] == "/entities/"


def test_young_people_stay_out_of_the_details() -> None:
    entities = [
        Entity("o", "organisation", "coop", "Cooperativa"),
        Entity("y", "young_person", "giovane", "Nome Segreto"),
    ]
    relationships = [Relationship("r", "member_of", "y", "o", role="allieva segreta")]
    officer = View(
        build_snapshot(1, named_entities(entities), named_relationships(relationships)),
        load_vocabulary(),
        ViewClass.DATA_OFFICER,
    )
    scene = build_scene(officer, *whole_map(officer), title=Label("Prova", "Trial"))
    page = write_map_page(scene, officer, Language.IT)
    assert "Cooperativa" in page
    assert "egret" not in page


def test_two_thousand_things_are_written() -> None:
    entities = [Entity(f"o{row}", "organisation", f"ente-{row}", f"Ente {row}") for row in range(2000)]
    relationships = [
        Relationship(f"r{row}", "collaborates_with", f"o{row % 2000}", f"o{row * 7 % 2000}")
        for row in range(6000)
    ]
    view = View(
        build_snapshot(1, named_entities(entities), named_relationships(relationships)),
        load_vocabulary(),
        ViewClass.PUBLIC,
    )
    scene = build_scene(view, *whole_map(view), title=Label("Prova", "Trial"))
    page = write_map_page(scene, view, Language.IT)
    assert page.count('<th scope="row">') == 2000
