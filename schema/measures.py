"""What measures find, as the API gives it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from typing import Annotated

import strawberry

from graph.analysis.brokerage import Brokerage, find_pairs
from graph.analysis.brokerage_roles import ROLES, TOTAL
from graph.analysis.communities import Partition
from graph.analysis.readings import Measure
from graph.analysis.scores import Scores
from graph.analysis.structural_holes import StructuralHoles
from graph.grouping import Grouped
from graph.model import Entity
from graph.network import Network
from schema.arguments import InLanguage, Ranked, argument
from schema.bounds import LARGEST_RANKING, bounded
from schema.entity import EntityNode
from schema.enums import BrokerageRole, Language
from schema.field import field
from schema.look import Look

Role = Annotated[BrokerageRole | None, argument("In which role; left out: in any.")]

# Values that are alike to so many digits are equal: the rest is rounding.
DIGITS = 9


@strawberry.type(name="Measure", description="A measure in plain words.")
class MeasureNode:
    """A measure, for people."""

    measure: strawberry.Private[Measure]

    @field("Its name, as answers give it.")
    def name(self) -> str:
        """Return the name."""
        return self.measure.name

    @field("Its name in words.")
    def label(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.measure.label.text(language or Language.IT)

    @field("What a high value means here, and what it doesn't.")
    def reading(self, language: InLanguage = Language.IT) -> str:
        """Return the reading."""
        return self.measure.reading.text(language or Language.IT)

    @field("Its formula, and who it is from.")
    def source(self) -> str:
        """Return the source."""
        return self.measure.source


@strawberry.type(description="An entity's value of a measure.")
class Score:
    """One entity's value."""

    entity: EntityNode = strawberry.field(description="The entity.")
    value: float = strawberry.field(description="The value.")
    rank: int = strawberry.field(description="Its rank, 1 the highest; equal values share a rank.")
    error: float | None = strawberry.field(
        default=None,
        description=(
            "The value's standard error where it is an estimate, of betweenness rather too large than"
            " too small; null: it is exact."
        ),
    )


@strawberry.type(
    name="Partition", description="The network divided into groups that hang together within themselves."
)
class PartitionNode:
    """Communities."""

    look: strawberry.Private[Look]
    network: strawberry.Private[Network]
    partition: strawberry.Private[Partition]

    @field("How much better the groups hang together than chance would have it; null without ties.")
    def modularity(self) -> float | None:
        """Return the modularity."""
        return self.partition.modularity

    @field("The groups, the largest first; whoever has no tie is a group of one.", items=50)
    def groups(self) -> list[GroupNode]:
        """Return the groups."""
        nodes = self.network.nodes
        return [
            GroupNode(look=self.look, index=index, nodes=[nodes[place] for place in places.tolist()])
            for index, places in enumerate(self.partition.groups())
        ]


@strawberry.type(name="Group", description="A group of a partition.")
class GroupNode:
    """A community."""

    look: strawberry.Private[Look]
    nodes: strawberry.Private[list[Entity]]
    index: int = strawberry.field(description="Its number, the largest group being 0.")

    @field("How many belong to it.")
    def size(self) -> int:
        """Count the members."""
        return len(self.nodes)

    @field("Who belongs to it, by order of recording.")
    def members(self, first: Ranked = 50) -> list[EntityNode]:
        """Return the members."""
        return self.look.entities(self.nodes[: bounded(first, 50, 0, LARGEST_RANKING, "first")])


@strawberry.type(
    description="What gaps between others an entity stands at (Burt 1992); null where it is tied to nobody."
)
class StructuralHole:
    """One entity's structural holes."""

    entity: EntityNode = strawberry.field(description="The entity.")
    constraint: float | None = strawberry.field(
        description="How much of its ties leads, directly or not, to the same few; low: it stands at gaps."
    )
    effective_size: float | None = strawberry.field(
        description="How many of its ties lead to somebody whom its others do not know."
    )
    efficiency: float | None = strawberry.field(description="Effective size by the number of its alters.")
    hierarchy: float | None = strawberry.field(description="How much of its constraint comes from one alter.")


@strawberry.type(description="Two entities.")
class EntityPair:
    """A pair."""

    source: EntityNode = strawberry.field(description="The first; of an undirected pair, either.")
    target: EntityNode = strawberry.field(description="The second.")


@strawberry.type(description="How often somebody plays one role between others, and how often chance would.")
class BrokerageRoleCount:
    """One role's count."""

    role: BrokerageRole = strawberry.field(description="The role.")
    count: int = strawberry.field(description="How many ordered pairs it is played between.")
    expected: float = strawberry.field(description="How many chance would give it, by the null model.")
    z: float | None = strawberry.field(
        description="How many standard deviations the count is from that; null where there is no chance."
    )


@strawberry.type(
    name="Brokerage",
    description="How often an entity stands between two that are not tied, by the groups of the three.",
)
class BrokerageNode:
    """One entity's brokerage (Gould and Fernandez 1989)."""

    look: strawberry.Private[Look]
    network: strawberry.Private[Network]
    grouped: strawberry.Private[Grouped]
    found: strawberry.Private[Brokerage]
    place: strawberry.Private[int]

    @field("The entity.")
    def entity(self) -> EntityNode:
        """Return the entity."""
        return self.look.entity(self.network.nodes[self.place])

    @field("Between two of its own group.")
    def coordinator(self) -> int:
        """Return the count."""
        return self._count(BrokerageRole.COORDINATOR)

    @field("Between two of one group that is not its own.")
    def itinerant(self) -> int:
        """Return the count."""
        return self._count(BrokerageRole.ITINERANT)

    @field("From another group into its own.")
    def gatekeeper(self) -> int:
        """Return the count."""
        return self._count(BrokerageRole.GATEKEEPER)

    @field("From its own group to another.")
    def representative(self) -> int:
        """Return the count."""
        return self._count(BrokerageRole.REPRESENTATIVE)

    @field("Between two groups, neither its own.")
    def liaison(self) -> int:
        """Return the count."""
        return self._count(BrokerageRole.LIAISON)

    @field("All roles together. Ties that run both ways count a pair twice, once each way.")
    def total(self) -> int:
        """Return the sum."""
        return int(self.found.counts[self.place, TOTAL])

    @field(
        "How many standard deviations the total is from chance, at this density and these groups; who has"
        " many ties nearly always lies far above it."
    )
    def z(self) -> float | None:
        """Return the total's z."""
        return number(float(self.found.z[self.place, TOTAL]))

    @field("Each role's count beside what chance would give it.", items=len(ROLES))
    def roles(self) -> list[BrokerageRoleCount]:
        """Return the roles."""
        return [
            BrokerageRoleCount(
                role=role,
                count=int(self.found.counts[self.place, column]),
                expected=float(self.found.expected[self.place, column]),
                z=number(float(self.found.z[self.place, column])),
            )
            for column, role in enumerate(ROLES)
        ]

    @field("The pairs behind the counts: of one role, or of all.")
    def pairs(self, role: Role = None, first: Ranked = 20) -> list[EntityPair]:
        """Return pairs that it stands between."""
        most = bounded(first, 20, 0, LARGEST_RANKING, "first")
        pairs = find_pairs(self.network.ties, self.grouped.codes, self.place, role)
        nodes = self.network.nodes
        return [
            EntityPair(source=self.look.entity(nodes[one]), target=self.look.entity(nodes[other]))
            for one, other in _first(pairs, most)
        ]

    def _count(self, role: BrokerageRole) -> int:
        return int(self.found.counts[self.place, ROLES.index(role)])


def rank_scores(look: Look, nodes: Sequence[Entity], scores: Scores, first: int) -> list[Score]:
    """Return the highest values that are defined, equal ones by name.

    What differs by less than a billionth of the largest is rounding, and equal.
    """
    errors = scores.errors
    defined = [
        (value, node, None if errors is None else float(errors[place]))
        for place, (value, node) in enumerate(zip(scores.values.tolist(), nodes, strict=True))
        if not isnan(value)
    ]
    scale = max((abs(value) for value, _, _ in defined), default=0.0) or 1.0
    levelled = [(round(value / scale, DIGITS), value, node, error) for value, node, error in defined]
    ranked = sorted(levelled, key=lambda item: (-item[0], item[2].name, item[2].id))
    ranks: dict[float, int] = {}
    for rank, (level, _, _, _) in enumerate(ranked, start=1):
        ranks.setdefault(level, rank)
    return [
        Score(entity=look.entity(node), value=value, rank=ranks[level], error=error)
        for level, value, node, error in ranked[:first]
    ]


def hole_nodes(
    look: Look, nodes: Sequence[Entity], found: StructuralHoles, first: int
) -> list[StructuralHole]:
    """Return who is constrained least first, by name where equal; whoever has no tie comes last."""

    def order(place: int) -> tuple[float, str]:
        value = float(found.constraint[place])
        return (float("inf") if isnan(value) else round(value, DIGITS), nodes[place].name)

    return [
        StructuralHole(
            entity=look.entity(nodes[place]),
            constraint=number(float(found.constraint[place])),
            effective_size=number(float(found.effective_size[place])),
            efficiency=number(float(found.efficiency[place])),
            hierarchy=number(float(found.hierarchy[place])),
        )
        for place in sorted(range(len(nodes)), key=order)[:first]
    ]


def brokerage_nodes(
    look: Look, network: Network, grouped: Grouped, found: Brokerage, first: int
) -> list[BrokerageNode]:
    """Return who stands between most pairs first, by name where equal."""
    totals = found.counts[:, TOTAL].tolist()
    places = sorted(range(len(totals)), key=lambda place: (-totals[place], network.nodes[place].name, place))
    return [
        BrokerageNode(look=look, network=network, grouped=grouped, found=found, place=place)
        for place in places[:first]
    ]


def number(value: float) -> float | None:
    """Return a value, None where it is undefined: no number, or none that JSON could carry."""
    return value if value == value and abs(value) != float("inf") else None


def _first(pairs: Iterable[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    for counted, pair in enumerate(pairs):
        if counted == most:
            return
        yield pair
