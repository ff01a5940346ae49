"""Every test of this folder that takes `store` runs over each kind of store.

`new_store` makes an empty one; what a test opens is closed after it. A kind that lacks a promise
fails here; none is left out. Neo4j is a real server, see `neo4j_pool.py`: a test that closes one store
before it makes another spares the start of a second.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from graph.stores.contract import Store
from graph.stores.memory import MemoryStore
from graph.stores.sqlite import SqliteStore
from tests.stores.neo4j_pool import Neo4jPool

NewStore = Callable[[], Store]


@pytest.fixture(scope="session")
def neo4j_pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jPool]:
    """Return where empty Neo4j databases are to be had; a server is started when one is asked for."""
    pool = Neo4jPool(tmp_path_factory.mktemp("neo4j"))
    yield pool
    pool.stop()


@pytest.fixture(params=["memory", "sqlite", "neo4j"])
async def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[NewStore]:
    """Return a function that makes another empty store of the kind under test."""
    opened: list[Store] = []
    numbers = count()

    def make() -> Store:
        store: Store
        if request.param == "memory":
            store = MemoryStore()
        elif request.param == "sqlite":
            store = SqliteStore(tmp_path / f"{next(numbers)}.db")
        else:
            pool: Neo4jPool = request.getfixturevalue("neo4j_pool")
            store = pool.store()
        opened.append(store)
        return store

    yield make
    for store in opened:
        await store.close()


@pytest.fixture
def store(new_store: NewStore) -> Store:
    """Return an empty store."""
    return new_store()
