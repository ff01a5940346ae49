"""Empty Neo4j databases for tests, one server each: the Community edition has one database a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from neo4j import GraphDatabase, Session

from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address, read_address
from tests.stores.neo4j_server import Neo4jServer, missing

WIPE = "MATCH (n) WHERE NOT n:LogHead CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
# Making a database ours takes longer than emptying it: what was ours stays so.
RESET = """
MATCH (h:LogHead) SET h = {name: h.name, format: h.format, revision: 0, positions: 0, of_tests: true}
"""
# Ours ask for one, so that no test forgets that NEO4J_URI's may.
PASSWORD = "a-test-of-neo4j"
FOREIGN = "MATCH (n) WHERE NOT EXISTS { (h:LogHead) WHERE h.of_tests } RETURN 1 LIMIT 1"


class Neo4jPool:
    """Servers that tests take turns at: NEO4J_URI's, then as many of our own as are in use at once.

    A database is emptied when a test gets it, and is free again when the store that had it is closed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._given = read_address(url) if (url := os.environ.get("NEO4J_URI")) else None
        self._addresses: list[Address] = []
        self._servers: list[Neo4jServer] = []
        self._users: dict[Address, Neo4jStore] = {}

    def empty(self) -> Address:
        """Return where an empty database is."""
        for address in self._addresses:
            user = self._users.get(address)
            if user is None or user.closed:
                break
        else:
            address = self._another()
            self._addresses.append(address)
        wipe(address)
        return address

    def store(self) -> Neo4jStore:
        """Return an empty store."""
        address = self.empty()
        self._users[address] = Neo4jStore(address)
        return self._users[address]

    def stop(self) -> None:
        """End our own servers."""
        for server in self._servers:
            server.kill()

    def _another(self) -> Address:
        if self._given is not None and self._given not in self._addresses:
            require_free(self._given)
            return self._given
        require_startable()
        server = Neo4jServer(self._folder / f"server-{len(self._servers)}", password=PASSWORD)
        server.start()
        self._servers.append(server)
        return read_address(server.url)


@contextmanager
def session(address: Address) -> Iterator[Session]:
    """Talk to a database directly."""
    auth = None if address.password is None else (address.user, address.password)
    with (
        GraphDatabase.driver(address.server, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=address.database) as opened,
    ):
        yield opened


def run(address: Address, *queries: str) -> list[list[object]]:
    """Run queries, one after the other; return the rows of the last."""
    with session(address) as opened:
        *_, rows = (opened.run(query).values() for query in queries)
        return rows


def wipe(address: Address) -> None:
    """Empty a database; what constraints and indexes it has stay."""
    run(address, WIPE, RESET)


def require_free(address: Address) -> None:
    """Fail the test when a database holds what no test has put there: it would be lost."""
    if run(address, FOREIGN):
        pytest.fail(f"NEO4J_URI names {address}, which is not empty: tests would delete what is there.")


def require_startable() -> None:
    """Skip the test, saying why, when no server can be started here; in CI, fail it."""
    if (reason := missing()) is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
