"""Time limits stop the work itself: what is overdue is not built any more.

Here seconds are counted by clocks of our own, which go on by a step whenever they are read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from strawberry.types import ExecutionResult

from graph.changes import Change, CreateEntity, CreateRelationship
from graph.model import Entity
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.vocabulary import Vocabulary
from importers.territory import Territory
from schema.api import build_api
from schema.context import Context
from schema.entity import EntityNode
from schema.errors import format_error
from schema.limits import Limits
from schema.look import Look

SIZE = 3_000
PAGE = "entities(first: 1000) { edges { node { name neighbours(first: 20) { edges { node { name } } } } } }"
WRITE = """mutation {
    apply(changes: [{createEntity: {kind: "topic", name: "Un tema"}}]) { revision entities { name } }
}"""


class Clock:
    """Goes on by a step whenever it is read."""

    def __init__(self, step: float = 1.0) -> None:
        self.step = step
        self._now = 0.0

    def __call__(self) -> float:
        self._now += self.step
        return self._now


@pytest.fixture(scope="module")
def vocabulary(plan_territory: Territory) -> Vocabulary:
    return plan_territory.vocabulary


@pytest.fixture(scope="module")
def large_service(vocabulary: Vocabulary) -> Service:
    """Return a network of 3,000 organisations in a ring, each tied to the next ten; for reading only."""
    service = Service(MemoryStore(), vocabulary)
    nodes = [
        CreateEntity(kind="organisation", name=f"Ente {place}", ref=f"n{place}") for place in range(SIZE)
    ]
    ties = [
        CreateRelationship("collaborates_with", f"n{place}", f"n{(place + step) % SIZE}")
        for place in range(SIZE)
        for step in range(1, 11)
    ]
    changes: list[Change] = [*nodes, *ties]
    anyio.run(service.apply, changes, LOCAL_EDITOR)
    return service


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by the name of every entity that is built for an answer."""
    names: list[str] = []
    build = Look.entity

    def counting(look: Look, entity: Entity) -> EntityNode:
        names.append(entity.name)
        return build(look, entity)

    monkeypatch.setattr(Look, "entity", counting)
    return names


async def answer(service: Service, query: str, seconds: float, clock: Callable[[], float]) -> ExecutionResult:
    api = build_api(Limits(seconds=seconds), clock)
    return await api.execute(query, context_value=Context(service, LOCAL_EDITOR))


def refused(result: ExecutionResult) -> list[Any]:
    """Return the extensions of the errors of an answer without data."""
    assert result.data is None
    return [format_error(error)["extensions"] for error in result.errors or []]


@pytest.mark.anyio
async def test_an_answer_that_takes_too_long_is_not_built_to_its_end(
    large_service: Service, built: list[str]
) -> None:
    query = f"{{ {PAGE} }}"
    whole = await answer(large_service, query, 1e9, Clock())
    assert whole.errors is None
    needed = len(built)
    assert needed > 20_000
    built.clear()
    stopped = await answer(large_service, query, 500, Clock())
    assert refused(stopped) == [{"code": "TOO_COMPLEX", "measure": "seconds", "figure": 502, "bound": 500}]
    assert 1_000 < len(built) < 2_000


@pytest.mark.anyio
async def test_one_field_that_takes_too_long_ends_those_beside_it_too(
    large_service: Service, built: list[str]
) -> None:
    stopped = await answer(large_service, f"{{ a: {PAGE} b: {PAGE} c: {PAGE} }}", 500, Clock())
    assert [error["measure"] for error in refused(stopped)] == ["seconds"]
    assert len(built) < 6_000


@pytest.mark.anyio
async def test_what_waits_for_nothing_is_stopped_as_well(large_service: Service) -> None:
    query = "{ __schema { types { name fields { name } } } }"
    assert [error["measure"] for error in refused(await answer(large_service, query, 50, Clock()))] == [
        "seconds"
    ]


@pytest.mark.anyio
async def test_after_one_that_was_stopped_others_are_answered(large_service: Service) -> None:
    api = build_api(Limits(seconds=500), Clock())
    for expected in (False, True):
        query = "{ entities(first: 3) { edges { node { name } } } }" if expected else f"{{ {PAGE} }}"
        result = await api.execute(query, context_value=Context(large_service, LOCAL_EDITOR))
        assert (result.data is not None) is expected


class Stuck(MemoryStore):
    """A store that is asked and never answers."""

    async def head(self) -> int:
        """Wait for good."""
        await asyncio.Event().wait()
        return 0


@pytest.mark.parametrize(
    "query", ["{ entities { totalCount } }", "{ a: entities { totalCount } b: network { nodeCount } }"]
)
@pytest.mark.anyio
async def test_waiting_for_a_store_ends_too(vocabulary: Vocabulary, query: str) -> None:
    service = Service(Stuck(), vocabulary)
    api = build_api(Limits(seconds=0.01))
    (error,) = refused(await api.execute(query, context_value=Context(service, LOCAL_EDITOR)))
    assert (error["measure"], error["bound"]) == ("seconds", 0.01)


@pytest.mark.anyio
async def test_writing_is_carried_through_and_answered(own_plan_service: Service) -> None:
    before = await own_plan_service.store.head()
    result = await answer(own_plan_service, WRITE, 1, Clock(step=1000))
    assert result.errors is None
    assert result.data == {"apply": {"revision": before + 1, "entities": [{"name": "Un tema"}]}}


@pytest.mark.anyio
async def test_each_event_of_a_subscription_has_the_time_of_an_answer(own_plan_service: Service) -> None:
    clock = Clock(step=0)
    api = build_api(Limits(seconds=1), clock)
    query = "subscription { changes { revision operations { type } } }"
    head = await own_plan_service.store.head()
    events = await api.stream(query, context_value=Context(own_plan_service, LOCAL_EDITOR))
    seen = []
    for step in (0.0, 10.0, 0.0):
        clock.step = step
        seen.append(await _next_event(own_plan_service, events.__anext__))
    await events.aclose()
    assert seen[0].data == {"changes": {"revision": head + 1, "operations": [{"type": "CREATE"}]}}
    assert [error["measure"] for error in refused(seen[1])] == ["seconds"]
    assert seen[2].data == {"changes": {"revision": head + 3, "operations": [{"type": "CREATE"}]}}


async def _next_event(service: Service, wait: Callable[[], Awaitable[Any]]) -> ExecutionResult:
    """Write, and return what subscribers are told."""
    waiting = asyncio.ensure_future(wait())
    await asyncio.sleep(0.05)
    await service.apply([CreateEntity(kind="topic", name="Un altro tema")], LOCAL_EDITOR)
    found = await asyncio.wait_for(waiting, 30)
    assert isinstance(found, ExecutionResult)
    return found
