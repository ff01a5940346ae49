"""What subscribers meet when a server is stopped, and that it doesn't wait for them."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.conftest import STORE
from tests.live.listening import Answer, bulk, socket, stream, topic, write
from tests.live.wire import stall
from tests.server.processes import QUICK, Ended, start


@dataclass(frozen=True)
class Farewell:
    """How a server with subscribers ended, and what each of them met."""

    ended: Ended
    events: list[tuple[str, Answer | None]]
    closed: tuple[int, str]
    messages: list[Answer]


@pytest.fixture(scope="module", params=[signal.SIGTERM, signal.SIGINT])
def farewell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Farewell:
    folder = tmp_path_factory.mktemp("farewell")
    write(folder / "network.db", topic("Tema"))
    server = start(folder, "serve", "--store", STORE)
    with stream(server, since=0) as events, socket(server) as opened, socket(server) as silent:
        assert events.revisions(1) == [1]
        opened.begin()
        opened.subscribe("one", since=0)
        assert opened.revision() == 1
        ended = server.stop(request.param)
        silent.closing()
        return Farewell(ended, list(events.events()), opened.closing(), opened.late)


def test_stopping_is_quick_quiet_and_no_failure(farewell: Farewell) -> None:
    assert (farewell.ended.code, farewell.ended.err) == (0, "")
    assert farewell.ended.seconds < QUICK


def test_an_event_stream_is_completed(farewell: Farewell) -> None:
    assert farewell.events == [("complete", None)]


def test_a_socket_is_closed_as_going_away_and_not_completed(farewell: Farewell) -> None:
    assert farewell.closed == (1001, "Going away")
    assert farewell.messages == []


def test_who_has_stopped_reading_does_not_keep_a_server_from_stopping(tmp_path: Path) -> None:
    write(tmp_path / "network.db", *(bulk(f"Tema {number}") for number in range(60)))
    server = start(tmp_path, "serve", "--store", STORE)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(stall(server))
        reading = stack.enter_context(stream(server, since=0))
        assert reading.revisions(60) == [*range(1, 61)]
        ended = server.stop(signal.SIGTERM)
    assert (ended.code, ended.err) == (0, "")
    assert ended.seconds < QUICK
