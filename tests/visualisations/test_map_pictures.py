"""Pictures of maps for docs/images: made anew when the setting names that folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import anyio
import pytest

from graph.analysis.centrality import CentralityMeasure
from graph.model import FactStatus
from graph.moment import Moment
from graph.network import Scope
from graph.rights import ViewClass
from graph.service import Service
from graph.vocabulary.kinds import Language
from tests.visualisations.map_tab import DESK, PHONE, opened
from visualisations.colouring import Colouring
from visualisations.layout import Layout
from visualisations.map_page import write_map_page
from visualisations.overview import build_overview, write_overview

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = os.environ.get("INTRECCIO_TEST_PICTURES")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        PICTURES is None, reason="INTRECCIO_TEST_PICTURES names no folder to put pictures in."
    ),
]


@pytest.fixture(scope="module")
def pages(plan_service: Service, example_service: Service) -> dict[str, str]:
    """Return maps; written before a browser keeps asyncio from it."""
    plan = anyio.run(plan_service.view, ViewClass.EDITOR, Moment(at=date(2014, 6, 16)))
    example = anyio.run(example_service.view, ViewClass.EDITOR, Moment(at=date(2025, 5, 15)))
    actors = build_overview(
        example,
        Scope(status=frozenset(FactStatus)),
        layout=Layout.FORCE,
        size=CentralityMeasure.BETWEENNESS,
        colouring=Colouring.GROUP,
    )
    return {
        "plan": write_overview(plan, Language.IT),
        "communities": write_map_page(actors, example, Language.EN),
    }


def look(_: Page) -> None:
    """Leave the map as it opens."""


def choose_a_group(tab: Page) -> None:
    """Open the details of an informal group."""
    tab.fill("#search", "caffè")
    tab.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("name", "map_name", "size", "colours", "prepare"),
    [
        ("map-wide", "plan", DESK, "light", look),
        ("map-dark", "plan", DESK, "dark", choose_a_group),
        ("map-phone", "plan", PHONE, "light", look),
        ("map-phone-details", "plan", PHONE, "light", choose_a_group),
        ("map-communities", "communities", DESK, "light", look),
    ],
)
def test_pictures_of_maps_for_the_documents(
    pages: dict[str, str],
    browser: Browser,
    tmp_path: Path,
    name: str,
    map_name: str,
    size: tuple[int, int],
    colours: Literal["light", "dark"],
    prepare: Callable[[Page], None],
) -> None:
    with opened(browser, pages[map_name], tmp_path, size, colours) as tab:
        prepare(tab)
        tab.wait_for_timeout(300)
        file = Path(str(PICTURES)) / f"{name}.png"
        tab.screenshot(path=file)
        assert file.stat().st_size < 400_000
