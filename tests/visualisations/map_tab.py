"""The map page as a file, opened in a tab that is watched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESK, TABLET, PHONE = (1440, 900), (768, 1024), (390, 844)


FRAMES = """(frames) => new Promise((done) => {
  const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done());
  next();
})"""


# The page keeps its drawing to itself; what is to be clicked on must be found on it.
WATCHING = """(() => {
  let made;
  window.vis = {};
  Object.defineProperty(window.vis, "Network", {
    enumerable: true,
    get: () => made,
    set: (Network) => {
      made = class extends Network {
        constructor(...parts) { super(...parts); window.drawing = this; }
      };
    },
  });
})()"""


def resize(tab: Page, size: tuple[int, int]) -> None:
    """Give a tab another size, and return when the map has been drawn for it."""
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    while tab.evaluate("[innerWidth, innerHeight]") != list(size):
        tab.wait_for_timeout(10)
    settle(tab)


def settle(tab: Page) -> None:
    """Return when what was set off has been drawn: some frames later, however long they take."""
    tab.evaluate(FRAMES, 6)


@contextmanager
def opened(
    browser: Browser,
    page: str,
    folder: Path,
    size: tuple[int, int] = DESK,
    colours: Literal["light", "dark"] = "light",
    address: str = "",
) -> Iterator[Page]:
    """Open a page and, at the end, make sure that it asked nobody, complained of nothing, ran no name.

    `address` is what comes behind the name of the file.
    """
    file = folder / "map.html"
    file.write_text(page, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=colours, reduced_motion="reduce"
    )
    context.add_init_script(WATCHING)
    tab = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requests.append(request.url.partition("#")[0]))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(file.as_uri() + address)
    tab.wait_for_selector("canvas[aria-label]")
    yield tab
    assert tab.evaluate("window.hacked") is None
    context.close()
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
    assert complaints == []
