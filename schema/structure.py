"""The structure of a network as a whole, as the API gives it."""

from __future__ import annotations

import strawberry

from graph.analysis.core_periphery import CorePeriphery
from graph.analysis.fragmentation import Fragmentation
from graph.analysis.key_players import KeyPlayers
from graph.analysis.mixing import Mixing
from graph.analysis.resilience import Loss, Resilience
from graph.analysis.scores import Scores
from graph.analysis.ties import Positions
from graph.grouping import Grouped
from graph.network import Network
from graph.vocabulary.kinds import Label
from schema.arguments import InLanguage, Ranked
from schema.bounds import LARGEST_RANKING, bounded
from schema.entity import EntityNode
from schema.enums import CoreVariant, Language
from schema.field import field
from schema.look import Look
from schema.measures import EntityPair, Score, number, rank_scores
from schema.relationship import RelationshipNode


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
        description="The most steps between two nodes that reach each other; null where that is estimated."
    )
    reciprocity: float | None = strawberry.field(
        description="Of the ties with a direction, the share returned."
    )
    transitivity: float | None = strawberry.field(
        description="How often two that are tied to the same third are tied to each other."
    )
    average_path_error: float | None = strawberry.field(
        description="The standard error of averagePathLength where it is an estimate; null: it is exact."
    )


@strawberry.type(description="Ties from group to group. Undirected: each pair of groups is there once.")
class MixingCell:
    """Two groups."""

    one: strawberry.Private[Label]
    other: strawberry.Private[Label]
    ties: int = strawberry.field(description="How many ties there are.")
    expected: float | None = strawberry.field(
        description="How many there would be if ties fell on pairs by chance."
    )
    density: float | None = strawberry.field(
        description="Ties there are, of the ties there could be; null where there is no pair."
    )

    @field("One group.", name="from")
    def from_(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.one.text(language or Language.IT)

    @field("The other group; the same one for ties within it.")
    def to(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.other.text(language or Language.IT)


@strawberry.type(description="How a group's ties mix: E–I is -1 when all stay within, +1 when all lead out.")
class GroupMixing:
    """A group."""

    words: strawberry.Private[Label]
    size: int = strawberry.field(description="How many belong to it.")
    ei_index: float | None = strawberry.field(description="Its E–I index; null without ties.")
    expected: float | None = strawberry.field(
        description="What its size leads one to expect of it; null for who is alone."
    )
    p_value: float | None = strawberry.field(
        description="How often chance is as far out; of twenty groups one is below 0.05 by chance."
    )

    @field("The group.")
    def label(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.words.text(language or Language.IT)


@strawberry.type(
    name="Mixing",
    description="Whether ties stay within groups or lead out of them (Krackhardt and Stern 1988).",
)
class MixingNode:
    """Mixing; see `graph.analysis.mixing`."""

    look: strawberry.Private[Look]
    network: strawberry.Private[Network]
    grouped: strawberry.Private[Grouped]
    found: strawberry.Private[Mixing]

    @field("(E - I) / (E + I): -1 when all ties stay within groups, +1 when all lead out; null without ties.")
    def ei_index(self) -> float | None:
        """Return the index."""
        return self.found.ei_index

    @field("What the sizes of the groups lead one to expect of it.")
    def expected(self) -> float | None:
        """Return the expectation."""
        return self.found.expected

    @field("How often groups dealt out by chance are as far from that, or farther; null without ties.")
    def p_value(self) -> float | None:
        """Return the p of the permutation test."""
        return self.found.p_value

    @field("How many times groups were dealt out for that, always the same.")
    def rounds(self) -> int:
        """Return the rounds."""
        return self.found.rounds

    @field("The groups, one by one.", items=50)
    def groups(self) -> list[GroupMixing]:
        """Return the groups."""
        found = self.found
        return [
            GroupMixing(
                words=label,
                size=int(found.sizes[code]),
                ei_index=number(float(found.by_group[code])),
                expected=number(float(found.expected_by_group[code])),
                p_value=number(float(found.p_value_by_group[code])),
            )
            for code, label in enumerate(self.grouped.labels)
        ]

    @field("Ties from group to group; empty cells are there up to 100 groups.", items=1000)
    def cells(self) -> list[MixingCell]:
        """Return the cells."""
        cells, labels = self.found.cells, self.grouped.labels
        return [
            MixingCell(
                one=labels[int(cells.from_groups[place])],
                other=labels[int(cells.to_groups[place])],
                ties=int(cells.ties[place]),
                expected=number(float(cells.expected[place])),
                density=number(float(cells.density[place])),
            )
            for place in range(len(cells.ties))
        ]

    @field("The E–I index of each actor that has ties, the highest first: who leads out of their group.")
    def actors(self, first: Ranked = 50) -> list[Score]:
        """Return the actors."""
        most = bounded(first, 50, 0, LARGEST_RANKING, "first")
        return rank_scores(self.look, self.network.nodes, Scores(self.found.by_node), most)


@strawberry.type(name="KeyPlayers", description="A set of nodes that matters most, as a set (Borgatti 2006).")
class KeyPlayersNode:
    """Key players; see `graph.analysis.key_players`."""

    look: strawberry.Private[Look]
    network: strawberry.Private[Network]
    found: strawberry.Private[KeyPlayers]

    @field("Who they are.", items=20)
    def entities(self) -> list[EntityNode]:
        """Return the set."""
        return entities_at(self.look, self.network, self.found.members)

    @field("The fragmentation of the network without them.")
    def fragmentation(self) -> float | None:
        """Return F without them."""
        return self.found.without.fragmentation

    @field("The distance-weighted fragmentation of the network without them.")
    def distance_fragmentation(self) -> float | None:
        """Return DF without them."""
        return self.found.without.distance_fragmentation

    @field("How much of the network they reach together, those farther away counting less.")
    def reach(self) -> float | None:
        """Return their distance-weighted reach."""
        return self.found.reach.distance_weighted

    @field("Whether every set was tried, so that none is better.")
    def exact(self) -> bool:
        """Tell whether the search was exact."""
        return self.found.search.exact

    @field("How they were looked for.")
    def method(self, language: InLanguage = Language.IT) -> str:
        """Describe the search."""
        return self.found.search.describe(language or Language.IT)


@strawberry.type(name="Resilience", description="What a network hangs on (Borgatti 2006).")
class ResilienceNode:
    """Resilience; see `graph.analysis.resilience`."""

    look: strawberry.Private[Look]
    network: strawberry.Private[Network]
    found: strawberry.Private[Resilience]
    players: strawberry.Private[KeyPlayers | None]
    reaching: strawberry.Private[KeyPlayers | None]

    @field("Who, by leaving, parts others from each other.", items=50)
    def cutpoints(self) -> list[EntityNode]:
        """Return the cutpoints."""
        return entities_at(self.look, self.network, self.found.cutpoints)

    @field(
        "The recorded ties that alone join two parts of the network; none where ties are shared"
        " affiliations, which nobody recorded: see bridgePairs.",
        items=50,
    )
    def bridges(self) -> list[RelationshipNode]:
        """Return the bridges."""
        ties = self.network.relationships
        if not ties:
            return []
        return self.look.relationships(ties[place] for place in self.found.bridge_ties.tolist())

    @field("The pairs of nodes whose ties alone join two parts of the network.", items=50)
    def bridge_pairs(self) -> list[EntityPair]:
        """Return the bridges as pairs."""
        nodes = self.network.nodes
        return [
            EntityPair(source=self.look.entity(nodes[one]), target=self.look.entity(nodes[other]))
            for one, other in self.found.bridges.tolist()
        ]

    @field("The share of pairs that do not reach each other, F; null with fewer than two nodes.")
    def fragmentation(self) -> float | None:
        """Return F."""
        return self.found.fragmentation.fragmentation

    @field("The same, where pairs that reach each other in d steps still count 1 - 1 / d, DF.")
    def distance_fragmentation(self) -> float | None:
        """Return DF."""
        return self.found.fragmentation.distance_fragmentation

    @field("The set whose loss would fragment the network most; null where too few would be left.")
    def key_players(self) -> KeyPlayersNode | None:
        """Return the set."""
        return self._players(self.players)

    @field("The set that reaches most of the network; null where there are fewer nodes than that.")
    def reaching_players(self) -> KeyPlayersNode | None:
        """Return the set."""
        return self._players(self.reaching)

    def _players(self, found: KeyPlayers | None) -> KeyPlayersNode | None:
        return None if found is None else KeyPlayersNode(look=self.look, network=self.network, found=found)


@strawberry.type(name="FragmentationValues", description="How broken a network is.")
class FragmentationNode:
    """Fragmentation; see `graph.analysis.fragmentation`."""

    component_count: int = strawberry.field(description="How many pieces it is in.")
    fragmentation: float | None = strawberry.field(description="The share of pairs parted, F.")
    distance_fragmentation: float | None = strawberry.field(description="Weighted by distance, DF.")


@strawberry.type(name="Loss", description="What the network would lose with one of its nodes.")
class LossNode:
    """A loss; see `graph.analysis.resilience.measure_loss`."""

    before: FragmentationNode = strawberry.field(description="With it.")
    after: FragmentationNode = strawberry.field(description="Without it, among the others.")
    pieces: list[int] = strawberry.field(
        description="The sizes of what its part of the network falls into; two or more: it is a cutpoint."
    )
    parted: int = strawberry.field(
        description="How many pairs of others reach each other now, and only through it."
    )


@strawberry.type(
    name="CorePeriphery",
    description="A core whose members are tied to each other, and a periphery whose are not.",
)
class CorePeripheryNode:
    """A core; see `graph.analysis.core_periphery`."""

    look: strawberry.Private[Look]
    network: strawberry.Private[Network]
    found: strawberry.Private[CorePeriphery]

    @field("Who belongs to the best core; empty where there is none to be told from the rest.", items=50)
    def core(self) -> list[EntityNode]:
        """Return the core."""
        return entities_at(self.look, self.network, self.found.core)

    @field("How well the ties fit the pattern, 1 at best (Borgatti and Everett 1999).")
    def fit(self) -> float | None:
        """Return the fit."""
        return self.found.fit

    @field("How many cores fit as well, this one counted: with more than one, don't read names into it.")
    def equally_good_cores(self) -> int:
        """Count the equally good cores."""
        return self.found.equally_good_cores

    @field("What the pattern says of ties between core and periphery.")
    def variant(self) -> CoreVariant:
        """Return the variant."""
        return self.found.variant

    @field("Whether every core was tried, so that none is better.")
    def exact(self) -> bool:
        """Tell whether the search was exact."""
        return self.found.exact

    @field("Ties within the core, of those there could be.")
    def core_density(self) -> float | None:
        """Return the density."""
        return self.found.core_density

    @field("Ties between core and periphery, of those there could be.")
    def between_density(self) -> float | None:
        """Return the density."""
        return self.found.between_density

    @field("Ties within the periphery, of those there could be.")
    def periphery_density(self) -> float | None:
        """Return the density."""
        return self.found.periphery_density


def loss_node(loss: Loss) -> LossNode:
    """Return a loss as its GraphQL type."""
    return LossNode(
        before=_fragmentation(loss.before),
        after=_fragmentation(loss.after),
        pieces=loss.pieces.tolist(),
        parted=loss.parted,
    )


def entities_at(look: Look, network: Network, places: Positions) -> list[EntityNode]:
    """Return the nodes at these positions."""
    return [look.entity(network.nodes[place]) for place in places.tolist()]


def _fragmentation(found: Fragmentation) -> FragmentationNode:
    return FragmentationNode(
        component_count=len(found.components),
        fragmentation=found.fragmentation,
        distance_fragmentation=found.distance_fragmentation,
    )
