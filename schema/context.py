"""What a request carries: who asks, and the one head that all of it reads."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import strawberry

from graph.errors import Invalid, NotFound
from graph.moment import Moment
from graph.rights import Viewer
from graph.service import Service
from graph.view import View
from schema.identity import key_of

if TYPE_CHECKING:
    from schema.look import Look
    from schema.map import Scenes


@strawberry.input(
    name="Moment",
    description="What moment a question is about. Empty: the default date, at the newest revision.",
)
class MomentInput:
    """A day or a phase, and what was known at a revision."""

    at: date | None = strawberry.field(
        default=None,
        description="True on this day. What has no known start counts as true: its `since` is null.",
    )
    phase: strawberry.ID | None = strawberry.field(
        default=None,
        description="Or: true in this phase of a plan. Phases may be undated; facts are tied to them.",
    )
    as_of: int | None = strawberry.field(default=None, description="What the service knew at this revision.")


def _make_scenes() -> Scenes:
    from schema.map import Scenes

    return Scenes()


@dataclass
class Context:
    """One request. Every root field that it asks reads the same head revision.

    `scenes` are maps already drawn, which requests to one server share.
    """

    service: Service
    viewer: Viewer
    default_date: date | None = None
    scenes: Scenes = field(default_factory=_make_scenes)
    _head: int | None = field(default=None, init=False)
    _fixing: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def look(self, on: MomentInput | None = None) -> Look:
        """Return the network at a moment, ready to be given out. Raises Invalid or NotFound."""
        try:
            return await self.look_at(_read_moment(on))
        except NotFound as error:
            error.path = ("on", "phase")
            raise
        except Invalid as error:
            error.path = error.path or ("on", "asOf")
            raise

    async def look_at(self, moment: Moment, *, timeless: bool = False) -> Look:
        """Return the network at a moment, as `look` does; timeless: whatever its facts' dates."""
        from schema.look import Look

        head = await self.fix_head()
        effective = moment if moment.as_of is not None else replace(moment, as_of=head)
        if moment.at is None and moment.phase is None and not timeless:
            day = self.default_date or await self._shown_day(effective)
            effective = replace(effective, at=day)
        view = await self.service.view(self.viewer.view_class, effective)
        return Look(view, moment)

    async def fix_head(self) -> int:
        """Return the head revision that all of this request reads: the newest when this is first called."""
        # Root fields are answered at the same time: the first to come reads it for all.
        async with self._fixing:
            if self._head is None:
                self._head = (await self.service.snapshot()).revision
            return self._head

    def renew(self) -> None:
        """Read the newest head from here on: a mutation has written."""
        self._head = None

    async def _shown_day(self, moment: Moment) -> date:
        timeless = await self.service.view(self.viewer.view_class, Moment(as_of=moment.as_of))
        return shown_day(timeless)


def shown_day(view: View) -> date:
    """Return the day a network is shown on when nobody chose one: its newest plan's, else today."""
    days = [plan.properties.get("shown_on") for plan in view.find_entities({"plan"})]
    return max((day for day in days if isinstance(day, date)), default=date.today())


def _read_moment(on: MomentInput | None) -> Moment:
    if on is None:
        return Moment()
    if on.at is not None and on.phase is not None:
        raise Invalid("Ask about a day or about a phase, not both.", ("on", "phase"))
    return Moment(on.at, None if on.phase is None else key_of(on.phase), on.as_of)
