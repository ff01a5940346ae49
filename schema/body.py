"""Bodies of requests: bounded in size; uploaded files put where the operation wants them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anyio
import orjson
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope
from strawberry.file_uploads.utils import replace_placeholders_with_files

from graph.errors import Forbidden
from schema.limits import passed
from schema.refusal import Refused

JSON_BODY, FORM_BODY = "application/json", "multipart/form-data"
MOST_FILES = 10
DRAINING_SECONDS = 5.0
# A page of another site can send a form unasked, but not with any of these without asking first.
SENT_ON_PURPOSE = (
    "apollo-require-preflight",
    "graphql-require-preflight",
    "x-apollo-operation-name",
    "x-requested-with",
)


def bounded(scope: Scope, receive: Receive, most_bytes: int) -> Receive:
    """Return a way to receive a request's body that raises Refused as soon as it is too large."""
    declared = Headers(scope=scope).get("content-length", "")
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        if declared.isdecimal():
            _require_room(int(declared), most_bytes)
        message = await receive()
        taken += len(message.get("body", b""))
        _require_room(taken, most_bytes)
        return message

    return receiving


async def drain(receive: Receive, most_bytes: int) -> None:
    """Take in and forget what a client still sends of a refused body, so that it comes to read why.

    It ends after so many bytes, or five seconds.
    """
    taken, more = 0, True
    with anyio.move_on_after(DRAINING_SECONDS):
        while more and taken <= most_bytes:
            message = await receive()
            taken += len(message.get("body", b""))
            more = message.get("more_body", False)


async def read_body(request: Request) -> object:
    """Return the content of a body, which holds the operation and, of a form, its files.

    Files are `starlette.datastructures.UploadFile` in the variables; they are closed with the request.
    Raises Refused.
    """
    content_type = request.headers.get("content-type", "")
    name, _, parameters = content_type.lower().partition(";")
    if name.strip() == FORM_BODY:
        return await _read_form(request)
    charset = parameters.partition("charset=")[2].partition(";")[0].strip(' "')
    if name.strip() != JSON_BODY or charset not in ("", "utf-8", "utf8"):
        raise Refused(
            415, f"Send {JSON_BODY} in UTF-8, or {FORM_BODY} to upload files; not “{content_type[:100]}”."
        )
    return read_json(await request.body(), "The body")


def read_json(data: str | bytes, what: str) -> object:
    """Return what JSON says; raises Refused, naming what is none."""
    try:
        content: object = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"{what} is not JSON.") from error
    return content


async def _read_form(request: Request) -> object:
    """Return the operation in a form, after the GraphQL multipart request specification."""
    if not any(request.headers.get(header) for header in SENT_ON_PURPOSE):
        raise Refused(
            403,
            "A form is taken only with a header that another site's page cannot send unasked:"
            " add GraphQL-Require-Preflight: 1 (or Apollo-Require-Preflight, or X-Requested-With).",
            Forbidden.code,
        )
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=2)
    except (HTTPException, MultiPartException) as error:
        reason = error.detail if isinstance(error, HTTPException) else error.message
        raise Refused(400, f"The form cannot be read: {reason}") from error
    operation = _read_part(form, "operations")
    places = _read_part(form, "map")
    if not isinstance(operation, dict):
        raise Refused(400, "`operations` must be one operation, as a JSON object with a `query`.")
    try:
        return replace_placeholders_with_files(operation, _require_places(places), form)
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise Refused(400, "`map` names a file, or a place in `operations`, that is not there.") from error


def _read_part(form: Mapping[str, Any], name: str) -> object:
    part = form.get(name)
    if not isinstance(part, str):
        raise Refused(400, f"The form lacks `{name}`: see the GraphQL multipart request specification.")
    return read_json(part, f"`{name}`")


def _require_places(places: object) -> dict[str, list[str]]:
    """Return where each file goes; into variables only."""
    lists = list(places.values()) if isinstance(places, dict) else [None]
    for paths in lists:
        if not isinstance(paths, list) or not all(_in_variables(path) for path in paths):
            raise Refused(400, '`map` must lead from files to places: {"0": ["variables.file"]}.')
    return places if isinstance(places, dict) else {}


def _in_variables(path: object) -> bool:
    return isinstance(path, str) and path.startswith("variables.")


def _require_room(size: int, most_bytes: int) -> None:
    if size > most_bytes:
        refusal = passed("body", size, most_bytes)
        # The rest is not read: the connection cannot be used again.
        raise Refused(413, str(refusal), refusal.code, {"connection": "close"})
