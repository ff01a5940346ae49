"""Documents asked by their hash: automatic persisted queries, as Apollo's clients send them."""

from __future__ import annotations

import hashlib
import json

import httpx
import pytest

from tests.server.asking import CREATE, Client
from tests.server.test_http import BOTH, POSTED

NAME = "{ viewer { name } }"
ANSWER = {"data": {"viewer": {"name": "local editor"}}}


def persisted(document: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(document.encode()).hexdigest()}}


def post(client: Client, **content: object) -> httpx.Response:
    return client.post("/graphql", json.dumps(content).encode(), POSTED)


def by_hash(client: Client, document: str, **parts: str) -> httpx.Response:
    return client.get("/graphql", {"extensions": json.dumps(persisted(document)), **parts})


def code(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("accept", BOTH)
def test_an_unknown_hash_is_answered_as_apollos_clients_expect(plan_client: Client, accept: str) -> None:
    parts = {"extensions": json.dumps(persisted("{ never { sent } }"))}
    answer = plan_client.get("/graphql", parts, {"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]
    }


def test_a_document_sent_once_is_asked_by_its_hash(own_client: Client) -> None:
    assert code(by_hash(own_client, NAME)) == "PERSISTED_QUERY_NOT_FOUND"
    assert post(own_client, query=NAME, extensions=persisted(NAME)).json() == ANSWER
    assert by_hash(own_client, NAME).json() == ANSWER
    assert post(own_client, extensions=persisted(NAME)).json() == ANSWER


def test_a_document_may_be_sent_in_the_address(own_client: Client) -> None:
    assert by_hash(own_client, NAME, query=NAME).json() == ANSWER
    assert by_hash(own_client, NAME).json() == ANSWER


def test_whoever_holds_the_answer_is_told_so(own_client: Client) -> None:
    held = by_hash(own_client, NAME, query=NAME).headers["etag"]
    parts = {"extensions": json.dumps(persisted(NAME))}
    assert own_client.get("/graphql", parts, {"If-None-Match": held}).status_code == 304


def test_a_document_without_a_hash_is_not_kept(own_client: Client) -> None:
    assert post(own_client, query=NAME).json() == ANSWER
    assert code(by_hash(own_client, NAME)) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_hash_of_another_document_is_refused_and_not_kept(own_client: Client) -> None:
    answer = post(own_client, query=CREATE, extensions=persisted(NAME))
    assert (answer.status_code, code(answer)) == (400, "INVALID")
    assert code(by_hash(own_client, NAME)) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize("document", ["{", "{ colour }", "query ($a: Int!) { nodes(ids: []) { id } }"])
def test_what_graphql_refuses_is_not_kept(own_client: Client, document: str) -> None:
    assert code(post(own_client, query=document, extensions=persisted(document))) == "INVALID"
    assert code(by_hash(own_client, document)) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_mutation_is_asked_by_its_hash_in_a_body_only(own_client: Client) -> None:
    written = post(own_client, query=CREATE, variables={"name": "Una"}, extensions=persisted(CREATE))
    assert written.json()["data"]["apply"]["revision"] == 2
    answer = by_hash(own_client, CREATE, variables='{"name": "Altra"}')
    assert answer.status_code == 405
    again = post(own_client, variables={"name": "Altra"}, extensions=persisted(CREATE))
    assert again.json()["data"]["apply"]["revision"] == 3


@pytest.mark.parametrize(
    "said",
    [
        "abc",
        {},
        {"version": 2, "sha256Hash": "0" * 64},
        {"version": 1},
        {"version": 1, "sha256Hash": 5},
        {"version": 1, "sha256Hash": "0" * 63},
    ],
)
def test_a_hash_that_is_none_is_refused(plan_client: Client, said: object) -> None:
    answer = post(plan_client, extensions={"persistedQuery": said})
    assert (answer.status_code, code(answer)) == (400, "INVALID")


def test_other_extensions_are_left_alone(plan_client: Client) -> None:
    assert post(plan_client, query=NAME, extensions={"trace": {"on": True}}).json() == ANSWER
