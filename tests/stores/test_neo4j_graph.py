"""What Neo4j's own tools can read: the questions of docs/neo4j.md, and what must not be there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from neo4j import Session

from graph.changes import CreateEntity, CreateRelationship, DeleteEntity, MergeEntities, UpdateRelationship
from graph.model import Entity, PropertyValue, Relationship
from graph.rights import FILE_LOADER
from graph.service import Service
from graph.snapshot import Snapshot
from graph.stores.contract import Store
from graph.stores.memory import MemoryStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_graph import native
from graph.vocabulary.layering import load_vocabulary
from importers.loading import load_territory
from importers.territory import Territory
from tests.docs.examples import find_blocks
from tests.stores.neo4j_pool import Neo4jPool, session
from tests.stores.writing import BOARD, GROUP, MEMBER, commit, create, delete

OWN = """
entities:
  kinds:
    hive:
      label: {it: Alveare, en: Hive}
      plural: {it: Alveari, en: Hives}
      help: {it: Dove si sta insieme., en: Where one is together.}
"""
PAGE = Path(__file__).parents[2] / "docs" / "neo4j.md"
BLOCKS = list(find_blocks(PAGE.read_text(encoding="utf-8")))
QUESTIONS = [
    (question.text, json.loads(answer.text))
    for question, answer in zip(BLOCKS[::2], BLOCKS[1::2], strict=True)
    if (question.language, answer.language) == ("cypher", "json")
]


class Database:
    """A network in Neo4j, and a way to ask it in Cypher."""

    def __init__(self, store: Neo4jStore, opened: Session) -> None:
        self.store = store
        self._session = opened

    def ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        return [dict(record) for record in self._session.run(query, parameters)]


def _loaded(pool: Neo4jPool, territory: Territory) -> Iterator[Database]:
    store = pool.store()

    async def load() -> None:
        await load_territory(store, territory)
        await store.close()

    asyncio.run(load())
    with session(store.address) as opened:
        yield Database(store, opened)


@pytest.fixture(scope="module")
def plan(neo4j_pool: Neo4jPool, plan_territory: Territory) -> list[list[dict[str, Any]]]:
    """Return what the plan answers to each question of the page."""
    (found,) = (
        [database.ask(query) for query, _ in QUESTIONS] for database in _loaded(neo4j_pool, plan_territory)
    )
    return found


@pytest.fixture
def example(neo4j_pool: Neo4jPool, example_territory: Territory) -> Iterator[Database]:
    yield from _loaded(neo4j_pool, example_territory)


@pytest.fixture
async def database(neo4j_pool: Neo4jPool) -> Any:  # noqa: ANN401
    store = neo4j_pool.store()
    with session(store.address) as opened:
        yield Database(store, opened)
    await store.close()


def test_the_page_has_five_questions() -> None:
    assert len(QUESTIONS) == len(BLOCKS) / 2 == 5


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_a_question_of_the_page_is_answered_so(plan: list[list[dict[str, Any]]], number: int) -> None:
    assert plan[number] == QUESTIONS[number][1]


def test_young_people_are_not_in_the_graph(example: Database, example_territory: Territory) -> None:
    young = [item.slug for item in example_territory.records.entities if item.kind == "young_person"]
    assert young
    assert example.ask("MATCH (n:Entity) WHERE n.kind = 'young_person' OR n:young_person RETURN n") == []
    told = repr(example.ask("MATCH (n:Entity) RETURN properties(n)"))
    assert not [slug for slug in young if slug in told]


def test_kinds_of_the_territory_itself_are_in_the_graph(example: Database) -> None:
    kinds = {row["kind"] for row in example.ask("MATCH (n:Entity) RETURN DISTINCT n.kind AS kind")}
    assert kinds - load_vocabulary().entity_kinds.keys()


def test_persons_are_there_without_what_is_personal(example: Database) -> None:
    found = example.ask("MATCH (n:person) RETURN keys(n) AS keys")
    assert found
    assert {key for row in found for key in row["keys"]} <= {
        *("id", "kind", "status", "since", "until", "revision", "denied"),
    }


def test_no_path_leads_through_the_log(example: Database) -> None:
    assert example.ask("MATCH (n)--() WHERE NOT n:Entity RETURN n LIMIT 1") == []
    assert example.ask("MATCH (n:Entity) WHERE n:LogVersion OR n:LogHead RETURN n") == []


@pytest.mark.anyio
async def test_values_are_of_native_types(database: Database) -> None:
    values: dict[str, PropertyValue] = {
        "on": date(2013, 4, 1),
        "n": 3,
        "hours": 2.5,
        "open": True,
        "contents": ("a", "b"),
        "name": "x",
    }
    board = replace(BOARD, since=date(2013, 3, 21), properties=values)
    tie = replace(MEMBER, strength=0.5, until=date(2014, 1, 1))
    await commit(database.store, *create(board, GROUP, tie))
    (node,) = database.ask("MATCH (n:body) RETURN n {.*} AS n")
    said = {name: value for name, value in node["n"].items() if name in {*values, "since", "property_name"}}
    assert said["since"].to_native() == date(2013, 3, 21)
    assert said["on"].to_native() == date(2013, 4, 1)
    assert (said["n"], said["hours"], said["open"], said["contents"]) == (3, 2.5, True, ["a", "b"])
    assert (said["name"], said["property_name"]) == ("Board", "x")
    (tied,) = database.ask(
        "MATCH (:informal_group)-[r:member_of]->(:body) RETURN r.role, r.strength, r.until AS until"
    )
    assert (tied["r.role"], tied["r.strength"], tied["until"].to_native()) == ("guest", 0.5, date(2014, 1, 1))


@pytest.mark.parametrize(
    ("value", "kept"),
    [((1, 2.5), [1.0, 2.5]), ((1, "a"), ["1", "a"]), ((), []), (2**70, 2.0**70), ((True, 1), ["True", "1"])],
)
def test_lists_of_several_types_become_one(value: Any, kept: Any) -> None:  # noqa: ANN401
    assert native(value) == kept


async def change_in_every_way(store: Store) -> Snapshot:
    """Create, update, merge, delete and undo; return the network after it."""
    service = Service(store, load_vocabulary())
    refs = (
        await service.apply(
            [
                *(CreateEntity("organisation", name, ref=name) for name in ("a", "b", "c", "d")),
                CreateRelationship("collaborates_with", "a", "b", ref="ab"),
                CreateRelationship("collaborates_with", "b", "c", ref="bc"),
                CreateRelationship("collaborates_with", "c", "d", ref="cd"),
            ],
            FILE_LOADER,
        )
    ).refs
    await service.apply([UpdateRelationship(refs["ab"], role="lead")], FILE_LOADER)
    await service.apply([MergeEntities(refs["a"], (refs["c"],))], FILE_LOADER)
    await service.apply([DeleteEntity(refs["d"], cascade=True)], FILE_LOADER)
    await service.undo(4, FILE_LOADER)
    return await service.snapshot()


def require_graph(database: Database, snapshot: Snapshot) -> None:
    """Fail when the graph is not the network."""
    nodes = database.ask("MATCH (n:Entity) RETURN n.id AS id, n.name AS name, n.revision AS revision")
    ties = database.ask(
        "MATCH (a)-[r]->(b) RETURN r.id AS id, a.id AS source, b.id AS target, r.role AS role"
    )
    assert sorted((row["id"], row["name"], row["revision"]) for row in nodes) == sorted(
        (item.id, item.name, item.revision) for item in snapshot.find_entities()
    )
    assert sorted((row["id"], row["source"], row["target"], row["role"]) for row in ties) == sorted(
        (item.id, item.source, item.target, item.role) for item in snapshot.find_relationships()
    )
    assert len(ties) == 3


@pytest.mark.anyio
async def test_the_graph_is_the_snapshot_after_every_kind_of_change(database: Database) -> None:
    require_graph(database, await change_in_every_way(database.store))


@pytest.mark.anyio
async def test_the_graph_is_the_snapshot_after_a_filling_in_one_portion(database: Database) -> None:
    source = MemoryStore()
    snapshot = await change_in_every_way(source)
    await database.store.restore(source.export())
    require_graph(database, snapshot)


@pytest.mark.anyio
async def test_a_kind_comes_and_goes_with_the_vocabulary(database: Database) -> None:
    hive = Entity("e0000000000007", kind="hive", slug="hive", name="Hive")
    tie = Relationship("r0000000000007", kind="part_of", source=hive.id, target=BOARD.id)
    await commit(database.store, *create(BOARD, hive, tie))
    assert database.ask("MATCH (n:hive) RETURN n") == []
    await database.store.set_vocabulary(OWN)
    assert database.ask("MATCH (n:hive)-[:part_of]->(b:body) RETURN n.name AS n, b.name AS b") == [
        {"n": "Hive", "b": "Board"}
    ]
    await database.store.set_vocabulary(None)
    assert database.ask("MATCH (n:hive) RETURN n") == []
    await commit(database.store, delete(tie), delete(hive))
    assert database.ask("MATCH ()-[r]-() RETURN r") == []
