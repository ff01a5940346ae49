"""Where old addresses lead: the slugs of entities that were merged into others."""

from __future__ import annotations

from graph.model import Entity
from graph.service import Service
from graph.view import View


class FormerSlugs:
    """Finds the entity that has absorbed one, by the absorbed one's slug.

    The log is read once for each merge, when first a slug is not there.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._slugs: dict[str, frozenset[str]] = {}

    async def get_survivor(self, view: View, slug: str) -> Entity | None:
        """Return the entity that the one of this slug was merged into; None if there is none to be seen."""
        for absorbed in view.snapshot.merges:
            if absorbed not in self._slugs:
                self._slugs[absorbed] = await self._read(absorbed, view)
            if slug in self._slugs[absorbed] and (survivor := view.get_entity(absorbed)) is not None:
                return survivor
        return None

    async def _read(self, absorbed: str, view: View) -> frozenset[str]:
        """Return the slugs an absorbed entity has had, as far as the viewer may know of them."""
        commits = [commit async for commit in self._service.find_changes(view, 0, absorbed)]
        sides = [
            side for commit in commits for item in commit.operations for side in (item.before, item.after)
        ]
        return frozenset(side.slug for side in sides if isinstance(side, Entity))
