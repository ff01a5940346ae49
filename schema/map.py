"""The map of a network, for frontends that draw it themselves."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from functools import partial

import strawberry

from graph.analysis.scores import Scores
from graph.grouping import Grouped
from graph.network import Network
from graph.vocabulary.kinds import Label
from schema.arguments import InLanguage
from schema.entity import EntityNode
from schema.enums import Language, Layout, MapColour
from schema.field import field
from schema.look import Look
from schema.price import priced
from schema.scalars import KindName
from visualisations.colouring import Colouring
from visualisations.network_scene import build_network_scene
from visualisations.scene import Scene

KEPT_SCENES = 16
FEW = 500
_COLOURINGS: Mapping[MapColour, Colouring] = {
    MapColour.DISTRICT: Colouring.DISTRICT,
    MapColour.KIND: Colouring.KIND,
    MapColour.COMMUNITY: Colouring.GROUP,
}


@strawberry.type(description="A node of a map; positions and sizes are in the same unit, y grows downwards.")
class MapNode:
    """A node."""

    entity: EntityNode = strawberry.field(description="The entity.")
    x: float = strawberry.field(description="Position from left to right.")
    y: float = strawberry.field(description="Position from top to bottom.")
    size: float = strawberry.field(description="Radius.")
    colour: str = strawberry.field(description="Colour, as #rrggbb.")
    shape: str = strawberry.field(description="Shape: dot, diamond, square, triangle, star, hexagon …")


@strawberry.type(description="A tie of a map.")
class MapTie:
    """A tie."""

    source: int = strawberry.field(description="Position of one end in `nodes`.")
    target: int = strawberry.field(description="Position of the other end in `nodes`.")
    kind: KindName = strawberry.field(description="The kind of relationship, or shared_affiliation.")
    weight: float = strawberry.field(description="Its strength, 1 where nobody said.")


@strawberry.type(name="LegendEntry", description="What a colour or a shape stands for.")
class LegendEntryNode:
    """A line of the legend."""

    words: strawberry.Private[Label]
    colour: str | None = strawberry.field(description="The colour, when the line is about one.")
    shape: str | None = strawberry.field(description="The shape, when the line is about one.")

    @field("What it stands for.")
    def label(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.words.text(language or Language.IT)


@strawberry.type(description="A network as a picture.")
class NetworkMap:
    """A map."""

    nodes: list[MapNode] = strawberry.field(description="The nodes.", metadata=priced(items=5_000))
    ties: list[MapTie] = strawberry.field(description="The ties.", metadata=priced(items=20_000))
    legend: list[LegendEntryNode] = strawberry.field(
        description="What colours and shapes stand for.", metadata=priced(items=50)
    )


class Scenes:
    """Scenes that were built, the latest of them: a map is asked for again and again."""

    def __init__(self, most: int = KEPT_SCENES) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], tuple[Network, Scores | None, Scene]] = OrderedDict()

    async def scene(
        self,
        network: Network,
        layout: Layout,
        colour: MapColour,
        sizes: Scores | None,
        communities: Grouped | None,
    ) -> Scene:
        """Return the scene of a network; a large one is built in a thread."""
        asked = (id(network), layout, colour, id(sizes))
        if asked not in self._kept:
            build = partial(_build, network, layout, colour, sizes, communities)
            small = len(network.nodes) + network.tie_count < FEW
            scene = build() if small else await asyncio.to_thread(build)
            # Kept with what the key names by its place in memory, which must not be given to another.
            self._kept[asked] = (network, sizes, scene)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(asked)
        return self._kept[asked][2]


def map_node(look: Look, scene: Scene) -> NetworkMap:
    """Return a scene as its GraphQL type."""
    return NetworkMap(
        nodes=[
            MapNode(
                entity=look.entity(node.entity),
                x=node.x,
                y=node.y,
                size=node.size,
                colour=node.colour,
                shape=node.shape,
            )
            for node in scene.nodes
        ],
        ties=[
            MapTie(source=tie.source, target=tie.target, kind=KindName(tie.kind), weight=tie.weight)
            for tie in scene.ties
        ],
        legend=[
            LegendEntryNode(words=entry.label, colour=entry.colour, shape=entry.shape)
            for entry in scene.legend
        ],
    )


def _build(
    network: Network,
    layout: Layout,
    colour: MapColour,
    sizes: Scores | None,
    communities: Grouped | None,
) -> Scene:
    """Build the scene, sized by a measure (undefined: smallest) or else by the number of ties."""
    return build_network_scene(
        network,
        title=Label("Rete", "Network"),
        layout=layout,
        scores=sizes,
        colouring=_COLOURINGS[colour],
        membership=None if communities is None else communities.codes,
    )
