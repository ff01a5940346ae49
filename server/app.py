"""The application: what answers at which address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from graph.contact import Contact
from graph.errors import Unavailable
from graph.measuring import Measuring
from graph.service import Service
from graph.stores.contract import SoFar, Store
from importers.loading import vocabulary_of
from schema.api import build_api
from schema.form import Form
from schema.http import GraphQLEndpoint
from schema.live import LiveBounds
from schema.reference import Reference
from server.headers import AgeHeader, SafeHeaders
from server.pages import Pages
from server.request_ids import RequestIds
from server.settings import Settings, is_loopback

SMALLEST_COMPRESSED = 1024
# Above this, zlib takes half as long again and saves less than a hundredth.
COMPRESSION = 6
HEALTH_SECONDS = 5.0


async def create_app(settings: Settings, store: Store, read_so_far: SoFar | None = None) -> Starlette:
    """Build the application over an open store, which it closes when it stops.

    The network is read first: `read_so_far` is told how far that is. Raises FilesRefused when the store's own
    vocabulary cannot be read, Unavailable when the store cannot.
    """
    # A measure that takes too long is refused while there is time to give out the rest of the answer.
    measuring = Measuring(seconds=0.8 * settings.limits.seconds)
    contact = Contact(settings.store_age)
    service = Service(store, await vocabulary_of(store), measuring=measuring, contact=contact)
    # Read now what would otherwise be read, or found unreadable, by the first who asks.
    await service.snapshot(read_so_far)
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
    pages = Pages(service, settings)
    sdl = api.as_str() + "\n"

    async def schema(_: Request) -> Response:
        return PlainTextResponse(sdl, media_type="text/plain; charset=utf-8")

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                head = (await service.snapshot()).revision
        except (Unavailable, TimeoutError):
            # Nothing is shown. Why, names a path: not for everybody who asks.
            return JSONResponse({"status": "unavailable"}, 503)
        if contact.away:
            age = round(contact.age, 1)
            return JSONResponse({"status": "unavailable", "head": head, "age": age}, 503)
        return JSONResponse({"status": "ok", "head": head})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await endpoint.stop()
        await store.close()

    app = Starlette(
        routes=[
            *pages.routes(),
            Route("/graphql", endpoint),
            WebSocketRoute("/graphql", endpoint),
            Route("/graphql/schema.graphql", schema),
            Route("/graphql/reference", Reference(sdl).answer),
            Route("/health/live", live),
            Route("/health/ready", ready),
        ],
        middleware=_middleware(settings, pages, contact),
        exception_handlers={404: pages.refuse_address, 405: pages.refuse_address},
        lifespan=lifespan,
    )
    # Who runs it ends what stays open before waiting for what is not done yet.
    app.state.live = endpoint
    return app


def _middleware(settings: Settings, pages: Pages, contact: Contact) -> list[Middleware]:
    layers = [
        Middleware(SafeHeaders),
        Middleware(AgeHeader, contact=contact),
        Middleware(RequestIds, refuse=pages.refuse_unforeseen),
    ]
    if is_loopback(settings.host):
        # Another site's name that leads to this machine must not open the editor's door.
        names = ["localhost", "127.0.0.1", "[::1]", settings.host]
        layers.append(Middleware(TrustedHostMiddleware, allowed_hosts=names))
    return [*layers, Middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED, compresslevel=COMPRESSION)]
