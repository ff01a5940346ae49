"""A client that holds an answer is told, without anything being executed, whether it still holds."""

from __future__ import annotations

from datetime import date

import anyio
import httpx
import pytest

from graph.changes import CreateEntity
from graph.rights import LOCAL_EDITOR
from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.territory import Territory
from schema.context import Context
from schema.etag import EntityTags
from schema.question import Question
from server.app import create_app
from server.settings import Settings
from tests.server.asking import CREATE, READY, Client, ask
from tests.server.conftest import serving

BODIES = '{ entities(filter: {kinds: ["body"]}) { totalCount edges { node { name } } } }'
NAMES = "{ entities(first: 200) { edges { node { name summary } } } }"
UNKNOWN = '{ entities(filter: {districts: ["e0000000000000"]}) { totalCount } }'
NAMED = "query One { viewer { name } } query Two { viewer { roles { role } } }"
SLUG = "query ($slug: String!) { entity(slug: $slug) { name } }"


def get(client: Client, query: str = BODIES, held: str | None = None, **parts: str) -> httpx.Response:
    headers = {} if held is None else {"If-None-Match": held}
    return client.get("/graphql", {"query": query, **parts}, headers)


def tag(client: Client, query: str = BODIES, **parts: str) -> str:
    answer = get(client, query, **parts)
    assert "errors" not in answer.json()
    return str(answer.headers["etag"])


def test_an_answer_that_still_holds_is_not_sent_again(plan_client: Client) -> None:
    answer = get(plan_client, held=tag(plan_client))
    assert (answer.status_code, answer.content) == (304, b"")


def test_nothing_is_executed_to_find_that_out(plan_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tag(plan_client)

    async def look_at(*_: object) -> None:
        raise AssertionError("executed")

    monkeypatch.setattr(Context, "look_at", look_at)
    assert get(plan_client, held=held).status_code == 304


def test_both_answers_say_the_same_to_caches(plan_client: Client) -> None:
    full = get(plan_client)
    held = get(plan_client, held=full.headers["etag"])
    for name in ("etag", "cache-control"):
        assert held.headers[name] == full.headers[name]
    assert full.headers["cache-control"] == "private, no-cache"
    for answer in (full, held):
        assert {"Accept", "Authorization", "Cookie"} <= set(answer.headers["vary"].split(", "))


@pytest.mark.parametrize("form", ['"other", {}', '{},  W/"x"', "{}"])
def test_any_of_several_tags_may_hold(plan_client: Client, form: str) -> None:
    held = form.replace("{}", tag(plan_client))
    assert get(plan_client, held=held).status_code == 304


def test_a_proxy_that_made_the_tag_strong_is_understood(plan_client: Client) -> None:
    assert get(plan_client, held=tag(plan_client).removeprefix("W/")).status_code == 304


@pytest.mark.parametrize("held", ["", '""', 'W/"0"', "*", ","])
def test_any_other_tag_does_not_hold(plan_client: Client, held: str) -> None:
    assert get(plan_client, held=held).status_code == 200


def test_whoever_compresses_may_use_the_tag_too(plan_client: Client) -> None:
    headers = {"Accept-Encoding": "gzip"}
    packed = plan_client.get("/graphql", {"query": NAMES}, headers)
    assert packed.headers["content-encoding"] == "gzip"
    assert get(plan_client, NAMES, held=packed.headers["etag"]).status_code == 304


def test_what_was_written_makes_tags_hold_no_more(own_client: Client) -> None:
    held = tag(own_client)
    ask(own_client, CREATE, name="Nuova Compagnia")
    answer = get(own_client, held=held)
    assert answer.status_code == 200
    assert answer.headers["etag"] != held


DIFFERENT: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "documents": ({"query": BODIES}, {"query": READY}),
    "variables": (
        {"query": SLUG, "variables": '{"slug": "kairos"}'},
        {"query": SLUG, "variables": '{"slug": "cisvol"}'},
    ),
    "operations": (
        {"query": NAMED, "operationName": "One"},
        {"query": NAMED, "operationName": "Two"},
    ),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different_questions_have_different_tags(
    plan_client: Client, one: dict[str, str], other: dict[str, str]
) -> None:
    assert tag(plan_client, **one) != tag(plan_client, **other)


def test_variables_in_another_order_are_the_same_question(plan_client: Client) -> None:
    query = "query ($slug: String!, $on: Moment) { entity(slug: $slug, on: $on) { name } }"
    one = tag(plan_client, query, variables='{"slug": "kairos", "on": null}')
    assert one == tag(plan_client, query, variables='{ "on": null, "slug": "kairos" }')


def test_the_two_media_types_have_different_tags(plan_client: Client) -> None:
    headers = {"Accept": "application/graphql-response+json"}
    newer = plan_client.get("/graphql", {"query": BODIES}, headers)
    assert newer.headers["etag"] != tag(plan_client)


@pytest.mark.parametrize("query", ["{ colour }", "{", '{ entity(slug: "nessuno") { name } } {', UNKNOWN])
def test_only_an_answer_without_errors_has_a_tag(plan_client: Client, query: str) -> None:
    answer = get(plan_client, query)
    assert "errors" in answer.json()
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_an_answer_by_post_has_no_tag(plan_client: Client) -> None:
    content = b'{"query": "{ viewer { name } }"}'
    answer = plan_client.post("/graphql", content, {"Content-Type": "application/json"})
    assert answer.json()["data"]
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture(scope="module")
def seen_by(example_territory: Territory) -> dict[str, str]:
    """Return the tags that viewers, and servers with another default day, get from one store."""
    store = MemoryStore()
    anyio.run(load_territory, store, example_territory)
    settings = {
        "editor": Settings(),
        "public": Settings(host="0.0.0.0"),  # noqa: S104 - what is tested
        "on a day": Settings(default_date=date(2013, 3, 21)),
        "on another day": Settings(default_date=date(2014, 6, 1)),
        "editor again": Settings(),
    }
    return {name: tag(Client(anyio.run(create_app, chosen, store))) for name, chosen in settings.items()}


def test_who_sees_more_has_another_tag(seen_by: dict[str, str]) -> None:
    assert seen_by["editor"] != seen_by["public"]


def test_another_default_day_has_another_tag(seen_by: dict[str, str]) -> None:
    assert len({seen_by["editor"], seen_by["on a day"], seen_by["on another day"]}) == 3


def test_a_server_that_was_started_again_knows_its_tags(seen_by: dict[str, str]) -> None:
    assert seen_by["editor"] == seen_by["editor again"]


def test_another_network_at_the_same_revision_has_other_tags(plan_territory: Territory) -> None:
    one, other = serving(plan_territory, Settings()), serving(plan_territory, Settings())
    assert one.get("/health/ready").json() == other.get("/health/ready").json()
    assert tag(one) != tag(other)


def test_an_empty_network_has_tags_too() -> None:
    client = serving(None, Settings())
    assert get(client, held=tag(client)).status_code == 304


def test_tag_and_answer_are_of_one_revision_though_somebody_writes_between(
    own_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tag = EntityTags.tag

    async def write_after(self: EntityTags, question: Question, context: Context, media_type: str) -> str:
        made = await make_tag(self, question, context, media_type)
        await context.service.apply([CreateEntity(kind="topic", name="Un tema")], LOCAL_EDITOR)
        return made

    topics = '{ entities(filter: {kinds: ["topic"]}) { totalCount } }'
    before = get(own_client, topics)
    monkeypatch.setattr(EntityTags, "tag", write_after)
    between = get(own_client, topics)
    monkeypatch.undo()
    assert (between.json(), between.headers["etag"]) == (before.json(), before.headers["etag"])
    assert get(own_client, topics, between.headers["etag"]).status_code == 200
