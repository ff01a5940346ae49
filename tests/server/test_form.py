"""The pages for people: the form at the address of the API, and the reference beside it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest

from graph.vocabulary.kinds import Language
from schema.starters import STARTERS, Starter
from server.settings import Settings
from tests.server.asking import Client, language, resources
from tests.server.conftest import serving

ASK = {"Accept": "text/html"}
PAGES = ["/graphql", "/graphql?example=seats&lang=en", "/graphql/reference"]


def written(page: str) -> str:
    """Return the question that stands in the form."""
    return unescape(page.partition('name="query"')[2].partition(">\n")[2].partition("</textarea>")[0])


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fetches_nothing_and_runs_no_script(plan_client: Client, address: str) -> None:
    page = plan_client.get(address, headers=ASK).text
    assert resources(page) == []
    assert "<script" not in page
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("address", PAGES)
def test_a_pages_policy_admits_its_own_style_alone(plan_client: Client, address: str) -> None:
    page = plan_client.get(address, headers=ASK).text
    style = page.partition("<style>")[2].partition("</style>")[0]
    policy = unescape(page.partition('Content-Security-Policy" content="')[2].partition('"')[0])
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'"


@pytest.mark.parametrize(
    ("address", "accepted", "expected"),
    [
        ("/graphql", "it-IT,it;q=0.9,en;q=0.8", "it"),
        ("/graphql", "en-GB,en;q=0.9", "en"),
        ("/graphql", "de", "it"),
        ("/graphql?lang=en", "it", "en"),
    ],
)
def test_the_form_is_in_the_language_asked_for(
    plan_client: Client, address: str, accepted: str, expected: str
) -> None:
    answer = plan_client.get(address, headers={**ASK, "Accept-Language": accepted})
    assert language(answer.text) == answer.headers["content-language"] == expected


def test_a_deployment_may_speak_english_when_nobody_chooses() -> None:
    client = serving(None, Settings(language=Language.EN))
    assert language(client.get("/graphql", headers=ASK).text) == "en"


def test_caches_are_told_that_the_form_differs_by_language(plan_client: Client) -> None:
    assert "accept-language" in plan_client.get("/graphql", headers=ASK).headers["vary"].lower()


@pytest.mark.parametrize("starter", [pytest.param(item, id=item.name) for item in STARTERS])
def test_a_link_fills_the_form_with_a_question(plan_client: Client, starter: Starter) -> None:
    page = plan_client.get(f"/graphql?example={starter.name}", headers=ASK).text
    assert written(page) == starter.query
    assert f'href="graphql?example={starter.name}&amp;' in page


@pytest.mark.parametrize("example", ["", "nowhere", "<script>alert(1)</script>"])
def test_an_unknown_example_leaves_the_form_as_it_opens(plan_client: Client, example: str) -> None:
    page = plan_client.get("/graphql", params={"example": example}, headers=ASK).text
    assert written(page) == STARTERS[0].query
    assert "<script" not in page


def test_a_program_gets_no_form(plan_client: Client) -> None:
    answer = plan_client.get("/graphql?example=seats", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/json")


def test_an_empty_question_is_answered_as_a_question(plan_client: Client) -> None:
    assert plan_client.get("/graphql?query=&variables=", headers=ASK).status_code == 400


def test_the_reference_is_a_page_in_english(plan_client: Client) -> None:
    answer = plan_client.get("/graphql/reference")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert language(answer.text) == answer.headers["content-language"] == "en"
    assert 'id="Query.coverage"' in answer.text


def test_the_form_leads_to_the_reference(plan_client: Client) -> None:
    assert 'href="graphql/reference"' in plan_client.get("/graphql", headers=ASK).text
