"""The map page in Chromium: it asks nobody anything, runs nothing of what names say, and works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.view import View
from graph.vocabulary.kinds import Language
from tests.visualisations.conftest import HOSTILE
from tests.visualisations.map_tab import DESK, PHONE, opened, settle
from visualisations.map_page import write_map_page
from visualisations.map_site import MapSite
from visualisations.scene import Scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


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


def test_hostile_names_are_told_as_text_where_one_points(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        places = "#filters, .legend, h1, title"
        assert tab.locator(places).locator("img, script, a").count() == 0
        assert HOSTILE[0] in tab.inner_text("#filters")
        assert HOSTILE[1] in tab.inner_text("#filters")
        assert HOSTILE[1] in tab.title()
        for row, name in enumerate(HOSTILE):
            tab.mouse.move(0, 0)
            tab.evaluate(f"location.hash = '#show=ostile-{row}&steps=0'")
            settle(tab)
            drawn = tab.locator("canvas").bounding_box()
            assert drawn is not None
            tab.mouse.move(drawn["x"] + drawn["width"] / 2, drawn["y"] + drawn["height"] / 2)
            tab.wait_for_selector("#tip:not([hidden])")
            assert str(tab.text_content("#tip")).startswith(name)
            assert tab.locator("#tip *").count() == 0


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
    page = write_map_page(scene, view, Language.EN, site=MapSite("/", "/entities/"))
    with opened(browser, page, tmp_path) as tab:
        tab.fill("#search", "<img")
        tab.keyboard.press("Enter")
        assert tab.get_attribute("#details a", "href") == "/entities/ostile-0?lang=en"
        tab.click("button[data-language=it]")
        assert str(tab.get_attribute(".home a", "href")).endswith("/?lang=it")


@pytest.mark.parametrize(
    ("size", "colours"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_axe_finds_nothing_wrong(
    browser: Browser, axe: str, page: str, tmp_path: Path, size: tuple[int, int], colours: str
) -> None:
    file = tmp_path / "map.html"
    file.write_text(page, encoding="utf-8")
    # The page's policy would let no script but its own run.
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if colours == "dark" else "light",
        bypass_csp=True,
        reduced_motion="reduce",
    )
    tab = context.new_page()
    tab.goto(file.as_uri())
    tab.evaluate(axe)
    steps = ["button[data-view=map]", "button[data-view=table]", "#rows button >> nth=0", "[data-steps='2']"]
    if size == PHONE:
        steps[:0] = ["#about summary", "#filters summary"]
    for step in steps:
        if step == "[data-steps='2']":
            tab.click("#details button.quiet")  # from the table to the map
        tab.click(step)
        faults = tab.evaluate("axe.run().then((found) => found.violations.map(({ id }) => id))")
        assert faults == [], step
    tab.keyboard.press("Escape")
    tab.fill("#search", "e")
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
    with opened(browser, page, tmp_path, PHONE) as tab:
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
                assert pad["y"] >= drawn["y"] + drawn["height"]  # buttons cover no names
            assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_table_is_there_without_scripts(browser: Browser, page: str, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(page, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(file.as_uri())
    assert tab.locator("#rows tr").count() == 9
    assert tab.locator("#rows").is_visible()
    assert tab.evaluate("document.getElementById('rows').clientWidth") > 1000
    assert tab.locator("#map").is_hidden()
    context.close()
