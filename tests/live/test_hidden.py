"""Subscribers are told nothing that they may not see: neither the editor nor the public of the young."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.changes import CreateEntity
from tests.live.conftest import STORE
from tests.live.listening import stream, topic, write
from tests.server.processes import Server, start

SECRET, KNOWN = "Giovane Segreta", "Ada Nota"
PUBLIC = ("--host", "0.0.0.0")  # noqa: S104 - what is tested


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with five revisions: the second of a young person, the third in part, too."""
    folder = tmp_path_factory.mktemp("hidden")
    write(
        folder / "network.db",
        topic("Primo"),
        [CreateEntity("young_person", SECRET)],
        [CreateEntity("young_person", "Altra Segreta"), CreateEntity("topic", "Terzo")],
        [CreateEntity("person", KNOWN)],
        topic("Quinto"),
    )
    return folder


@pytest.fixture(scope="module", params=["editor", "public"])
def server(request: pytest.FixtureRequest, folder: Path) -> Iterator[Server]:
    server = start(folder, "serve", "--store", STORE, *(PUBLIC if request.param == "public" else ()))
    yield server
    server.stop(signal.SIGTERM)


def test_a_young_persons_changes_are_passed_over(server: Server) -> None:
    with stream(server, since=0) as events:
        told = events.changes(3)
    assert [change["revision"] for change in told[:2]] == [1, 3]
    assert [len(change["operations"]) for change in told] == [1, 1, 1]
    assert "Segreta" not in str(told)


def test_a_young_persons_changes_are_not_found_by_their_kind(server: Server, folder: Path) -> None:
    del folder
    with stream(server, since=0, kinds=["young_person", "topic"]) as events:
        assert events.revisions(3) == [1, 3, 5]


def test_persons_are_for_editors_only(folder: Path) -> None:
    seen = []
    for options in ((), PUBLIC):
        server = start(folder, "serve", "--store", STORE, *options)
        with stream(server, since=3) as events:
            seen.append(KNOWN in str(events.changes(1)))
        server.stop(signal.SIGTERM)
    assert seen == [True, False]
