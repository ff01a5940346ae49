"""A subscriber who stops reading costs a server nothing, and the others neither."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.conftest import STORE
from tests.live.listening import BULK, bulk, create, stream, write
from tests.live.wire import stall
from tests.server.processes import Server, start

WRITTEN = 150
STALLED = 30


@dataclass(frozen=True)
class Crowd:
    """A server that some subscribe to who read nothing, and how large it was before and is after."""

    server: Server
    before: int
    after: int
    told: list[int]


def resident(server: Server) -> int:
    """Return how many bytes of memory a server takes up."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    folder = tmp_path_factory.mktemp("crowd")
    if not Path("/proc/self/status").exists():
        pytest.skip("this machine does not tell how large a process is")
    write(folder / "network.db", *(bulk(f"Tema {number}") for number in range(WRITTEN)))
    server = start(folder, "serve", "--store", STORE)
    for _ in range(3):
        # Afterwards the server holds what it holds anyway.
        with stream(server, since=0) as events:
            events.revisions(WRITTEN)
    before = resident(server)
    with ExitStack() as stack:
        for _ in range(STALLED):
            stack.enter_context(stall(server))
        with stream(server, since=0) as events:
            told = events.revisions(WRITTEN)
            create(server, "Una novità")
            told += events.revisions(1)
        yield Crowd(server, before, resident(server), told)
    server.stop(signal.SIGTERM)


def test_others_are_told_everything_meanwhile(crowd: Crowd) -> None:
    assert crowd.told == [*range(1, WRITTEN + 2)]


def test_what_is_not_read_is_not_kept(crowd: Crowd) -> None:
    unread = STALLED * WRITTEN * BULK
    assert crowd.after - crowd.before < unread / 4
