"""Two servers on one Neo4j, as `deploy/compose.yaml` has them, and one on the SQLite file they came from."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.stores.neo4j_address import Address
from tests.server.processes import INTRECCIO, Server, environment, start


@dataclass(frozen=True)
class Replicas:
    """Servers of the plan: `file` on SQLite, `one` and `other` on the database at `address`."""

    file: Server
    one: Server
    other: Server
    address: Address
    folder: Path

    @property
    def both(self) -> tuple[Server, Server]:
        """Those on Neo4j."""
        return self.one, self.other


def password_of(address: Address) -> dict[str, str]:
    """Return the setting that a command needs for a database, if any."""
    return {} if address.password is None else {"STORE_PASSWORD": address.password}


def run(address: Address, *arguments: str, cwd: Path | None = None) -> str:
    """Run a command of `intreccio`, and return what it printed."""
    named = {f"INTRECCIO_{name}": value for name, value in password_of(address).items()}
    done = subprocess.run(
        [INTRECCIO, *arguments],
        env=environment() | named,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def replicas(folder: Path, address: Address) -> Iterator[Replicas]:
    """Start them over an empty database, and stop them."""
    servers: list[Server] = []
    password = password_of(address)
    try:
        servers.append(start(folder, "demo", "--no-browser", "--store", "sqlite:///plan.db"))
        run(address, "copy", "--from", "sqlite:///plan.db", "--to", str(address), cwd=folder)
        servers.extend(start(folder, "serve", STORE=str(address), **password) for _ in range(2))
        file, one, other = servers
        yield Replicas(file, one, other, address, folder)
    finally:
        stop(servers)


def stop(servers: Sequence[Server]) -> None:
    """Stop servers, whether they still run or not."""
    for server in servers:
        if server.process.poll() is None:
            server.stop(signal.SIGTERM)
