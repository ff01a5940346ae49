"""How a Neo4j server finds what a store asks for: by an index, also while it thinks that nothing is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from neo4j import AsyncManagedTransaction, AsyncResult

from graph.stores.neo4j import Neo4jStore
from tests.stores.neo4j_pool import Neo4jPool, session
from tests.stores.writing import BOARD, GROUP, MEMBER, commit, create, delete, rename

pytestmark = pytest.mark.anyio

Statement = tuple[str, dict[str, Any]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Statement]:
    """Return what stores ask servers from here on."""
    statements: list[Statement] = []
    run = AsyncManagedTransaction.run

    async def listening(
        transaction: AsyncManagedTransaction,
        query: str,
        parameters: dict[str, Any] | None = None,
        **more: object,
    ) -> AsyncResult:
        statements.append((query, {**(parameters or {}), **more}))
        return await run(transaction, query, parameters, **more)

    monkeypatch.setattr(AsyncManagedTransaction, "run", listening)
    return statements


@pytest.fixture
async def store(neo4j_pool: Neo4jPool) -> AsyncIterator[Neo4jStore]:
    """Return an empty store that is ready: what making a database ours takes is no matter here."""
    opened = neo4j_pool.store()
    await opened.head()
    yield opened
    await opened.close()


def operators(plan: dict[str, Any]) -> list[str]:
    """Return the steps of a plan."""
    below = [name for child in plan.get("children", ()) for name in operators(child)]
    return [plan["operatorType"].partition("@")[0], *below]


async def test_what_is_asked_for_by_name_is_found_by_an_index(
    store: Neo4jStore, heard: list[Statement], neo4j_pool: Neo4jPool
) -> None:
    await commit(store, *create(BOARD, GROUP, MEMBER))
    await commit(store, rename(BOARD, "Altro"))
    await commit(store, delete(MEMBER), delete(BOARD), key="once")
    # So many that they are written page by page, with a tie each.
    groups = [replace(GROUP, id=f"e{number:013}", slug=f"group-{number}") for number in range(10, 130)]
    ties = [replace(MEMBER, id=f"r{group.id[1:]}", source=group.id, target=GROUP.id) for group in groups]
    await commit(store, *create(*groups, *ties))
    await commit(store, *(rename(group, "Altro") for group in groups), *map(delete, ties))
    await store.revision_of("once")
    await store.get(GROUP.id)
    await store.changes()
    await store.history(BOARD.id)
    await store.snapshot()
    await store.close()
    with session(neo4j_pool.empty()) as emptied:
        for query, parameters in heard:
            plan = emptied.run(f"EXPLAIN {query}", parameters).consume().plan
            assert plan is not None
            assert [name for name in operators(plan) if name.endswith("Scan")] == [], query
    assert len(heard) > 10
