"""Pictures in Chromium, in whatever fonts it has: names still cover nothing, and nobody is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import numpy as np
import pytest

from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from tests.visualisations.lettering import node_discs, read
from visualisations.boxes import overlap_share
from visualisations.overview import build_overview
from visualisations.picture import write_svg

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
BOXES = """() => [...document.querySelectorAll("g.names text, g.districts text")].map((text) => {
  const { x, y, width, height } = text.getBBox();
  return [x, y + height * 0.2, x + width, y + height * 0.92];
})"""


@pytest.fixture(scope="module")
def svg(plan_service: Service) -> str:
    """Return the plan's picture; drawn before a browser keeps asyncio from it."""
    return write_svg(build_overview(anyio.run(plan_service.view, ViewClass.EDITOR, Moment())))


def test_names_cover_nothing_in_the_browsers_own_fonts(svg: str, browser: Browser, tmp_path: Path) -> None:
    asked: list[str] = []
    files = []
    for family in ("Arial, Helvetica", "DejaVu Sans"):
        files.append(tmp_path / f"{family}.svg")
        files[-1].write_text(svg.replace("Arial, Helvetica", family), encoding="utf-8")
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for file in files:
        page.goto(file.as_uri())
        boxes = np.array(page.evaluate(BOXES))
        assert len(boxes) > 100
        assert overlap_share(boxes, node_discs(read(svg))) < 0.05
    page.close()
    assert asked == [file.as_uri() for file in files]
