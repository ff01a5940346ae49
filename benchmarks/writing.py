"""Writing: loading a network whole, and durable commits one by one."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.generator import generate
from benchmarks.table import Row, show, timed
from graph.log import CommitRequest, OperationType, Write
from graph.stores.sqlite import SqliteStore


def compare_writing(*, quick: bool) -> str:
    """Return figures of the SQLite store beside a bare SQLite table with the same durability."""
    entities, relationships, commits = (500, 2_000, 50) if quick else (20_000, 80_000, 1_000)
    with tempfile.TemporaryDirectory() as folder:
        load = asyncio.run(_load(Path(folder) / "load.db", entities, relationships))
        ours = asyncio.run(_commits(Path(folder) / "ours.db", commits))
        bare = _bare_commits(Path(folder) / "bare.db", commits)
    facts = entities + relationships
    return show(
        f"Writing ({entities:,} entities, {relationships:,} relationships)",
        [
            Row("load, facts a second", "1/s", facts / load, more_is_better=True),
            Row("durable commits a second", "1/s", ours, bare, "bare SQLite", more_is_better=True),
        ],
    )


async def _load(file: Path, entities: int, relationships: int) -> float:
    writes = generate(entities, relationships).writes()
    store = SqliteStore(file)
    start = asyncio.get_running_loop().time()
    await store.commit(CommitRequest(0, writes, "bench", datetime.now(UTC)))
    seconds = asyncio.get_running_loop().time() - start
    await store.close()
    return seconds


async def _commits(file: Path, count: int) -> float:
    facts = generate(count, 0).entities
    store = SqliteStore(file)
    start = asyncio.get_running_loop().time()
    for number, fact in enumerate(facts):
        write = Write(OperationType.CREATE, fact.id, fact)
        await store.commit(CommitRequest(number, (write,), "bench", datetime.now(UTC)))
    seconds = asyncio.get_running_loop().time() - start
    await store.close()
    return count / seconds


def _bare_commits(file: Path, count: int) -> float:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE fact (id TEXT PRIMARY KEY, body TEXT)")

    def insert() -> None:
        for number in range(count):
            connection.execute("INSERT INTO fact VALUES (?, ?)", (f"e{number}", "x" * 120))

    seconds, _ = timed(insert)
    connection.close()
    return count / seconds
