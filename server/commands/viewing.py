"""The view that a picture or a map is drawn from: of a store, on a day or in a phase."""

from __future__ import annotations

from datetime import datetime

from graph.errors import Invalid, NotFound
from graph.model import Entity
from graph.moment import Moment
from graph.rights import LOCAL_EDITOR, PUBLIC_VIEWER
from graph.service import Service
from graph.view import View
from importers.loading import vocabulary_of
from schema.context import shown_day
from server.opening import opened
from server.settings import read_settings


async def open_view(
    url: str | None, *, example: bool, at: datetime | None, phase: str | None, public: bool
) -> View:
    """Return a view of the network at a URL, or of one that comes along; the store is closed again.

    Without a day and the slug of a phase it is on the day that the plan is shown on. Raises Invalid for
    both, NotFound for a phase that there is not.
    """
    if at is not None and phase is not None:
        raise Invalid("Choose a day with --at or a phase with --phase, not both.")
    may_see = (PUBLIC_VIEWER if public else LOCAL_EDITOR).view_class
    async with opened(url, example=example) as store:
        service = Service(store, await vocabulary_of(store))
        timeless = await service.view(may_see)
        if phase is not None:
            moment = Moment(phase=require_by_slug(timeless, phase, "phase").id)
        elif at is not None:
            moment = Moment(at=at.date())
        else:
            moment = Moment(at=read_settings().default_date or shown_day(timeless))
        return await service.view(may_see, moment)


def require_by_slug(view: View, slug: str, kind: str) -> Entity:
    """Return the entity of that kind and slug; raises NotFound, naming those there are."""
    found = view.get_entity_by_slug(slug)
    if found is None or found.kind != kind:
        known = ", ".join(entity.slug for entity in view.find_entities({kind})) or "none"
        raise NotFound(f"There is no {kind} “{slug}”; there are: {known}.")
    return found
