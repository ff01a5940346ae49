"""Stores are named by URL."""

from __future__ import annotations

from pathlib import Path

from graph.errors import Invalid, Unavailable
from graph.stores.contract import Store
from graph.stores.memory import MemoryStore
from graph.stores.neo4j_address import is_neo4j, read_address, without_password

FORMS = "sqlite:///path/to/file.db, neo4j://user@host:7687 or memory://"


def open_store(url: str, *, create: bool = True) -> Store:
    """Open the store that a URL names.

    `sqlite:///` before a path opens that file, made when absent unless `create` is False; see
    `sqlite_path` for which file is meant. `memory://` opens a new empty store that is gone with the
    process. `neo4j://`, `bolt://` and their forms with encryption name a database; it is reached when
    first used, so that a server which is away is found out only then. Raises Invalid for any other URL,
    Unavailable for a file that cannot be used.
    """
    if url == "memory://":
        if not create:
            raise Unavailable("memory:// is always empty at first: name a store that holds something.")
        return MemoryStore()
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        from graph.stores.sqlite import SqliteStore

        return SqliteStore(sqlite_path(url), create=create)
    if is_neo4j(url):
        from graph.stores.neo4j import Neo4jStore

        return Neo4jStore(read_address(url), create=create)
    raise Invalid(f"“{without_password(url)}” names no store: write {FORMS}.")


def sqlite_path(url: str) -> Path:
    """Return the file that an SQLite URL means.

    Four slashes begin an absolute path, three a path from the current folder. Three slashes are
    often written for an absolute path too: when there is no such folder here but there is one at
    the root, that one is meant.
    """
    written = url.removeprefix("sqlite:///")
    relative = Path(written)
    if relative.is_absolute() or len(relative.parts) == 1:
        return relative
    absolute = Path("/") / written
    first_here, first_at_root = Path(relative.parts[0]), Path("/") / relative.parts[0]
    return absolute if not first_here.exists() and first_at_root.is_dir() else relative
