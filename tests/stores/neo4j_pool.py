"""Empty Neo4j databases for tests, one server each: the Community edition has one database a server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address, read_address
from tests.stores.neo4j_server import Neo4jServer, missing

WIPE = "MATCH (n) WHERE NOT n:LogHead CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
# Making a database ours takes longer than emptying it: what was ours stays so.
RESET = "MATCH (h:LogHead) SET h = {name: h.name, format: h.format, revision: 0, positions: 0}"


class Neo4jPool:
    """Servers that tests take turns at: NEO4J_URI's, then as many of our own as are in use at once.

    A database is emptied when a test gets it, and is free again when the store that had it is closed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._addresses = [read_address(url)] if (url := os.environ.get("NEO4J_URI")) else []
        self._servers: list[Neo4jServer] = []
        self._users: dict[Address, Neo4jStore] = {}

    def empty(self) -> Address:
        """Return where an empty database is."""
        for address in self._addresses:
            user = self._users.get(address)
            if user is None or user.closed:
                break
        else:
            address = self._start()
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

    def _start(self) -> Address:
        require_startable()
        server = Neo4jServer(self._folder / f"server-{len(self._servers)}")
        server.start()
        self._servers.append(server)
        self._addresses.append(read_address(server.url))
        return self._addresses[-1]


def wipe(address: Address) -> None:
    """Empty a database; what constraints and indexes it has stay."""
    auth = None if address.password is None else (address.user, address.password)
    with (
        GraphDatabase.driver(address.server, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=address.database) as session,
    ):
        session.run(WIPE).consume()
        session.run(RESET).consume()


def require_startable() -> None:
    """Skip the test, saying why, when no server can be started here; in CI, fail it."""
    if "INTRECCIO_TEST_NEO4J" not in os.environ:
        # The store is still being made: these take minutes, and judge nothing but it.
        pytest.skip("Neo4j is tried where INTRECCIO_TEST_NEO4J is set.")
    if (reason := missing()) is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
