"""The pages in Chromium: nobody else is asked, nothing complains, all can use them, on phones too."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest
import uvicorn

from graph.changes import CreateEntity, CreateRelationship
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary
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
    *("/involvement", "/involvement?where=azione-spazi&district=valle-arvena", "/bodies", "/coverage"),
    *(
        "/sources",
        "/sources/rilevazione-intermedia",
        "/entities?tied_to=centro-la-tintoria&phase=fase-finale",
    ),
    *("/nowhere", "/involvement?where=nulla&at=ieri", "/bodies?at=ieri", "/entities?status=boh"),
]
PLAN_PAGES = [
    *("/", "/bodies", "/coverage", "/entities?q=crema", "/entities/universita-cattolica", "/sources"),
    *("/entities/cabina-regia-cremona", "/involvement?where=azione-5", "/sources/pagina-piano"),
]
OTHER_PAGES = ["/map", "/map?show=boh", "/graphql", "/graphql/reference"]
LOOKS = [("it", PHONE, "dark"), ("it", DESK, "light"), ("en", PHONE, "light"), ("en", DESK, "dark")]
# For docs/images, which this setting names: what a picture of is shown there.
PICTURES = os.environ.get("INTRECCIO_TEST_PICTURES")
SHOWN = {
    "start": "/",
    "involvement": "/involvement?where=azione-5",
    "bodies": "/bodies",
    "coverage": "/coverage",
    "entity": "/entities/universita-cattolica",
    "sources": "/sources/pagina-piano",
}


@contextmanager
def served(fill: Callable[[MemoryStore], Awaitable[object]]) -> Iterator[str]:
    """Serve what a store was filled with on a port of this machine, and give its address."""
    # Playwright keeps this thread's event loop to itself.
    with socket.socket() as listening, ThreadPoolExecutor(1) as other_thread:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        begun, servers = threading.Event(), list[uvicorn.Server]()

        async def serving() -> None:
            store = MemoryStore()
            await fill(store)
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
    with served(partial(load_territory, territory=plan_territory)) as address:
        yield address


@pytest.fixture(scope="module")
def example_site(example_territory: Territory) -> Iterator[str]:
    with served(partial(load_territory, territory=example_territory)) as address:
        yield address


@pytest.fixture(scope="module")
def many_site() -> Iterator[str]:
    """Serve a network of twelve districts and one action, at work in two of them."""
    numbers = range(1, 13)

    async def fill(store: MemoryStore) -> None:
        districts = [
            CreateEntity("district", f"Comunità di Sant’Angelo {number}", ref=f"d-{number}")
            for number in numbers
        ]
        action = CreateEntity("action", "Laboratori di quartiere", ref="action")
        places = [CreateRelationship("covers", "action", f"d-{number}") for number in (1, 7)]
        await Service(store, load_vocabulary()).apply([*districts, action, *places], LOCAL_EDITOR)

    with served(fill) as address:
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
    """Return what axe finds on the page that is open, in what is folded too."""
    tab.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true; })")
    tab.evaluate(axe)
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{item['id']}: {node['html'][:120]}" for item in found["violations"] for node in item["nodes"]]


def require_room(tab: Page, path: str) -> None:
    """Make sure that nothing reaches beyond the page as it is, nor at 400 %, which is 320 wide."""
    size = tab.viewport_size
    assert size is not None
    for width in (size["width"], 320):
        tab.set_viewport_size({"width": width, "height": size["height"]})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
    tab.set_viewport_size(size)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "size", "colours"), LOOKS)
def test_nothing_bars_anybody_from_the_examples_pages(
    browser: Browser, axe: str, example_site: str, language: str, size: tuple[int, int], colours: str
) -> None:
    with opened(browser, example_site, language, size, colours) as tab:
        for path in EXAMPLE_PAGES:
            tab.goto(example_site + path)
            assert tab.get_attribute("html", "lang") == language
            assert violations(tab, axe) == [], path
            require_room(tab, path)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "size", "colours"), LOOKS)
def test_nothing_bars_anybody_from_the_plans_pages(
    browser: Browser, axe: str, plan_site: str, language: str, size: tuple[int, int], colours: str
) -> None:
    with opened(browser, plan_site, language, size, colours) as tab:
        for path in PLAN_PAGES:
            tab.goto(plan_site + path)
            assert violations(tab, axe) == [], path
            require_room(tab, path)


@pytest.mark.slow
@pytest.mark.parametrize("path", OTHER_PAGES)
@pytest.mark.parametrize(("language", "size", "colours"), [LOOKS[0], LOOKS[3]])
def test_nothing_bars_anybody_from_the_map_and_the_apis_pages(
    browser: Browser,
    axe: str,
    example_site: str,
    path: str,
    language: str,
    size: tuple[int, int],
    colours: str,
) -> None:
    with opened(browser, example_site, language, size, colours) as tab:
        tab.goto(example_site + path)
        assert violations(tab, axe) == []


@pytest.mark.parametrize(("size", "colours"), [(PHONE, "dark"), (DESK, "light")])
def test_pictures_are_shown_in_the_look_of_the_screen_and_lead_to_the_map(
    browser: Browser, plan_site: str, size: tuple[int, int], colours: str
) -> None:
    with opened(browser, plan_site, "it", size, colours) as tab:
        for path, target in (("/", "/map"), ("/entities/kairos", "/map#show=kairos")):
            tab.goto(plan_site + path)
            picture = tab.locator("figure.picture img")
            shown = picture.evaluate("item => [item.complete && item.naturalWidth, item.currentSrc]")
            assert shown[0] > 300
            assert ("theme=dark" in shown[1], "shape=narrow" in shown[1]) == (
                colours == "dark",
                size == PHONE,
            )
            assert len(str(picture.get_attribute("alt"))) > 30
            assert tab.locator("figure.picture > a").get_attribute("href") == target


def test_the_first_page_shows_what_it_is_about_at_first_sight(browser: Browser, plan_site: str) -> None:
    with opened(browser, plan_site, "it", DESK) as tab:
        tab.goto(plan_site)
        for what in ("h1", "figure.picture img", "ul.figures >> nth=0"):
            box = tab.locator(what).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= DESK[1], what


def test_paper_holds_what_is_folded_and_no_menus(browser: Browser, plan_site: str) -> None:
    with opened(browser, plan_site, "it", (688, 1000), "dark") as tab:
        tab.emulate_media(media="print", color_scheme="dark")
        tab.goto(f"{plan_site}/entities/universita-cattolica")
        folded = tab.locator("details.more li a").last
        assert folded.is_visible()
        assert tab.locator("details.said li").first.is_visible()
        for gone in tab.locator("nav.pages, .language, .trail, form, summary").all():
            assert not gone.is_visible()
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert "theme=dark" not in tab.locator("figure.picture img").evaluate("item => item.currentSrc")
        tab.goto(f"{plan_site}/involvement?where=azione-5")
        assert not tab.locator("form").first.is_visible()
        tab.goto(f"{plan_site}/sources/pagina-piano")
        columns = "item => getComputedStyle(item).columnCount"
        assert tab.locator("ul.statements").first.evaluate(columns) == "2"
        tab.goto(f"{plan_site}/coverage")
        assert tab.locator("details.more td").last.is_visible()
        assert tab.evaluate("document.documentElement.scrollWidth") <= 688


def test_paper_holds_who_is_involved_in_what_is_folded(browser: Browser, example_site: str) -> None:
    with opened(browser, example_site, "it", (688, 1000)) as tab:
        tab.goto(f"{example_site}/involvement?district=valle-arvena")
        folded = tab.locator("section.place details tbody th").last
        assert not folded.is_visible()
        assert tab.evaluate("document.documentElement.scrollHeight") < 10_000
        tab.emulate_media(media="print")
        assert folded.is_visible()


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
        for path in EXAMPLE_PAGES:
            tab.goto(example_site + path)
            small = tab.evaluate(
                """() => [...document.querySelectorAll(
                  "header a, nav a, .onward a, button, select, input:not([type=hidden]), summary")]
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
        tab.click("nav.pages >> text=Round tables")
        assert "Phase: Avvio" in tab.inner_text(".now")
        tab.click("footer summary")
        tab.fill("#moment-day", "2024-05-01")
        tab.click("footer button >> nth=0")
        assert "As of 1 May 2024" in tab.inner_text(".now")
        assert tab.get_attribute("html", "lang") == "en"


def test_a_refused_phase_leaves_the_day_beside_it_as_it_was(browser: Browser, example_site: str) -> None:
    heights = """() => [...document.querySelectorAll(".choices input[type=date], .choices button")]
      .map(item => Math.round(item.getBoundingClientRect().height))"""
    with opened(browser, example_site, "it", DESK) as tab:
        tab.goto(f"{example_site}/bodies")
        tab.click("footer summary")
        usual = tab.evaluate(heights)
        tab.goto(f"{example_site}/bodies?phase=boh")
        assert tab.evaluate(heights) == usual
        tops = "() => [...document.querySelectorAll('.choices label')].map(item => item.offsetTop)"
        assert len(set(tab.evaluate(tops))) == 1


def test_twice_as_large_letters_find_room_on_a_phone(browser: Browser, plan_site: str) -> None:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, bypass_csp=True)
    tab = context.new_page()
    for path in PLAN_PAGES:
        tab.goto(plan_site + path)
        tab.add_style_tag(content=":root { font-size: 200% !important; }")
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path
    context.close()


def test_many_districts_stand_side_by_side_without_breaking_words(browser: Browser, many_site: str) -> None:
    with opened(browser, many_site, "it", DESK) as tab:
        tab.goto(f"{many_site}/coverage")
        assert tab.evaluate("document.documentElement.scrollWidth") <= DESK[0]
        widths = tab.evaluate("[...document.querySelectorAll('.cover td')].map(item => item.clientWidth)")
        assert len(widths) == 12
        assert min(widths) > 100


def test_pages_work_without_scripts(browser: Browser, plan_site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{plan_site}/coverage")
    summary = tab.locator("td summary").first
    summary.click()
    assert tab.locator("td details[open] li a").first.is_visible()
    context.close()


@pytest.mark.skipif(PICTURES is None, reason="INTRECCIO_TEST_PICTURES names no folder to put pictures in.")
@pytest.mark.parametrize(("width", "size"), [("wide", DESK), ("phone", PHONE)])
@pytest.mark.parametrize("name", SHOWN)
def test_pictures_of_pages_for_the_documents(
    browser: Browser, plan_site: str, name: str, width: str, size: tuple[int, int]
) -> None:
    with opened(browser, plan_site, "it", size) as tab:
        tab.goto(plan_site + SHOWN[name])
        file = Path(str(PICTURES)) / f"page-{name}-{width}.png"
        tab.screenshot(path=file)
        assert file.stat().st_size < 500_000
