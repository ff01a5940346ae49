"""What stays open: GraphQL over WebSockets and over Server-Sent Events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http.streaming import SSETransport
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL

from graph.watch import Watch
from schema.api import Api
from schema.context import Context
from schema.socket import Socket, SocketHandler, close_socket

GOING_AWAY, TRY_AGAIN_LATER = 1001, 1013
STOP_SECONDS = 1.0
FULL = "Too many connections: try again later."


@dataclass(frozen=True, slots=True)
class LiveBounds:
    """How much may stay open, and how often it is heard of.

    `heartbeat`: seconds between signs of life on an event stream. `first_word`: seconds that a new
    WebSocket may take to begin. `operations` on one WebSocket at once, `connections` of both sorts
    in this process.
    """

    heartbeat: float = 15.0
    first_word: float = 10.0
    operations: int = 20
    connections: int = 500


class LiveEndpoint(GraphQL[Context, None]):
    """A GraphQL endpoint that also takes WebSockets, and answers with an event stream whoever accepts one.

    Both take every sort of operation. WebSockets that another site's page opens are refused. `watch` is
    what subscriptions wait with; `stop` closes it.
    """

    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = SocketHandler

    def __init__(self, api: Api, watch: Watch, bounds: LiveBounds) -> None:
        self.stream_transport_classes_by_protocol = {GRAPHQL_SSE_PROTOCOL: _transport(bounds.heartbeat)}
        super().__init__(
            api,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=bounds.first_word),
            max_subscriptions_per_connection=bounds.operations,
        )
        self._watch = watch
        self.bounds = bounds
        self._sockets: set[WebSocket] = set()
        self._streams: set[EventStream] = set()
        self._stopping = False

    @property
    def connections(self) -> int:
        """How many WebSockets and event streams are open."""
        return len(self._sockets) + len(self._streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or keep to a WebSocket until it is closed."""
        if scope["type"] != "websocket":
            await super().__call__(scope, receive, send)
            return
        socket = WebSocket(scope, receive, send)
        self._sockets.add(socket)
        try:
            await self.run(socket)
        finally:
            self._sockets.discard(socket)

    async def stop(self) -> None:
        """End everything that stays open: event streams with `complete`, WebSockets with “going away”.

        A WebSocket gets no `complete`, from which its client would conclude that nothing more is to
        come; so it comes back and goes on. Who doesn't take even that within a second is left behind.
        """
        self._stopping = True
        closing = [
            asyncio.create_task(close_socket(socket, GOING_AWAY, "Going away")) for socket in self._sockets
        ]
        if closing:
            await asyncio.wait(closing, timeout=STOP_SECONDS)
        self._watch.close()

    async def create_websocket_response(self, request: WebSocket, subprotocol: str | None) -> WebSocket:
        """Accept a WebSocket; one too many is told to try again later."""
        await super().create_websocket_response(request, subprotocol)
        if self._stopping or self.connections > self.bounds.connections:
            await request.close(TRY_AGAIN_LATER, FULL)
        return request

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """Return an event stream; raises a 503 for one too many."""
        del request
        if self._stopping or self.connections >= self.bounds.connections:
            raise HTTPException(503, FULL)
        return EventStream(self._streams, stream(), headers={**sub_response.headers, **headers})


class EventStream(StreamingResponse):
    """An event stream, counted among those that are open and closed when it ends, however it does."""

    def __init__(
        self, streams: set[EventStream], events: AsyncIterator[str], headers: Mapping[str, str]
    ) -> None:
        super().__init__(events, headers=headers)
        self._events = cast("AsyncGenerator[str, None]", events)
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what there is to send until it ends or nobody listens any more."""
        self._streams.add(self)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.discard(self)
            await self._events.aclose()


def _transport(heartbeat: float) -> type[SSETransport]:
    class Transport(SSETransport):
        """Event streams with a comment every so many seconds."""

        def __init__(self) -> None:
            super().__init__(heartbeat)

    return Transport
