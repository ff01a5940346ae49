"""Changes, followed with the public clients of both protocols, graphql-ws and graphql-sse."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import httpx
import pytest

from tests.clients.conftest import HERE, PATIENCE
from tests.live.conftest import STORE
from tests.live.listening import topic, write
from tests.server.processes import Server, start

CREATE = """
mutation ($name: String!, $key: String!) {
  apply(changes: [{createEntity: {kind: "topic", name: $name}}], key: $key) { revision }
}
"""
MANY, CUT = 60, 7


class Follower:
    """A running `follow.mjs`, killed when it takes too long."""

    def __init__(self, node: Path, *arguments: object) -> None:
        command = [str(argument) for argument in (node, HERE / "follow.mjs", *arguments)]
        self.process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
        self._limit = Timer(PATIENCE, self.process.kill)
        self._limit.daemon = True
        self._limit.start()

    def hear(self) -> list[Any]:
        """Return the next thing it tells."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "it ended"
        told: list[Any] = json.loads(line)
        return told

    def wait(self) -> list[list[Any]]:
        """Return all that it tells until it ends."""
        assert self.process.stdout is not None
        # Not `communicate`: with a limit it forgets what `hear` has taken from the pipe and not used.
        with self.process.stdout as lines:
            told = [json.loads(line) for line in lines]
        self.process.wait()
        self._limit.cancel()
        return told


class Site:
    """A server that may be stopped and started anew, elsewhere; `file` holds its address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "address"
        write(folder / "network.db", topic("Il primo"))
        self.begin()

    def begin(self) -> None:
        """Start the server, and tell where it is."""
        self.server: Server = start(self.folder, "serve", "--store", STORE)
        # All at once: somebody who reads it meanwhile must not find an empty address.
        written = self.file.with_suffix(".new")
        written.write_text(self.server.address)
        written.replace(self.file)

    def create(self, name: str) -> int:
        """Write a topic, and return the revision that did."""
        body = {"query": CREATE, "variables": {"name": name, "key": name}}
        answer = httpx.post(f"{self.server.address}/graphql", json=body, timeout=PATIENCE).json()
        return int(answer["data"]["apply"]["revision"])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return a server for this test to stop."""
    yield from _open(tmp_path)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a server that stands for the tests of this module, which may write in it."""
    yield from _open(tmp_path_factory.mktemp("standing"))


def _open(folder: Path) -> Iterator[Site]:
    site = Site(folder)
    yield site
    if site.server.process.poll() is None:
        site.server.stop(signal.SIGTERM)


both = pytest.mark.parametrize("protocol", ["ws", "sse"])


@both
def test_a_change_made_meanwhile_comes(node: Path, standing: Site, protocol: str) -> None:
    before = standing.create(f"Prima, {protocol}")
    follower = Follower(node, protocol, standing.file, before - 1, before + 1, 0)
    assert [follower.hear(), follower.hear()] == [["connected"], ["change", before]]
    assert standing.create(f"Dopo, {protocol}") == before + 1
    assert follower.hear() == ["change", before + 1]
    assert ["complete"] in follower.wait()


@both
def test_nothing_is_lost_or_repeated_however_often_the_connection_and_the_server_break(
    node: Path, site: Site, protocol: str
) -> None:
    follower = Follower(node, protocol, site.file, 0, MANY, CUT)
    for number in range(2, MANY + 1):
        site.create(f"Tema {number}")
        if number in (MANY // 3, MANY // 3 * 2):
            site.server.stop(signal.SIGKILL if number == MANY // 3 else signal.SIGTERM)
            site.begin()
    told = follower.wait()
    assert [said for said in told if said[0] in ("ended", "refused")] == []
    assert [said[1] for said in told if said[0] == "change"] == [*range(1, MANY + 1)]
    assert told.count(["connected"]) > MANY // CUT


@both
def test_what_cannot_be_followed_is_refused(node: Path, standing: Site, protocol: str) -> None:
    told = Follower(node, protocol, standing.file, -1, 1, 0).wait()
    assert ["refused", "INVALID"] in told


def test_a_stopping_server_goes_away_and_its_socket_says_so(node: Path, site: Site) -> None:
    follower = Follower(node, "ws", site.file, 0, 2, 0)
    assert [follower.hear(), follower.hear()] == [["connected"], ["change", 1]]
    assert site.server.stop(signal.SIGTERM).code == 0
    assert ["closed", 1001, "Going away"] in follower.wait()


def test_a_stopping_server_completes_its_event_streams(node: Path, site: Site) -> None:
    follower = Follower(node, "sse", site.file, 0, 2, 0)
    assert [follower.hear(), follower.hear()] == [["connected"], ["change", 1]]
    assert site.server.stop(signal.SIGTERM).code == 0
    assert follower.wait() == [["complete"]]
