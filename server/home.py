"""The first page: the map of the network."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph.moment import Moment
from graph.service import Service
from graph.vocabulary.kinds import Language
from schema.context import shown_day
from schema.language import choose_language
from server.settings import Settings
from visualisations.overview import write_overview

KEPT_PAGES = 8
LanguageChoice = tuple[int, str, Language]


class Home:
    """Answers with the map page; drawn once for each revision, class of viewer and language.

    The language is the one asked for with `?lang=`, else the browser's, else the settings'.
    """

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._pages: OrderedDict[LanguageChoice, str] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        language = choose_language(request, self._settings.language)
        viewer = self._settings.viewer
        timeless = await self._service.view(viewer.view_class)
        day = self._settings.default_date or shown_day(timeless)
        asked = (timeless.revision, f"{viewer.view_class} {day}", language)
        if asked not in self._pages:
            view = await self._service.view(viewer.view_class, Moment(at=day))
            self._keep(asked, await asyncio.to_thread(write_overview, view, language))
        headers = {"content-language": language.value, "vary": "accept-language"}
        return HTMLResponse(self._pages[asked], headers=headers)

    def _keep(self, asked: LanguageChoice, page: str) -> None:
        self._pages[asked] = page
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
