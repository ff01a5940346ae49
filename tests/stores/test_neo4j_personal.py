"""What anybody reads who looks into the database itself: nothing that is personal stands there in clear."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from graph.folding import fold
from graph.service import Service
from graph.stores.neo4j import Neo4jStore
from importers.loading import load_territory
from importers.records import EntityRecord, RelationshipRecord
from importers.territory import Territory
from tests.conftest import Ask
from tests.stores.neo4j_pool import Neo4jPool, run

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

EVERYTHING = """
MATCH (n) RETURN labels(n), properties(n)
UNION ALL MATCH ()-[r]->() RETURN type(r) AS `labels(n)`, properties(r) AS `properties(n)`
"""
WRITTEN = {
    "name": "Zoe Mai Vista",
    "slug": "zoe-mai-vista",
    "summary": "Parla soltanto qui.",
    "role": "custode delle chiavi",
    "locator": "a pagina 4711",
}
KEY = "query ($slug: String!) { entity(slug: $slug) { key } }"
WRITE = """
mutation (
  $name: String!, $slug: String!, $summary: String!, $role: String!, $locator: String!, $plan: ID!, $body: ID!
) {
  apply(changes: [
    {createEntity: {ref: "zoe", kind: "person", name: $name, slug: $slug, summary: $summary,
      claims: [{source: $plan, locator: $locator}]}}
    {createRelationship: {kind: "member_of", source: "zoe", target: $body, role: $role}}
  ]) { revision }
}
"""
NEW_NAME = "Zoe Rinominata"
RENAME = """
mutation ($id: ID!, $name: String!) { apply(changes: [{updateEntity: {id: $id, name: $name}}]) { revision } }
"""


def texts(value: object) -> Iterator[str]:
    """Yield all texts in what the database holds, bytes among it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes | bytearray):
        yield value.decode(errors="replace")
    elif isinstance(value, dict):
        for item in value.items():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    else:
        yield str(value)


def said(record: EntityRecord | RelationshipRecord) -> Iterator[str]:
    """Yield what a record says in words."""
    if isinstance(record, EntityRecord):
        yield from (record.slug, record.name, record.summary or "")
    else:
        yield record.role or ""
    yield from texts(dict(record.properties))
    yield from (claim.locator or "" for claim in record.claims)


def personal_values(territory: Territory) -> set[str]:
    """Return what is said of persons, and of nothing else."""
    entities, ties = territory.records.entities, territory.records.relationships
    persons = {item.slug for item in entities if item.kind in territory.vocabulary.personal_kinds}
    records: list[tuple[bool, EntityRecord | RelationshipRecord]] = [
        *((item.slug in persons, item) for item in entities),
        *((bool({item.source, item.target} & persons), item) for item in ties),
    ]
    of_persons = {text for personal, record in records if personal for text in said(record)}
    of_others = "\n".join(text for personal, record in records if not personal for text in said(record))
    return {text for text in of_persons if text and text not in of_others}


@pytest.fixture
async def store(neo4j_pool: Neo4jPool) -> AsyncIterator[Neo4jStore]:
    """Return an empty store."""
    opened = neo4j_pool.store()
    yield opened
    await opened.close()


async def test_no_personal_value_stands_in_any_node_or_relationship(
    store: Neo4jStore, example_territory: Territory, ask: Ask
) -> None:
    await load_territory(store, example_territory)
    service = Service(store, example_territory.vocabulary)

    async def key(slug: str) -> object:
        return (await ask(service, KEY, {"slug": slug}))["entity"]["key"]

    ends = {"plan": await key("piano-testo"), "body": await key("gruppo-tecnico")}
    await ask(service, WRITE, WRITTEN | ends)
    await ask(service, RENAME, {"id": await key(WRITTEN["slug"]), "name": NEW_NAME})
    database = fold("\n".join(texts(run(store.address, EVERYTHING))))
    assert "cabina di regia" in database  # what is nobody's is found so
    secrets = personal_values(example_territory) | {*WRITTEN.values(), NEW_NAME}
    assert len(secrets) > 50
    assert [value for value in sorted(secrets) if fold(value) in database] == []
