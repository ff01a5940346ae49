"""The driver alone, doing the same inserts into Neo4j: what the store's promises are measured against.

The same nodes and relationships, with the same labels, types, properties and indexes, in transactions of
the same size: the readable graph alone, or with it a version of each fact, as the log has. No order of
commits, no looking up of what was there, no checks, no keys; and rows sent as maps, as the driver's manual
does it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction

from benchmarks.generator import Generated
from graph.encoding import encode_fact
from graph.folding import fold
from graph.model import Entity, Fact, Relationship
from graph.stores.neo4j_address import Address

Row = dict[str, Any]
Insert = tuple[str, list[Row]]

NODES = "UNWIND $rows AS row CREATE (n:Thing:$(row.kind)) SET n = row"
TIES = """
UNWIND $rows AS row MATCH (a:Thing {id: row.source}) MATCH (b:Thing {id: row.target})
CREATE (a)-[r:$(row.kind)]->(b) SET r = row.said
"""
VERSIONS = "UNWIND $rows AS row CREATE (v:Version) SET v = row"
INDEXES = (
    "CREATE CONSTRAINT thing IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX thing_slug IF NOT EXISTS FOR (n:Thing) ON (n.slug)",
    "CREATE INDEX thing_name IF NOT EXISTS FOR (n:Thing) ON (n.name)",
    "CREATE CONSTRAINT version IF NOT EXISTS FOR (n:Version) REQUIRE (n.fact, n.revision) IS UNIQUE",
    "CREATE INDEX version_revision IF NOT EXISTS FOR (n:Version) ON (n.revision)",
    "CREATE INDEX version_position IF NOT EXISTS FOR (n:Version) ON (n.position)",
)


async def load_bare(address: Address, made: Generated, page: int, *, versions: bool) -> float:
    """Return the seconds that a whole network takes, so many facts a transaction."""
    graph = [
        (NODES, [_node(item) for item in made.entities]),
        (TIES, [_tie(item) for item in made.relationships]),
    ]
    facts: tuple[Fact, ...] = (*made.entities, *made.relationships)
    kept = [_version(item, place) for place, item in enumerate(facts)]
    done = 0
    async with _driver(address) as driver, driver.session(database=address.database) as session:
        for statement in INDEXES:
            await (await session.run(statement)).consume()
        await (await session.run("CALL db.awaitIndexes(300)")).consume()
        begun = asyncio.get_running_loop().time()
        for query, rows in graph:
            for first in range(0, len(rows), page):
                inserts = [(query, rows[first : first + page])]
                size = len(inserts[0][1])
                if versions:
                    inserts.append((VERSIONS, kept[done : done + size]))
                await session.execute_write(_insert, inserts)
                done += size
        return asyncio.get_running_loop().time() - begun


async def _insert(transaction: AsyncManagedTransaction, inserts: list[Insert]) -> None:
    for query, rows in inserts:
        await (await transaction.run(query, rows=rows)).consume()


async def commit_bare(address: Address, count: int, writers: int = 1) -> float:
    """Return how many nodes a second so many writers change together, one a transaction."""

    async def write(driver: AsyncDriver, numbers: Sequence[int]) -> None:
        for number in numbers:
            await driver.execute_query(
                "MERGE (n:Thing {id: $id}) SET n.name = $name",
                id=f"x{number}",
                name=f"Nome {number}",
                database_=address.database,
            )

    async with _driver(address) as driver:
        begun = asyncio.get_running_loop().time()
        await asyncio.gather(*(write(driver, range(place, count, writers)) for place in range(writers)))
        return count / (asyncio.get_running_loop().time() - begun)


@asynccontextmanager
async def _driver(address: Address) -> AsyncIterator[AsyncDriver]:
    async with AsyncGraphDatabase.driver(address.server, notifications_min_severity="OFF") as driver:
        yield driver


def _node(item: Entity) -> Row:
    return {**_said(item), "slug": item.slug, "name": item.name, "summary": item.summary}


def _tie(item: Relationship) -> Row:
    said = {**_said(item), "strength": item.strength}
    return {"kind": item.kind, "source": item.source, "target": item.target, "said": said}


def _said(fact: Fact) -> Row:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "status": fact.status.value,
        "revision": 1,
        "denied": False,
    }


def _version(fact: Fact, place: int) -> Row:
    kept: Row = {
        "fact": fact.id,
        "revision": 1,
        "place": place,
        "type": "CREATE",
        "position": place + 1,
        "kind": fact.kind,
        "body": encode_fact(fact),
    }
    if isinstance(fact, Entity):
        return kept | {"words": fold(f"{fact.name} {fact.slug} {fact.summary or ''}")}
    return kept | {"source": fact.source, "target": fact.target}
