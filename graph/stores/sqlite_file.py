"""Opening an SQLite file as a log of ours, and saying in one sentence why it cannot be one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import Unavailable
from graph.keyring import Keyring
from graph.stores.records import DamagedRecord
from graph.stores.sqlite_format import APPLICATION_ID, FORMAT, migrate

BUSY_SECONDS = 5.0
CACHE_KIB = 65_536


def connect(path: Path, *, create: bool, keyring: Keyring) -> sqlite3.Connection:
    """Open a file of ours; an absent or empty one is made when `create`, an older one brought up to date.

    The connection may be used from other threads, one at a time. Raises Unavailable, with the file
    untouched, when it is absent, a directory, foreign, damaged, of a newer format, or not to be opened.
    """
    _require_place(path, create=create)
    with sentences(path):
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _require_ours(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            if migrate(connection, keyring):
                # What was in clear before must not linger in free pages.
                connection.execute("VACUUM")
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into Unavailable with a sentence for people."""
    try:
        yield
    except DamagedRecord as error:
        raise Unavailable(f"{path} is damaged: restore it from a backup.") from error
    except sqlite3.ProgrammingError as error:
        raise Unavailable(f"The store {path} is closed.") from error
    except sqlite3.DatabaseError as error:
        raise Unavailable(_sentence(path, error)) from error


def _require_place(path: Path, *, create: bool) -> None:
    """Raise Unavailable unless a store may stand at a path and be written there; make its folder."""
    try:
        if path.is_dir():
            raise Unavailable(f"{path} is a directory, not a store: name a file in it.")
        there = path.exists()
        if not there and not create:
            raise Unavailable(f"There is no store at {path}: load a territory into it first.")
    except OSError as error:
        raise Unavailable(f"{path} cannot be reached ({error.strerror}): check its folder.") from error
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder of {path} cannot be made ({error.strerror}): name another.") from error
    # SQLite would serve what it can read, and fail when somebody writes.
    if not there and not os.access(path.parent, os.W_OK):
        raise Unavailable(f"{path} cannot be made: check that its folder may be written.")
    if there and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise Unavailable(f"{path} may not be written: check who owns the file and its folder.")


def _require_ours(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application not in ((APPLICATION_ID,) if tables else (0, APPLICATION_ID)):
        raise Unavailable(f"{path} is a database of another program, left as it is: name another file.")
    if version > FORMAT:
        raise Unavailable(
            f"{path} is of format {version}, newer than this Intreccio's {FORMAT}: update Intreccio."
        )


def _sentence(path: Path, error: sqlite3.DatabaseError) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_NOTADB":
        return f"{path} is no SQLite file and was left as it is: name another file."
    if name.startswith("SQLITE_CORRUPT"):
        return f"{path} is damaged: restore it from a backup."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path} is being written by another program: try again."
    if name == "SQLITE_FULL":
        return f"The disk that holds {path} is full, nothing was written: make room and try again."
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return f"{path} may not be written: check who owns the file and its folder."
    if name.startswith("SQLITE_CANTOPEN"):
        return f"{path} cannot be opened: check that its folder exists and may be written."
    return f"{path} cannot be used ({error})."
