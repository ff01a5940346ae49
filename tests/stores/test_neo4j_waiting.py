"""Commands that find the database away go on when it comes, as `deploy/compose.yaml` may need it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.territory import shipped_territory
from tests.server.processes import INTRECCIO, PATIENCE, Server, environment
from tests.stores.neo4j_pool import PASSWORD, require_startable
from tests.stores.neo4j_server import Neo4jServer

EXAMPLE = str(shipped_territory("example"))
pytestmark = pytest.mark.slow
SAID = "cannot be reached: is the database running? Waiting for it, at most 120 seconds.\n"


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Neo4jServer]:
    """Return a server with a password that was not started yet."""
    require_startable()
    server = Neo4jServer(tmp_path / "late", password=PASSWORD)
    yield server
    server.kill()


def start_meanwhile(late: Neo4jServer, folder: Path, *arguments: str) -> list[str]:
    """Run a command, start the database when it says that it waits, and return what it printed."""
    asked = Server(
        subprocess.Popen(
            [INTRECCIO, *arguments],
            cwd=folder,
            env=environment() | {"INTRECCIO_STORE_WAIT": "120"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )
    try:
        asked.wait_for(asked.err, "Waiting")
        late.start()
        code = asked.process.wait(PATIENCE)
    finally:
        asked.kill()
    assert (code, len(asked.err)) == (0, 1), asked.err
    assert asked.err[0].endswith(SAID)
    return asked.out


def test_what_is_begun_before_the_database_is_done_when_it_is_there(
    late: Neo4jServer, tmp_path: Path
) -> None:
    loaded = start_meanwhile(late, tmp_path, "load", EXAMPLE, "--store", late.url)
    assert loaded[0].endswith("0 changed, 0 unchanged – revision 1.\n")
    late.kill()
    copied = start_meanwhile(late, tmp_path, "copy", "--from", late.url, "--to", "sqlite:///copy.db")
    assert "151 entities" in copied[0]
    assert copied[-1].startswith("SHA-256 of both: ")
