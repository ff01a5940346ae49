"""GraphQL over HTTP."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from typing import cast

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from graphql import GraphQLError, GraphQLFormattedError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData, GraphQLRequestProtocol
from strawberry.http.base import BaseRequestProtocol
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graph.errors import IntreccioError, Invalid, Unavailable
from graph.rights import Viewer
from graph.service import Service
from schema.api import Api
from schema.body import bounded, drain, read_body, read_json
from schema.context import Context
from schema.errors import UNFORESEEN, UNUSABLE, format_error, format_refusal
from schema.etag import EntityTags, Unchanged, holds
from schema.form import Form, is_question
from schema.limits import Limits
from schema.live import LiveBounds, LiveEndpoint
from schema.map import Scenes
from schema.media import EVENTS, GRAPHQL, HTML, JSON, choose_media_type, status_of
from schema.persisted import PersistedDocuments
from schema.question import Question, read_question
from schema.refusal import Refused
from schema.request_id import get_request_id

log = logging.getLogger("intreccio.schema")

BODY_BYTES = Limits().body_bytes
OFFERED = (JSON, GRAPHQL, EVENTS)
ANSWERED = {"GET": {OperationType.QUERY}, "POST": {OperationType.QUERY, OperationType.MUTATION}}
_VARY = {"vary": "Accept, Accept-Encoding, Authorization, Cookie"}
# An answer with a tag may be kept by the client alone, and is asked after each time.
_FRESH, _KEPT = {"cache-control": "no-store", **_VARY}, {"cache-control": "private, no-cache", **_VARY}


class RequestAdapter(StarletteRequestAdapter):
    """What Strawberry knows of a request, and the request."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.request = request


class GraphQLEndpoint(LiveEndpoint):
    """Answers questions at one address; people who open it in a browser get a form to ask with.

    `viewer_of` tells who asks. Mutations are taken by POST only, as JSON or as a form with a header
    that shows intent, so that no other site's page can send them unasked. Answers to queries by GET
    have an entity tag. Bodies are at most `body_bytes` large. Whatever is refused is a GraphQL error.
    """

    request_adapter_class = RequestAdapter

    def __init__(
        self,
        api: Api,
        service: Service,
        viewer_of: Callable[[Request | WebSocket], Viewer],
        default_date: date | None = None,
        bounds: LiveBounds | None = None,
        body_bytes: int = BODY_BYTES,
        form: Form | None = None,
    ) -> None:
        super().__init__(api, service.watch, bounds or LiveBounds())
        self._service = service
        self._viewer_of = viewer_of
        self._default_date = default_date
        self._body_bytes = body_bytes
        self._form = form or Form()
        self._documents = PersistedDocuments()
        self._scenes = Scenes()
        self._tags = EntityTags(service, version("intreccio") + api.as_str())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or keep to a WebSocket until it is closed."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, bounded(scope, receive, self._body_bytes))
        try:
            response = await self._answer(request)
            if response.status_code == 413 and "expect" not in request.headers:
                await drain(receive, self._body_bytes)
            await response(scope, receive, send)
        except ClientDisconnect:
            return
        finally:
            await request.close()

    async def _answer(self, request: Request) -> Response:
        try:
            return await self.run(request)
        except Unchanged as unchanged:
            return Response(None, 304, {"etag": unchanged.tag, **_KEPT})
        except Refused as error:
            refused = error
        except HTTPException as error:
            code = Unavailable.code if error.status_code == 503 else Invalid.code
            refused = Refused(error.status_code, error.reason, code)
        except Unavailable as error:
            # Nobody has been asked yet who may know where the store is.
            log.warning("%s Request %s", error, get_request_id())
            refused = Refused(status_of(error.code), UNUSABLE, error.code)
        except IntreccioError as error:
            refused = Refused(status_of(error.code), str(error), error.code)
        except ClientDisconnect:
            raise
        except Exception:
            log.exception("unforeseen error, request %s", get_request_id())
            refused = Refused(500, UNFORESEEN, IntreccioError.code)
        answer: GraphQLHTTPResponse = {"errors": [format_refusal(refused.message, refused.code)]}
        return self._respond(answer, refused.status, _choose(request), {**_FRESH, **refused.headers})

    def _respond(
        self, answer: object, status: int, media_type: str | None, headers: dict[str, str]
    ) -> Response:
        sent = media_type if media_type == GRAPHQL else JSON
        return Response(self.encode_json(answer), status, headers, f"{sent}; charset=utf-8")

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Return what this request carries."""
        del response
        return Context(self._service, self._viewer_of(request), self._default_date, self._scenes)

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Return what the answer begins as: its media type. Raises Refused when none is acceptable."""
        media_type = _choose(request)
        if media_type is None:
            raise Refused(406, f"Nothing that you accept is on offer: {', '.join(OFFERED)}.")
        draft = await super().get_sub_response(request)
        draft.media_type = media_type
        return draft

    def is_request_allowed(self, request: BaseRequestProtocol) -> bool:
        """Tell that a method is taken; raises Refused for any but GET and POST."""
        if request.method not in ANSWERED:
            raise Refused(405, "Ask by GET or POST.", headers={"allow": "GET, POST"})
        return True

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Tell whether a browser comes here without a question."""
        asked = is_question(request.query_params)
        return request.method == "GET" and not asked and HTML in request.headers.get("accept", "")

    async def render_graphql_ide(self, request: Request) -> Response:
        """Return the form."""
        return self._form.answer(request, _VARY["vary"])

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> Question:
        """Return what is asked; raises Refused."""
        asked = cast("RequestAdapter", request).request
        content = _read_address(asked) if asked.method == "GET" else await read_body(asked)
        protocol: GraphQLRequestProtocol = "sse" if _choose(asked) == EVENTS else "http"
        return read_question(content, protocol, self._documents.get_document)

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: Context,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        """Execute what is asked; raises Unchanged when the client holds the answer already."""
        question = cast("Question", request_data)
        if request.method == "GET" and question.protocol == "http":
            # Without the store a tag may not be made; what was read of it is answered all the same.
            with suppress(Unavailable):
                tag = await self._tags.tag(question, context, str(sub_response.media_type))
                if holds(request.headers.get("if-none-match", ""), tag):
                    raise Unchanged(tag)
                sub_response.headers["etag"] = tag
        result = await super().execute_operation(
            request, request_adapter, question, context, root_value, sub_response
        )
        if question.to_persist and isinstance(result, ExecutionResult) and not _is_refusal(result):
            self._documents.keep(question.digest, str(question.query))
        return result

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Execute a query or, by POST, a mutation; raises Refused for anything else."""
        del request_adapter, sub_response
        try:
            return await self.schema.execute(
                request_data.query,
                root_value=root_value,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=request_data.operation_name,
                allowed_operation_types=ANSWERED[request.method],
                operation_extensions=request_data.extensions,
            )
        except CannotGetOperationTypeError as error:
            return PreExecutionError(None, [GraphQLError(error.as_http_error_reason())])
        except InvalidOperationTypeError as error:
            if request.method == "GET":
                reason = "By GET only queries are answered: send mutations by POST."
                raise Refused(405, reason, headers={"allow": "POST"}) from error
            raise Refused(400, f"Subscriptions are answered as {EVENTS}, or by WebSocket.") from error

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Return the answer: without `data` when nothing was executed; its errors carry their code.

        While the store is away, its extensions say how many seconds old it is.
        """
        del request
        answer: GraphQLHTTPResponse = {} if _is_refusal(result) else {"data": result.data}
        if result.errors:
            answer["errors"] = [format_error(error) for error in result.errors]
        age = {"age": round(self._service.contact.age, 1)} if self._service.contact.away else {}
        if extensions := {**(result.extensions or {}), **age}:
            answer["extensions"] = extensions
        return answer

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Return the response: only an answer without errors keeps its tag.

        What GraphQL refused has a status of its own in the newer media type, and 200 in the older, by
        which clients that know no other tell an answer from a proxy's complaint.
        """
        answer = cast("GraphQLHTTPResponse", response_data)
        status = 200
        if "data" not in answer and sub_response.media_type == GRAPHQL:
            status = status_of(_code_of(answer))
        tag = None if "errors" in answer else sub_response.headers.get("etag")
        headers = _FRESH if tag is None else {"etag": tag, **_KEPT}
        return self._respond(answer, status, sub_response.media_type, headers)

    def encode_json(self, data: object) -> bytes:
        """Return JSON, as orjson writes it."""
        return orjson.dumps(data)


def _choose(request: Request | WebSocket) -> str | None:
    return choose_media_type(request.headers.get("accept", ""), OFFERED)


def _read_address(request: Request) -> dict[str, object]:
    """Return the question in an address; parts left empty, as by a form, are not there."""
    content: dict[str, object] = {name: value for name, value in request.query_params.items() if value}
    for name in ("variables", "extensions"):
        if name in content:
            content[name] = read_json(str(content[name]), f"`{name}`")
    return content


def _code_of(answer: GraphQLHTTPResponse) -> str:
    errors = cast("list[GraphQLFormattedError]", answer.get("errors"))
    return str(errors[0]["extensions"]["code"])


def _is_refusal(result: ExecutionResult) -> bool:
    """Tell whether nothing was executed: what fails in execution has a path."""
    return result.data is None and all(error.path is None for error in result.errors or ())
