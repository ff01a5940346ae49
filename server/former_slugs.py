"""Where old addresses lead: the slugs that entities had before they were renamed, or merged into others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from graph.disclosure import may_know_fact
from graph.log import Operation
from graph.model import Entity
from graph.service import Service
from graph.view import View


class FormerSlugs:
    """Finds an entity by a slug that it, or one that was merged into it, has had.

    The log is read when first a slug is not there, once, and from then on what has been added to it. Of
    persons nothing is kept: their slugs may hold their names, which can be erased.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._bearers: dict[str, list[Entity]] = {}
        # What the first revision wrote, often a whole network, can have had no other slug before.
        self._read_to = 1
        self._reading = asyncio.Lock()

    async def get_bearer(self, view: View, slug: str) -> Entity | None:
        """Return the entity that had this slug last, of those that the viewer may know of; None if none."""
        async with self._reading:
            await self._read(view.revision)
        for former in reversed(self._bearers.get(slug, [])):
            if may_know_fact(former, view.get_entity, view.vocabulary, view.view_class):
                bearer = view.get_entity(former.id)
                if bearer is not None and bearer.slug != slug:
                    return bearer
        return None

    async def _read(self, revision: int) -> None:
        while self._read_to < revision:
            # One at a time: each may be large.
            commits = await self._service.changes(self._read_to, 1)
            if not commits:
                return
            await asyncio.to_thread(self._keep, commits[0].operations)
            self._read_to = commits[0].revision

    def _keep(self, operations: Sequence[Operation]) -> None:
        personal = self._service.vocabulary.personal_kinds
        for operation in operations:
            before, after = operation.before, operation.after
            if not isinstance(before, Entity) or before.kind in personal:
                continue
            is_renamed = isinstance(after, Entity) and after.slug != before.slug
            if is_renamed or operation.merged_into is not None:
                self._bearers.setdefault(before.slug, []).append(before)
