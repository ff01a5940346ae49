"""Involvement in much at once: a list leads to each place, and most is folded, but nothing is missing."""

from __future__ import annotations

import re

import pytest

from tests.server.asking import Client
from tests.server.site_reading import read_page

VALLEY = "/involvement?district=valle-arvena"


def test_a_list_leads_to_each_place(example_client: Client) -> None:
    page = read_page(example_client.get(f"{VALLEY}&lang=en").text)
    places = [name for name in page.ids if name.startswith("place-")]
    assert len(places) > 40
    assert {f"#{name}" for name in places} <= set(page.links)
    assert "On this page" in page.texts


def test_few_places_need_no_list(plan_client: Client) -> None:
    html = plan_client.get("/involvement?where=azione-5").text
    assert 1 <= html.count('<section class="place">') <= 3
    assert "In questa pagina" not in html


def test_of_many_places_only_the_first_are_open_and_of_those_long_ones_are_folded(
    example_client: Client,
) -> None:
    html = example_client.get(VALLEY).text
    sections = html.split('<section class="place">')[1:]
    shown = [section.partition("<details")[0].count('<th scope="row">') for section in sections]
    assert all(1 <= count <= 4 for count in shown[:5])
    assert set(shown[5:]) == {0}
    total = re.search(r"(\d+) coinvolgimenti registrati</strong>", html)
    assert total is not None
    assert html.count('<th scope="row">') == int(total[1])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/bodies", "Round tables"),
        ("/bodies", "Vacant seats"),
        ("/", "Would you rather ask with a program?"),
        ("/entities/agenzia-mezzaluce", "No dates recorded."),
    ],
)
def test_english_pages_read_as_english(example_client: Client, path: str, said: str) -> None:
    page = read_page(example_client.get(f"{path}?lang=en").text)
    assert said in page.words
    assert "It is not recorded" not in page.words
