"""GraphQL over WebSockets: the protocol graphql-transport-ws."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError
from starlette.websockets import WebSocket, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message, SubscribeMessage

from graph.errors import TooComplex
from schema.context import Context
from schema.errors import format_error

MALFORMED = "Malformed message"


class Socket(ASGIWebSocketAdapter):
    """A WebSocket that sends text, as browsers expect of this protocol, and may be closed twice."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message; raises WebSocketDisconnected when either side has closed."""
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        encoded = self.view.encode_json(message)
        try:
            await self.ws.send_text(encoded if isinstance(encoded, str) else encoded.decode())
        except OSError as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close, unless either side has."""
        await close_socket(self.ws, code, reason)


class SocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """One connection. Each operation on it is a request of its own, and reads a head of its own."""

    async def handle_message(self, message: Message) -> None:
        """Take a message; one that does not keep to the protocol closes the connection with 4400."""
        if _is_well_formed(message):
            await super().handle_message(message)
        else:
            await self.handle_invalid_message(MALFORMED)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation, unless as many as may be are under way."""
        most = self.max_subscriptions_per_connection
        new = self.connection_acknowledged and message["id"] not in self.operations
        if new and most is not None and len(self.operations) >= most:
            refusal = TooComplex(f"{most} operations at once on one connection, not more: end one first.")
            error = _Shown(GraphQLError(str(refusal), original_error=refusal))
            await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        """Run an operation until it ends or the connection does."""
        self.context = dataclasses.replace(self.context)
        await super().run_operation(operation)

    async def handle_task_exception(self, error: Exception) -> None:
        """Log what went wrong in an operation; that nobody listens any more is nothing wrong."""
        if not isinstance(error, WebSocketDisconnected):
            await super().handle_task_exception(error)

    async def _send_result_stream(
        self,
        operation: Operation[Context, None],
        result_source: Any,  # noqa: ANN401 - Strawberry's
    ) -> None:
        async def shown() -> AsyncIterator[Any]:
            async for result in result_source:
                if result.errors:
                    result.errors = [_Shown(error) for error in result.errors]
                yield result

        await super()._send_result_stream(operation, shown())  # type: ignore[arg-type]


async def close_socket(socket: WebSocket, code: int, reason: str) -> None:
    """Close a WebSocket, unless either side has; the protocol has room for 123 bytes of reason."""
    if socket.application_state is WebSocketState.CONNECTED:
        with suppress(OSError):
            await socket.close(code, reason.encode()[:123].decode(errors="ignore"))


class _Shown(GraphQLError):
    """An error that is formatted as our clients get errors.

    It holds no original, for which Strawberry might close the connection and end all that runs on it.
    """

    def __init__(self, error: GraphQLError) -> None:
        super().__init__(error.message)
        self._formatted = format_error(error)

    @property
    def formatted(self) -> GraphQLFormattedError:
        """Return the error as it may be shown."""
        return self._formatted


def _is_well_formed(message: object) -> bool:
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return False
    if message["type"] == "complete":
        return isinstance(message.get("id"), str)
    if message["type"] != "subscribe":
        return True
    payload = message.get("payload")
    return (
        isinstance(message.get("id"), str)
        and message["id"] != ""
        and isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )
