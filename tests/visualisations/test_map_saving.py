"""What one sees can be taken along: as a picture and as tables, from a file too; from a server as SVG."""

from __future__ import annotations

import csv
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest

from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.view import View
from graph.vocabulary.kinds import Language
from tests.visualisations.conftest import HOSTILE
from tests.visualisations.map_tab import DESK, PHONE, opened
from visualisations.map_page import write_map_page
from visualisations.map_site import MapSite
from visualisations.overview import write_overview
from visualisations.scene import Scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def plan_page(plan_service: Service) -> str:
    """Return the plan's map in Italian; read before a browser keeps asyncio from it."""
    return write_overview(anyio.run(plan_service.view, ViewClass.EDITOR, Moment()), Language.IT)


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
    return list(csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=separator))


def test_the_tables_hold_what_is_shown_and_nothing_else(
    plan_page: str, browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, plan_page, tmp_path) as tab:
        file = saved(tab, tmp_path, "things")
        assert file.name == "mappa-elementi.csv"
        heads, *things = rows(file)
        assert heads == ["Nome", "Tipo", "Ambito", "Stato", "Legami", "Quando"]
        assert len(things) == 87
        ties = rows(saved(tab, tmp_path, "ties"))[1:]
        assert len(ties) == 157
        assert sum(int(row[4]) for row in things) == 2 * len(ties)
        tab.uncheck("input[data-facet=kind][value=action]")
        assert len(rows(saved(tab, tmp_path, "things"))) == 1 + 87 - 14
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


def test_names_become_no_formula_and_no_other_cell(
    browser: Browser, view: View, scene: Scene, tmp_path: Path
) -> None:
    page = write_map_page(scene, view, Language.EN)
    with opened(browser, page, tmp_path) as tab:
        found = {row[0] for row in rows(saved(tab, tmp_path, "things"), ",")}
        assert set(HOSTILE) <= found
        assert not [name for name in found if name[:1] in "=+-@"]


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
