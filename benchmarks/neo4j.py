"""A large network in a Neo4j database, beside the driver alone and SQLite.

Run with `python -m benchmarks.neo4j`; it starts a server of its own, fetched as for the tests.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from neo4j import AsyncGraphDatabase

from benchmarks.generator import Generated, generate
from benchmarks.table import Row, show
from graph.changes import UpdateEntity
from graph.errors import HeadMoved
from graph.feed import follow
from graph.log import CommitRequest, OperationType, Write
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.contract import Store
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address, read_address
from graph.stores.sqlite import SqliteStore
from graph.vocabulary.layering import load_vocabulary
from tests.stores.neo4j_server import Neo4jServer

PAGE = 5_000
NODES = "UNWIND $rows AS row CREATE (n:Thing:$(row.kind)) SET n = row.said"
TIES = """
UNWIND $rows AS row MATCH (a:Thing {id: row.source}) MATCH (b:Thing {id: row.target})
CREATE (a)-[r:$(row.kind)]->(b) SET r = row.said
"""
INDEXES = (
    "CREATE CONSTRAINT thing IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX thing_slug IF NOT EXISTS FOR (n:Thing) ON (n.slug)",
    "CREATE INDEX thing_name IF NOT EXISTS FOR (n:Thing) ON (n.name)",
)


def compare_neo4j(*, quick: bool, entities: int = 100_000) -> str:
    """Return figures of the Neo4j store beside those of the driver alone and of SQLite."""
    sizes = (2_000, 8_000) if quick else (entities, 4 * entities)
    made = generate(*sizes)
    commits = 50 if quick else 500
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INTRECCIO_KEYS"] = folder
        # One after the other, so that neither has the other's data in its memory.
        with _serving(Path(folder) / "bare") as address:
            bare = asyncio.run(_measure_bare(made, address, commits))
        with _serving(Path(folder) / "server") as address:
            rows = asyncio.run(_measure(made, address, Path(folder), commits, bare))
    return show(f"In Neo4j: {sizes[0]:,} entities and {sizes[1]:,} relationships", rows)


@contextmanager
def _serving(folder: Path) -> Iterator[Address]:
    server = Neo4jServer(folder, heap="1g")
    server.start()
    try:
        yield read_address(server.url)
    finally:
        server.kill()


async def _measure_bare(made: Generated, address: Address, commits: int) -> tuple[float, float]:
    facts = len(made.entities) + len(made.relationships)
    return facts / await _bare_load(made, address), await _bare_commits(address, commits)


async def _measure(
    made: Generated, address: Address, folder: Path, commits: int, bare: tuple[float, float]
) -> list[Row]:
    facts = len(made.entities) + len(made.relationships)
    bare_load, bare_commits = bare
    store, file = Neo4jStore(address), SqliteStore(folder / "network.db")
    await store.head()
    loaded, in_file = facts / await _load(store, made), facts / await _load(file, made)
    started, opened = await _start(Neo4jStore(address)), await _start(file)
    alone, in_file_alone = await _commits([store], made, commits), await _commits([file], made, commits)
    writers = [Neo4jStore(address) for _ in range(4)]
    together = await _commits(writers, made, commits)
    for writer in writers:
        await writer.close()
    delay = await _delay(address, made, 20)
    await store.close()
    await file.close()
    return [
        Row("load, facts a second", "1/s", loaded, bare_load, "driver alone", more_is_better=True),
        Row("load, facts a second", "1/s", loaded, in_file, "SQLite", more_is_better=True),
        Row("start of a replica", "s", started, opened, "SQLite"),
        Row("commits, one writer", "1/s", alone, bare_commits, "driver alone", more_is_better=True),
        Row("commits, one writer", "1/s", alone, in_file_alone, "SQLite", more_is_better=True),
        Row("commits, four writers together", "1/s", together, alone, "one writer", more_is_better=True),
        Row("from commit to the other replica's follower, median of 20", "s", delay),
    ]


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _load(store: Store, made: Generated) -> float:
    """Return the seconds that it takes, in commits as large as the driver's transactions are."""
    writes = made.writes()
    begun = _now()
    for number, first in enumerate(range(0, len(writes), PAGE)):
        request = CommitRequest(number, writes[first : first + PAGE], "bench", datetime.now(UTC))
        await store.commit(request)
    return _now() - begun


async def _start(store: Store) -> float:
    begun = _now()
    await Service(store, load_vocabulary()).snapshot()
    seconds = _now() - begun
    if isinstance(store, Neo4jStore):
        await store.close()
    return seconds


async def _commits(stores: list[Store] | list[Neo4jStore], made: Generated, count: int) -> float:
    """Return how many single changes a second so many writers make together, each of its own facts."""

    async def write(place: int, store: Store) -> None:
        done = 0
        while done < count // len(stores):
            entity = made.entities[place * count + done]
            write = Write(OperationType.UPDATE, entity.id, replace(entity, name=f"Nome {done}"))
            try:
                await store.commit(CommitRequest(await store.head(), (write,), "bench", datetime.now(UTC)))
            except HeadMoved:
                continue
            done += 1

    begun = _now()
    await asyncio.gather(*(write(place, store) for place, store in enumerate(stores)))
    return count / (_now() - begun)


async def _delay(address: Address, made: Generated, times: int) -> float:
    """Return the median of seconds from before a commit to when a follower elsewhere has it."""
    here, there = Neo4jStore(address), Neo4jStore(address)
    writing, reading = Service(here, load_vocabulary()), Service(there, load_vocabulary())
    await writing.snapshot()
    following = follow(reading, ViewClass.EDITOR, (await reading.snapshot()).revision)
    delays = []
    for number in range(times):
        change = UpdateEntity(made.entities[number].id, summary=f"Altro {number}")
        waiting = asyncio.ensure_future(anext(following))
        await asyncio.sleep(0.1 + 0.037 * number)
        begun = _now()
        await writing.apply([change], LOCAL_EDITOR)
        await waiting
        delays.append(_now() - begun)
    reading.watch.close()
    await following.aclose()
    await here.close()
    await there.close()
    return statistics.median(delays)


async def _bare_load(made: Generated, address: Address) -> float:
    """Return the seconds that the same nodes and relationships take without log or contract."""
    nodes = [{"kind": item.kind, "said": _said(item.id, item.name, slug=item.slug)} for item in made.entities]
    ties = [
        {
            "kind": item.kind,
            "source": item.source,
            "target": item.target,
            "said": _said(item.id, "", strength=item.strength),
        }
        for item in made.relationships
    ]
    async with AsyncGraphDatabase.driver(address.server, notifications_min_severity="OFF") as driver:
        for statement in INDEXES:
            await driver.execute_query(statement, database_=address.database)
        begun = _now()
        for query, rows in ((NODES, nodes), (TIES, ties)):
            for first in range(0, len(rows), PAGE):
                page = rows[first : first + PAGE]
                await driver.execute_query(query, rows=page, database_=address.database)
        return _now() - begun


def _said(fact_id: str, name: str, **more: object) -> dict[str, Any]:
    return {"id": fact_id, "name": name, "status": "ACTUAL", "revision": 1, "denied": False, **more}


async def _bare_commits(address: Address, count: int) -> float:
    async with AsyncGraphDatabase.driver(address.server, notifications_min_severity="OFF") as driver:
        begun = _now()
        for number in range(count):
            await driver.execute_query(
                "MERGE (n:Thing {id: $id}) SET n.name = $name",
                id=f"x{number}",
                name=f"Nome {number}",
                database_=address.database,
            )
        return count / (_now() - begun)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.neo4j", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small network: a check, not a measurement")
    parser.add_argument("--entities", type=int, default=100_000, help="with four times as many relationships")
    given = parser.parse_args()
    print(compare_neo4j(quick=given.quick, entities=given.entities))
