"""The map of a network, for frontends that draw it themselves."""

from __future__ import annotations

import strawberry

from graph.analysis.centrality import measure_centrality
from graph.model import Relationship
from graph.network import Network
from graph.vocabulary.kinds import Label
from schema.entity import EntityNode
from schema.enums import CentralityMeasure, Language, Layout, MapColour
from schema.field import field
from schema.look import Look
from schema.scalars import KindName
from visualisations.colouring import Colouring
from visualisations.scene import build_scene

SHARED_AFFILIATION = "shared_affiliation"


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
    def label(self, language: Language | None = Language.IT) -> str:
        """Return the label."""
        return self.words.text(language or Language.IT)


@strawberry.type(description="A network as a picture.")
class NetworkMap:
    """A map."""

    nodes: list[MapNode] = strawberry.field(description="The nodes.")
    ties: list[MapTie] = strawberry.field(description="The ties.")
    legend: list[LegendEntryNode] = strawberry.field(description="What colours and shapes stand for.")


def draw_map(
    look: Look,
    network: Network,
    layout: Layout,
    size: CentralityMeasure | None,
    colour: MapColour,
) -> NetworkMap:
    """Return a network as a picture, sized by a measure or else by the number of ties."""
    sizes = None
    if size is not None:
        values = measure_centrality(network, size)
        sizes = {node.id: value for node, value in zip(network.nodes, values, strict=True)}
    scene = build_scene(
        look.view,
        network.nodes,
        network.relationships or _shared(network),
        title=Label("Rete", "Network"),
        layout=layout,
        sizes=sizes,
        colouring=Colouring(colour),
    )
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


def _shared(network: Network) -> tuple[Relationship, ...]:
    """Return the ties of a network of shared affiliations, which nobody recorded, as relationships."""
    return tuple(
        Relationship(
            id=f"{network.nodes[source].id}-{network.nodes[target].id}",
            kind=SHARED_AFFILIATION,
            source=network.nodes[source].id,
            target=network.nodes[target].id,
            strength=weight,
        )
        for (source, target), weight in zip(network.pairs.tolist(), network.weights, strict=True)
    )
