"""A network of one's own, written and read through the pages."""

from __future__ import annotations

import json
from typing import Any

import anyio

from graph.changes import Change
from graph.rights import LOCAL_EDITOR, Viewer
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary
from importers.loading import load_territory
from importers.territory import Territory
from server.app import create_app
from server.settings import Settings
from tests.server.asking import Client

HTML = {"Accept": "text/html"}
ANYWHERE = Settings(host="0.0.0.0")  # noqa: S104 - what is tested


class Network:
    """A network of one's own, with its editor's and the public's site."""

    def __init__(self, territory: Territory | None = None) -> None:
        store = MemoryStore()
        if territory is not None:
            anyio.run(load_territory, store, territory)
        vocabulary = load_vocabulary() if territory is None else territory.vocabulary
        self.service = Service(store, vocabulary)
        self.editor = Client(anyio.run(create_app, Settings(), store))
        self.public = Client(anyio.run(create_app, ANYWHERE, store))

    def write(
        self, *changes: Change, note: str | None = None, viewer: Viewer = LOCAL_EDITOR
    ) -> dict[str, str]:
        """Write changes, as the editor if nobody else is named; return the ids of their refs."""

        async def writing() -> dict[str, str]:
            return dict((await self.service.apply(changes, viewer, note=note)).refs)

        return anyio.run(writing)


def id_of(network: Network, slug: str) -> str:
    """Return the id of the entity with that slug."""
    answer = ask(network.editor, f'{{entity(slug: "{slug}") {{key}}}}')
    return str(answer["entity"]["key"])


def ask(client: Client, query: str) -> dict[str, Any]:
    """Return what a question is answered with."""
    answer = client.post(
        "/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    found: dict[str, Any] = answer.json()["data"]
    return found
