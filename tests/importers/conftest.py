"""A folder of its own for each test, and stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.stores.memory import MemoryStore
from tests.importers.folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def loaded(folder: Folder, store: MemoryStore) -> MemoryStore:
    """Return a store that the folder was loaded into."""
    folder.load(store)
    return store
