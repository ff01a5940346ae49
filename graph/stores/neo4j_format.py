"""What lies in a Neo4j database of ours, and the numbered steps that lead to it.

Two things lie side by side. The log, as nodes without relationships, is what counts:

- `LogHead`, one: the newest revision, how many facts were ever recorded, the network's own vocabulary
- `LogCommit`, one a revision: who, when, why, and the idempotency key
- `LogVersion`, one a fact and revision: the fact as `encode_fact` writes it, personal values sealed
- `LogKey` and `LogErasure`: wrapped keys of persons, and who was erased

The graph is made from it, for people with Neo4j's own tools: see `graph.stores.neo4j_graph`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graph.errors import Unavailable
from graph.stores.neo4j_connection import Neo4jConnection

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction

_STEP_1 = (
    "CREATE CONSTRAINT log_head IF NOT EXISTS FOR (n:LogHead) REQUIRE n.name IS UNIQUE",
    "CREATE CONSTRAINT log_commit IF NOT EXISTS FOR (n:LogCommit) REQUIRE n.revision IS UNIQUE",
    "CREATE CONSTRAINT log_commit_key IF NOT EXISTS FOR (n:LogCommit) REQUIRE n.key IS UNIQUE",
    "CREATE CONSTRAINT log_commit_token IF NOT EXISTS FOR (n:LogCommit) REQUIRE n.token IS UNIQUE",
    "CREATE CONSTRAINT log_version IF NOT EXISTS FOR (n:LogVersion) REQUIRE (n.fact, n.revision) IS UNIQUE",
    "CREATE INDEX log_version_revision IF NOT EXISTS FOR (n:LogVersion) ON (n.revision)",
    "CREATE INDEX log_version_position IF NOT EXISTS FOR (n:LogVersion) ON (n.position)",
    "CREATE CONSTRAINT log_key IF NOT EXISTS FOR (n:LogKey) REQUIRE n.person IS UNIQUE",
    "CREATE CONSTRAINT log_erasure IF NOT EXISTS FOR (n:LogErasure) REQUIRE n.person IS UNIQUE",
    "CREATE CONSTRAINT entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX entity_slug IF NOT EXISTS FOR (n:Entity) ON (n.slug)",
    "CREATE INDEX entity_name IF NOT EXISTS FOR (n:Entity) ON (n.name)",
    "MERGE (h:LogHead {name: 'head'}) ON CREATE SET h.revision = 0, h.positions = 0",
)

# Step n leads from format n - 1 to format n; each may be run again, as when it was cut off midway.
STEPS: Mapping[int, tuple[str, ...]] = {1: _STEP_1}
FORMAT = max(STEPS)


async def prepare(connection: Neo4jConnection, *, create: bool) -> None:
    """Bring a database up to the newest format; an empty one is made ours when `create`.

    Raises Unavailable when it holds nothing and must not be made ours, when it holds something of
    another program, or when a newer Intreccio wrote it.
    """
    found, anything = await connection.read(_look)
    if found is None and anything:
        raise Unavailable(
            f"{connection.address} holds the data of another program, left as it is: name another database."
        )
    if found is None and not create:
        raise Unavailable(f"There is no network in {connection.address}: load a territory into it first.")
    if found is not None and found > FORMAT:
        raise Unavailable(
            f"{connection.address} is of format {found}, newer than this Intreccio's {FORMAT}:"
            " update Intreccio."
        )
    for number in range((found or 0) + 1, FORMAT + 1):
        note = f"MATCH (h:LogHead {{name: 'head'}}) SET h.format = {number}"
        await connection.run_schema((*STEPS[number], note))


async def _look(transaction: AsyncManagedTransaction) -> tuple[int | None, bool]:
    result = await transaction.run(
        "OPTIONAL MATCH (h:LogHead {name: 'head'})"
        " RETURN h IS NOT NULL AS ours, h.format AS format, EXISTS { MATCH (n) } AS anything"
    )
    record = await result.single(strict=True)
    return ((record["format"] or 0) if record["ours"] else None), record["anything"]
