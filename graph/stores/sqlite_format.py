"""The format of the SQLite file, and the numbered steps that lead to it from every older one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress

from graph.keyring import Keyring
from graph.stores.sqlite_sealing import seal_old_versions

APPLICATION_ID = 0x494E5452  # "INTR"

_FORMAT_1 = """
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT
) WITHOUT ROWID;
CREATE TABLE revision (
    revision INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    note TEXT,
    key TEXT UNIQUE
);
CREATE TABLE fact (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
);
CREATE TABLE version (
    fact INTEGER NOT NULL REFERENCES fact (position),
    revision INTEGER NOT NULL REFERENCES revision (revision),
    place INTEGER NOT NULL,
    replaced_in INTEGER REFERENCES revision (revision),
    type TEXT NOT NULL,
    kind TEXT,
    source INTEGER REFERENCES fact (position),
    target INTEGER REFERENCES fact (position),
    words TEXT,
    body BLOB,
    merged_into TEXT,
    PRIMARY KEY (fact, revision)
) WITHOUT ROWID;
CREATE INDEX version_by_revision ON version (revision, place);
CREATE INDEX version_by_source ON version (source) WHERE source IS NOT NULL;
CREATE INDEX version_by_target ON version (target) WHERE target IS NOT NULL;
"""

# Personal values leave the log: each version of them lies sealed beside it.
_FORMAT_2 = """
CREATE TABLE personal (
    fact INTEGER NOT NULL REFERENCES fact (position),
    revision INTEGER NOT NULL REFERENCES revision (revision),
    sealed BLOB NOT NULL,
    PRIMARY KEY (fact, revision)
);
CREATE TABLE person_key (
    person TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE erasure (
    person TEXT PRIMARY KEY
) WITHOUT ROWID;
"""


def _make_log(connection: sqlite3.Connection, _: Keyring) -> None:
    _run(connection, _FORMAT_1)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _seal_personal(connection: sqlite3.Connection, keyring: Keyring) -> None:
    _run(connection, _FORMAT_2)
    seal_old_versions(connection, keyring)


# Step n leads from format n - 1 to format n; format 0 is an empty file.
STEPS: Mapping[int, Callable[[sqlite3.Connection, Keyring], None]] = {1: _make_log, 2: _seal_personal}
FORMAT = max(STEPS)


def migrate(connection: sqlite3.Connection, keyring: Keyring) -> bool:
    """Bring a file up to the newest format, in one transaction; True when it held an older one."""
    if _format_of(connection) == FORMAT:
        return False
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _format_of(connection)  # another process may have been quicker
        for number in range(found + 1, FORMAT + 1):
            STEPS[number](connection, keyring)
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return 0 < found < FORMAT


def _format_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _run(connection: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            connection.execute(statement)
