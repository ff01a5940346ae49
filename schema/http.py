"""GraphQL over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
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
        return Context(self._service, self._viewer_of(request), self._default_date)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Return the answer; errors carry their code and, of refused input, the path into it."""
        answer: GraphQLHTTPResponse = {"data": result.data}
        if result.errors:
            answer["errors"] = [format_error(error) for error in result.errors]
        return answer

    def encode_json(self, data: object) -> bytes:
        """Return JSON, as orjson writes it."""
        return orjson.dumps(data)

    async def render_graphql_ide(self, request: Request) -> Response:
        """Return the form."""
        return HTMLResponse(self._form)
