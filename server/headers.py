"""Headers of every answer: what keeps pages from being misused, and how old what they say is."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.contact import Contact

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class SafeHeaders:
    """Adds the headers to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class AgeHeader:
    """Says in `Age`, while the store is away, how many seconds ago it was last reached."""

    def __init__(self, app: ASGIApp, contact: Contact) -> None:
        self._app = app
        self._contact = contact

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the header."""

        async def send_with_age(message: Message) -> None:
            if message["type"] == "http.response.start" and self._contact.away:
                MutableHeaders(scope=message)["age"] = str(int(self._contact.age))
            await send(message)

        await self._app(scope, receive, send_with_age if scope["type"] == "http" else send)
