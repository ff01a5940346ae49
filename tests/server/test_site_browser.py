"""The pages in Chromium: nobody else is asked, nothing complains, all can use them, on phones too."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest
import uvicorn

from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.territory import Territory
from server.app import create_app
from server.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PHONE, DESK = (390, 844), (1440, 900)
EXAMPLE_PAGES = [
    *("/", "/entities?kind=organisation", "/entities/centro-la-tintoria", "/entities/tavolo-arvena"),
    *("/involvement?where=azione-spazi&district=valle-arvena", "/bodies", "/coverage", "/sources"),
    *("/sources/rilevazione-intermedia", "/nowhere", "/involvement?where=nulla&at=ieri", "/bodies?at=ieri"),
]
PLAN_PAGES = ["/", "/bodies", "/coverage", "/entities/universita-cattolica", "/involvement?where=azione-5"]
# For docs/images, which this setting names: what a picture of is shown there.
PICTURES = os.environ.get("INTRECCIO_TEST_PICTURES")
SHOWN = [
    ("page-start-wide", "/", DESK),
    ("page-start-phone", "/", PHONE),
    ("page-involvement-wide", "/involvement?where=azione-5", DESK),
    ("page-coverage-wide", "/coverage", DESK),
    ("page-entity-wide", "/entities/universita-cattolica", DESK),
    ("page-bodies-phone", "/bodies", PHONE),
]


@contextmanager
def served(territory: Territory) -> Iterator[str]:
    """Serve a territory on a port of this machine, and give its address."""
    # Playwright keeps this thread's event loop to itself.
    with socket.socket() as listening, ThreadPoolExecutor(1) as other_thread:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        begun, servers = threading.Event(), list[uvicorn.Server]()

        async def serving() -> None:
            store = MemoryStore()
            await load_territory(store, territory)
            app = await create_app(Settings(), store)
            servers.append(uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off")))
            begun.set()
            await servers[0].serve(sockets=[listening])

        done = other_thread.submit(anyio.run, serving)
        try:
            while not begun.wait(0.1):
                assert not done.done(), done.exception()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            for server in servers:
                server.should_exit = True
        done.result()


@pytest.fixture(scope="module")
def plan_site(plan_territory: Territory) -> Iterator[str]:
    with served(plan_territory) as address:
        yield address


@pytest.fixture(scope="module")
def example_site(example_territory: Territory) -> Iterator[str]:
    with served(example_territory) as address:
        yield address


@contextmanager
def opened(
    browser: Browser, site: str, language: str, size: tuple[int, int], colours: str = "light"
) -> Iterator[Page]:
    """Open a tab and, at the end, make sure that nobody else was asked and nothing complained."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=f"{language}-IT",
        color_scheme="dark" if colours == "dark" else "light",
        reduced_motion="reduce",
        java_script_enabled=True,
    )
    tab = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert [url for url in requests if not url.startswith((f"{site}/", "data:"))] == []
    # Chromium tells the console of every page that is answered with 400 or 404: these were meant.
    assert [said for said in complaints if "status of 40" not in said] == []


def violations(tab: Page, axe: str) -> list[str]:
    """Return what axe finds on the page that is open."""
    tab.evaluate(axe)
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{item['id']}: {node['html'][:120]}" for item in found["violations"] for node in item["nodes"]]


@pytest.mark.parametrize(("language", "size"), [("it", PHONE), ("en", DESK)])
def test_nothing_bars_anybody_from_the_examples_pages(
    browser: Browser, axe: str, example_site: str, language: str, size: tuple[int, int]
) -> None:
    with opened(browser, example_site, language, size) as tab:
        for path in EXAMPLE_PAGES:
            tab.goto(example_site + path)
            assert tab.get_attribute("html", "lang") == language
            assert violations(tab, axe) == [], path
            assert tab.evaluate("document.documentElement.scrollWidth") <= size[0], path


def test_nothing_bars_anybody_from_the_plans_pages(browser: Browser, axe: str, plan_site: str) -> None:
    with opened(browser, plan_site, "it", PHONE, "dark") as tab:
        for path in PLAN_PAGES:
            tab.goto(plan_site + path)
            assert violations(tab, axe) == [], path
            assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path


def test_the_keyboard_leads_to_the_content_and_to_every_page(browser: Browser, plan_site: str) -> None:
    with opened(browser, plan_site, "it", DESK) as tab:
        tab.goto(f"{plan_site}/bodies")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"
        assert tab.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "content"
        tab.goto(f"{plan_site}/bodies")
        reached = []
        for _ in range(11):
            tab.keyboard.press("Tab")
            reached.append(tab.evaluate("document.activeElement.getAttribute('href')"))
            outline = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
            assert tab.evaluate(outline) >= 2
        menu = ["/", "/map", "/involvement", "/bodies", "/coverage", "/entities", "/sources", "/graphql"]
        assert reached == ["#content", "/", *menu, "/bodies?lang=en"]
        tab.keyboard.press("Enter")
        tab.wait_for_selector("html[lang=en]")


def test_everything_that_can_be_pressed_is_large_enough(browser: Browser, example_site: str) -> None:
    with opened(browser, example_site, "it", PHONE) as tab:
        for path in ("/bodies", "/involvement", "/entities"):
            tab.goto(example_site + path)
            small = tab.evaluate(
                """() => [...document.querySelectorAll(
                  "header a, nav a, button, select, input:not([type=hidden]), summary")]
                  .filter(item => item.getClientRects().length && !item.classList.contains("skip"))
                  .filter(item => item.getBoundingClientRect().height < 24).map(item => item.outerHTML)"""
            )
            assert small == [], path


def test_a_form_asks_and_keeps_language_and_moment(browser: Browser, example_site: str) -> None:
    with opened(browser, example_site, "it", PHONE) as tab:
        tab.goto(f"{example_site}/involvement?lang=en")
        tab.select_option("#where", "piano-mezzaluce")
        tab.select_option("#phase", "fase-avvio")
        tab.click("form.asking button")
        assert tab.get_attribute("html", "lang") == "en"
        assert "Phase: Avvio" in tab.inner_text(".now")
        assert tab.locator("section.place").count() > 3
        tab.click("nav.pages >> text=Tables")
        assert "Phase: Avvio" in tab.inner_text(".now")
        tab.click("footer summary")
        tab.fill("#moment-day", "2024-05-01")
        tab.click("footer button >> nth=0")
        assert "As of 1 May 2024" in tab.inner_text(".now")
        assert tab.get_attribute("html", "lang") == "en"


def test_pages_work_without_scripts(browser: Browser, plan_site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{plan_site}/coverage")
    summary = tab.locator("td summary").first
    summary.click()
    assert tab.locator("td details[open] li a").first.is_visible()
    context.close()


@pytest.mark.skipif(PICTURES is None, reason="INTRECCIO_TEST_PICTURES names no folder to put pictures in.")
@pytest.mark.parametrize(("name", "path", "size"), SHOWN)
def test_pictures_of_pages_for_the_documents(
    browser: Browser, plan_site: str, name: str, path: str, size: tuple[int, int]
) -> None:
    with opened(browser, plan_site, "it", size) as tab:
        tab.goto(plan_site + path)
        file = Path(str(PICTURES)) / f"{name}.png"
        tab.screenshot(path=file)
        assert file.stat().st_size < 400_000
