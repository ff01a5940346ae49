"""Long lists: counting decodes no row, and a cursor keeps its place whatever is written before it."""

from __future__ import annotations

from typing import Any

import pytest

import graph.listing
import graph.snapshot
from graph.changes import Change, CreateEntity, CreateRelationship, DeleteEntity, UpdateEntity
from graph.columns import Texts
from graph.service import Service
from tests.conftest import Ask
from tests.schema.writing import empty_service, write

pytestmark = pytest.mark.anyio

MANY = graph.listing.FEW + 50
ENTITIES = """
    query($first: Int, $after: String, $last: Int, $before: String, $by: EntityOrderField!, $down: Boolean) {
        entities(
            filter: {kinds: ["topic"]}, orderBy: {by: $by, descending: $down},
            first: $first, after: $after, last: $last, before: $before
        ) { totalCount edges { cursor node { slug } } pageInfo { startCursor endCursor } }
    }
"""
RELATIONSHIPS = """
    query($first: Int, $after: String) { relationships(first: $first, after: $after) {
        totalCount edges { node { source { slug } } } pageInfo { endCursor }
    } }
"""
# What counts without looking at any fact.
COUNTS = {
    "all entities": "{ entities { totalCount } }",
    "of a kind": '{ entities(filter: {kinds: ["topic"]}) { totalCount } }',
    "of a status": "{ entities(filter: {status: [ACTUAL]}) { totalCount } }",
    "in another order": "{ entities(orderBy: {by: DEGREE, descending: true}) { totalCount } }",
    "by kind": "{ entities(orderBy: {by: KIND}) { totalCount } }",
    "by revision": "{ entities(orderBy: {by: REVISION}) { totalCount } }",
    "all relationships": "{ relationships { totalCount } }",
    "of a kind of relationship": '{ relationships(filter: {kinds: ["about"]}) { totalCount } }',
    "of a status of relationship": "{ relationships(filter: {status: [ACTUAL, PLANNED]}) { totalCount } }",
}


async def filled(count: int) -> Service:
    """Return a network of topics with even numbers in their names, each about a hub."""
    service = empty_service()
    topics = [CreateEntity("topic", f"Tema {2 * number:04}", ref=f"t{number}") for number in range(count)]
    hub = CreateEntity("activity", "Laboratorio", ref="hub", slug="hub")
    ties = [CreateRelationship("about", "hub", f"t{number}") for number in range(count)]
    await write(service, hub, *topics, *ties)
    return service


async def page(ask: Ask, service: Service, by: str = "NAME", **window: object) -> dict[str, Any]:
    return dict((await ask(service, ENTITIES, {"by": by, **window}))["entities"])


def slugs(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["slug"] for edge in found["edges"]]


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Keep a network in columns, and count the rows whose facts are taken from them."""
    rows: list[int] = []
    taken = Texts.__getitem__

    def take(texts: Texts, row: int) -> bytes:
        rows.append(row)
        return taken(texts, row)

    monkeypatch.setattr(graph.snapshot, "LARGEST_OVERLAY", 0)
    monkeypatch.setattr(Texts, "__getitem__", take)
    return rows


@pytest.mark.parametrize("count", [20, MANY], ids=["few", "many"])
@pytest.mark.parametrize("query", COUNTS.values(), ids=COUNTS.keys())
async def test_counting_looks_at_no_fact(ask: Ask, decoded: list[int], count: int, query: str) -> None:
    service = await filled(count)
    assert len((await service.snapshot()).overlay) == 0
    decoded.clear()
    (found,) = (await ask(service, query)).values()
    assert found["totalCount"] in (count, count + 1)
    assert decoded == []


async def test_a_list_that_is_looked_at_does_look_at_facts(ask: Ask, decoded: list[int]) -> None:
    service = await filled(MANY)
    decoded.clear()
    assert len(slugs(await page(ask, service, first=5))) == 5
    assert decoded


async def test_a_page_of_a_long_list_looks_at_little_more_than_itself(ask: Ask, decoded: list[int]) -> None:
    service = await filled(2000)
    await page(ask, service, first=1)
    decoded.clear()
    found = await page(
        ask, service, first=10, after=(await page(ask, service, first=10))["pageInfo"]["endCursor"]
    )
    assert (found["totalCount"], len(found["edges"])) == (2000, 10)
    assert len(set(decoded)) < 100


@pytest.mark.parametrize("of", ["relationships", "neighbours"])
async def test_counting_what_touches_an_entity_gives_its_number(ask: Ask, of: str) -> None:
    service = await filled(MANY)
    query = f'{{ entity(slug: "hub") {{ {of} {{ totalCount }} }} }}'
    assert (await ask(service, query))["entity"][of]["totalCount"] == MANY


def before_them(keys: list[str]) -> dict[str, list[Change]]:
    """Return what may be written before a place in a list of topics, by the keys of the first of them."""
    return {
        "inserts": [CreateEntity("topic", f"Tema {2 * number + 1:04}") for number in range(9)],
        "renames before": [UpdateEntity(key, name=f"AAA {key}") for key in keys[:5]],
        "renames from behind": [UpdateEntity(key, name=f"AAA {key}") for key in keys[-5:]],
        "renames to behind": [UpdateEntity(key, name=f"ZZZ {key}") for key in keys[:5]],
        "deletes": [DeleteEntity(key, cascade=True) for key in keys[:5]],
    }


# Where what comes after the place ends then, and how much comes in behind it.
KEPT: dict[str, tuple[int | None, int]] = {
    "inserts": (None, 0),
    "renames before": (None, 0),
    "renames from behind": (-5, 0),
    "renames to behind": (None, 5),
    "deletes": (None, 0),
}


@pytest.mark.parametrize("count", [30, MANY], ids=["few", "many"])
@pytest.mark.parametrize("what", KEPT)
@pytest.mark.parametrize("compact", [False, True], ids=["laid over columns", "all in columns"])
async def test_a_cursor_keeps_its_place_whatever_is_written_before_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, count: int, what: str, compact: bool
) -> None:
    if compact:
        monkeypatch.setattr(graph.snapshot, "LARGEST_OVERLAY", 0)
    service = await filled(count)
    keys = [
        edge["node"]["key"]
        for edge in (
            await ask(
                service,
                '{ entities(filter: {kinds: ["topic"]}, first: 1000) { edges { node { key } } } }',
            )
        )["entities"]["edges"]
    ]
    cursor = (await page(ask, service, first=10))["pageInfo"]["endCursor"]
    rest = slugs(await page(ask, service, first=1000, after=cursor))
    await write(service, *before_them(keys)[what])
    end, new = KEPT[what]
    found = slugs(await page(ask, service, first=1000, after=cursor))
    assert found[: len(found) - new] == rest[:end]
    assert set(found[len(found) - new :]).isdisjoint(rest)
    assert len(found) == len(rest[:end]) + new


@pytest.mark.parametrize("count", [30, MANY], ids=["few", "many"])
async def test_backwards_too_a_cursor_keeps_its_place(ask: Ask, count: int) -> None:
    service = await filled(count)
    cursor = (await page(ask, service, last=10))["pageInfo"]["startCursor"]
    rest = slugs(await page(ask, service, last=1000, before=cursor))
    await write(service, *[CreateEntity("topic", f"Zeta {number}") for number in range(9)])
    assert slugs(await page(ask, service, last=1000, before=cursor)) == rest


async def test_a_cursor_keeps_its_place_when_changes_are_worked_into_columns(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph.snapshot, "LARGEST_OVERLAY", 20)
    service = await filled(MANY)
    cursor = (await page(ask, service, first=10))["pageInfo"]["endCursor"]
    rest = slugs(await page(ask, service, first=1000, after=cursor))
    for number in range(5):
        added = [CreateEntity("topic", f"Prima {number} {other}") for other in range(10)]
        await write(service, *added)
        found = await page(ask, service, first=1000, after=cursor)
        assert found["totalCount"] == MANY + 10 * (number + 1)
        assert slugs(found) == rest
    assert len((await service.snapshot()).overlay) <= 20


@pytest.mark.parametrize("count", [30, MANY], ids=["few", "many"])
async def test_a_cursor_of_relationships_keeps_its_place_when_their_ends_come_and_go_before_it(
    ask: Ask, count: int
) -> None:
    service = await filled(count)
    start = (await ask(service, RELATIONSHIPS, {"first": 10}))["relationships"]
    cursor = start["pageInfo"]["endCursor"]
    rest = (await ask(service, RELATIONSHIPS, {"first": 1000, "after": cursor}))["relationships"]["edges"]
    new = CreateEntity("activity", "Altro laboratorio", ref="a")
    topic = (await service.snapshot()).get_slug_row("tema-0000")
    assert topic is not None
    first = (await service.snapshot()).entity_at(topic)
    assert first is not None
    await write(service, new, CreateRelationship("about", "a", first.id))
    again = (await ask(service, RELATIONSHIPS, {"first": 1000, "after": cursor}))["relationships"]
    assert again["totalCount"] == count + 1
    assert again["edges"] == rest


@pytest.mark.parametrize("by", ["NAME", "KIND", "REVISION", "DEGREE"])
@pytest.mark.parametrize("down", [False, True])
async def test_pages_of_a_long_list_show_all_once(ask: Ask, by: str, down: bool) -> None:
    service = await filled(MANY)
    # Some lie over the columns.
    await write(service, *[CreateEntity("topic", f"Nuovo {number}") for number in range(7)])
    whole = slugs(await page(ask, service, by, first=1000, down=down))
    seen: list[str] = []
    after = None
    while len(seen) < len(whole):
        found = await page(ask, service, by, first=33, after=after, down=down)
        seen += slugs(found)
        after = found["pageInfo"]["endCursor"]
        assert found["edges"]
    assert seen == whole
    assert len(set(whole)) == MANY + 7
