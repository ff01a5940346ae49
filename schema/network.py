"""Networks to look at and to analyse."""

from __future__ import annotations

import asyncio
from typing import Annotated

import strawberry
from strawberry.types import Info

from graph.analysis.brokerage import measure_brokerage
from graph.analysis.centralisation import measure_centralisation
from graph.analysis.centrality import measure_centrality
from graph.analysis.cohesion import measure_cohesion
from graph.analysis.communities import find_communities
from graph.analysis.core_periphery import measure_core_periphery
from graph.analysis.key_players import MOST_MEMBERS, choose_fragmenters, choose_reachers
from graph.analysis.mixing import measure_mixing
from graph.analysis.resilience import measure_loss, measure_resilience
from graph.analysis.structural_holes import measure_structural_holes
from graph.errors import Invalid, NotFound
from graph.evidence import require_evidence
from graph.grouping import Grouped, group_by_district, group_by_kind, group_by_membership
from graph.measuring import Measuring, is_small
from graph.network import Network, Scope, TieView, find_affiliations, project
from graph.what_if import imagine
from schema.affiliations import AffiliationsNode
from schema.arguments import Ranked, argument
from schema.bounds import LARGEST_RANKING, bounded
from schema.comparison import SEED, NetworkComparisonNode, compare_networks
from schema.context import Context, MomentInput
from schema.enums import CentralityMeasure, CommunityMethod, Grouping, Layout, MapColour
from schema.errors import placed
from schema.field import field
from schema.identity import key_of
from schema.inputs import ChangeInput
from schema.look import Look
from schema.map import NetworkMap, map_node
from schema.measures import (
    BrokerageNode,
    PartitionNode,
    Score,
    StructuralHole,
    brokerage_nodes,
    hole_nodes,
    rank_scores,
)
from schema.price import Arguments
from schema.reading import ChangeReader, place_in_input
from schema.scope import NetworkScope, read_scope
from schema.structure import (
    CohesionNode,
    CorePeripheryNode,
    LossNode,
    MixingNode,
    ResilienceNode,
    loss_node,
)

RESOLUTION = 0.001, 1000.0
Ask = Info[Context, None]
Which = Annotated[CentralityMeasure, argument("In which sense.")]
By = Annotated[Grouping | None, argument("What the groups are.")]
Method = Annotated[CommunityMethod | None, argument("How communities are looked for.")]
Resolution = Annotated[float | None, argument("Above 1: smaller groups; below 1: larger ones.")]
Size = Annotated[int | None, argument("How many key players to choose, 1 to 20.")]
Who = Annotated[strawberry.ID, argument("The node that would leave.")]
Arrangement = Annotated[Layout | None, argument("How the nodes are laid out.")]
SizedBy = Annotated[
    CentralityMeasure | None, argument("What makes a node large; left out: how many ties it has.")
]
ColouredBy = Annotated[MapColour | None, argument("What the colours stand for.")]
Changes = Annotated[list[ChangeInput], argument("What to imagine, as `apply` takes it; 100 changes at most.")]
With = Annotated[
    NetworkScope | None,
    argument("Which part to compare with; left out: the same as this one.", name="with"),
]
On = Annotated[
    MomentInput | None, argument("At which moment; left out: the same as this one. Empty: the default one.")
]
MOST_IMAGINED = 100
_OF_NEIGHBOURS = (None, "DEGREE", "IN_DEGREE", "OUT_DEGREE", "STRENGTH")


def _weigh_measure(given: Arguments) -> int:
    """Return what a measure weighs: some look at each node's ties, some at every pair of nodes."""
    measure = given.get("measure")
    if measure == CentralityMeasure.BETWEENNESS:
        return 100_000
    return 1000 if measure in _OF_NEIGHBOURS else 30_000


@strawberry.type(name="Network", description="A network to look at and to analyse.")
class NetworkNode:
    """A network of a scope at a moment.

    Its measures are taken beside the event loop, each once; see `graph.measuring`.
    """

    look: strawberry.Private[Look]
    scope: strawberry.Private[Scope]
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

    @field(
        "Its actors and what they share, in two modes, whatever counts as a tie between actors.", weight=1000
    )
    def affiliations(self) -> AffiliationsNode:
        """Return the affiliations."""
        return AffiliationsNode(look=self.look, found=find_affiliations(self.network, self.scope))

    @field("How much it hangs together.", weight=30_000)
    async def cohesion(self, info: Ask) -> CohesionNode | None:
        """Measure cohesion."""
        found = await _measuring(info).take(self.network.ties, measure_cohesion)
        return CohesionNode(
            density=found.density,
            component_count=found.component_count,
            isolate_count=found.isolate_count,
            average_degree=found.average_degree,
            average_path_length=found.average_path_length,
            diameter=found.diameter,
            reciprocity=found.reciprocity,
            transitivity=found.transitivity,
            average_path_error=found.average_path_error,
        )

    @field(
        "The most central nodes, highest first; those for which the measure is undefined are left out.",
        weight=_weigh_measure,
    )
    async def centrality(self, info: Ask, measure: Which, first: Ranked = 50) -> list[Score] | None:
        """Measure centrality."""
        most = bounded(first, 50, 0, LARGEST_RANKING, "first")
        scores = await _measuring(info).take(self.network.ties, measure_centrality, measure)
        return rank_scores(self.look, self.network.nodes, scores, most)

    @field(
        "How far the network turns around one node, 0 to 1, by degree, betweenness or closeness"
        " (Freeman 1979); null for other measures, and where it is undefined.",
        weight=_weigh_measure,
    )
    async def centralisation(self, info: Ask, measure: Which) -> float | None:
        """Measure centralisation."""
        return await _measuring(info).take(self.network.ties, measure_centralisation, measure)

    @field("Groups that hang together more than with the rest; always the same.", weight=30_000)
    async def communities(
        self, info: Ask, method: Method = CommunityMethod.LEIDEN, resolution: Resolution = 1.0
    ) -> PartitionNode | None:
        """Find communities."""
        asked = 1.0 if resolution is None else resolution
        least, most = RESOLUTION
        if not least <= asked <= most:
            raise Invalid(f"`resolution` is between {least} and {most:,}; {asked} is not.", ("resolution",))
        found = await _measuring(info).take(
            self.network.ties,
            find_communities,
            method or CommunityMethod.LEIDEN,
            resolution=asked,
            seed=SEED,
        )
        return PartitionNode(look=self.look, network=self.network, partition=found)

    @field("Who stands at gaps between others, the least constrained first (Burt 1992).", weight=30_000)
    async def structural_holes(self, info: Ask, first: Ranked = 50) -> list[StructuralHole] | None:
        """Measure structural holes."""
        most = bounded(first, 50, 0, LARGEST_RANKING, "first")
        found = await _measuring(info).take(self.network.ties, measure_structural_holes)
        return hole_nodes(self.look, self.network.nodes, found, most)

    @field("Who stands between others that are not tied, most often first, and as what.", weight=30_000)
    async def brokerage(
        self, info: Ask, by: By = Grouping.DISTRICT, first: Ranked = 50
    ) -> list[BrokerageNode] | None:
        """Measure brokerage."""
        most = bounded(first, 50, 0, LARGEST_RANKING, "first")
        grouped = await self._group(info, by or Grouping.DISTRICT)
        found = await _measuring(info).take(self.network.ties, measure_brokerage, grouped.codes)
        return brokerage_nodes(self.look, self.network, grouped, found, most)

    @field("Whether ties stay within groups or lead out of them.", weight=100_000)
    async def mixing(self, info: Ask, by: By = Grouping.DISTRICT) -> MixingNode | None:
        """Measure mixing."""
        grouped = await self._group(info, by or Grouping.DISTRICT)
        found = await _measuring(info).take(self.network.ties, measure_mixing, grouped.codes, seed=SEED)
        return MixingNode(look=self.look, network=self.network, grouped=grouped, found=found)

    @field("What it hangs on: cutpoints, bridges, key players.", weight=100_000)
    async def resilience(self, info: Ask, size: Size = 1) -> ResilienceNode | None:
        """Measure resilience."""
        chosen = bounded(size, 1, 1, MOST_MEMBERS, "size")
        take, ties = _measuring(info).take, self.network.ties
        return ResilienceNode(
            look=self.look,
            network=self.network,
            found=await take(ties, measure_resilience, seed=SEED),
            players=await take(ties, choose_fragmenters, chosen, seed=SEED),
            reaching=await take(ties, choose_reachers, chosen, seed=SEED),
        )

    @field("What it would lose with one of its nodes; null when that is no node of it.", weight=30_000)
    async def loss(self, info: Ask, of: Who) -> LossNode | None:
        """Measure a loss."""
        with placed("of"):
            key = self.look.view.require_entity(key_of(of)).id
        place = next((place for place, node in enumerate(self.network.nodes) if node.id == key), None)
        if place is None:
            return None
        return loss_node(await _measuring(info).take(self.network.ties, measure_loss, place, seed=SEED))

    @field("Whether it has a core, and a periphery that hangs on it.", weight=100_000)
    async def core_periphery(self, info: Ask) -> CorePeripheryNode | None:
        """Measure core and periphery."""
        found = await _measuring(info).take(self.network.ties, measure_core_periphery, seed=SEED)
        return CorePeripheryNode(look=self.look, network=self.network, found=found)

    @field(
        "The network as a picture: positions, sizes, colours, shapes and a legend.",
        weight=lambda given: 50_000 + _weigh_measure({"measure": given.get("size")}),
    )
    async def map(
        self,
        info: Ask,
        layout: Arrangement = Layout.BY_DISTRICT,
        size: SizedBy = None,
        colour: ColouredBy = MapColour.DISTRICT,
    ) -> NetworkMap | None:
        """Draw the map."""
        sizes = None
        if size is not None:
            sizes = await _measuring(info).take(self.network.ties, measure_centrality, size)
        communities = None
        if colour is MapColour.COMMUNITY:
            communities = await self._group(info, Grouping.COMMUNITY)
        scene = await info.context.scenes.scene(
            self.network,
            layout or Layout.BY_DISTRICT,
            colour or MapColour.DISTRICT,
            sizes,
            communities,
        )
        return map_node(self.look, scene)

    @field(
        "What would be, after changes that nobody makes: every measure before and after. Nothing is saved.",
        weight=400_000,
    )
    async def what_if(self, info: Ask, changes: Changes) -> NetworkComparisonNode | None:
        """Imagine changes."""
        bounded(len(changes), 0, 0, MOST_IMAGINED, "changes")
        view = self.look.view
        try:
            read = ChangeReader(view).read(changes)
            imagined = imagine(view, read) if is_small(view) else await asyncio.to_thread(imagine, view, read)
        except (Invalid, NotFound) as error:
            error.path = place_in_input(error.path, changes)
            raise
        try:
            small = is_small(imagined)
            network = (
                project(imagined, self.scope)
                if small
                else await asyncio.to_thread(project, imagined, self.scope)
            )
        except NotFound as error:
            reason = "The changes take away what the scope names: ask in a scope that does without it."
            raise Invalid(reason, ("changes",)) from error
        after = Look(imagined, self.look.moment)
        return await compare_networks(
            _measuring(info), (self.look, self.network), (after, network), tested=False
        )

    @field(
        "What differs in another part of the network, or at another moment: this one is before, that one"
        " after. NO_DATA for a phase that nothing recorded speaks of.",
        weight=400_000,
    )
    async def compare(self, info: Ask, with_: With = None, on: On = None) -> NetworkComparisonNode | None:
        """Compare networks."""
        look = self.look if on is None else await info.context.look(on)
        with placed("with"):
            scope = self.scope if with_ is None else read_scope(look, with_)
        network = await _measuring(info).network(look.view, scope)
        require_evidence(self.network, self.scope)
        require_evidence(network, scope)
        return await compare_networks(
            _measuring(info),
            (self.look, self.network),
            (look, network),
            # One affiliation more ties several pairs at once: pair by pair, chance does not do that.
            tested=scope.ties is self.scope.ties is TieView.DIRECT
            and scope.relationship_kinds == self.scope.relationship_kinds,
        )

    async def _group(self, info: Ask, by: Grouping) -> Grouped:
        if by is Grouping.DISTRICT:
            return await _measuring(info).group(self.network, group_by_district)
        if by is Grouping.KIND:
            return await _measuring(info).group(self.network, group_by_kind)
        found = await _measuring(info).take(
            self.network.ties, find_communities, CommunityMethod.LEIDEN, resolution=1.0, seed=SEED
        )
        return group_by_membership(found.membership)


async def network_node(context: Context, look: Look, scope: NetworkScope | None) -> NetworkNode:
    """Return the network of a scope. Raises NotFound for ids that cannot be seen."""
    with placed("scope"):
        asked = read_scope(look, scope)
    network = await context.service.measuring.network(look.view, asked)
    return NetworkNode(look=look, scope=asked, network=network)


def _measuring(info: Ask) -> Measuring:
    return info.context.service.measuring
