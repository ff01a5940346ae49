"""What the processes do that tests start on one Neo4j."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection

from graph.changes import UpdateEntity
from graph.rights import FILE_LOADER
from graph.service import Service
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address
from graph.vocabulary.layering import load_vocabulary
from tests.stores.children import BEGUN

PAUSE = 0.05  # between two commits: who never lets up leaves others no room


def write_elsewhere(address: Address, slug: str, said: Connection) -> None:
    """Change an entity's summary again and again, until a word comes; say that it began, and how often."""

    async def run() -> None:
        store = Neo4jStore(address)
        service = Service(store, load_vocabulary())
        entity = (await service.view(FILE_LOADER.view_class)).get_entity_by_slug(slug)
        if entity is None:
            raise LookupError(slug)
        written = 0
        while not said.poll():
            await service.apply([UpdateEntity(entity.id, summary=f"{written}")], FILE_LOADER)
            written += 1
            await asyncio.sleep(PAUSE)
            if written == 1:
                said.send(BEGUN)
        await store.close()
        said.send(written)

    asyncio.run(run())
