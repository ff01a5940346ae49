"""What answers at which address, on this machine."""

from __future__ import annotations

import anyio
import pytest

from graph.stores.memory import MemoryStore
from graph.vocabulary.kinds import Language
from importers.territory import Territory
from schema.api import build_api
from server.app import create_app
from server.settings import Settings
from tests.server.asking import CREATE, READY, Client, ask, language, resources, role
from tests.server.conftest import serving

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
SCHEMA = ["/graphql/schema.graphql", "/graphql/reference"]
PATHS = ["/", "/map", "/graphql", *SCHEMA, "/health/live", "/health/ready", "/nowhere"]
ASK = {"Accept": "text/html"}
NO_OBJECTS = [b"5", b"\xff"]


def test_the_map_is_a_page(plan_client: Client) -> None:
    answer = plan_client.get("/map")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Caffè Politico" in answer.text


@pytest.mark.parametrize(
    ("address", "accepted", "expected"),
    [
        ("/map", None, "it"),
        ("/map", "en", "en"),
        ("/map", "en-GB,en;q=0.9,it;q=0.8", "en"),
        ("/map", "it-IT,it;q=0.9,en;q=0.8", "it"),
        ("/map", "de,fr;q=0.9", "it"),
        ("/map", "de,en;q=0.9", "en"),
        ("/map", "*", "it"),
        ("/map?lang=en", None, "en"),
        ("/map?lang=en", "it", "en"),
        ("/map?lang=it", "en", "it"),
        ("/map?lang=xx", "en", "en"),
        ("/map?lang=", None, "it"),
    ],
)
def test_the_map_is_in_the_language_asked_for(
    plan_client: Client, address: str, accepted: str | None, expected: str
) -> None:
    answer = plan_client.get(address, headers={"Accept-Language": accepted or ""})
    assert language(answer.text) == expected
    assert answer.headers["content-language"] == expected


def test_caches_are_told_that_the_map_differs_by_language(plan_client: Client) -> None:
    assert "accept-language" in plan_client.get("/map").headers["vary"].lower()


def test_a_deployment_may_speak_english_when_nobody_chooses(plan_territory: Territory) -> None:
    client = serving(plan_territory, Settings(language=Language.EN))
    assert language(client.get("/map", headers={"Accept-Language": ""}).text) == "en"


def test_the_map_fetches_nothing(plan_client: Client) -> None:
    assert resources(plan_client.get("/map").text) == []


def test_a_page_that_would_fetch_something_would_be_noticed() -> None:
    page = (
        '<script src="https://cdn.example/x.js"></script><link href="//cdn.example/x.css"><a href="/b">b</a>'
    )
    assert resources(page) == ["https://cdn.example/x.js", "//cdn.example/x.css"]


def test_the_map_is_compressed_for_those_who_can_read_that(plan_client: Client) -> None:
    assert plan_client.get("/map", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"


def test_the_map_shows_what_has_just_been_written(own_client: Client) -> None:
    assert "Nuova Compagnia" not in own_client.get("/map").text
    ask(own_client, CREATE, name="Nuova Compagnia")
    assert "Nuova Compagnia" in own_client.get("/map").text


def test_an_empty_network_has_a_map_too() -> None:
    assert serving(None, Settings()).get("/map").status_code == 200


def test_graphql_answers_a_question_sent_as_json(plan_client: Client) -> None:
    answer = ask(plan_client, "query ($slug: String!) { entity(slug: $slug) { name } }", slug="kairos")
    assert answer == {"data": {"entity": {"name": "Kairos"}}}


def test_graphql_answers_a_question_in_the_address(plan_client: Client) -> None:
    answer = plan_client.get("/graphql", params={"query": '{ entity(slug: "kairos") { name } }'})
    assert answer.json() == {"data": {"entity": {"name": "Kairos"}}}


def test_graphql_answers_with_json(plan_client: Client) -> None:
    answer = plan_client.get("/graphql", params={"query": READY})
    assert answer.headers["content-type"].startswith("application/json")


def test_whoever_reaches_this_machine_is_its_editor(plan_client: Client) -> None:
    assert role(plan_client) == "editor"


def test_the_editor_may_write(own_client: Client) -> None:
    assert ask(own_client, CREATE, name="Nuova Compagnia")["data"]["apply"]["revision"] == 2


def test_a_mutation_in_the_address_is_refused(own_client: Client) -> None:
    answer = own_client.get("/graphql", params={"query": CREATE, "variables": '{"name": "Intruso"}'})
    assert answer.status_code == 405
    assert own_client.get("/health/ready").json()["head"] == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 415),
        ("text/plain; x=application/json", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 403),
        ("", 415),
    ],
)
def test_a_mutation_as_another_sites_form_could_send_it_is_refused(
    own_client: Client, kind: str, status: int
) -> None:
    content = b'{"query": "mutation { apply(changes: []) { revision } }"}'
    answer = own_client.post("/graphql", content, {"Content-Type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"query": 5}', b'{"question": "?"}', *NO_OBJECTS])
def test_a_body_that_is_no_question_is_the_askers_fault(plan_client: Client, content: bytes) -> None:
    answer = plan_client.post("/graphql", content, {"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_question_that_does_not_fit_the_schema_says_so(plan_client: Client) -> None:
    (error,) = ask(plan_client, "{ colour }")["errors"]
    assert "colour" in error["message"]
    assert error["extensions"]["code"] == "INVALID"


def test_a_browser_at_the_api_gets_a_form(plan_client: Client) -> None:
    answer = plan_client.get("/graphql", headers=ASK)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<form" in answer.text


def test_the_form_fetches_nothing(plan_client: Client) -> None:
    page = plan_client.get("/graphql", headers=ASK).text
    assert resources(page) == []
    assert "url(" not in page
    assert "@import" not in page


def test_the_form_runs_no_script(plan_client: Client) -> None:
    page = plan_client.get("/graphql", headers=ASK).text
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_a_question_asked_with_the_form_is_answered(plan_client: Client) -> None:
    asked = {"query": '{ entity(slug: "kairos") { name } }', "variables": ""}
    answer = plan_client.get("/graphql", params=asked, headers=ASK)
    assert answer.json() == {"data": {"entity": {"name": "Kairos"}}}


def test_the_schema_can_be_read(plan_client: Client) -> None:
    answer = plan_client.get("/graphql/schema.graphql")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == build_api().as_str() + "\n"


def test_it_says_that_it_lives(plan_client: Client) -> None:
    answer = plan_client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_says_that_it_is_ready_and_at_which_revision(plan_client: Client) -> None:
    answer = plan_client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "head": 1})


def test_without_its_store_it_is_not_ready_but_lives() -> None:
    store = MemoryStore()
    client = Client(anyio.run(create_app, Settings(), store))
    anyio.run(store.close)
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200


def test_the_store_is_closed_with_the_application() -> None:
    store = MemoryStore()
    app = anyio.run(create_app, Settings(), store)

    async def living() -> bool:
        async with app.router.lifespan_context(app):
            return (await store.health()).ok

    assert anyio.run(living)
    assert not anyio.run(store.health).ok


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers_that_keep_it_safe(plan_client: Client, path: str) -> None:
    found = plan_client.get(path, headers=ASK).headers
    assert {name: found.get(name) for name in HEADERS} == HEADERS


def test_no_other_site_may_read_an_answer(plan_client: Client) -> None:
    answer = plan_client.get("/graphql", params={"query": READY}, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "10.0.0.1"]
)
def test_another_name_for_this_machine_is_refused(plan_client: Client, path: str, host: str) -> None:
    assert plan_client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "127.0.0.1"])
def test_this_machines_own_names_are_answered(plan_client: Client, host: str) -> None:
    assert plan_client.get("/health/live", headers={"Host": host}).status_code == 200
