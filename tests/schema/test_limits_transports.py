"""Limits hold alike on every way in: over HTTP, in event streams, over WebSockets."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import anyio
import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from graph.service import Service
from schema.limits import Limits
from server.app import create_app
from server.settings import Settings
from tests.server.asking import Client

DEEP = "{ viewer { roles { role } } }"
SUBSCRIPTION = "subscription { changes { operations { type } } }"
JSON, GRAPHQL, EVENTS = "application/json", "application/graphql-response+json", "text/event-stream"
REFUSED = {"code": "TOO_COMPLEX", "measure": "depth", "figure": 3, "bound": 2}


async def app_within(service: Service, **limits: Any) -> Starlette:  # noqa: ANN401 - numbers
    return await create_app(Settings(limits=replace(Limits(), **limits)), service.store)


def client_within(service: Service, **limits: Any) -> Client:  # noqa: ANN401 - as above
    async def making() -> Starlette:
        return await app_within(service, **limits)

    return Client(anyio.run(making))


def read_refusals(answer: Any) -> list[Any]:  # noqa: ANN401 - JSON
    assert answer.get("data") is None
    return [error["extensions"] for error in answer["errors"]]


def asking(query: str) -> bytes:
    return json.dumps({"query": query}).encode()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_over_http_a_refusal_is_a_bad_request(own_plan_service: Service, method: str) -> None:
    client = client_within(own_plan_service, depth=2)
    if method == "GET":
        answer = client.get("/graphql", {"query": DEEP}, {"accept": GRAPHQL})
    else:
        answer = client.post("/graphql", asking(DEEP), {"accept": GRAPHQL, "content-type": JSON})
    assert (answer.status_code, read_refusals(answer.json())) == (400, [REFUSED])


def test_for_whoever_takes_json_alone_a_refusal_is_an_answer(own_plan_service: Service) -> None:
    answer = client_within(own_plan_service, depth=2).post("/graphql", asking(DEEP), {"content-type": JSON})
    assert read_refusals(answer.json()) == [REFUSED]


@pytest.mark.parametrize("query", [DEEP, SUBSCRIPTION])
def test_in_an_event_stream_a_refusal_is_the_only_event(own_plan_service: Service, query: str) -> None:
    client = client_within(own_plan_service, depth=2)
    answer = client.post("/graphql", asking(query), {"accept": EVENTS, "content-type": JSON})
    told = [
        line.removeprefix("data:").strip() for line in answer.text.splitlines() if line.startswith("data:")
    ]
    assert [read_refusals(json.loads(event)) for event in told if event] == [[REFUSED]]


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """Serve an application, and give its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        running = asyncio.create_task(server.serve([listening]))
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.mark.parametrize("query", [DEEP, SUBSCRIPTION])
@pytest.mark.anyio
async def test_over_a_websocket_a_refusal_ends_that_operation_alone(
    own_plan_service: Service, query: str
) -> None:
    async with (
        served(await app_within(own_plan_service, depth=2)) as address,
        connect(
            f"ws://{address}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            origin=Origin(f"http://{address}"),
        ) as connection,
    ):

        async def tell(**message: object) -> dict[str, Any]:
            await connection.send(json.dumps(message))
            return dict(json.loads(await connection.recv()))

        assert (await tell(type="connection_init"))["type"] == "connection_ack"
        refused = await tell(id="1", type="subscribe", payload={"query": query})
        assert (refused["id"], refused["type"]) == ("1", "error")
        assert [error["extensions"] for error in refused["payload"]] == [REFUSED]
        answered = await tell(id="2", type="subscribe", payload={"query": "{ viewer { name } }"})
        assert (answered["id"], answered["type"]) == ("2", "next")


def test_a_body_has_a_bound(own_plan_service: Service) -> None:
    client = client_within(own_plan_service, body_bytes=1_000)
    body, headers = asking("{ viewer { name } }"), {"content-type": JSON, "accept": GRAPHQL}
    answer = client.post("/graphql", body.ljust(1_000), headers)
    assert (answer.status_code, "errors" in answer.json()) == (200, False)
    answer = client.post("/graphql", body.ljust(1_001), headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "TOO_COMPLEX")
