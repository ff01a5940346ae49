"""What one sees can be taken along: as a picture and as tables, from a file too; from a server as SVG."""

from __future__ import annotations

import csv
import io
import struct
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest

from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.conftest import HOSTILE
from tests.visualisations.map_tab import DESK, PHONE, opened
from tests.visualisations.naming import named_entities, named_relationships
from visualisations.drawable import background_kinds
from visualisations.legend import LegendEntry
from visualisations.map_page import write_map_page
from visualisations.map_site import MapSite
from visualisations.overview import build_overview, write_overview
from visualisations.pages.involvement_table import harmless
from visualisations.scene import Scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
NARROW = (320, 640)
FORMULAS = ("=1+1", "+39 0372", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1")
SPLITTING = ("a;b,c", 'the "best"', "two\nlines", "harmless")
# The words on a saved picture, which is in no page, each with where it ends and how wide the picture is.
LISTEN = """() => {
  const pen = CanvasRenderingContext2D.prototype, write = pen.fillText;
  window.said = [];
  pen.fillText = function (words, x, y) {
    if (!this.canvas.isConnected) {
      said.push([words, x + this.measureText(words).width, this.canvas.width / 2, y, this.canvas.height / 2]);
    }
    write.call(this, words, x, y);
  };
}"""


@pytest.fixture(scope="module")
def plan_view(plan_service: Service) -> View:
    """Return the plan as its editors see it; read before a browser keeps asyncio from it."""
    return anyio.run(plan_service.view, ViewClass.EDITOR, Moment())


@pytest.fixture(scope="module")
def plan_page(plan_view: View) -> str:
    """Return the plan's map in Italian."""
    return write_overview(plan_view, Language.IT)


def saved(tab: Page, folder: Path, what: str) -> Path:
    """Save something, and return where it lies, under the name that it was offered by."""
    tab.click("#save summary")
    with tab.expect_download() as found:
        tab.click(f"[data-save={what}]")
    assert tab.get_attribute("#save", "open") is None
    where = folder / str(found.value.suggested_filename)
    found.value.save_as(where)
    return where


def rows(file: Path, separator: str = ";") -> list[list[str]]:
    """Return the rows of a table that was saved; it begins with the mark that spreadsheets look for."""
    text = file.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))


def test_the_tables_hold_what_is_shown_and_nothing_else(
    plan_page: str, browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, plan_page, tmp_path) as tab:
        file = saved(tab, tmp_path, "things")
        assert file.name == "mappa-elementi.csv"
        heads, *things = rows(file)
        assert heads == ["Nome", "Tipo", "Ambito", "Stato", "Legami", "Quando"]
        assert len(things) == 86
        ties = rows(saved(tab, tmp_path, "ties"))[1:]
        assert len(ties) == 156
        assert sum(int(row[4]) for row in things) == 2 * len(ties)
        tab.uncheck("input[data-facet=kind][value=action]")
        assert len(rows(saved(tab, tmp_path, "things"))) == 1 + 86 - 14
        tab.click("button[data-language=en]")
        file = saved(tab, tmp_path, "ties")
        assert file.name == "map-ties.csv"
        assert rows(file, ",")[0] == ["From", "Tie", "To", "Status", "Role", "When", "Strength"]


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_picture_is_sharp_and_holds_title_map_and_legend(
    plan_page: str, browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    with opened(browser, plan_page, tmp_path, size) as tab:
        before = tab.evaluate("document.querySelector('canvas').width")
        drawn = tab.locator("#canvas").bounding_box()
        assert drawn is not None
        file = saved(tab, tmp_path, "picture")
        assert file.name == "mappa.png"
        data = file.read_bytes()
        assert data.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", data[16:24])
        assert width == 2 * round(drawn["width"])
        assert height > 2 * (drawn["height"] + 100)
        assert len(data) > 50_000
        assert tab.evaluate("document.querySelector('canvas').width") == before


def test_no_word_of_the_picture_is_cut_off_on_a_narrow_screen(
    browser: Browser, view: View, scene: Scene, tmp_path: Path
) -> None:
    said = {
        "title": "Piano giovani delle Valli di Mezzaluce e di tutte le altre",
        "moment": "Situazione al 15 maggio 2025, Fase: una fase dal nome lungo, revisione 12",
        "legend": "Donaudampfschifffahrtsgesellschaftskapitäninnenvereinigung della valle",
    }
    title, moment, entry = (Label(words, words) for words in said.values())
    legend = (LegendEntry(entry, "#0072B2"), LegendEntry(entry), *scene.legend)
    long = replace(scene, title=title, moment_text=moment, legend=legend)
    with opened(browser, write_map_page(long, view, Language.IT), tmp_path, NARROW) as tab:
        tab.evaluate(LISTEN)
        saved(tab, tmp_path, "picture")
        written = tab.evaluate("said")
        letters = "".join("".join(words for words, *_ in written).split())
        for words in said.values():
            assert "".join(words.split()) in letters
        assert [words for words, end, width, *_ in written if end > width - 20] == []
        assert [words for words, _, _, y, height in written if y > height - 20] == []
        places = [(end, y) for _, end, _, y, _ in written]
        assert len(set(places)) == len(places)


@pytest.mark.parametrize("language", list(Language))
def test_names_become_no_formula_and_no_other_cell(
    browser: Browser, language: Language, tmp_path: Path
) -> None:
    names = (*HOSTILE, *FORMULAS, *SPLITTING)
    entities = [Entity(f"o{row}", "organisation", f"o{row}", name) for row, name in enumerate(names)]
    ties = [Relationship(f"r{row}", "leads", f"o{row}", "p", role=name) for row, name in enumerate(names)]
    snapshot = build_snapshot(
        1, named_entities([*entities, Entity("p", "plan", "p", "=Piano")]), named_relationships(ties)
    )
    separator = {Language.IT: ";", Language.EN: ","}[language]
    page = write_overview(View(snapshot, load_vocabulary(), ViewClass.PUBLIC), language)
    with opened(browser, page, tmp_path) as tab:
        heads, *things = rows(saved(tab, tmp_path, "things"), separator)
        assert {row[0] for row in things} == {harmless(name) for name in (*names, "=Piano")}
        assert {len(row) for row in things} == {len(heads)}
        heads, *tied = rows(saved(tab, tmp_path, "ties"), separator)
        assert {(row[0], row[2], row[4]) for row in tied} == {
            (harmless(name), "'=Piano", harmless(name)) for name in names
        }
        assert {len(row) for row in tied} == {len(heads)}


@pytest.mark.parametrize("what", ["picture", "things", "ties"])
def test_who_saves_by_keyboard_goes_on_where_they_were(
    plan_page: str, browser: Browser, tmp_path: Path, what: str
) -> None:
    with opened(browser, plan_page, tmp_path) as tab:
        tab.focus("#save summary")
        tab.keyboard.press("Enter")
        tab.focus(f"[data-save={what}]")
        with tab.expect_download():
            tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.parentElement.id") == "save"


def test_a_file_offers_what_works_without_a_server(
    browser: Browser, view: View, scene: Scene, tmp_path: Path
) -> None:
    with opened(browser, write_map_page(scene, view, Language.EN), tmp_path) as tab:
        assert tab.locator("#save a").count() == 0
        tab.click("#save summary")
        assert tab.locator("#save button:visible").count() == 3
        tab.focus("#save button >> nth=0")
        tab.keyboard.press("Escape")
        assert tab.locator("#save button:visible").count() == 0
        assert tab.evaluate("document.activeElement.localName") == "summary"
        tab.click("#save summary")
        tab.click("h1")
        assert tab.locator("#save button:visible").count() == 0
        tab.click("#save summary")
        tab.keyboard.press("Shift+Tab")
        assert tab.locator("#save button:visible").count() == 0
        tab.click("button[data-view=table]")
        tab.click("#save summary")
        assert tab.locator("#save button:visible").count() == 2


def test_a_server_offers_the_same_map_as_svg(
    browser: Browser, scene: Scene, view: View, tmp_path: Path
) -> None:
    site = MapSite("/", "/entities/", picture="/map.svg?lang=en")
    with opened(browser, write_map_page(scene, view, Language.EN, site=site), tmp_path) as tab:
        link = tab.locator("#save a")
        assert str(link.get_attribute("href")).endswith("/map.svg?lang=en")
        assert link.get_attribute("download") == "map.svg"
        tab.click("button[data-language=it]")
        assert str(link.get_attribute("href")).endswith("/map.svg?lang=it")
        assert link.get_attribute("download") == "mappa.svg"


@pytest.mark.parametrize("asked", ["", "&show=all"])
def test_the_svg_holds_what_is_spoken_of_when_the_map_does(
    plan_view: View, browser: Browser, tmp_path: Path, asked: str
) -> None:
    site = MapSite("/", "/entities/", picture=f"/map.svg?lang=en{asked}")
    scene = build_overview(plan_view, background=() if asked else background_kinds(plan_view))
    with opened(browser, write_map_page(scene, plan_view, Language.EN, site=site), tmp_path) as tab:
        address = "document.querySelector('#save a').search"
        assert tab.evaluate(address) == f"?lang=en{asked}"
        if not asked:
            tab.click("#background")
            assert tab.evaluate(address) == "?lang=en&show=all"
            tab.click("#background")
            assert tab.evaluate(address) == "?lang=en"
