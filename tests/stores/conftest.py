"""Every test of this folder that takes `store` runs over each kind of store.

`new_store` makes an empty one; what a test opens is closed after it. A kind that lacks a promise
fails here; none is left out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path

import pytest

from graph.stores.contract import Store
from graph.stores.memory import MemoryStore
from graph.stores.sqlite import SqliteStore

NewStore = Callable[[], Store]


@pytest.fixture(params=["memory", "sqlite"])
async def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[NewStore]:
    """Return a function that makes another empty store of the kind under test."""
    opened: list[Store] = []
    numbers = count()

    def make() -> Store:
        store: Store = (
            MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / f"{next(numbers)}.db")
        )
        opened.append(store)
        return store

    yield make
    for store in opened:
        await store.close()


@pytest.fixture
def store(new_store: NewStore) -> Store:
    """Return an empty store."""
    return new_store()
