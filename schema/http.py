"""GraphQL over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.types import QueryParams
from strawberry.types import ExecutionResult

from graph.rights import Viewer
from graph.service import Service
from schema.api import Api
from schema.context import Context
from schema.errors import format_error
from schema.form import read_form


class GraphQLEndpoint(GraphQL[Context, None]):
    """Answers questions at one address; people who open it in a browser get a form to ask with.

    `viewer_of` tells who asks. Mutations are taken by POST with a JSON body only, so that no other
    site's page can send them unasked.
    """

    def __init__(
        self,
        api: Api,
        service: Service,
        viewer_of: Callable[[Request | WebSocket], Viewer],
        default_date: date | None = None,
    ) -> None:
        super().__init__(api, subscription_protocols=())
        self._service = service
        self._viewer_of = viewer_of
        self._default_date = default_date
        self._form = read_form()

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Return what this request carries."""
        del response
        return Context(self._service, self._viewer_of(request), self._default_date)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Return the answer; errors carry their code and, of refused input, the path into it."""
        del request
        answer: GraphQLHTTPResponse = {"data": result.data}
        if result.errors:
            answer["errors"] = [format_error(error) for error in result.errors]
        return answer

    def parse_json(self, data: str | bytes) -> object:
        """Return a body's content; what is no JSON object, or list of them, is the asker's fault."""
        try:
            content = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise HTTPException(400, "The body is not JSON.") from error
        if not isinstance(content, (dict, list)):
            raise HTTPException(400, "The body must be a JSON object with a `query`.")
        return content

    def parse_query_params(self, params: QueryParams) -> dict[str, Any]:
        """Return the questions' parts in an address; parts left empty, as by a form, are not there."""
        return super().parse_query_params({name: value for name, value in params.items() if value})

    def encode_json(self, data: object) -> bytes:
        """Return JSON, as orjson writes it."""
        return orjson.dumps(data)

    async def render_graphql_ide(self, request: Request) -> Response:
        """Return the form."""
        del request
        return HTMLResponse(self._form)
