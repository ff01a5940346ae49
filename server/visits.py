"""From a request to a look at the network: its language, its moment, and what in it is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from starlette.requests import Request

from graph.model import Entity
from graph.moment import Moment
from graph.service import Service
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from schema.context import shown_day
from schema.language import choose_language
from server.settings import Settings
from visualisations.pages.asked import KEPT_PARAMETERS, Asked, fault
from visualisations.pages.visit import Visit

LONGEST_PARAMETER = 500
LONGEST_BASE = 300  # a name in the DNS has 253 letters at most; before it stands the scheme, behind it a port
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_asked(request: Request, language: Language, own: Sequence[str] = ()) -> Asked:
    """Return what a request asks for: of its parameters those that all pages know, and its own ones.

    `language` is that of whoever names none.
    """
    given = {}
    for name in (*KEPT_PARAMETERS, *own):
        if value := request.query_params.get(name, "").strip()[:LONGEST_PARAMETER]:
            given[name] = value
    if given.get("lang") not in set(Language):
        given.pop("lang", None)
    root = str(request.scope.get("root_path", ""))
    # Of several slashes one: a link that begins with two leads to another host.
    path = "/" + str(request.scope["path"]).removeprefix(root).lstrip("/")
    # As the request names them; a proxy that this server trusts says how it was reached itself. A table
    # names them in every row: what no server can be called would make pages of any size.
    base = str(request.base_url).removesuffix(f"{root}/")
    if len(base) > LONGEST_BASE:
        base = ""
    return Asked(path, choose_language(request, language), given, {}, root, base)


async def pay_visit(service: Service, settings: Settings, asked: Asked) -> Visit:
    """Return the network at the moment asked for, as this server's viewers may see it.

    Where nobody chose one, or what was chosen is wrong, it is the settings' day, else that of the
    network's newest plan, else today.
    """
    viewer = settings.viewer.view_class
    faults: dict[str, Label] = {}
    as_of = await _read_revision(service, asked.get("as_of"), faults)
    timeless = await service.view(viewer, Moment(as_of=as_of))
    day = _read_day(asked.get("at"), faults)
    phase = _read_phase(timeless, asked.get("phase"), faults)
    if day is not None and phase is not None:
        faults["phase"] = fault("day_and_phase")
    if faults:
        day = phase = None
    if day is None and phase is None:
        day = settings.default_date or shown_day(timeless)
    view = await service.view(viewer, Moment(day, None if phase is None else phase.id, as_of))
    return Visit(view, timeless, asked).with_faults(faults)


async def _read_revision(service: Service, text: str, faults: dict[str, Label]) -> int | None:
    if not text:
        return None
    asked = int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None
    head = (await service.reach(asked or 0)).revision
    if asked is not None and asked <= head:
        return asked
    faults["as_of"] = fault("bad_revision", text, head)
    return None


def _read_day(text: str, faults: dict[str, Label]) -> date | None:
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    faults["at"] = fault("bad_day", text)
    return None


def _read_phase(timeless: View, slug: str, faults: dict[str, Label]) -> Entity | None:
    if not slug:
        return None
    phase = timeless.get_entity_by_slug(slug)
    if phase is None or phase.kind != "phase":
        faults["phase"] = fault("bad_choice", slug)
        return None
    return phase
