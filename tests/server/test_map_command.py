"""`intreccio map`: what its options show, and what it says of what there is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Run
from visualisations.palette import DARK_GROUND


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def drawn(run: Run, here: Path, *options: str) -> dict[str, Any]:
    """Write the map of the example, and return the data of its page."""
    ran = run("map", "--out", "map.html", "--example", *options)
    assert ran.code == 0, ran.err
    page = (here / "map.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="(map-data)">(.*?)</script>', page, re.DOTALL)
    nodes = re.search(r'id="map-nodes">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    assert nodes is not None
    data: dict[str, Any] = json.loads(found[2])
    data["sizes_of"] = data["sizes"]
    data["sizes"] = [node["size"] for node in json.loads(nodes[1])]
    data["places"] = {
        thing["slug"]: (node["x"], node["y"])
        for thing, node in zip(data["nodes"], json.loads(nodes[1]), strict=True)
    }
    return data


def test_a_district_narrows_the_map_to_what_is_at_work_there(run: Run, here: Path) -> None:
    data = drawn(run, here, "--district", "valle-arvena", "--district", "valle-tolvina")
    own = {row for row, each in enumerate(data["districts"]) if each["slug"] != "valle-ombrina"}
    assert all(own & set(thing["districts"]) for thing in data["nodes"])


def test_actors_alone_sized_by_a_measure_in_colours_of_communities(run: Run, here: Path) -> None:
    options = ("--scope", "actors", "--layout", "force", "--lang", "en")
    plain = drawn(run, here, *options)
    data = drawn(run, here, *options, "--size", "betweenness", "--colour", "community")
    assert "topic" not in {thing["kind"] for thing in data["nodes"]}
    assert data["regions"] == []
    assert data["size_text"] == {"it": "Grandezza: Intermediazione", "en": "Size: Betweenness"}
    assert data["sizes"] != plain["sizes"]
    assert data["places"] == plain["places"]
    assert "Group 1" in {entry["label"]["en"] for entry in data["legend"]}


def test_actors_are_tied_by_what_they_share(run: Run, here: Path) -> None:
    data = drawn(run, here, "--ties", "shared")
    assert {tie["kind"] for tie in data["ties"]} == {"shared_affiliation"}
    assert data["ties_of"]["shared_affiliation"]["label"]["it"] == "partecipa con"


def test_things_stay_where_they_are_from_phase_to_phase(run: Run, here: Path) -> None:
    first, last = (drawn(run, here, "--phase", phase)["places"] for phase in ("fase-avvio", "fase-finale"))
    both = first.keys() & last.keys()
    assert len(both) > 50
    assert {slug: first[slug] for slug in both} == {slug: last[slug] for slug in both}


def test_a_name_that_ends_in_svg_or_png_makes_a_picture(run: Run, here: Path) -> None:
    assert run("map", "--out", "map.svg", "--district", "ambito-crema").code == 0
    assert run("map", "--out", "map.png", "--district", "ambito-crema").code == 0
    assert (here / "map.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (here / "map.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("options", "said"),
    {
        "a district that is none": (
            ("--district", "crema"),
            "There is no district “crema”; there are: ambito-cremona, ambito-crema, ambito-casalmaggiore.",
        ),
        "another kind of file": (
            ("--out", "map.pdf"),
            "A map's name ends in .html, .svg or .png, not “map.pdf”.",
        ),
    }.values(),
)
def test_what_there_is_not_is_refused_in_a_sentence(
    run: Run, here: Path, options: tuple[str, ...], said: str
) -> None:
    ran = run("map", "--out", "map.html", *options)
    assert (ran.code, ran.err) == (1, said + "\n")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("option", ["--size", "--colour", "--layout", "--scope", "--ties"])
def test_an_unknown_choice_is_told_what_there_is(run: Run, option: str) -> None:
    ran = run("map", "--out", "map.html", option, "nothing")
    assert ran.code == 2
    assert "nothing" in ran.err


def test_a_picture_has_the_size_and_the_ground_that_are_asked_for(run: Run, here: Path) -> None:
    ran = run("map", "--out", "map.svg", "--example", "--width", "700", "--height", "500", "--dark")
    assert ran.code == 0, ran.err
    svg = (here / "map.svg").read_text(encoding="utf-8")
    assert 'width="700" height="500"' in svg
    assert f'fill="{DARK_GROUND}"' in svg
    assert run("map", "--out", "map.svg", "--example", "--width", "30").code == 1


def test_topics_are_a_click_away_or_shown_at_once(run: Run, here: Path) -> None:
    assert drawn(run, here)["background"] == ["topic"]
    assert drawn(run, here, "--all")["background"] == []


def test_sizes_agree_with_what_is_drawn(run: Run, here: Path) -> None:
    opening, whole = drawn(run, here), drawn(run, here, "--all")
    assert opening["sizes"] == opening["sizes_of"]["opening"] != whole["sizes"]
    assert whole["sizes"] == opening["sizes_of"]["whole"] == whole["sizes_of"]["opening"]


def test_a_picture_leaves_topics_out_unless_all_is_asked_for(run: Run, here: Path) -> None:
    for name, options in (("some.svg", ()), ("all.svg", ("--all",))):
        assert run("map", "--out", name, "--example", "--lang", "en", *options).code == 0
    some, everything = ((here / name).read_text(encoding="utf-8") for name in ("some.svg", "all.svg"))
    assert "Benessere psicologico" in everything
    assert "Benessere psicologico" not in some
    assert "12 topics" in some


def test_the_document_explains_every_option(run: Run) -> None:
    document = (Path(__file__).parents[2] / "docs" / "map.md").read_text(encoding="utf-8")
    options = set(re.findall(r"^  (--[a-z-]+)", run("map", "--help").out, re.MULTILINE)) - {"--help"}
    assert len(options) > 10
    assert options <= set(re.findall(r"--[a-z-]+", document))


def test_the_example_and_a_store_are_not_both_drawn(run: Run, here: Path) -> None:
    ran = run("map", "--out", "map.html", "--example", "--store", "sqlite:///other.db")
    assert ran.code != 0
    assert "--example is a network of its own" in ran.err
    assert list(here.iterdir()) == []
