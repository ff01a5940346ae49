"""The same network behind Strawberry as its documentation has it: types, and its own ASGI view on uvicorn.

`python -m benchmarks.peers.stock_strawberry FILE` serves the data in a file on a free port, and prints where.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
import strawberry
import uvicorn
from strawberry.asgi import GraphQL
from strawberry.types import Info


@strawberry.enum
class FactStatus(StrEnum):
    """Planned, actual or ended."""

    PLANNED = "PLANNED"
    ACTUAL = "ACTUAL"
    ENDED = "ENDED"


@strawberry.type
class Relationship:
    """A relationship."""

    key: strawberry.ID
    kind: str
    status: FactStatus


@strawberry.type
class RelationshipEdge:
    """Relay's edge."""

    node: Relationship


@strawberry.type
class RelationshipConnection:
    """Relay's connection."""

    edges: list[RelationshipEdge]


@strawberry.interface
class Entity:
    """An entity."""

    key: strawberry.ID
    kind: str
    slug: str
    name: str
    summary: str | None
    ties: strawberry.Private[list[Relationship]]

    @strawberry.field
    def relationships(self, first: int = 100) -> RelationshipConnection:
        """Return the first of its relationships."""
        return RelationshipConnection(edges=[RelationshipEdge(node=tie) for tie in self.ties[:first]])


@strawberry.type
class Organisation(Entity):
    """An organisation."""


@strawberry.type
class InformalGroup(Entity):
    """An informal group."""


@strawberry.type
class District(Entity):
    """A district."""


@strawberry.type
class Seat(Entity):
    """A seat."""

    occupancy: str
    holders: list[Entity]


@strawberry.type
class Body(Entity):
    """A body."""

    level: str
    seats: list[Seat]


@strawberry.type
class EntityEdge:
    """Relay's edge."""

    node: Entity


@strawberry.type
class EntityConnection:
    """Relay's connection."""

    edges: list[EntityEdge]


@strawberry.type
class MapNode:
    """A node of the map."""

    entity: Entity
    x: float
    y: float
    size: float
    colour: str
    shape: str


@strawberry.type
class MapTie:
    """A tie of the map."""

    source: int
    target: int
    kind: str
    weight: float


@strawberry.type
class NetworkMap:
    """The map."""

    nodes: list[MapNode]
    ties: list[MapTie]


@strawberry.type
class Network:
    """The network."""

    map: NetworkMap


@strawberry.type
class Viewer:
    """The viewer."""

    name: str


@strawberry.input
class EntityFilter:
    """Which entities."""

    kinds: list[str] | None = None


@dataclass
class Data:
    """All that there is."""

    viewer: Viewer
    entities: list[Entity]
    network: Network


@strawberry.type
class Query:
    """The questions."""

    @strawberry.field
    def viewer(self, info: Info[Data, None]) -> Viewer:
        """Return the viewer."""
        return info.context.viewer

    @strawberry.field
    def entities(
        self,
        info: Info[Data, None],
        filter: EntityFilter | None = None,  # noqa: A002 - the contract's name
        first: int = 100,
    ) -> EntityConnection:
        """Return the first entities."""
        found = info.context.entities
        if filter is not None and filter.kinds is not None:
            found = [entity for entity in found if entity.kind in filter.kinds]
        return EntityConnection(edges=[EntityEdge(node=entity) for entity in found[:first]])

    @strawberry.field
    def network(self, info: Info[Data, None]) -> Network:
        """Return the network."""
        return info.context.network


TYPES: dict[str, type[Entity]] = {
    "organisation": Organisation,
    "informal_group": InformalGroup,
    "district": District,
    "seat": Seat,
    "body": Body,
}


def read_data(file: Path) -> Data:
    """Read the data, as objects that hold each other."""
    content: dict[str, Any] = orjson.loads(file.read_bytes())
    ties = {
        item["key"]: Relationship(key=item["key"], kind=item["kind"], status=FactStatus(item["status"]))
        for item in content["relationships"]
    }
    entities: dict[str, Entity] = {}
    for item in content["entities"]:
        own = {**item, "ties": [ties[key] for key in item["ties"]]}
        entities[item["key"]] = TYPES[item["kind"]](**own)
    for entity in entities.values():
        # Until here, keys stood for what they hold.
        if isinstance(entity, Seat):
            entity.holders = [entities[str(key)] for key in entity.holders]
        elif isinstance(entity, Body):
            entity.seats = [entities[str(key)] for key in entity.seats]  # type: ignore[misc]
    nodes = [MapNode(**{**node, "entity": entities[node["entity"]]}) for node in content["map"]["nodes"]]
    drawn = NetworkMap(nodes=nodes, ties=[MapTie(**tie) for tie in content["map"]["ties"]])
    return Data(Viewer(name=content["viewer"]["name"]), list(entities.values()), Network(map=drawn))


class View(GraphQL[Data, None]):
    """Strawberry's view, with the data as its context."""

    data: Data

    async def get_context(self, request: object, response: object) -> Data:
        """Return the data."""
        del request, response
        return self.data


def main() -> None:
    """Serve."""
    view = View(strawberry.Schema(query=Query, types=list(TYPES.values())))
    view.data = read_data(Path(sys.argv[1]))
    listening = socket.socket(proto=socket.IPPROTO_TCP)  # else asyncio leaves Nagle's algorithm on
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # whoever reads the address may come before the server is ready
    print(f"http://127.0.0.1:{listening.getsockname()[1]}/graphql", flush=True)
    server = uvicorn.Server(uvicorn.Config(view, log_level="warning", lifespan="off"))
    asyncio.run(server.serve(sockets=[listening]))


if __name__ == "__main__":
    main()
