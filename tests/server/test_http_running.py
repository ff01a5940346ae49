"""GraphQL over real connections."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.server.processes import PATIENCE, Server, start

LARGE = b'{"query": "' + b" " * 12_000_000 + b'"}'
TYPE = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("http"), "serve", "--store", "memory://")
    yield running
    running.stop(signal.SIGTERM)


def test_a_body_that_is_too_large_is_refused_and_its_sender_told(server: Server) -> None:
    answer = httpx.post(f"{server.address}/graphql", content=LARGE, headers=TYPE, timeout=PATIENCE)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_COMPLEX"


def test_one_that_is_sent_in_pieces_too(server: Server) -> None:
    pieces = (LARGE[place : place + 65_536] for place in range(0, len(LARGE), 65_536))
    answer = httpx.post(f"{server.address}/graphql", content=pieces, headers=TYPE, timeout=PATIENCE)
    assert answer.status_code == 413


def test_who_asks_before_sending_is_told_before_sending(server: Server) -> None:
    address = urlsplit(server.address)
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(LARGE)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(
        (address.hostname or "", address.port or 0), timeout=PATIENCE
    ) as connection:
        connection.sendall(head.encode())
        with connection.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 413 ")


def test_an_answer_that_still_holds_leaves_the_connection_open(server: Server) -> None:
    with httpx.Client(base_url=server.address, timeout=PATIENCE) as client:
        asked = {"query": "{ viewer { name } }"}
        first = client.get("/graphql", params=asked)
        held = {"If-None-Match": first.headers["etag"]}
        again = [client.get("/graphql", params=asked, headers=held) for _ in range(2)]
        assert [answer.status_code for answer in again] == [304, 304]
        assert client.get("/graphql", params=asked).json() == first.json()
