"""Every request has an id, by which people can report what went wrong."""

from __future__ import annotations

import logging

import pytest

from graph.service import Service
from tests.server.asking import READY, Client
from tests.server.test_pages import PATHS

ASKED = {"query": "{ entities { totalCount } }"}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [{}, {"Host": "evil.example"}], ids=["answered", "refused"])
def test_every_answer_carries_an_id(plan_client: Client, path: str, headers: dict[str, str]) -> None:
    assert len(plan_client.get(path, headers=headers).headers["x-request-id"]) >= 16


def test_no_two_requests_have_the_same(plan_client: Client) -> None:
    ids = {plan_client.get("/health/live").headers["x-request-id"] for _ in range(10)}
    assert len(ids) == 10


@pytest.mark.parametrize("said", ["a", "2f1c-77", "Root=1-67891233-abcdef012345678912345678", "x" * 128])
def test_the_clients_own_is_kept(plan_client: Client, said: str) -> None:
    answer = plan_client.get("/graphql", {"query": READY}, {"X-Request-Id": said})
    assert answer.headers["x-request-id"] == said


@pytest.mark.parametrize("said", ["", "x" * 129, "a b", "a\tb", "<script>", "a;b"])
def test_one_that_does_not_suit_a_log_is_not(plan_client: Client, said: str) -> None:
    answer = plan_client.get("/health/live", headers={"X-Request-Id": said})
    assert answer.headers["x-request-id"] != said


def test_an_answer_that_still_holds_carries_one(plan_client: Client) -> None:
    held = plan_client.get("/graphql", {"query": READY}).headers["etag"]
    answer = plan_client.get("/graphql", {"query": READY}, {"If-None-Match": held, "X-Request-Id": "here"})
    assert (answer.status_code, answer.headers["x-request-id"]) == (304, "here")


@pytest.mark.parametrize("failing", ["snapshot", "view"])
def test_what_nobody_foresaw_is_told_and_logged_with_the_id_and_without_its_cause(
    plan_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failing: str
) -> None:
    """One fails before anything is executed, the other in a field."""

    async def fail(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(Service, failing, fail)
    with caplog.at_level(logging.ERROR, "intreccio"):
        answer = plan_client.get("/graphql", ASKED, {"X-Request-Id": "call-7"})
    assert answer.json()["errors"][0]["extensions"] == {"code": "INTERNAL", "requestId": "call-7"}
    assert "secret" not in answer.text
    (record,) = caplog.records
    assert "call-7" in record.getMessage()
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "/secret/path"


def test_a_page_that_fails_is_told_and_logged_with_the_id(
    example_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(Service, "view", fail)
    answer = example_client.get("/", headers={"X-Request-Id": "page-1"})
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == "page-1"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["errors"][0]["extensions"] == {"code": "INTERNAL", "requestId": "page-1"}
    assert "secret" not in answer.text
    (record,) = caplog.records
    assert "page-1" in record.getMessage()


def test_a_refusal_that_is_foreseen_is_not_logged(
    plan_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = plan_client.get("/graphql", {"query": "{ colour }"})
    assert "requestId" not in answer.text
    assert caplog.records == []
