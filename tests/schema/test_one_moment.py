"""One request, one moment: all below a root field inherits it, ids carry it, and one head is read."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.changes import CreateEntity, CreateRelationship
from graph.identity import mint_entity_id
from graph.log import CommitRequest, OperationType, Write
from graph.model import Entity
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary
from tests.conftest import Ask
from tests.schema.writing import key_of, write

pytestmark = pytest.mark.anyio

# Each way that leads from a root field to facts; every `id` in the answers must carry the moment.
WAYS = {
    "entity": '{ entity(slug: "consorzio-arvena", on: $on) { ...all } }',
    "entities": "{ entities(first: 5, on: $on) { edges { node { ...all } } } }",
    "relationships": (
        "{ relationships(first: 5, on: $on) { edges { node {"
        " id source { ...all } target { ...all } claims { source { ...all } } } } } }"
    ),
    "search": '{ search(text: "arvena", on: $on) { entity { ...all } } }',
    "involvement": (
        "{ involvement(in: $a, on: $on, first: 5) { edges { node {"
        " entity { ...all } where { ...all } relationship { id } via { ...all } } } } }"
    ),
    "paths": "{ paths(from: $a, to: $b, on: $on) { entities { ...all } relationships { id } } }",
    "network": (
        "{ network(on: $on) { centrality(measure: DEGREE, first: 3) { entity { ...all } }"
        " map { nodes { entity { id } } } } }"
    ),
    "coverage": (
        "{ coverage(rows: TOPIC, on: $on) { rows { entity { id claims { source { id } } } cells {"
        " district { id } entities(first: 1) { id districts { id } } } } } }"
    ),
    "own fields": (
        '{ entities(on: $on, filter: {kinds: ["plan", "body", "seat", "action", "resource", "district"]}) {'
        " edges { node { id"
        " ... on Plan { phases { id } actions { id parts { id parent { id } } } bodies { id } }"
        " ... on Body { seats { id body { id } holders { id } } }"
        " ... on Resource { offeredBy { id } topics { id } }"
        " ... on District { municipalities { id } } } } } }"
    ),
}
BELOW = """
    fragment all on Entity {
        id districts { id } claims { source { id } }
        relationships(first: 3) { edges { node { id source { id } target { id } claims { source { id } } } } }
        neighbours(first: 3) { edges { node { id districts { id } } } }
        history(first: 1) { edges { node { operations { subject { id } } } } }
    }
"""


def ids(found: Any) -> list[str]:  # noqa: ANN401 - data as it came
    """Return every id in an answer."""
    if isinstance(found, dict):
        return [item for name, part in found.items() for item in ([part] if name == "id" else ids(part))]
    return [item for part in found for item in ids(part)] if isinstance(found, list) else []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("moment", ["a day", "a phase", "a revision", "a day and a revision", "the default"])
async def test_every_id_below_a_root_field_carries_its_moment_and_no_other(
    ask: Ask, example_service: Service, way: str, moment: str
) -> None:
    moments: dict[str, dict[str, object]] = {
        "a day": {"at": "2024-12-01"},
        "a phase": {"phase": await key_of(example_service, "fase-finale")},
        "a revision": {"asOf": 1},
        "a day and a revision": {"at": "2024-12-01", "asOf": 1},
        "the default": {},
    }
    query = WAYS[way]
    variables: dict[str, object] = {"on": moments[moment]}
    declared = "$on: Moment"
    if "$a" in query:
        variables["a"] = await key_of(example_service, "azione-spazi")
        declared += ", $a: ID!"
    if "$b" in query:
        variables["b"] = await key_of(example_service, "consorzio-arvena")
        declared += ", $b: ID!"
    data = await ask(example_service, f"query({declared}) {query}" + BELOW * ("...all" in query), variables)
    marks = {item.partition(".")[2] for item in ids(data)}
    assert len(marks) == 1
    assert (marks == {""}) is (moment == "the default")


@pytest.mark.parametrize("on", [{"at": "2024-01-15"}, {"asOf": 1}, {}])
async def test_every_listed_object_is_given_again_by_its_id_and_keeps_its_key(
    ask: Ask, example_service: Service, on: dict[str, object]
) -> None:
    said = "id ... on Entity { key name status since until districts { id } relationships { totalCount } }"
    tie = "id ... on Relationship { key role since until strength source { id } target { id } }"
    listed = await ask(
        example_service,
        f"""query($on: Moment) {{
            entities(on: $on, first: 500) {{ edges {{ node {{ {said} }} }} }}
            relationships(on: $on, first: 50) {{ edges {{ node {{ {tie} }} }} }}
        }}""",
        {"on": on},
    )
    found = [edge["node"] for name in ("entities", "relationships") for edge in listed[name]["edges"]]
    again = await ask(
        example_service,
        f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {said} {tie.removeprefix('id ')} }} }}",
        {"ids": [item["id"] for item in found]},
    )
    assert again["nodes"] == found
    assert {item["id"].partition(".")[0] == item["key"] for item in found} == {True}


class BusyStore(MemoryStore):
    """A store that somebody else writes in each time that it is asked for its head."""

    busy = False

    async def head(self) -> int:
        """Return the head there is; when this returns, there is a newer one."""
        found = await super().head()
        if self.busy:
            await asyncio.sleep(0)
            entity_id = mint_entity_id()
            entity = Entity(entity_id, "topic", f"tema-{found}", f"Tema {found}")
            write = Write(OperationType.CREATE, entity_id, entity)
            await self.commit(CommitRequest(found, (write,), "somebody else", datetime.now(UTC)))
        return found


@pytest.fixture
async def busy() -> Service:
    store = BusyStore()
    service = Service(store, load_vocabulary())
    hub = CreateEntity("activity", "Laboratorio", ref="hub", slug="hub")
    topic = CreateEntity("topic", "Primo", ref="topic")
    await write(service, hub, topic, CreateRelationship("about", "hub", "topic"))
    await write(service, CreateEntity("topic", "Secondo"))
    store.busy = True
    return service


ROOTS = """{
    a: entities { totalCount }
    b: entities(filter: {kinds: ["topic"]}, orderBy: {by: REVISION, descending: true}, first: 1) {
        totalCount edges { node { revision } }
    }
    c: network(scope: {entityKinds: ["topic"]}) { nodeCount revision }
    d: changes { edges { node { revision } } }
    e: coverage(rows: TOPIC) { rows { label } }
    f: search(text: "tema primo secondo", first: 1000) { score }
    g: relationships { totalCount }
    h: entity(slug: "hub") { neighbours { totalCount } history { edges { node { revision } } } }
}"""


async def test_all_root_fields_of_a_request_read_one_head_while_others_write(ask: Ask, busy: Service) -> None:
    before = await busy.store.head()
    data = await ask(busy, ROOTS)
    head = data["c"]["revision"]
    assert head > before - 1
    # Each revision but the first wrote one topic; the first wrote one and the hub.
    assert (data["a"]["totalCount"], data["b"]["totalCount"], data["c"]["nodeCount"]) == (
        head + 1,
        head,
        head,
    )
    assert data["b"]["edges"][0]["node"]["revision"] == head
    assert [edge["node"]["revision"] for edge in data["d"]["edges"]] == list(range(1, head + 1))
    assert len(data["e"]["rows"]) == head
    assert (data["g"]["totalCount"], data["h"]["neighbours"]["totalCount"]) == (1, 1)


async def test_another_request_reads_another_head(ask: Ask, busy: Service) -> None:
    heads = [(await ask(busy, "{ network { revision } }"))["network"]["revision"] for _ in range(4)]
    assert heads == sorted(heads)
    # What was written while the last one looked may have been read with it.
    assert all(later > earlier for earlier, later in zip(heads, heads[2:], strict=False))


async def test_many_requests_at_once_each_read_one_head(ask: Ask, busy: Service) -> None:
    answers = await asyncio.gather(*(ask(busy, ROOTS) for _ in range(5)))
    for data in answers:
        head = data["c"]["revision"]
        assert data["a"]["totalCount"] == head + 1
        assert data["d"]["edges"][-1]["node"]["revision"] == head


async def test_ids_of_one_request_lead_to_the_same_head_in_it(ask: Ask, busy: Service) -> None:
    hub = await key_of(busy, "hub")
    query = """query($id: ID!) {
        a: node(id: $id) { ... on Entity { history { edges { cursor } } } }
        nodes(ids: [$id, $id]) { id }
        c: network { revision }
        d: changes { pageInfo { endCursor } }
    }"""
    data = await ask(busy, query, {"id": hub})
    assert data["d"]["pageInfo"]["endCursor"] == str(data["c"]["revision"])
