"""Pages are kept while the network stays as it is, and what nobody foresaw is told to people as a page."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary
from server.kept_pages import KeptPages, WrittenPage
from server.pages import Pages
from server.request_ids import RequestIds
from server.settings import Settings
from tests.server.asking import Client
from tests.server.site_reading import read_page


def page(text: str) -> WrittenPage:
    return WrittenPage(text.encode())


def test_the_pages_asked_for_last_are_kept() -> None:
    kept = KeptPages(most_pages=2)
    for name in ("a", "b"):
        assert kept.get(1, name) is None
        kept.keep(1, name, page(name))
    assert kept.get(1, "a") == page("a")
    kept.keep(1, "c", page("c"))
    assert [kept.get(1, name) for name in "abc"] == [page("a"), None, page("c")]


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept = KeptPages(most_bytes=10)
    kept.get(1, "a")
    kept.keep(1, "a", page("123456"))
    kept.keep(1, "b", page("123456"))
    kept.keep(1, "c", page("12345678901"))
    assert [kept.get(1, name) is not None for name in "abc"] == [False, True, False]


def test_nothing_is_kept_across_a_change() -> None:
    kept = KeptPages()
    kept.get(1, "a")
    kept.keep(1, "a", page("before"))
    assert kept.get(2, "a") is None
    kept.keep(1, "b", page("begun before"))
    assert len(kept) == 0


def test_tags_differ_as_pages_do() -> None:
    assert page("a").tag == page("a").tag != page("b").tag
    assert page("a").tag.startswith('W/"')


@pytest.mark.parametrize(
    ("language", "title"), [("it", "Qualcosa è andato storto"), ("en", "Something went wrong")]
)
def test_what_nobody_foresaw_is_a_page_with_the_id_to_report(language: str, title: str) -> None:
    async def broken(_: Request) -> Response:
        raise ZeroDivisionError

    pages = Pages(Service(MemoryStore(), load_vocabulary()), Settings())
    ids = Middleware(RequestIds, refuse=pages.refuse_unforeseen)
    client = Client(Starlette(routes=[Route("/", broken)], middleware=[ids]))
    headers = {"Accept": "text/html", "Accept-Language": language, "X-Request-Id": "prova-7"}
    answer = client.get("/", headers=headers)
    found = read_page(answer.text)
    assert (answer.status_code, found.headings[0][1]) == (500, title)
    assert "prova-7" in found.words
    assert "ZeroDivisionError" not in answer.text
    assert client.get("/").headers["content-type"] == "application/json"
