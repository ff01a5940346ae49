"""Chromium for tests: where it is missing they are skipped, saying why; in CI they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
START_SECONDS = 120.0
AXE = Path(__file__).parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser; while it is there, this thread's event loop is Playwright's."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _miss("Playwright for Python is not installed (uv sync --group browser).")
    if not CHROMIUM.exists():
        _miss(f"There is no {CHROMIUM} (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(_ARGUMENTS), timeout=START_SECONDS * 1000
        )
        yield browser
        browser.close()


def read_axe() -> str:
    """Return axe-core, which looks for what bars people from a page."""
    if not AXE.exists():
        _miss("axe-core is not installed (npm ci --prefix tests/clients).")
    return AXE.read_text(encoding="utf-8")


def _miss(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
