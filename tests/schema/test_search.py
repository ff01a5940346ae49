"""Searching as people type."""

from __future__ import annotations

import pytest

from graph.service import Service
from tests.conftest import Ask, Refusals

SEARCH = """
    query($text: String!, $kinds: [KindName!], $first: Int) {
        search(text: $text, kinds: $kinds, first: $first) { score highlight entity { slug kind } }
    }
"""


async def slugs(ask: Ask, service: Service, text: str, **more: object) -> list[str]:
    data = await ask(service, SEARCH, {"text": text, **more})
    return [hit["entity"]["slug"] for hit in data["search"]]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("caffe politico", "caffe-politico"),
        ("CAFFÈ", "caffe-politico"),
        ("politico caffè", "caffe-politico"),
        ("caffe polit", "caffe-politico"),
        ("cafffe politco", "caffe-politico"),
        ("universita catolica", "universita-cattolica"),
        ("casalmagiore ambito distrettuale", "ambito-casalmaggiore"),
        ("cisvol", "cisvol"),
        ("drop-out", "azione-5-2"),
        ("think town", "bando-think-town"),
        ("tempo per gli altri", "tempo-per-gli-altri"),
    ],
)
@pytest.mark.anyio
async def test_people_find_what_they_mean(ask: Ask, plan_service: Service, text: str, slug: str) -> None:
    assert slug in (await slugs(ask, plan_service, text))[:3]


@pytest.mark.parametrize("text", ["", "   ", "?!", "xyzzyx", "caffe xyzzyx"])
@pytest.mark.anyio
async def test_what_fits_nothing_finds_nothing(ask: Ask, plan_service: Service, text: str) -> None:
    assert await slugs(ask, plan_service, text) == []


@pytest.mark.anyio
async def test_the_better_fit_comes_first(ask: Ask, plan_service: Service) -> None:
    hits = (await ask(plan_service, SEARCH, {"text": "crema"}))["search"]
    assert hits[0]["entity"]["slug"] == "ambito-crema"
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


@pytest.mark.anyio
async def test_kinds_narrow_a_search(ask: Ask, plan_service: Service) -> None:
    data = await ask(plan_service, SEARCH, {"text": "cremona", "kinds": ["district", "organisation"]})
    assert {hit["entity"]["kind"] for hit in data["search"]} == {"district", "organisation"}


@pytest.mark.anyio
async def test_first_says_how_many(ask: Ask, plan_service: Service) -> None:
    assert await slugs(ask, plan_service, "crema", first=2) == (await slugs(ask, plan_service, "crema"))[:2]


@pytest.mark.anyio
async def test_twenty_come_when_nobody_says_how_many(ask: Ask, plan_service: Service) -> None:
    assert len(await slugs(ask, plan_service, "co", first=100)) > 20
    assert len(await slugs(ask, plan_service, "co")) == 20


@pytest.mark.anyio
async def test_how_many_has_bounds(refusals: Refusals, plan_service: Service) -> None:
    (few,) = await refusals(plan_service, SEARCH, {"text": "crema", "first": -1})
    assert few["extensions"] == {"code": "INVALID", "path": ["first"]}
    (many,) = await refusals(plan_service, SEARCH, {"text": "crema", "first": 1001})
    assert many["extensions"] == {"code": "TOO_COMPLEX", "measure": "first", "figure": 1001, "bound": 1000}


@pytest.mark.anyio
async def test_where_a_word_stands_only_in_the_summary_it_is_shown(ask: Ask, plan_service: Service) -> None:
    hits = (await ask(plan_service, SEARCH, {"text": "inter-distrettuale denominazione GTP"}))["search"]
    assert hits == []
    hits = (await ask(plan_service, SEARCH, {"text": "GTP"}))["search"]
    assert [hit["entity"]["slug"] for hit in hits] == ["gruppo-tecnico-di-piano"]
    assert "GTP" in hits[0]["highlight"]
