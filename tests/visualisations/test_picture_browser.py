"""Pictures in Chromium, in whatever fonts it has: names still cover nothing, and nobody is asked."""

from __future__ import annotations

import os
from pathlib import Path

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

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
BOXES = """() => [...document.querySelectorAll("g.names text, g.districts text")].map((text) => {
  const { x, y, width, height } = text.getBBox();
  return [x, y + height * 0.2, x + width, y + height * 0.92];
})"""


def missing(reason: str) -> None:
    """Skip where a browser is optional; fail where it must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def test_names_cover_nothing_in_the_browsers_own_fonts(plan_service: Service, tmp_path: Path) -> None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright for Python is not installed (uv sync --group browser).")
    if not CHROMIUM.exists():
        missing(f"There is no {CHROMIUM} (apt-get install chromium).")
    scene = build_overview(anyio.run(plan_service.view, ViewClass.EDITOR, Moment()))
    svg = write_svg(scene)
    asked: list[str] = []
    files = []
    for family in ("Arial, Helvetica", "DejaVu Sans"):
        files.append(tmp_path / f"{family}.svg")
        files[-1].write_text(svg.replace("Arial, Helvetica", family), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for file in files:
            page.goto(file.as_uri())
            boxes = np.array(page.evaluate(BOXES))
            assert len(boxes) > 100
            assert overlap_share(boxes, node_discs(read(svg))) < 0.05
        browser.close()
    assert asked == [file.as_uri() for file in files]
