"""The map on paper: A4 across, first the drawing and its legend, then the table, and nothing to press."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest

from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.vocabulary.kinds import Language
from tests.visualisations.map_tab import DESK, PHONE, opened, resize, settle
from visualisations.overview import write_overview

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PIXELS_PER_MM = 96 / 25.4
ROOM = (273 * PIXELS_PER_MM, 186 * PIXELS_PER_MM)
"""Width and height of A4 across within its margins, in pixels."""


@pytest.mark.parametrize(("size", "colours"), [(DESK, "light"), (PHONE, "dark")])
def test_the_map_and_its_legend_fill_the_first_page(
    browser: Browser, page: str, tmp_path: Path, size: tuple[int, int], colours: str
) -> None:
    with opened(browser, page, tmp_path, size, "dark" if colours == "dark" else "light") as tab:
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        tab.emulate_media(media="print", color_scheme="light")
        tab.set_viewport_size({"width": round(ROOM[0]), "height": round(ROOM[1])})
        drawn, legend = (tab.locator(place).bounding_box() for place in ("canvas", ".legend"))
        table = tab.locator("#table").bounding_box()
        assert drawn is not None
        assert legend is not None
        assert table is not None
        assert drawn["width"] == pytest.approx(ROOM[0], abs=2)
        assert drawn["y"] + drawn["height"] <= legend["y"]
        assert legend["y"] + legend["height"] <= min(ROOM[1], table["y"])
        assert tab.evaluate("canvas => canvas.width / canvas.clientWidth", tab.query_selector("canvas")) == 3
        assert tab.locator("#rows tr").count() == 9
        assert tab.locator("#sentence").is_visible()
        pressed = (
            "[...document.querySelectorAll('button, input, summary')].filter((e) => e.checkVisibility())"
        )
        assert tab.evaluate(f"{pressed}.every((e) => e.matches('.end, .sort'))")  # words of the table
        assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(24, 32, 43)"
        assert tab.evaluate("document.documentElement.scrollWidth") <= round(ROOM[0])


def test_what_is_hidden_is_in_no_printed_legend(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        tab.uncheck("input[data-facet=kind][value=organisation]")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        tab.emulate_media(media="print")
        legend = tab.inner_text(".legend").split("\n")
        assert not {"Organizzazione", "Organisation"} & set(legend)
        assert {"Piano", "Plan"} & set(legend)


def test_it_is_printed_across_and_the_screen_is_as_before(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with opened(browser, page, tmp_path) as tab:
        before = tab.screenshot()
        paper = tab.pdf(prefer_css_page_size=True)
        width, height = map(float, re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)[0])
        assert (round(width), round(height)) == (842, 595)
        assert len(re.findall(rb"/Type /Page\b", paper)) == 2
        assert tab.screenshot() == before


@pytest.fixture(scope="module", autouse=True)
def plan_page(plan_service: Service) -> str:
    """Return the plan's map; read before a browser keeps asyncio from it."""
    return write_overview(anyio.run(plan_service.view, ViewClass.EDITOR, Moment()), Language.EN)


def words_of_pages(paper: bytes) -> list[list[bytes]]:
    """Return the words of each page, in the letters' numbers, in the order in which they are written."""
    streams = re.findall(rb"/FlateDecode.{0,40}?stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)
    pages = [zlib.decompressobj().decompress(stream) for stream in streams]
    return [re.findall(rb"<([0-9A-F]+)> Tj", page) for page in pages if b"\nBT\n" in page]


def test_the_columns_have_their_names_on_every_page(browser: Browser, plan_page: str, tmp_path: Path) -> None:
    with opened(browser, plan_page, tmp_path) as tab:
        pages = words_of_pages(tab.pdf(prefer_css_page_size=True))[-3:]
        assert {tuple(words[:5]) for words in pages} == {tuple(pages[0][:5])}
        assert len({tuple(words[:10]) for words in pages}) == len(pages) == 3


def test_open_details_come_last_and_cost_the_table_no_column(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with opened(browser, page, tmp_path) as tab:
        tab.fill("#search", "caffè")
        tab.keyboard.press("Enter")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        tab.emulate_media(media="print")
        tab.set_viewport_size({"width": round(ROOM[0]), "height": round(ROOM[1])})
        table, details = (tab.locator(place).bounding_box() for place in ("#table", "#details"))
        assert table is not None
        assert details is not None
        assert table["y"] + table["height"] <= details["y"]
        assert tab.locator("#rows tr >> nth=0 >> td:visible").count() == 4
        assert tab.locator("#details .close").is_hidden()


def test_from_the_table_the_same_is_printed_and_the_map_stays_as_it_was(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with opened(browser, page, tmp_path) as tab:
        before = tab.locator("#map").screenshot()
        tab.click("button[data-view=table]")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert tab.locator("canvas").is_visible()
        tab.evaluate("dispatchEvent(new Event('afterprint'))")
        assert tab.locator("canvas").is_hidden()
        assert len(re.findall(rb"/Type /Page\b", tab.pdf(prefer_css_page_size=True))) == 2
        tab.click("button[data-view=map]")
        assert tab.locator("#map").screenshot() == before


def test_a_screen_turned_while_the_table_is_shown_has_the_whole_map_afterwards(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with opened(browser, page, tmp_path, PHONE) as tab:
        resize(tab, DESK)
        drawn = tab.locator("#map").screenshot()
        tab.click("button[data-view=table]")
        for size in (PHONE, DESK):
            resize(tab, size)
        tab.click("button[data-view=map]")
        settle(tab)
        assert tab.locator("#map").screenshot() == drawn
