"""Worker processes of measures: started by a server, light, and gone with it."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.server.processes import PATIENCE, start

# What a server needs to keep personal values, and a measure does not.
OF_THE_SERVER = "cryptography"
QUESTION = {"query": "{ network { resilience(size: 2) { keyPlayers { exact } } } }"}


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in listed.read_text(encoding="utf-8").split()]


def maps(process: int) -> str:
    """Return what a process has loaded."""
    return Path(f"/proc/{process}/maps").read_text(encoding="utf-8")


def test_a_worker_loads_what_measures_need_and_ends_with_the_server(tmp_path: Path) -> None:
    if not Path("/proc/self/maps").exists():
        pytest.skip("What a process has loaded is looked up in /proc.")
    server = start(tmp_path, "demo", "--example", "--no-browser", "--store", "memory://")
    try:
        answer = httpx.post(f"{server.address}/graphql", json=QUESTION, timeout=PATIENCE).json()
        assert answer == {"data": {"network": {"resilience": {"keyPlayers": {"exact": True}}}}}
        (worker,) = children(server.process.pid)
        assert OF_THE_SERVER in maps(server.process.pid)
        assert "numpy" in maps(worker)
        assert OF_THE_SERVER not in maps(worker)
    finally:
        ended = server.stop(signal.SIGTERM)
    assert ended.code == 0
    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{worker}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
