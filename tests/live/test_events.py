"""Changes over Server-Sent Events, as they are on the wire."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.live.conftest import BEGINNING, STORE
from tests.live.listening import CHANGES, CREATE, PATIENCE, admitted, create, stream, topic, write
from tests.server.processes import Server, start


def test_what_was_written_comes_and_then_what_is_being_written(server: Server) -> None:
    with stream(server, since=0) as events:
        assert events.revisions(BEGINNING) == [1, 2, 3]
        revision = create(server, "Uno nuovo")
        assert events.revisions(1) == [revision]


def test_a_change_tells_what_was_written(server: Server) -> None:
    with stream(server) as events:
        # A sign of life shows that the subscription stands.
        next(events.lines)
        create(server, "Narrato")
        (change,) = events.changes(1)
    assert {"name": "name", "value": "Narrato"} in change["operations"][0]["after"]


def test_a_get_request_subscribes_as_browsers_do(server: Server) -> None:
    question = {"query": "subscription { changes(since: 0) { revision } }"}
    headers = {"accept": "text/event-stream"}
    with httpx.stream(
        "GET", f"{server.address}/graphql", params=question, headers=headers, timeout=PATIENCE
    ) as answer:
        assert next(answer.iter_lines()) == "event: next"


def test_what_another_process_writes_comes_too(server: Server, folder: Path) -> None:
    revision = create(server, "Prima")
    with stream(server, since=revision) as events:
        write(folder / "network.db", topic("Da fuori"))
        assert events.revisions(1) == [revision + 1]


def test_what_a_second_server_writes_comes_too(server: Server, folder: Path) -> None:
    second = start(folder, "serve", "--store", STORE)
    revision = create(server, "Prima del secondo")
    with stream(server, since=revision) as events:
        assert create(second, "Dal secondo") == revision + 1
        assert events.revisions(1) == [revision + 1]
    second.stop(signal.SIGTERM)


def test_signs_of_life_come_while_nothing_happens(server: Server) -> None:
    with stream(server) as events:
        assert [line for line, _ in zip(events.lines, range(6), strict=False)] == [": ping", ""] * 3


def test_a_stream_is_neither_compressed_nor_kept(server: Server) -> None:
    with stream(server, since=0) as events:
        headers = events.response.headers
    assert headers["content-type"].partition(";")[0] == "text/event-stream"
    assert "content-encoding" not in headers
    assert headers["cache-control"] == "no-cache, no-transform"
    assert headers["x-accel-buffering"] == "no"


@pytest.mark.parametrize(
    ("variables", "path"),
    [
        ({"since": -1}, ["since"]),
        ({"since": 1_000_000}, ["since"]),
        ({"kinds": ["topic", "tppic"]}, ["kinds", 1]),
    ],
)
def test_what_cannot_be_followed_is_refused(
    server: Server, variables: dict[str, object], path: list[object]
) -> None:
    with stream(server, **variables) as events:
        told = list(events.events())
    (refusal,) = told[0][1]["errors"]
    assert refusal["extensions"] == {"code": "INVALID", "path": path}
    assert [name for name, _ in told] == ["next", "complete"]


def test_kinds_choose(server: Server) -> None:
    revision = create(server, "Un tema")
    with stream(server, since=0, kinds=["organisation", "topic"]) as chosen:
        assert chosen.revisions(revision) == [*range(1, revision + 1)]


def test_one_too_many_is_told_to_try_again_later(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(admitted(lambda: stream(server)))
        with stream(server) as one_more:
            assert one_more.response.status_code == 503
            one_more.response.read()
            assert one_more.response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    with admitted(lambda: stream(server, since=0)) as again:
        assert again.revisions(1) == [1]


def test_nothing_is_written_by_get(server: Server) -> None:
    before = create(server, "Prima")
    question = {"query": CREATE, "variables": '{"name": "Intruso"}'}
    headers = {"accept": "text/event-stream"}
    answer = httpx.get(f"{server.address}/graphql", params=question, headers=headers, timeout=PATIENCE)
    assert '"code":"INVALID"' in answer.text
    assert create(server, "Dopo") == before + 1


def test_a_subscription_without_a_stream_is_refused(server: Server) -> None:
    answer = httpx.post(f"{server.address}/graphql", json={"query": CHANGES}, timeout=PATIENCE)
    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID"
