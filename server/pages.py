"""The pages for people: which address has which, and how each is answered."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from graph.errors import NotFound, Unavailable
from graph.log import Commit
from graph.model import Entity
from graph.service import Service
from graph.view import View
from graph.vocabulary.kinds import Label
from schema.etag import holds
from server.former_slugs import FormerSlugs
from server.kept_pages import KeptPages, WrittenPage
from server.settings import Settings
from server.visits import pay_visit, read_asked
from visualisations.pages.asked import Asked
from visualisations.pages.bodies import write_bodies
from visualisations.pages.coverage import write_coverage
from visualisations.pages.entities import PARAMETERS as ENTITY_PARAMETERS
from visualisations.pages.entities import find_entity_faults, write_entities
from visualisations.pages.entity import write_entity
from visualisations.pages.frame import entity_link, read_style, write_refusal
from visualisations.pages.involvement import PARAMETERS as INVOLVEMENT_PARAMETERS
from visualisations.pages.involvement import find_involvement_faults, write_involvement
from visualisations.pages.involvement_table import write_involvement_table
from visualisations.pages.map import PARAMETERS as MAP_PARAMETERS
from visualisations.pages.map import find_map_faults, write_map, write_map_picture, write_too_many
from visualisations.pages.pictures import PARAMETERS as PICTURE_PARAMETERS
from visualisations.pages.pictures import can_be_drawn, find_picture_faults, write_network, write_ties
from visualisations.pages.sources import write_document, write_sources
from visualisations.pages.start import write_start
from visualisations.pages.visit import Visit

MOST_CHANGES = 50
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
SVG = "image/svg+xml"
_VARY = {"vary": "Accept-Language"}
# People's names may be in it: the reader's own browser may keep it, and asks each time if it still holds.
_KEPT = {"cache-control": "private, no-cache", **_VARY}

Answer = Callable[[Request], Awaitable[Response]]
Write = Callable[[Visit], str]
FindFaults = Callable[[Visit], Mapping[str, Label]]


class Pages:
    """Answers with pages, in the language of `?lang=`, else the browser's, else the settings'.

    Each is written once for every revision, moment, language and choice of parameters.
    """

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._kept = KeptPages()
        self._former = FormerSlugs(service)

    def routes(self) -> list[Route]:
        """Return the addresses of all pages."""
        involvement = INVOLVEMENT_PARAMETERS
        return [
            Route("/", self._page(write_start)),
            Route("/map", self._map),
            Route("/map.svg", self._map_picture),
            Route("/picture.svg", self._picture),
            Route("/entities", self._page(write_entities, ENTITY_PARAMETERS, find_entity_faults)),
            Route("/entities/{slug}", self._entity),
            Route("/entities/{slug}/picture.svg", self._picture),
            Route("/involvement", self._page(write_involvement, involvement, find_involvement_faults)),
            Route("/involvement.csv", self._table),
            Route("/bodies", self._page(write_bodies)),
            Route("/coverage", self._page(write_coverage)),
            Route("/sources", self._page(write_sources)),
            Route("/sources/{slug}", self._document),
            Route("/site.css", self._style),
        ]

    def refuse(self, request: Request, name: str, status: int, *parts: object) -> Response:
        """Return a page that says no, in words of that name."""
        asked = read_asked(request, self._settings.language)
        return self._respond(request, asked, WrittenPage(write_refusal(asked, name, *parts).encode(), status))

    async def refuse_address(self, request: Request, refused: Exception) -> Response:
        """Answer where there is nothing, or not by this method: people with a page, programs in a word."""
        status, headers = 404, None
        if isinstance(refused, HTTPException):
            status, headers = refused.status_code, refused.headers
        if not wants_page(request):
            said = refused.detail if isinstance(refused, HTTPException) else ""
            return PlainTextResponse(said, status, {"cache-control": "no-store", **(headers or {})})
        answer = self.refuse(request, "not_found" if status == 404 else "not_allowed", status)
        answer.headers.update(headers or {})
        return answer

    def refuse_unforeseen(self, request: Request, request_id: str) -> Response | None:
        """Return what people are told of what nobody foresaw; None for programs, which are told otherwise."""
        return self.refuse(request, "unforeseen", 500, request_id) if wants_page(request) else None

    def _page(self, write: Write, own: tuple[str, ...] = (), find_faults: FindFaults | None = None) -> Answer:
        async def answer(request: Request) -> Response:
            return await self._answer(request, _written(write), own, find_faults)

        return answer

    async def _map(self, request: Request) -> Response:
        def write(visit: Visit) -> WrittenPage:
            if visit.asked.faults or can_be_drawn(visit.view):
                return _written(write_map)(visit)
            return WrittenPage(write_too_many(visit).encode(), 422)

        # The map's own policy, by the hashes of its scripts, stands in it.
        policy = "frame-ancestors 'none'"
        return await self._answer(request, write, MAP_PARAMETERS, find_map_faults, policy)

    async def _map_picture(self, request: Request) -> Response:
        def write(visit: Visit) -> WrittenPage:
            if visit.asked.faults:
                return _written(write_map)(visit)
            if not can_be_drawn(visit.view):
                return WrittenPage(write_too_many(visit).encode(), 422)
            return WrittenPage(write_map_picture(visit).encode(), media_type=SVG)

        return await self._answer(request, write, MAP_PARAMETERS, find_map_faults, PICTURE_POLICY)

    async def _picture(self, request: Request) -> Response:
        slug = request.path_params.get("slug")

        def write(visit: Visit) -> WrittenPage:
            if visit.asked.faults:
                return _written(write_start)(visit)
            drawn = write_network(visit) if slug is None else write_ties(visit, _require_entity(visit, slug))
            return WrittenPage(drawn.encode(), media_type=SVG)

        return await self._answer(request, write, PICTURE_PARAMETERS, find_picture_faults, PICTURE_POLICY)

    async def _table(self, request: Request) -> Response:
        def write(visit: Visit) -> WrittenPage:
            if visit.asked.faults:
                return _written(write_involvement)(visit)
            table = write_involvement_table(visit)
            return WrittenPage(table.encode(), media_type="text/csv")

        answer = await self._answer(request, write, INVOLVEMENT_PARAMETERS, find_involvement_faults)
        if answer.headers.get("content-type", "").startswith("text/csv"):
            answer.headers["content-disposition"] = 'attachment; filename="involvement.csv"'
        return answer

    async def _entity(self, request: Request) -> Response:
        asked = read_asked(request, self._settings.language)
        slug = str(request.path_params["slug"])
        try:
            visit = await pay_visit(self._service, self._settings, asked)
            timeless = visit.timeless
            entity = visit.view.get_entity_by_slug(slug) or timeless.get_entity_by_slug(slug)
            if entity is None:
                other = timeless.get_entity(slug) or await self._former.get_bearer(timeless, slug)
                if other is not None:
                    return _lead_to(entity_link(visit.asked, other))
                return self.refuse(request, "not_found", 404)
        except Unavailable:
            return self.refuse(request, "unavailable", 503)
        commits, count = await self._read_history(timeless, entity)

        def write(visit: Visit) -> str:
            return write_entity(visit, entity, commits, count - len(commits or ()))

        return await self._answer(request, _written(write), keeps=commits is not None)

    async def _read_history(self, view: View, entity: Entity) -> tuple[list[Commit] | None, int]:
        """Return the newest commits that wrote an entity, None if not to be read, and how many they are."""
        commits: deque[Commit] = deque(maxlen=MOST_CHANGES)
        count = 0
        try:
            async for commit in self._service.find_changes(view, 0, entity.id):
                commits.append(commit)
                count += 1
        except Unavailable:
            return None, 0
        return list(commits), count

    async def _document(self, request: Request) -> Response:
        slug = str(request.path_params["slug"])

        def write(visit: Visit) -> str:
            document = visit.timeless.get_entity_by_slug(slug)
            if document is None or document.kind != "document":
                raise NotFound(f"There is no document {slug}.")
            return write_document(visit, document)

        answer = await self._answer(request, _written(write))
        if answer.status_code != 404:
            return answer
        asked = read_asked(request, self._settings.language)
        try:
            timeless = (await pay_visit(self._service, self._settings, asked)).timeless
            other = await self._former.get_bearer(timeless, slug)
        except Unavailable:
            return self.refuse(request, "unavailable", 503)
        if other is None or other.kind != "document":
            return answer
        return _lead_to(asked.link(f"/sources/{other.slug}"))

    async def _style(self, _: Request) -> Response:
        # Its address changes whenever it does.
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return PlainTextResponse(read_style(), media_type="text/css", headers=headers)

    async def _answer(
        self,
        request: Request,
        write: Callable[[Visit], WrittenPage],
        own: tuple[str, ...] = (),
        find_faults: FindFaults | None = None,
        policy: str = POLICY,
        *,
        keeps: bool = True,
    ) -> Response:
        asked = read_asked(request, self._settings.language, own)
        try:
            head = (await self._service.snapshot()).revision
            last_read = self._service.contact.last if self._service.contact.away else None
            name = f"{last_read} {_name(asked)}"
            page = self._kept.get(head, name)
            if page is None:
                visit = await pay_visit(self._service, self._settings, asked)
                visit = replace(visit, last_read=last_read)
                if find_faults is not None:
                    visit = visit.with_faults(find_faults(visit))
                page = await asyncio.to_thread(write, visit)
                if keeps:
                    self._kept.keep(head, name, page)
        except NotFound:
            return self.refuse(request, "not_found", 404)
        except Unavailable:
            return self.refuse(request, "unavailable", 503)
        return self._respond(request, asked, page, policy)

    def _respond(self, request: Request, asked: Asked, page: WrittenPage, policy: str = POLICY) -> Response:
        headers = {
            **(_KEPT if page.status == 200 else {"cache-control": "no-store", **_VARY}),
            "content-language": asked.language.value,
            # What is wrong is told by a page, whatever was asked for.
            "content-security-policy": policy if page.status == 200 else POLICY,
        }
        if page.status == 200:
            headers["etag"] = page.tag
            if holds(request.headers.get("if-none-match", ""), page.tag):
                return Response(status_code=304, headers=headers)
        return Response(page.body, page.status, headers, f"{page.media_type}; charset=utf-8")


def _require_entity(visit: Visit, slug: str) -> Entity:
    entity = visit.view.get_entity_by_slug(slug) or visit.timeless.get_entity_by_slug(slug)
    if entity is None:
        raise NotFound(f"There is no entity {slug}.")
    return entity


def wants_page(request: Request) -> bool:
    """Tell whether a request comes from somebody who reads pages: a browser says so."""
    return "text/html" in request.headers.get("accept", "")


def _lead_to(address: str) -> Response:
    # A slug that was given up may be another's tomorrow.
    return RedirectResponse(address, 301, {"cache-control": "private, no-cache"})


def _written(write: Write) -> Callable[[Visit], WrittenPage]:
    def writing(visit: Visit) -> WrittenPage:
        body = write(visit).encode()
        return WrittenPage(body, 400 if visit.asked.faults else 200)

    return writing


def _name(asked: Asked) -> str:
    """Return what tells a page from all others of the same head: its address, its language, and today.

    The host belongs to it, because pages name it: what one made up is told to nobody else.
    """
    parameters = urlencode(sorted(asked.parameters.items()))
    return f"{date.today()} {asked.base}{asked.root} {asked.path}?{parameters} {asked.language}"
