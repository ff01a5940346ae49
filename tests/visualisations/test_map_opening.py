"""How a map opens: what it leaves for a click, what one sees first on a phone, what its address says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest

from graph.model import Entity
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.map_tab import DESK, PHONE, TABLET, opened
from tests.visualisations.naming import named_entities
from visualisations.colouring import Colouring
from visualisations.drawable import background_kinds
from visualisations.map_page import write_map_page
from visualisations.overview import build_overview, write_overview

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
TOPICS = "input[data-facet=kind][value=topic]"
CANVAS = "document.querySelector('canvas').toDataURL()"
SMALL = """() => [...document.querySelectorAll("button, input, summary, a, [role=option]")]
  .filter((item) => item.checkVisibility() && !item.classList.contains("skip"))
  .filter((item) => {
    const { width, height } = (item.closest("label") ?? item).getBoundingClientRect();
    return Math.min(width, height) < 24;
  }).map((item) => item.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def plan_view(plan_service: Service) -> View:
    """Return the plan; read before a browser keeps asyncio from it, so it comes first among arguments."""
    return anyio.run(plan_service.view, ViewClass.EDITOR, Moment())


@pytest.fixture(scope="module", autouse=True)
def example_view(example_service: Service) -> View:
    """Return the example; read before the first test opens a browser."""
    return anyio.run(example_service.view, ViewClass.EDITOR, Moment())


@pytest.fixture(scope="module")
def plan_page(plan_view: View) -> str:
    """Return the plan's map in English."""
    return write_overview(plan_view, Language.EN)


def sentence(tab: Page) -> str:
    return str(tab.text_content("#sentence"))


def test_what_is_only_spoken_of_takes_one_click(plan_page: str, browser: Browser, tmp_path: Path) -> None:
    with opened(browser, plan_page, tmp_path) as tab:
        line = tab.locator("label.option", has=tab.locator(TOPICS))
        assert not tab.is_checked(TOPICS)
        assert line.locator(".option-count").inner_text() == "55"
        assert sentence(tab).startswith("The map shows 14 actions, 13 bodies,")
        assert sentence(tab).endswith(": Cremona, Crema and Casalmaggiore.")
        assert "topics" not in sentence(tab)
        assert sentence(tab) in str(tab.get_attribute("canvas", "aria-label"))
        assert tab.inner_text("#count").startswith("Shown: 86 of 141")
        tab.click("#background >> text=Show 55 topics too")
        assert tab.is_checked(TOPICS)
        assert sentence(tab).startswith("The map shows 55 topics,")
        assert tab.inner_text("#count").startswith("Shown: 141 of 141")
        tab.click("#background >> text=Hide 55 topics")
        assert not tab.is_checked(TOPICS)


def test_a_map_of_everything_opens_with_everything(plan_view: View, browser: Browser, tmp_path: Path) -> None:
    page = write_overview(plan_view, Language.IT, everything=True)
    with opened(browser, page, tmp_path) as tab:
        assert tab.is_checked(TOPICS)
        assert tab.locator("#background").is_hidden()
        assert sentence(tab).startswith("La mappa mostra 55 temi,")


def test_a_map_that_shows_everything_by_a_click_is_the_map_of_everything(
    plan_view: View, plan_page: str, browser: Browser, tmp_path: Path
) -> None:
    pictures = []
    for page in (plan_page, write_overview(plan_view, Language.EN, everything=True)):
        with opened(browser, page, tmp_path) as tab:
            if tab.locator("#background").is_visible():
                opening = tab.evaluate(CANVAS)
                tab.click("#background")
            tab.click("button[data-move=fit]")
            pictures.append(tab.evaluate(CANVAS))
    assert pictures[0] == pictures[1] != opening


def test_the_legend_explains_no_colour_that_only_hidden_things_have(
    example_view: View, browser: Browser, tmp_path: Path
) -> None:
    background = background_kinds(example_view)
    scene = build_overview(example_view, colouring=Colouring.GROUP, background=background)
    with opened(browser, write_map_page(scene, example_view, Language.EN), tmp_path) as tab:
        lines = tab.locator("#facets .plain:visible")
        assert "Group 1" in lines.all_inner_texts()
        assert "In no group" not in lines.all_inner_texts()
        tab.click("#background")
        assert "In no group" in lines.all_inner_texts()


def test_a_network_of_topics_alone_shows_them(browser: Browser, tmp_path: Path) -> None:
    topics = [Entity(f"t{row}", "topic", f"tema-{row}", f"Tema {row}") for row in range(3)]
    view = View(build_snapshot(1, named_entities(topics), []), load_vocabulary(), ViewClass.PUBLIC)
    with opened(browser, write_overview(view, Language.IT), tmp_path) as tab:
        assert tab.inner_text("#count").startswith("Visibili: 3 di 3")


def test_whoever_looks_for_a_topic_finds_it_on_the_map(
    plan_page: str, browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, plan_page, tmp_path) as tab:
        tab.fill("#search", "rete internet")
        tab.keyboard.press("Enter")
        assert tab.inner_text("#details h2") == "la rete internet"
        assert tab.is_checked(TOPICS)


def test_on_a_phone_the_map_is_what_one_sees_first(plan_page: str, browser: Browser, tmp_path: Path) -> None:
    with opened(browser, plan_page, tmp_path, PHONE) as tab:
        drawn = tab.locator("canvas").bounding_box()
        assert drawn is not None
        assert drawn["y"] < 0.3 * PHONE[1]
        assert drawn["height"] > 0.6 * PHONE[1]
        assert drawn["y"] + drawn["height"] < PHONE[1]
        assert tab.locator("#sentence").is_hidden()
        tab.click("#about summary")
        assert tab.locator("#sentence").is_visible()


@pytest.mark.parametrize("size", [DESK, TABLET, PHONE])
def test_everything_that_can_be_pressed_is_large_enough(
    plan_page: str, browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    with opened(browser, plan_page, tmp_path, size) as tab:
        if size == PHONE:
            tab.click("#filters summary")
        assert tab.evaluate(SMALL) == []
        tab.click("#save summary")
        assert tab.evaluate(SMALL) == []
        tab.keyboard.press("Escape")
        tab.fill("#search", "caff")
        assert tab.evaluate(SMALL) == []
        tab.keyboard.press("Enter")
        tab.click("#details .tie-sources summary >> nth=0")
        assert tab.evaluate(SMALL) == []
        tab.click("button[data-view=table]")
        assert tab.evaluate(SMALL) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_closing_the_details_leads_back_to_where_one_was(
    plan_page: str, browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, plan_page, tmp_path) as tab:
        tab.focus("#search")
        tab.keyboard.type("caff")
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.textContent") == "Caffè Politico"
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "close"
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "search"
        tab.click("button[data-view=table]")
        tab.focus("#rows tr >> nth=3 >> button")
        name = tab.evaluate("document.activeElement.textContent")
        tab.keyboard.press("Enter")
        assert tab.inner_text("#details h2") == name
        tab.keyboard.press("Escape")
        assert tab.evaluate("document.activeElement.textContent") == name


def test_the_address_says_what_is_chosen(plan_page: str, browser: Browser, tmp_path: Path) -> None:
    with opened(browser, plan_page, tmp_path) as tab:
        assert "#" not in tab.url
        tab.uncheck("input[data-facet=kind][value=action]")
        tab.uncheck("input[data-facet=district] >> nth=0")
        tab.fill("#search", "caff")
        tab.keyboard.press("Enter")
        tab.click("[data-steps='2']")
        tab.click("button[data-language=it]")
        count, address = tab.inner_text("#count"), tab.url[tab.url.index("#") :]
    with opened(browser, plan_page, tmp_path, address=address) as tab:
        assert tab.get_attribute("html", "lang") == "it"
        assert tab.inner_text("#count") == count
        assert not tab.is_checked("input[data-facet=kind][value=action]")
        assert not tab.is_checked(TOPICS)
        assert tab.inner_text("#details h2") == "Caffè Politico"
        assert tab.get_attribute("[data-steps='2']", "aria-pressed") == "true"
        tab.click("#reset")
        tab.keyboard.press("Escape")
        tab.click("button[data-language=en]")
        assert tab.url.endswith("#without_kind=")


def test_an_address_that_says_what_there_is_not_is_as_good_as_none(
    plan_page: str, browser: Browser, tmp_path: Path
) -> None:
    nonsense = "#show=%3Cimg%3E&steps=9&view=x&lang=xx&without_kind=nothing,topic&without_phase=7&other=1"
    with opened(browser, plan_page, tmp_path, address=nonsense) as tab:
        assert tab.locator("#details").is_hidden()
        assert tab.inner_text("#count").startswith("Shown: 86 of 141")
        assert "#" not in tab.url
