"""Listening to a server as a program would that knows only the protocols."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from graph.changes import Change, CreateEntity
from graph.rights import FILE_LOADER
from graph.service import Service
from graph.stores.sqlite import SqliteStore
from graph.vocabulary.layering import load_vocabulary
from tests.server.processes import Server

PATIENCE = 60.0
CHANGES = """
subscription ($since: Int, $kinds: [KindName!]) {
  changes(since: $since, kinds: $kinds) { revision operations { after { name value } } }
}
"""
CREATE = """
mutation ($name: String!) { apply(changes: [{createEntity: {kind: "topic", name: $name}}]) { revision } }
"""
BULK = 200_000
Answer = dict[str, Any]


def ask(server: Server, query: str, **variables: object) -> Answer:
    """Ask over HTTP."""
    body = {"query": query, "variables": variables}
    answer: Answer = httpx.post(f"{server.address}/graphql", json=body, timeout=PATIENCE).json()
    return answer


def create(server: Server, name: str) -> int:
    """Write a topic over HTTP, and return the revision that did."""
    answer = ask(server, CREATE, name=name)
    return int(answer["data"]["apply"]["revision"])


def write(path: Path, *calls: list[Change]) -> None:
    """Write to a file as whoever loads files does, in a process other than the server's: here."""

    async def writing() -> None:
        store = SqliteStore(path)
        service = Service(store, load_vocabulary())
        for changes in calls:
            await service.apply(changes, FILE_LOADER)
        await store.close()

    asyncio.run(writing())


def topic(name: str) -> list[Change]:
    """Return a call that writes one topic."""
    return [CreateEntity("topic", name)]


def bulk(name: str) -> list[Change]:
    """Return a call that writes BULK bytes, and so makes an event as large."""
    summary = "parola " * 2_000
    return [CreateEntity("topic", f"{name}, {part}", summary=summary) for part in range(BULK // len(summary))]


class Stream:
    """An event stream; `lines` is what comes, as it comes."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.lines = response.iter_lines()

    def try_to_begin(self) -> bool:
        """Tell whether the server has room for it."""
        return self.response.status_code == 200

    def events(self) -> Iterator[tuple[str, Any]]:
        """Yield events, by name, with what they carry."""
        name = ""
        for line in self.lines:
            kind, _, value = line.partition(": ")
            if kind == "event":
                name = value
            elif kind == "data" or line == "data:":
                yield name, json.loads(value) if value else None

    def changes(self, count: int) -> list[Answer]:
        """Return the next so many changes."""
        events = self.events()
        found = []
        for _ in range(count):
            name, content = next(events)
            assert name == "next", (name, content)
            found.append(content["data"]["changes"])
        return found

    def revisions(self, count: int) -> list[int]:
        """Return the revisions of the next so many changes."""
        return [change["revision"] for change in self.changes(count)]


@contextmanager
def stream(server: Server, query: str = CHANGES, /, **variables: object) -> Iterator[Stream]:
    """Subscribe over Server-Sent Events."""
    with (
        httpx.Client(timeout=PATIENCE) as client,
        client.stream(
            "POST",
            f"{server.address}/graphql",
            json={"query": query, "variables": variables},
            headers={"accept": "text/event-stream", "accept-encoding": "gzip"},
        ) as response,
    ):
        yield Stream(response)


class Socket:
    """A WebSocket that speaks graphql-transport-ws; `late` is what came while waiting for its end."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.late: list[Answer] = []

    def send(self, **message: object) -> None:
        """Send a message."""
        self.connection.send(json.dumps(message))

    def receive(self) -> Answer:
        """Return the next message."""
        text = self.connection.recv(timeout=PATIENCE)
        assert isinstance(text, str), "browsers need text"
        message: Answer = json.loads(text)
        return message

    def begin(self) -> None:
        """Do what every connection begins with."""
        self.send(type="connection_init")
        assert self.receive() == {"type": "connection_ack"}

    def try_to_begin(self) -> bool:
        """Begin, and tell whether the server has room for it."""
        try:
            self.begin()
        except ConnectionClosed:
            return False
        return True

    def subscribe(self, name: str, query: str = CHANGES, /, **variables: object) -> None:
        """Begin an operation."""
        self.send(type="subscribe", id=name, payload={"query": query, "variables": variables})

    def closing(self) -> tuple[int, str]:
        """Return with what code and for what reason the server closes it."""
        with pytest.raises(ConnectionClosed) as closed:
            self._read_on()
        assert closed.value.rcvd is not None, "it was cut off, not closed"
        return closed.value.rcvd.code, closed.value.rcvd.reason

    def _read_on(self) -> None:
        while True:
            self.late.append(self.receive())

    def revision(self) -> int:
        """Return the revision of the next change."""
        message = self.receive()
        assert message["type"] == "next", message
        return int(message["payload"]["data"]["changes"]["revision"])


@contextmanager
def socket(server: Server, origin: str | None = None, name: str | None = None) -> Iterator[Socket]:
    """Open a WebSocket to this machine, from a page of some origin, under another name than it has."""
    machine, _, port = server.address.rpartition("/")[2].partition(":")
    with connect(
        f"ws://{name or machine}:{port}/graphql",
        address=(machine, int(port)),
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        origin=origin,  # type: ignore[arg-type]
        open_timeout=PATIENCE,
        ping_interval=None,
        proxy=None,
    ) as connection:
        yield Socket(connection)


OpenedT = TypeVar("OpenedT", Stream, Socket)


@contextmanager
def admitted(opening: Callable[[], AbstractContextManager[OpenedT]]) -> Iterator[OpenedT]:
    """Open a stream or socket as soon as there is room: a server learns late of those that were closed."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with ExitStack() as stack:
            opened = stack.enter_context(opening())
            if opened.try_to_begin():
                yield opened
                return
        assert time.monotonic() < deadline
        time.sleep(0.05)
