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
from visualisations.neighbourhood import write_neighbourhood
from visualisations.overview import build_overview, get_main_plan, main_scope
from visualisations.picture import write_svg

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
BOXES = """(names) => [...document.querySelectorAll(names)].map((text) => {
  const { x, y, width, height } = text.getBBox();
  return [x, y + height * 0.2, x + width, y + height * 0.92];
})"""
NAMES = {"map": "g.names text, g.districts text", "neighbourhood": "text"}


@pytest.fixture(scope="module")
def pictures(plan_service: Service) -> dict[str, str]:
    """Return the plan's pictures; drawn before a browser keeps asyncio from it."""
    view = anyio.run(plan_service.view, ViewClass.EDITOR, Moment())
    plan = get_main_plan(view)
    assert plan is not None
    neighbourhood = write_neighbourhood(view, plan, width=360, height=640)
    assert neighbourhood is not None
    return {"map": write_svg(build_overview(view, main_scope(view))), "neighbourhood": neighbourhood}


@pytest.mark.parametrize("family", ["Arial, Helvetica", "DejaVu Sans"])
@pytest.mark.parametrize("kind", list(NAMES))
def test_names_cover_nothing_in_the_browsers_own_fonts(
    pictures: dict[str, str], kind: str, family: str, browser: Browser, tmp_path: Path
) -> None:
    asked: list[str] = []
    file = tmp_path / "picture.svg"
    file.write_text(pictures[kind].replace("Arial, Helvetica", family), encoding="utf-8")
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    boxes = np.array(page.evaluate(BOXES, NAMES[kind]))
    page.close()
    root = read(pictures[kind])
    assert len(boxes) > 20
    assert overlap_share(boxes, node_discs(root)) < 0.05
    assert boxes.min() >= 0
    assert boxes[:, 2].max() <= float(root.get("width", "")) + 1
    assert asked == [file.as_uri()]
