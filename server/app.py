"""The application: what answers at which address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from graph.measuring import Measuring
from graph.service import Service
from graph.stores.contract import Store
from importers.loading import vocabulary_of
from schema.api import build_api
from schema.form import Form
from schema.http import GraphQLEndpoint
from schema.live import LiveBounds
from schema.reference import Reference
from server.headers import SafeHeaders
from server.home import Home
from server.request_ids import RequestIds
from server.settings import Settings, is_loopback

SMALLEST_COMPRESSED = 1024
# Above this, zlib takes half as long again and saves less than a hundredth.
COMPRESSION = 6


async def create_app(settings: Settings, store: Store) -> Starlette:
    """Build the application over an open store, which it closes when it stops.

    Raises FilesRefused when the store's own vocabulary cannot be read, Unavailable when the store
    cannot.
    """
    # A measure that takes too long is refused while there is time to give out the rest of the answer.
    measuring = Measuring(seconds=0.8 * settings.limits.seconds)
    service = Service(store, await vocabulary_of(store), measuring=measuring)
    # Read now what would otherwise be read, or found unreadable, by the first who asks.
    await service.snapshot()
    api = build_api(settings.limits)
    bounds = LiveBounds(heartbeat=settings.heartbeat, connections=settings.connections)
    endpoint = GraphQLEndpoint(
        api,
        service,
        lambda _: settings.viewer,
        settings.default_date,
        bounds,
        settings.limits.body_bytes,
        Form(settings.language),
    )
    sdl = api.as_str() + "\n"

    async def schema(_: Request) -> Response:
        return PlainTextResponse(sdl, media_type="text/plain; charset=utf-8")

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        health = await store.health()
        # What the store says of itself names a path: not for everybody who asks.
        status = "ok" if health.ok else "unavailable"
        return JSONResponse({"status": status, "head": health.head}, 200 if health.ok else 503)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await endpoint.stop()
        await store.close()

    app = Starlette(
        routes=[
            Route("/", Home(service, settings).answer),
            Route("/graphql", endpoint),
            WebSocketRoute("/graphql", endpoint),
            Route("/graphql/schema.graphql", schema),
            Route("/graphql/reference", Reference(sdl).answer),
            Route("/health/live", live),
            Route("/health/ready", ready),
        ],
        middleware=_middleware(settings),
        lifespan=lifespan,
    )
    # Who runs it ends what stays open before waiting for what is not done yet.
    app.state.live = endpoint
    return app


def _middleware(settings: Settings) -> list[Middleware]:
    layers = [Middleware(SafeHeaders), Middleware(RequestIds)]
    if is_loopback(settings.host):
        # Another site's name that leads to this machine must not open the editor's door.
        names = ["localhost", "127.0.0.1", "[::1]", settings.host]
        layers.append(Middleware(TrustedHostMiddleware, allowed_hosts=names))
    return [*layers, Middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED, compresslevel=COMPRESSION)]
