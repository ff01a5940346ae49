"""An id for every request, by which people can report what went wrong."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import IntreccioError
from schema.errors import UNFORESEEN, format_refusal
from schema.request_id import set_request_id

Refuse = Callable[[Request, str], Response | None]

log = logging.getLogger("intreccio.server")

HEADER = "x-request-id"
# Long enough for the ids of tracing tools; nothing that could forge a line of the log.
_SANE = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}")


class RequestIds:
    """Gives every request an id, the client's own if it sent a sane one, and sends it back.

    What no other layer foresaw is logged with it, and answered with it and status 500: as `refuse`
    does, where it returns an answer, else as programs read it.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse | None = None) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the id."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        said = Headers(scope=scope).get(HEADER, "")
        request_id = said if _SANE.fullmatch(said) else secrets.token_hex(12)
        set_request_id(request_id)
        begun = False

        async def send_with_id(message: Message) -> None:
            nonlocal begun
            if message["type"] in ("http.response.start", "websocket.accept"):
                begun = True
                message.setdefault("headers", [])
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            log.exception("unforeseen error at %s, request %s", scope["path"], request_id)
            if begun or scope["type"] != "http":
                raise
            answer = self._refuse and self._refuse(Request(scope), request_id)
            if answer is None:
                answer = JSONResponse({"errors": [format_refusal(UNFORESEEN, IntreccioError.code)]}, 500)
            await answer(scope, receive, send_with_id)
