"""On the map too, what people wrote in the network says its language where the page is in another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest

from graph.model import Entity
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.view import View
from graph.vocabulary.kinds import Language
from tests.visualisations.map_tab import opened
from visualisations.overview import write_overview

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SPOKEN = """(area) => {
  const walker = document.createTreeWalker(document.querySelector(area), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.trim()) found.push([parentElement.closest("[lang]").lang, data.trim()]);
  }
  return found;
}"""


@pytest.fixture(scope="module", autouse=True)
def view(plan_service: Service) -> View:
    """Return the plan; read before a browser keeps asyncio from it."""
    return anyio.run(plan_service.view, ViewClass.EDITOR, Moment())


def spoken(tab: Page, area: str) -> dict[str, set[str]]:
    """Return what is written in an area, by its language."""
    found: dict[str, set[str]] = {}
    for language, text in tab.evaluate(SPOKEN, area):
        found.setdefault(language, set()).add(text)
    return found


def require_named(view: View, name: str) -> Entity:
    return next(entity for entity in view.find_entities() if entity.name == name)


@pytest.mark.browser
def test_details_search_filters_and_title_say_what_is_italian(
    browser: Browser, view: View, tmp_path: Path
) -> None:
    coach = require_named(view, "Università Cattolica Sacro Cuore")
    with opened(browser, write_overview(view, Language.EN), tmp_path) as tab:
        tab.fill("#search", "Cattolica")
        assert spoken(tab, "#suggestions")["it"] == {coach.name}
        tab.keyboard.press("Enter")
        for tie in tab.locator("#details details").all():
            tie.locator("summary").click()
        details, head, facets = (spoken(tab, area) for area in ("#details", ".head", "#facets"))
        assert {coach.name, coach.summary, "4. AZIONI DI COACHING DELLE RETI"} <= details["it"]
        assert {"Ties", "Sources", "says so", "in place", "Organisation"} <= details["en"]
        assert not {text for text in details["en"] if re.search(r"\b(di|dei|del|della|delle|il|per)\b", text)}
        assert {"fase di start-up", "Ambito distrettuale di Crema"} <= facets["it"]
        assert "Piano di Lavoro Territoriale Provinciale per le Politiche Giovanili (APQ)" in head["it"]
        tab.click("button[data-language=it]")
        assert set(spoken(tab, "#details")) == {"it"}
        assert tab.locator("#details [lang]").count() == 0


@pytest.mark.browser
def test_names_in_the_table_say_it(browser: Browser, view: View, tmp_path: Path) -> None:
    with opened(browser, write_overview(view, Language.EN), tmp_path) as tab:
        tab.click("button[data-view=table]")
        rows = spoken(tab, "#rows")
        assert "Università Cattolica Sacro Cuore" in rows["it"] - rows["en"]
        assert "Organisation" in rows["en"]


def test_names_in_the_tables_without_script_say_it(view: View) -> None:
    english, italian = (write_overview(view, language) for language in (Language.EN, Language.IT))
    assert '<th scope="row" lang="it">Università Cattolica Sacro Cuore</th>' in english
    assert '<td lang="it">Università Cattolica Sacro Cuore</td>' in english
    assert '<th scope="row">Università Cattolica Sacro Cuore</th>' in italian
