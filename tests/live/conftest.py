"""Servers over a file of their own, for the tests of one module, which may write in it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.listening import topic, write
from tests.server.processes import Server, start

STORE = "sqlite:///network.db"
BEGINNING = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a network of three revisions, a topic each."""
    folder = tmp_path_factory.mktemp("live")
    write(folder / "network.db", *(topic(f"Tema {number}") for number in range(BEGINNING)))
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """Start a server whose heart beats fast."""
    server = start(folder, "serve", "--store", STORE, HEARTBEAT="0.2", CONNECTIONS="5")
    yield server
    server.stop(signal.SIGTERM)
