"""Writing through the service, and all that a store holds, for tests of what the API says of it."""

from __future__ import annotations

from graph.changes import Change
from graph.rights import FILE_LOADER, LOCAL_EDITOR, Viewer
from graph.service import Result, Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary


def empty_service() -> Service:
    """Return a network without any facts, of the core vocabulary."""
    return Service(MemoryStore(), load_vocabulary())


async def write(
    service: Service, *changes: Change, viewer: Viewer = LOCAL_EDITOR, note: str | None = None
) -> Result:
    """Write changes at one revision."""
    return await service.apply(changes, viewer, note=note)


async def export(service: Service) -> bytes:
    """Return everything that the store holds."""
    return b"".join([line async for line in service.store.export()])


async def key_of(service: Service, slug: str) -> str:
    """Return a key whatever the moment, and whoever may see it."""
    entity = (await service.view(FILE_LOADER.view_class)).get_entity_by_slug(slug)
    assert entity is not None
    return entity.id
