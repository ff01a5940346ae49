"""Networks to look at and to analyse."""

from __future__ import annotations

import strawberry

from graph.analysis.centrality import measure_centrality
from graph.analysis.cohesion import measure_cohesion
from graph.network import Network, Scope, project
from schema.bounds import LARGEST_RANKING, MOST_STEPS, bounded
from schema.entity import EntityNode
from schema.enums import CentralityMeasure, FactStatus, Layout, MapColour, TieView
from schema.field import field
from schema.identity import key_of
from schema.look import Look
from schema.map import NetworkMap, draw_map
from schema.scalars import KindName


@strawberry.input(
    name="NetworkScope",
    description="Actors and the ties between them: which part of the network is meant. Empty: all of it.",
)
class NetworkScope:
    """A scope; see `graph.network.Scope`."""

    districts: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only what is at work in one of these districts."
    )
    plan: strawberry.ID | None = strawberry.field(
        default=None, description="Only what is a part of this plan, or involved in it or its parts."
    )
    entity_kinds: list[KindName] | None = strawberry.field(
        default=None, description="The kinds that are nodes; default: the actors."
    )
    relationship_kinds: list[KindName] | None = strawberry.field(
        default=None,
        description="Kinds that count; default: ties, and affiliations when not only actors are nodes.",
    )
    status: list[FactStatus] | None = strawberry.field(
        default=None, description="Nodes and ties of this status only; default: ACTUAL."
    )
    around: strawberry.ID | None = strawberry.field(
        default=None, description="An ego network around this one …"
    )
    steps: int | None = strawberry.field(default=2, description="… out to so many steps.")
    ties: TieView | None = strawberry.field(
        default=TieView.DIRECT, description="As recorded, or tied by what they share (Newman's weights)."
    )


@strawberry.type(
    name="Cohesion", description="How much a network hangs together; null where a measure is undefined."
)
class CohesionNode:
    """Cohesion; see `graph.analysis.cohesion`."""

    density: float | None = strawberry.field(description="Ties there are, of the ties there could be.")
    component_count: int = strawberry.field(description="Groups that reach each other; each isolate is one.")
    isolate_count: int = strawberry.field(description="Nodes without a tie.")
    average_degree: float | None = strawberry.field(
        description="How many others a node is tied to, on average."
    )
    average_path_length: float | None = strawberry.field(
        description="Steps between two nodes that reach each other, on average."
    )
    diameter: int | None = strawberry.field(
        description="The most steps between two nodes that reach each other."
    )
    reciprocity: float | None = strawberry.field(
        description="Of the ties with a direction, the share returned."
    )
    transitivity: float | None = strawberry.field(
        description="How often two that are tied to the same third are tied to each other."
    )


@strawberry.type(description="An entity's value of a measure.")
class Score:
    """One entity's value."""

    entity: EntityNode = strawberry.field(description="The entity.")
    value: float = strawberry.field(description="The value.")
    rank: int = strawberry.field(description="Its rank, 1 the highest; equal values share a rank.")


@strawberry.type(name="Network", description="A network to look at and to analyse.")
class NetworkNode:
    """A network of a scope at a moment."""

    look: strawberry.Private[Look]
    network: strawberry.Private[Network]

    @field("How many nodes it has.")
    def node_count(self) -> int:
        """Count the nodes."""
        return len(self.network.nodes)

    @field("How many ties it has, parallel ones counted each.")
    def tie_count(self) -> int:
        """Count the ties."""
        return self.network.tie_count

    @field("The revision it shows.")
    def revision(self) -> int:
        """Return the revision."""
        return self.network.revision

    @field("How much it hangs together.")
    def cohesion(self) -> CohesionNode | None:
        """Measure cohesion."""
        found = measure_cohesion(self.network)
        return CohesionNode(
            density=found.density,
            component_count=found.component_count,
            isolate_count=found.isolate_count,
            average_degree=found.average_degree,
            average_path_length=found.average_path_length,
            diameter=found.diameter,
            reciprocity=found.reciprocity,
            transitivity=found.transitivity,
        )

    @field("The most central nodes, highest first.")
    def centrality(self, measure: CentralityMeasure, first: int | None = 50) -> list[Score] | None:
        """Measure centrality."""
        shown = bounded(first, 50, 0, LARGEST_RANKING, "first")
        values = measure_centrality(self.network, measure)
        ranked = sorted(
            zip(values, self.network.nodes, strict=True), key=lambda item: (-item[0], item[1].name)
        )
        ranks = {value: rank for rank, (value, _) in reversed(list(enumerate(ranked, start=1)))}
        return [
            Score(entity=self.look.entity(entity), value=value, rank=ranks[value])
            for value, entity in ranked[:shown]
        ]

    @field("The network as a picture: positions, sizes, colours, shapes and a legend.")
    def map(
        self,
        layout: Layout | None = Layout.BY_DISTRICT,
        size: CentralityMeasure | None = None,
        colour: MapColour | None = MapColour.DISTRICT,
    ) -> NetworkMap | None:
        """Draw the map."""
        return draw_map(
            self.look, self.network, layout or Layout.BY_DISTRICT, size, colour or MapColour.DISTRICT
        )


def network_node(look: Look, scope: NetworkScope | None) -> NetworkNode:
    """Return the network of a scope. Raises NotFound for ids that cannot be seen."""
    return NetworkNode(look=look, network=project(look.view, _read_scope(scope)))


def _read_scope(said: NetworkScope | None) -> Scope:
    if said is None:
        return Scope()
    return Scope(
        districts=None if said.districts is None else frozenset(key_of(item) for item in said.districts),
        plan=None if said.plan is None else key_of(said.plan),
        entity_kinds=None if said.entity_kinds is None else frozenset(said.entity_kinds),
        relationship_kinds=None if said.relationship_kinds is None else frozenset(said.relationship_kinds),
        status=frozenset({FactStatus.ACTUAL} if said.status is None else said.status),
        around=None if said.around is None else key_of(said.around),
        steps=bounded(said.steps, 2, 0, MOST_STEPS, "steps"),
        ties=said.ties or TieView.DIRECT,
    )
