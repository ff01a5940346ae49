"""Bounds that are too long to wait for, as a server has them: made shorter here."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from graph.errors import Invalid
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import build_api
from schema.http import GraphQLEndpoint
from schema.live import LiveBounds
from server.running import PATIENCE_MS, listen
from server.settings import Settings, read_settings


@pytest.mark.anyio
async def test_who_opens_a_socket_and_says_nothing_is_shut_out(plan_service: Service) -> None:
    assert await closing_code(plan_service, "graphql-transport-ws") == 4408


@pytest.mark.anyio
async def test_who_offers_another_protocol_is_shut_out(plan_service: Service) -> None:
    assert await closing_code(plan_service, "graphql-ws") == 4406


async def closing_code(service: Service, protocol: str) -> int | None:
    """Return the code with which an endpoint closes a WebSocket on which nothing is said at first."""
    bounds = LiveBounds(first_word=0.05)
    endpoint = GraphQLEndpoint(build_api(), service, lambda _: LOCAL_EDITOR, bounds=bounds)
    app = Starlette(routes=[WebSocketRoute("/graphql", endpoint)])
    with closing(listen(Settings(port=0))) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        address = f"ws://127.0.0.1:{listening.getsockname()[1]}/graphql"
        async with connect(address, subprotocols=[protocol], proxy=None) as opened:  # type: ignore[list-item]
            with pytest.raises(ConnectionClosed) as closed:
                await opened.recv()
        server.should_exit = True
        await serving
    return None if closed.value.rcvd is None else closed.value.rcvd.code


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such bound")
def test_the_system_cuts_off_who_takes_nothing_for_a_minute() -> None:
    with closing(listen(Settings(port=0))) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with closing(accepted):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == PATIENCE_MS == 60_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEARTBEAT", "0"),
        ("HEARTBEAT", "-1"),
        ("HEARTBEAT", "often"),
        ("CONNECTIONS", "-1"),
        ("CONNECTIONS", "1.5"),
    ],
)
def test_a_bound_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=f"INTRECCIO_{name} is “{value}”"):
        read_settings({f"INTRECCIO_{name}": value})


def test_bounds_are_read_from_the_settings() -> None:
    settings = read_settings({"INTRECCIO_HEARTBEAT": "2.5", "INTRECCIO_CONNECTIONS": "7"})
    assert (settings.heartbeat, settings.connections) == (2.5, 7)
