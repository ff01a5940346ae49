"""Changes over WebSockets, as they are on the wire."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus

from tests.live.conftest import BEGINNING
from tests.live.listening import CREATE, admitted, create, socket
from tests.live.wire import find_ping
from tests.server.processes import Server


def test_what_was_written_comes_and_then_what_is_being_written(server: Server) -> None:
    with socket(server) as opened:
        opened.begin()
        opened.subscribe("one", since=0)
        assert [opened.revision() for _ in range(BEGINNING)] == [1, 2, 3]
        revision = create(server, "Uno nuovo")
        assert opened.revision() == revision


def test_one_connection_carries_queries_and_writing_too_each_at_its_own_head(server: Server) -> None:
    count = '{ entities(filter: {kinds: ["topic"]}) { totalCount } }'
    with socket(server) as opened:
        opened.begin()

        def answer(query: str) -> Any:  # noqa: ANN401 - whatever it holds
            opened.subscribe("one", query, name="Dal filo")
            data = opened.receive()["payload"]["data"]
            assert opened.receive() == {"type": "complete", "id": "one"}
            return data

        before = answer(count)["entities"]["totalCount"]
        written = create(server, "Da altrove")
        assert answer(count)["entities"]["totalCount"] == before + 1
        assert answer(CREATE)["apply"]["revision"] == written + 1


def test_a_subscription_that_is_ended_makes_room_for_another(server: Server) -> None:
    with socket(server) as opened:
        opened.begin()
        for _ in range(30):
            opened.subscribe("again", since=0)
            assert opened.revision() == 1
            opened.send(type="complete", id="again")
            opened.subscribe("last", "{ viewer { name } }")
            while opened.receive() != {"type": "complete", "id": "last"}:
                pass


def test_so_many_operations_at_once_and_no_more(server: Server) -> None:
    before = create(server, "Prima di tutti")
    with socket(server) as opened:
        opened.begin()
        for number in range(21):
            opened.subscribe(str(number), since=before)
        refused = opened.receive()
        assert (refused["type"], refused["id"]) == ("error", "20")
        assert refused["payload"][0]["extensions"]["code"] == "TOO_COMPLEX"
        revision = create(server, "A tutti")
        assert [opened.revision() for _ in range(20)] == [revision] * 20


def test_a_refusal_is_formatted_as_elsewhere_and_ends_that_operation_alone(server: Server) -> None:
    with socket(server) as opened:
        opened.begin()
        for name, query in (
            ("bounds", "subscription { changes(since: -1) { revision } }"),
            ("schema", "subscription { nothing }"),
            ("syntax", "subscription {"),
            ("none", "fragment F on Query { viewer { name } }"),
        ):
            opened.subscribe(name, query)
            refused = opened.receive()
            assert (refused["type"], refused["id"]) == ("error", name)
            assert [error["extensions"]["code"] for error in refused["payload"]] == ["INVALID"]
        opened.subscribe("good", since=0)
        assert opened.revision() == 1


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "1",
        "null",
        "{",
        '{"type": 1}',
        '{"type": "unheard"}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ viewer { name } }"}}',
        '{"type": "subscribe", "id": "1", "payload": []}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
        '{"type": "complete", "id": []}',
    ],
)
def test_what_does_not_keep_to_the_protocol_closes_the_connection(server: Server, text: str) -> None:
    with socket(server) as opened:
        opened.begin()
        opened.connection.send(text)
        assert opened.closing()[0] == 4400


def test_bytes_close_the_connection(server: Server) -> None:
    with socket(server) as opened:
        opened.begin()
        opened.connection.send(b"{}")
        assert opened.closing()[0] == 4400


def test_who_subscribes_before_beginning_is_shut_out(server: Server) -> None:
    with socket(server) as opened:
        opened.subscribe("early")
        assert opened.closing()[0] == 4401


def test_pings_are_answered(server: Server) -> None:
    with socket(server) as opened:
        opened.begin()
        opened.send(type="ping")
        assert opened.receive() == {"type": "pong"}


def test_the_server_pings(server: Server) -> None:
    address = urlsplit(server.address)
    assert find_ping(str(address.hostname), int(address.port or 80))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_is_refused(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, socket(server, origin):
        pass
    assert refused.value.response.status_code == 403


def test_a_page_of_this_server_is_welcome(server: Server) -> None:
    with socket(server, server.address) as opened:
        opened.begin()


def test_another_sites_name_for_this_machine_is_refused(server: Server) -> None:
    with pytest.raises(InvalidStatus) as refused, socket(server, name="network.example"):
        pass
    assert refused.value.response.status_code == 400


def test_one_too_many_is_told_to_try_again_later(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(admitted(lambda: socket(server)))
        with socket(server) as one_more:
            assert one_more.closing() == (1013, "Too many connections: try again later.")
    with admitted(lambda: socket(server)):
        pass
