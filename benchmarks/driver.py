"""The driver alone, writing the same graph into Neo4j: what the log and its promises are measured against.

The same nodes and relationships with the same labels, types, properties and indexes as our readable graph
has, in transactions of the same size. No log, no revisions, no checks, no keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from neo4j import AsyncDriver, AsyncGraphDatabase

from benchmarks.generator import Generated
from graph.model import Fact
from graph.stores.neo4j_address import Address

NODES = "UNWIND $rows AS row CREATE (n:Thing:$(row.kind)) SET n = row"
TIES = """
UNWIND $rows AS row MATCH (a:Thing {id: row.source}) MATCH (b:Thing {id: row.target})
CREATE (a)-[r:$(row.kind)]->(b) SET r = row.said
"""
INDEXES = (
    "CREATE CONSTRAINT thing IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX thing_slug IF NOT EXISTS FOR (n:Thing) ON (n.slug)",
    "CREATE INDEX thing_name IF NOT EXISTS FOR (n:Thing) ON (n.name)",
)


async def load_bare(address: Address, made: Generated, page: int) -> float:
    """Return the seconds that a whole network takes, so many rows a transaction."""
    nodes = [
        {**_said(item), "slug": item.slug, "name": item.name, "summary": item.summary}
        for item in made.entities
    ]
    ties = [
        {
            "kind": item.kind,
            "source": item.source,
            "target": item.target,
            "said": {**_said(item), "strength": item.strength},
        }
        for item in made.relationships
    ]
    async with _driver(address) as driver:
        for statement in INDEXES:
            await driver.execute_query(statement, database_=address.database)
        begun = asyncio.get_running_loop().time()
        for query, rows in ((NODES, nodes), (TIES, ties)):
            for first in range(0, len(rows), page):
                await driver.execute_query(query, rows=rows[first : first + page], database_=address.database)
        return asyncio.get_running_loop().time() - begun


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


def _said(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "status": fact.status.value,
        "revision": 1,
        "denied": False,
    }
