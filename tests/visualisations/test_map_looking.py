"""Where one looks on the map: what is chosen is in sight, and what one looked at before is found again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest

from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.vocabulary.kinds import Language
from tests.visualisations.map_tab import DESK, PHONE, TABLET, opened, settle
from visualisations.overview import write_overview

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
CANVAS = "document.querySelector('canvas').toDataURL()"
PLACES = """() => {
  const { left, top } = document.getElementById("canvas").getBoundingClientRect();
  const shown = Object.values(drawing.body.nodes).filter(({ options }) => !options.hidden);
  return shown.map(({ id, x, y, options }) => {
    const at = drawing.canvasToDOM({ x, y });
    return [id, left + at.x, top + at.y, options.opacity === 1];
  });
}"""
COVERED = 6
"""So many of the plan's things, or more, lie where the details will be."""


@pytest.fixture(scope="module", autouse=True)
def page(plan_service: Service) -> str:
    """Return the plan's map; read before a browser keeps asyncio from it."""
    return write_overview(anyio.run(plan_service.view, ViewClass.EDITOR, Moment()), Language.EN)


def places(tab: Page) -> dict[int, tuple[float, float]]:
    """Return where each thing that is shown lies on the page."""
    return {row: (x, y) for row, x, y, _ in tab.evaluate(PLACES)}


def lit(tab: Page) -> list[tuple[float, float]]:
    """Return where the things lie that are not faded."""
    return [(x, y) for _, x, y, is_lit in tab.evaluate(PLACES) if is_lit]


def is_seen(tab: Page, place: tuple[float, float]) -> bool:
    """Whether a place of the page lies in the canvas, and on a phone not below the details."""
    drawn, panel = tab.locator("#canvas").bounding_box(), tab.locator("#details").bounding_box()
    assert drawn is not None
    bottom = drawn["y"] + drawn["height"]
    if panel is not None and panel["x"] < drawn["x"] + drawn["width"]:
        bottom = min(bottom, panel["y"])
    return drawn["x"] < place[0] < drawn["x"] + drawn["width"] and drawn["y"] < place[1] < bottom


def look_for(tab: Page, name: str) -> None:
    tab.fill("#search", name)
    tab.keyboard.press("Enter")
    settle(tab)


def close(tab: Page) -> None:
    tab.click("#details .close")
    settle(tab)


def zoom_in(tab: Page, times: int) -> None:
    for _ in range(times):
        tab.click("button[data-move=zoom_in]")
    settle(tab)


def drag(tab: Page) -> None:
    """Move the map as one does with a mouse, from its lower left corner."""
    drawn = tab.locator("canvas").bounding_box()
    assert drawn is not None
    x, y = drawn["x"] + 10, drawn["y"] + drawn["height"] - 10
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 60, y - 40, steps=4)
    tab.mouse.up()
    tab.mouse.move(0, 0)
    settle(tab)


@pytest.mark.parametrize("size", [DESK, TABLET])
def test_what_is_clicked_stays_where_it_is_or_comes_out_from_below_the_details(
    browser: Browser, page: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    with opened(browser, page, tmp_path, size) as tab:
        before, opening = places(tab), tab.evaluate(CANVAS)
        rightmost = sorted(before, key=lambda row: before[row])[-COVERED:]
        moved = []
        for row in [*list(before)[::8], *rightmost]:
            tab.mouse.click(*before[row])
            settle(tab)
            now = places(tab)[row]
            assert tab.locator("#details").is_visible()
            assert is_seen(tab, now)
            if now != pytest.approx(before[row], abs=1):
                moved.append(row)
                assert not is_seen(tab, before[row])
            close(tab)
            tab.mouse.move(0, 0)
            settle(tab)
            assert tab.evaluate(CANVAS) == opening
        assert moved


@pytest.mark.parametrize("size", [DESK, TABLET, PHONE])
def test_closing_what_was_searched_for_gives_the_map_back_as_it_was(
    browser: Browser, page: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    with opened(browser, page, tmp_path, size) as tab:
        opening = tab.evaluate(CANVAS)
        for name in ("cattolica", "caff"):
            look_for(tab, name)
            assert tab.evaluate(CANVAS) != opening
            tab.click("#details button.end >> nth=0")
            settle(tab)
            close(tab)
            assert tab.evaluate(CANVAS) == opening
        look_for(tab, "cattolica")
        tab.click("button[data-view=table]")
        close(tab)
        tab.click("button[data-view=map]")
        settle(tab)
        assert tab.evaluate(CANVAS) == opening


def test_whoever_zoomed_in_before_searching_finds_that_again(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with opened(browser, page, tmp_path) as tab:
        zoom_in(tab, 4)
        before = places(tab)
        look_for(tab, "cattolica")
        assert places(tab)[0] != pytest.approx(before[0], abs=1)
        close(tab)
        after = places(tab)
        assert all(after[row] == pytest.approx(before[row], abs=0.01) for row in before)


def test_whoever_moves_the_map_while_details_are_open_stays_there(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with opened(browser, page, tmp_path) as tab:
        look_for(tab, "cattolica")
        before = places(tab)
        drag(tab)
        assert places(tab)[0] == pytest.approx((before[0][0] + 60, before[0][1] - 40), abs=20)
        before = places(tab)
        close(tab)
        after = places(tab)
        assert all(after[row] == pytest.approx(before[row], abs=0.01) for row in before)


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("name", ["cattolica", "caff"])
def test_all_that_is_lit_is_in_sight(
    browser: Browser, page: str, tmp_path: Path, size: tuple[int, int], name: str
) -> None:
    with opened(browser, page, tmp_path, size) as tab:
        look_for(tab, name)
        counts = [len(lit(tab))]
        assert all(is_seen(tab, place) for place in lit(tab))
        for steps in (2, 3, 0, 1):
            tab.click(f"[data-steps='{steps}']")
            settle(tab)
            counts.append(len(lit(tab)))
            assert all(is_seen(tab, place) for place in lit(tab)), steps
        assert 1 < counts[0] == counts[-1] < counts[1] < counts[3]


def test_everything_is_shown_whole(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        tab.click("#background")
        tab.click("button[data-move=fit]")
        whole = tab.evaluate(CANVAS)
        zoom_in(tab, 5)
        tab.uncheck("input[data-facet=kind][value=action]")
        tab.click("#reset")
        tab.mouse.move(0, 0)
        settle(tab)
        assert tab.evaluate(CANVAS) == whole


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_what_filters_leave_is_in_sight(
    browser: Browser, page: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    with opened(browser, page, tmp_path, size) as tab:
        if size == PHONE:
            tab.click("#filters summary")
        zoom_in(tab, 8)
        assert any(not is_seen(tab, place) for place in places(tab).values())
        tab.click("#facets fieldset >> nth=0 >> .quick button >> nth=1")
        tab.check("input[data-facet=kind][value=plan]")
        settle(tab)
        tab.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert 0 < len(places(tab)) < 10
        assert all(is_seen(tab, place) for place in places(tab).values())


def test_a_filter_that_leaves_something_in_sight_leaves_the_readers_own_view(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with opened(browser, page, tmp_path) as tab:
        zoom_in(tab, 3)
        before = places(tab)
        tab.uncheck("input[data-facet=kind][value=action]")
        settle(tab)
        after = places(tab)
        assert 3 < len(after) < len(before)
        assert all(place == pytest.approx(before[row], abs=0.01) for row, place in after.items())


def test_districts_that_are_filtered_out_leave_no_room_behind(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with opened(browser, page, tmp_path) as tab:
        whole, opening = tab.evaluate("drawing.getScale()"), tab.evaluate(CANVAS)
        for value in (0, 1, 2):
            tab.uncheck(f"input[data-facet=district][value='{value}']")
        settle(tab)
        assert tab.evaluate("drawing.getScale()") > 1.2 * whole
        assert all(is_seen(tab, place) for place in places(tab).values())
        tab.click("#reset")
        tab.click("#background >> text=Hide")
        settle(tab)
        assert tab.evaluate(CANVAS) == opening


def test_phases_say_how_many_things_and_how_many_ties(browser: Browser, page: str, tmp_path: Path) -> None:
    with opened(browser, page, tmp_path) as tab:
        lines = tab.locator("fieldset:has([data-facet=phase]) .option-count")
        shown = int(re.findall(r"\d+", tab.inner_text("#count"))[0])
        said = lines.all_inner_texts()
        assert said
        for line in said:
            assert re.fullmatch(r"(\d+ things?, )?\d+ ties?", line)
            assert int(line.split()[0]) < shown or "thing" not in line
        tab.click("fieldset:has([data-facet=phase]) .quick button >> nth=1")
        assert lines.all_inner_texts() == said
        tab.click("button[data-language=it]")
        assert all("legam" in line for line in lines.all_inner_texts())
