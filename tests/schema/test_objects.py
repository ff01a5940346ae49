"""An answer holds so many objects at most: lists without pages multiply beyond what cost assumes."""

from __future__ import annotations

import pytest

from graph.changes import Change, CreateEntity, CreateRelationship
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import Api, build_api
from schema.context import Context
from schema.deadline import execution_within
from schema.errors import format_error
from schema.limits import Limits
from tests.schema.writing import empty_service, write

pytestmark = pytest.mark.anyio

SEATS = 30
COST = 10_000
ROUND = '{ entity(slug: "corpo") { ... on Body { seats { body { seats { body { seats { name } } } } } } } }'
ONCE = '{ entity(slug: "corpo") { ... on Body { seats { body { seats { name } } } } } }'


@pytest.fixture
async def service() -> Service:
    """Return a body of many seats."""
    service = empty_service()
    seats = [f"s{place}" for place in range(SEATS)]
    changes: list[Change] = [
        CreateEntity("body", "Corpo", ref="body", slug="corpo", properties={"level": "PROVINCIAL"}),
        *(CreateEntity("seat", seat, ref=seat) for seat in seats),
        *(CreateRelationship("seat_of", seat, "body") for seat in seats),
    ]
    await write(service, *changes)
    return service


def by_graphql_core() -> Api:
    api = build_api(Limits(cost=COST))
    api.execution_context_class = execution_within(30, COST)
    return api


@pytest.mark.parametrize("api", [build_api(Limits(cost=COST)), by_graphql_core()], ids=["plain", "core"])
async def test_an_answer_of_too_many_objects_is_one_error_and_no_data(service: Service, api: Api) -> None:
    result = await api.execute(ROUND, context_value=Context(service, LOCAL_EDITOR))
    assert result.data is None
    (error,) = result.errors or []
    assert format_error(error)["extensions"] == {
        "code": "TOO_COMPLEX",
        "measure": "objects",
        "figure": COST + 1,
        "bound": COST,
    }
    result = await api.execute(ONCE, context_value=Context(service, LOCAL_EDITOR))
    assert result.errors is None
