"""The map page in Chromium: it asks nobody anything, runs nothing of what names say, and works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.view import View
from graph.vocabulary.kinds import Language
from visualisations.map_page import write_map_page
from visualisations.scene import Scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@contextmanager
def opened(browser: Browser, page: str, folder: Path, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """Open a page and, at the end, make sure that it asked nobody, complained of nothing, ran no name."""
    file = folder / "map.html"
    file.write_text(page, encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    tab = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(file.as_uri())
    tab.wait_for_selector("canvas[aria-label]")
    yield tab
    assert tab.evaluate("window.hacked") is None
    context.close()
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
    assert complaints == []


def shown_count(tab: Page) -> str:
    said: str = tab.inner_text("#count")
    return said


def test_it_draws(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        drawn = tab.evaluate(
            """() => {
              const canvas = document.querySelector("canvas");
              const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              return new Set(new Uint32Array(pixels.buffer)).size;
            }"""
        )
        assert drawn > 50
        assert tab.get_attribute("canvas", "role") == "img"


def test_search_finds_without_case_and_accents(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        tab.fill("#search", "CAFFE")
        assert tab.locator("#suggestions [role=option]").count() == 1
        tab.keyboard.press("ArrowDown")
        assert tab.get_attribute("#search", "aria-activedescendant")
        tab.keyboard.press("Enter")
        assert tab.inner_text("#details h2") == "Caffè Sociale"
        assert tab.evaluate("document.activeElement.textContent") == "Caffè Sociale"


def test_details_lead_on_to_the_other_ends(
    browser: Browser, page: str, tmp_path: Path, language: Language
) -> None:
    with opened(browser, page, tmp_path) as tab:
        tab.fill("#search", "caffè")
        tab.keyboard.press("Enter")
        verbs = tab.locator("#details h4").all_inner_texts()
        assert verbs == (
            ["è capofila di 1", "fa parte di 1"]
            if language is Language.IT
            else ["leads 1", "is a member of 1"]
        )
        for steps in (2, 3, 1):
            tab.focus(f"#details [data-steps='{steps}']")
            tab.keyboard.press("Enter")
            pressed = tab.locator("#details [data-steps][aria-pressed=true]")
            assert pressed.get_attribute("data-steps") == str(steps)
        assert tab.locator("#details a").count() == 0
        tab.click("#details button.end >> text=Piano giovani")
        assert tab.inner_text("#details h2") == "Piano giovani"
        verb = "ha come capofila 7" if language is Language.IT else "is led by 7"
        assert tab.locator("#details h4").all_inner_texts() == [verb]
        tab.keyboard.press("Escape")
        assert tab.locator("#details").is_hidden()


def test_hostile_names_stay_text_wherever_they_appear(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        tab.click("button[data-view=table]")
        for row in range(tab.locator("#rows tr").count()):
            tab.locator("#rows tr th button").nth(row).click()
            assert tab.locator("#details img, #details script, #details a").count() == 0
        assert tab.locator("#rows img, #rows script, #rows a").count() == 0
        tab.fill("#search", "<")
        assert tab.locator("#suggestions img, #suggestions script").count() == 0
        assert tab.locator("#suggestions [role=option]").count() > 0


def test_filters_count_and_hide(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        assert "9" in shown_count(tab)
        tab.locator("input[data-facet=kind][value=organisation]").uncheck()
        assert shown_count(tab).count("2") == 1
        tab.click("button[data-view=table]")
        assert tab.locator("#rows tr").count() == 2
        tab.click("#reset")
        assert tab.locator("#rows tr").count() == 9


def test_the_language_can_be_changed(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        tab.click("button[data-language=en]")
        assert tab.get_attribute("html", "lang") == "en"
        assert tab.inner_text("label[for=search]") == "Search by name"
        tab.click("button[data-language=it]")
        assert tab.inner_text("label[for=search]") == "Cerca per nome"
        assert tab.title().startswith("Rete")


def test_the_table_is_reached_by_keyboard(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")  # the first stop is the way to the table
        assert tab.locator("#table").is_visible()
        assert tab.locator("#map").is_hidden()
        assert tab.locator("#rows tr").count() == 9
        tab.click("th[data-column=tie_count] button")
        assert tab.locator("#rows tr th").first.inner_text() == "Piano giovani"


def test_a_served_map_leads_to_the_pages_of_things(
    browser: Browser, scene: Scene, view: View, tmp_path: Path
) -> None:
    page = write_map_page(scene, view, Language.EN, pages="/entities/")
    with opened(browser, page, tmp_path) as tab:
        tab.fill("#search", "<img")
        tab.keyboard.press("Enter")
        assert tab.get_attribute("#details a", "href") == "/entities/ostile-0?lang=en"
        tab.click("button[data-language=it]")
        assert tab.get_attribute(".home a", "href") == "/?lang=it"


def test_axe_finds_nothing_wrong(browser: Browser, axe: str, page: str, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(page, encoding="utf-8")
    # The page's policy would let no script but its own run.
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(file.as_uri())
    tab.evaluate(axe)
    for step in ("button[data-view=map]", "button[data-view=table]", "#rows button >> nth=0"):
        tab.click(step)
        faults = tab.evaluate("axe.run().then((found) => found.violations.map(({ id }) => id))")
        assert faults == []
    context.close()


def test_the_map_moves_without_dragging(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        before = tab.screenshot()
        tab.click("button[data-move=zoom_in]")
        tab.click("button[data-move=left]")
        assert tab.screenshot() != before


def test_a_phone_has_no_sideways_scroll(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path, 390, 844) as tab:
        for step in (
            "button[data-view=map]",
            "#filters summary",
            "button[data-view=table]",
            "#rows button >> nth=0",
        ):
            tab.click(step)
            if step == "button[data-view=map]":
                pad, drawn = tab.locator(".pad").bounding_box(), tab.locator("#canvas").bounding_box()
                assert pad is not None
                assert drawn is not None
                assert pad["y"] + pad["height"] <= drawn["y"]  # buttons cover no names
            assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_table_is_there_without_scripts(browser: Browser, page: str, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(page, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(file.as_uri())
    assert tab.locator("#rows tr").count() == 9
    assert tab.locator("#rows").is_visible()
    assert tab.locator("#map").is_hidden()
    context.close()
