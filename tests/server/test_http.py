"""GraphQL over HTTP: status codes, media types, and refusals that programs can read."""

from __future__ import annotations

import json
from typing import Any

import anyio
import httpx
import pytest

from graph.errors import Unavailable
from graph.log import Commit
from graph.stores.memory import MemoryStore
from server.app import create_app
from server.settings import Settings
from tests.server.asking import CREATE, READY, Client

OLD, NEW = "application/json", "application/graphql-response+json"
BOTH = [OLD, NEW]
POSTED = {"Content-Type": "application/json"}
NAMES = "{ entities(first: 200) { edges { node { name summary } } } }"


def post(client: Client, accept: str = "*/*", **content: object) -> httpx.Response:
    return client.post("/graphql", json.dumps(content).encode(), {**POSTED, "Accept": accept})


def get(client: Client, accept: str = "*/*", **parts: str) -> httpx.Response:
    return client.get("/graphql", parts, {"Accept": accept})


def refusal(answer: httpx.Response) -> dict[str, Any]:
    """Return the one error of an answer that is nothing but this error."""
    content = answer.json()
    assert set(content) == {"errors"}
    (error,) = content["errors"]
    assert isinstance(error["message"], str)
    found: dict[str, Any] = error["extensions"]
    return found


@pytest.mark.parametrize(("accept", "expected"), [("*/*", OLD), ("text/html", OLD), (OLD, OLD), (NEW, NEW)])
def test_an_answer_is_of_the_type_that_was_asked_for(plan_client: Client, accept: str, expected: str) -> None:
    for answer in (post(plan_client, accept, query=READY), get(plan_client, accept, query=READY)):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"{expected}; charset=utf-8"


NOT_EXECUTED: dict[str, dict[str, object]] = {
    "no document": {"query": "{"},
    "no such field": {"query": "{ colour }"},
    "a variable that is missing": {"query": "query ($a: ID!) { node(id: $a) { id } }"},
    "an operation that is missing": {"query": READY, "operationName": "Other"},
}


@pytest.mark.parametrize("content", NOT_EXECUTED.values(), ids=NOT_EXECUTED.keys())
@pytest.mark.parametrize(("accept", "status"), [(OLD, 200), (NEW, 400)])
def test_what_graphql_refuses_has_no_data_and_a_status_of_its_own_in_the_newer_type(
    plan_client: Client, content: dict[str, object], accept: str, status: int
) -> None:
    answer = post(plan_client, accept, **content)
    assert (answer.status_code, refusal(answer)["code"]) == (status, "INVALID")


@pytest.mark.parametrize("accept", BOTH)
def test_what_fails_while_it_is_executed_is_an_answer_with_errors(plan_client: Client, accept: str) -> None:
    answer = post(
        plan_client, accept, query='{ entities(filter: {districts: ["e0000000000000"]}) { totalCount } }'
    )
    assert answer.status_code == 200
    assert answer.json()["data"] is None
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


WRONG_PARTS: dict[str, dict[str, object]] = {
    "no question": {},
    "an empty question": {"query": ""},
    "null for a question": {"query": None},
    "a question of the wrong type": {"query": ["{ __typename }"]},
    "variables of the wrong type": {"query": READY, "variables": "{}"},
    "a name of the wrong type": {"query": READY, "operationName": 5},
    "extensions of the wrong type": {"query": READY, "extensions": []},
}


@pytest.mark.parametrize("content", WRONG_PARTS.values(), ids=WRONG_PARTS.keys())
@pytest.mark.parametrize("accept", BOTH)
def test_a_question_whose_parts_have_the_wrong_type_is_refused(
    plan_client: Client, content: dict[str, object], accept: str
) -> None:
    answer = post(plan_client, accept, **content)
    assert (answer.status_code, refusal(answer)["code"]) == (400, "INVALID")


@pytest.mark.parametrize("part", ["variables", "extensions"])
@pytest.mark.parametrize("value", ["{", "5", "[]", '"x"'])
def test_parts_of_an_address_are_json_objects(plan_client: Client, part: str, value: str) -> None:
    answer = get(plan_client, query=READY, **{part: value})
    assert (answer.status_code, refusal(answer)["code"]) == (400, "INVALID")


@pytest.mark.parametrize("content", [b"", b"{", b"5", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(plan_client: Client, content: bytes) -> None:
    answer = plan_client.post("/graphql", content, POSTED)
    assert (answer.status_code, refusal(answer)["code"]) == (400, "INVALID")


def test_operations_are_sent_one_by_one(plan_client: Client) -> None:
    answer = plan_client.post("/graphql", json.dumps([{"query": READY}] * 2).encode(), POSTED)
    assert (answer.status_code, refusal(answer)["code"]) == (400, "INVALID")
    assert "One operation" in answer.text


def test_variables_nested_beyond_reason_are_refused(plan_client: Client) -> None:
    answer = get(plan_client, query=READY, variables='{"a":' * 300 + "1" + "}" * 300)
    assert (answer.status_code, refusal(answer)["code"]) == (400, "INVALID")


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "text/plain; x=application/json",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "application/json; charset=latin1",
    ],
)
def test_another_content_type_is_refused(own_client: Client, kind: str) -> None:
    content = json.dumps({"query": CREATE, "variables": {"name": "Intruso"}}).encode()
    answer = own_client.post("/graphql", content, {"Content-Type": kind})
    assert (answer.status_code, refusal(answer)["code"]) == (415, "INVALID")
    assert own_client.get("/health/ready").json()["head"] == 1


@pytest.mark.parametrize("kind", ["application/json; charset=UTF-8", 'Application/JSON;charset="utf-8"'])
def test_utf_8_may_be_named(plan_client: Client, kind: str) -> None:
    content = json.dumps({"query": READY}).encode()
    assert plan_client.post("/graphql", content, {"Content-Type": kind}).status_code == 200


@pytest.mark.parametrize("accept", BOTH)
def test_a_mutation_in_the_address_is_refused(own_client: Client, accept: str) -> None:
    answer = get(own_client, accept, query=CREATE, variables='{"name": "Intruso"}')
    assert (answer.status_code, refusal(answer)["code"]) == (405, "INVALID")
    assert answer.headers["allow"] == "POST"
    assert own_client.get("/health/ready").json()["head"] == 1


def test_a_mutation_in_the_address_of_an_event_stream_writes_nothing(own_client: Client) -> None:
    answer = get(own_client, "text/event-stream", query=CREATE, variables='{"name": "Intruso"}')
    assert '"code":"INVALID"' in answer.text
    assert own_client.get("/health/ready").json()["head"] == 1


def test_a_subscription_is_told_how_it_is_answered(plan_client: Client) -> None:
    answer = post(plan_client, query="subscription { changes { revision } }")
    assert (answer.status_code, refusal(answer)["code"]) == (400, "INVALID")
    assert "text/event-stream" in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method_is_refused(plan_client: Client, method: str) -> None:
    answer = plan_client.send(method, "/graphql")
    assert (answer.status_code, refusal(answer)["code"]) == (405, "INVALID")
    assert answer.headers["allow"] == "GET, POST"
    assert "access-control-allow-origin" not in answer.headers


def test_who_accepts_nothing_on_offer_is_told_what_there_is(plan_client: Client) -> None:
    answer = get(plan_client, "image/png", query=READY)
    assert (answer.status_code, refusal(answer)["code"]) == (406, "INVALID")
    assert NEW in answer.text


def test_a_program_that_asks_nothing_gets_no_form(plan_client: Client) -> None:
    answer = get(plan_client)
    assert (answer.status_code, refusal(answer)["code"]) == (400, "INVALID")


def test_caches_are_told_that_form_and_answers_differ_by_what_is_accepted(plan_client: Client) -> None:
    assert "Accept," in plan_client.get("/graphql", headers={"Accept": "text/html"}).headers["vary"]


@pytest.mark.parametrize("accept", BOTH)
def test_a_store_that_cannot_be_used_is_no_fault_of_the_question(accept: str) -> None:
    store = MemoryStore()
    client = Client(anyio.run(create_app, Settings(), store))
    anyio.run(store.close)
    answer = post(client, accept, query=CREATE, variables={"name": "Uno"})
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"


class Broken(MemoryStore):
    """A store whose log cannot be read."""

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Refuse, and say what is only for those who keep it."""
        del since, limit
        raise Unavailable("bolt://10.0.0.7/neo4j has failed: see its own log.")


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("127.0.0.1", "bolt://10.0.0.7/neo4j has failed: see its own log."),
        ("0.0.0.0", "The network cannot be used just now: try again later."),  # noqa: S104 - never bound
    ],
)
def test_where_the_store_is_and_what_it_has_only_editors_are_told(
    host: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = Broken()
    client = Client(anyio.run(create_app, Settings(), store))
    post(client, NEW, query=CREATE, variables={"name": "Uno"})
    client = Client(anyio.run(create_app, Settings(host=host), store))
    answer = post(client, NEW, query="{ changes(first: 1) { edges { node { revision } } } }")
    (error,) = answer.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == (told, "UNAVAILABLE")
    assert ("10.0.0.7" in caplog.text) == ("10.0.0.7" not in told)


@pytest.mark.parametrize("accept", BOTH)
def test_reading_goes_on_when_the_store_cannot_be_used(accept: str) -> None:
    store = MemoryStore()
    client = Client(anyio.run(create_app, Settings(), store))
    anyio.run(store.close)
    answer = get(client, accept, query=NAMES)
    assert (answer.status_code, answer.json()["data"]) == (200, {"entities": {"edges": []}})
    assert 0 <= answer.json()["extensions"]["age"] < 60
    assert answer.headers["age"] == str(int(answer.json()["extensions"]["age"]))


@pytest.mark.parametrize("accept", BOTH)
def test_a_long_answer_is_compressed_for_those_who_can_read_that(plan_client: Client, accept: str) -> None:
    headers = {"Accept": accept, "Accept-Encoding": "gzip"}
    answer = plan_client.get("/graphql", {"query": NAMES}, headers)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json() == get(plan_client, accept, query=NAMES).json()


def test_a_short_answer_is_not_compressed(plan_client: Client) -> None:
    answer = plan_client.get("/graphql", {"query": READY}, {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
