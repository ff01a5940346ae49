"""The names on the map page: the things that most is tied to have theirs, however crowded it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest

from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.map_tab import opened, settle
from tests.visualisations.naming import named_entities, named_relationships
from visualisations.overview import write_overview

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
LARGEST = """() => {
  const { nodes, sizes, background } = JSON.parse(document.getElementById("map-data").textContent);
  return nodes.map(({ name, kind }, row) => ({ name, kind, size: sizes.opening[row] }))
    .filter(({ kind }) => !background.includes(kind))
    .sort((one, other) => other.size - one.size).slice(0, 12).map(({ name }) => name);
}"""
LISTEN = """() => {
  const pen = CanvasRenderingContext2D.prototype, write = pen.fillText;
  window.said = [];
  pen.fillText = function (words, ...rest) { said.push(words); write.call(this, words, ...rest); };
}"""


@pytest.fixture(scope="module")
def pages(plan_service: Service, example_service: Service) -> list[str]:
    """Return the maps of both territories; written before a browser keeps asyncio from it."""
    views = [anyio.run(each.view, ViewClass.EDITOR, Moment()) for each in (plan_service, example_service)]
    return [write_overview(view, Language.EN) for view in views]


def crowd() -> View:
    """Return a network of 500 things that are all tied to one of them."""
    entities = [Entity(f"o{row}", "organisation", f"o{row}", f"Ente {row}") for row in range(500)]
    entities[0] = Entity("o0", "organisation", "o0", "Consorzio di tutti")
    ties = [Relationship(f"r{row}", "collaborates_with", f"o{row}", "o0") for row in range(1, 500)]
    snapshot = build_snapshot(1, named_entities(entities), named_relationships(ties))
    return View(snapshot, load_vocabulary(), ViewClass.PUBLIC)


def test_the_largest_things_have_their_names(pages: list[str], browser: Browser, tmp_path: Path) -> None:
    for page in pages:
        with opened(browser, page, tmp_path) as tab:
            tab.evaluate(LISTEN)
            tab.click("[data-move=fit]")
            settle(tab)
            largest, said = tab.evaluate(LARGEST), tab.evaluate("said.join(' ')")
            assert len(largest) == 12
            assert [name for name in largest if name not in said] == []


def test_things_of_one_name_are_told_apart_by_their_kind(
    pages: list[str], browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, pages[0], tmp_path) as tab:
        for _ in range(4):
            tab.click("[data-move=zoom_in]")
        tab.evaluate(LISTEN)
        for language, kinds in (("it", ("azione", "organismo")), ("en", ("action", "body"))):
            tab.evaluate("said.length = 0")
            tab.click(f"button[data-language={language}]")
            settle(tab)
            said = " ".join(tab.evaluate("said"))
            assert [f"({kind})" in said for kind in kinds] == [True, True]


def test_whoever_is_in_the_middle_of_a_crowd_has_a_name(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, write_overview(crowd(), Language.EN), tmp_path) as tab:
        tab.evaluate(LISTEN)
        tab.click("[data-move=fit]")
        settle(tab)
        assert "Consorzio di tutti" in tab.evaluate("said.join(' ')")
