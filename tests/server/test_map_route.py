"""`/map`: what its address may say, what it says of the rest, and where the map leads."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from importers.territory import Territory
from server.settings import Settings
from tests.server.asking import Client
from tests.server.conftest import serving
from tests.server.site_reading import read_page
from tests.visualisations.lettering import written

PHASES = "fase-avvio, fase-intermedia, fase-finale"


def data_of(client: Client, address: str) -> dict[str, Any]:
    """Return the data of a map that is there."""
    answer = client.get(address)
    assert answer.status_code == 200
    found = re.search(r'id="map-data">(.*?)</script>', answer.text, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ("at=ieri", "“ieri” non è un giorno: scrivilo così, 2014-06-16."),
        ("at=2014-02-30", "“2014-02-30” non è un giorno: scrivilo così, 2014-06-16."),
        ("phase=centro-la-tintoria", "“centro-la-tintoria” non è tra le scelte possibili."),
        ("at=2024-05-01&phase=fase-avvio", "Scegli un giorno oppure una fase, non entrambi."),
        ("as_of=99", "“99” non è una revisione: ce ne sono da 0 a 1."),
        ("show=<b>", "show: “<b>” non si può chiedere, solo “all”."),
    ],
)
def test_what_cannot_be_shown_is_refused_and_told_what_can(
    example_client: Client, parameters: str, message: str
) -> None:
    answer = example_client.get(f"/map?{parameters}")
    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    page = read_page(answer.text)
    assert message in page.texts
    for name in ("at,", "phase,", PHASES, "as_of,", "show=all"):
        assert name in answer.text


def test_a_refusal_speaks_the_readers_language(example_client: Client) -> None:
    answer = example_client.get("/map?at=yesterday&lang=en")
    assert "“yesterday” is not a day: write it like this, 2014-06-16." in read_page(answer.text).texts
    assert f"phase, a phase ({PHASES})" in answer.text


def test_everything_is_shown_when_it_is_asked_for(plan_client: Client) -> None:
    assert data_of(plan_client, "/map")["background"] == ["topic"]
    assert data_of(plan_client, "/map?show=all")["background"] == []


def test_links_keep_the_moment(example_client: Client) -> None:
    site = data_of(example_client, "/map?phase=fase-avvio&lang=en")["site"]
    assert site["home"] == "/?lang=en&phase=fase-avvio"
    assert (site["entities"], site["kept"]) == ("/entities/", {"phase": "fase-avvio"})


def test_the_same_map_is_a_click_away_in_every_phase(example_client: Client) -> None:
    site = data_of(example_client, "/map?phase=fase-avvio&show=all")["site"]
    moments = {each["label"]["en"]: each["address"] for each in site["moments"]}
    assert moments["No phase chosen"] == "/map?show=all"
    assert [each["is_shown"] for each in site["moments"]] == [True, False, False, False]
    for address in moments.values():
        assert data_of(example_client, address)["background"] == []


def test_the_same_map_is_there_as_a_picture_for_reports(example_client: Client) -> None:
    shown = example_client.get("/map?phase=fase-avvio&lang=en")
    address = read_page(shown.text).links[-1]
    assert address == "/map.svg?lang=en&phase=fase-avvio"
    answer = example_client.get(address)
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    words = written(answer.text)
    for said in ("Piano giovani delle Valli di Mezzaluce", "Phase: Avvio", "Source", "Not drawn: 12 topics."):
        assert said in words
    sentence = data_of(example_client, "/map?phase=fase-avvio&lang=en")["opening"]["en"]
    assert sentence in words
    everything = written(example_client.get(f"{address}&show=all").text)
    assert "Not drawn" not in everything
    refused = example_client.get("/map.svg?show=boh")
    assert (refused.status_code, refused.headers["content-type"]) == (400, "text/html; charset=utf-8")


def test_a_network_without_phases_offers_none() -> None:
    empty = serving(None, Settings())
    assert data_of(empty, "/map")["site"]["moments"] == []
    assert 'class="moments"' not in empty.get("/map").text


def test_a_network_too_large_for_one_map_says_what_to_look_at_instead(
    example_territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualisations.pages.pictures.MOST_DRAWN", 10)
    answer = serving(example_territory, Settings()).get("/map?lang=en")
    assert answer.status_code == 422
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "more here than one map holds" in answer.text
    assert "/entities?lang=en" in answer.text
    assert serving(example_territory, Settings()).get("/map.svg").status_code == 422
