"""Two networks side by side, as the API gives it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import strawberry

from graph.analysis.profile import measure_profile
from graph.analysis.tie_permutation import permute_ties
from graph.comparison import ActorChange, Comparison, MeasureChange, align_ties, compare
from graph.grouping import group_by_district
from graph.measuring import Measuring
from graph.network import Network
from schema.arguments import Ranked
from schema.bounds import LARGEST_RANKING, bounded
from schema.entity import EntityNode
from schema.field import field
from schema.look import Look

# Whatever is drawn by chance is drawn the same each time.
SEED = 1


@strawberry.type(name="MeasureChange", description="A measure before and after; null where it is undefined.")
class MeasureChangeNode:
    """A measure that may have changed."""

    measure: str = strawberry.field(description="The measure, as `measures` names it.")
    before: float | None = strawberry.field(description="Its value before.")
    after: float | None = strawberry.field(description="Its value after.")
    difference: float | None = strawberry.field(description="After less before.")
    p_value: float | None = strawberry.field(
        description=(
            "How often chance makes as large a difference; null where that means nothing: other nodes, other"
            " ties, a network that was only imagined, a measure that is not tested."
        )
    )


@strawberry.type(name="ActorChange", description="Somebody of both networks whose measures changed.")
class ActorChangeNode:
    """Somebody who moved."""

    entity: EntityNode = strawberry.field(description="Who, as they are after.")
    changes: list[MeasureChangeNode] = strawberry.field(
        description="The measures that changed, the most moved first."
    )


@strawberry.type(name="NetworkComparison", description="What differs between two networks.")
class NetworkComparisonNode:
    """A comparison."""

    before: strawberry.Private[Look]
    after: strawberry.Private[Look]
    found: strawberry.Private[Comparison]

    @field("Measures of the networks as a whole.", items=40)
    def measures(self) -> list[MeasureChangeNode]:
        """Return the measures."""
        return [_change(change) for change in self.found.measures]

    @field("Who is in the network after and was not in the one before, as they are after.", items=100)
    def joined(self) -> list[EntityNode]:
        """Return who joined."""
        return self.after.entities(self.found.joined)

    @field("Who was in the network before and is not in the one after, as they were before.", items=100)
    def left(self) -> list[EntityNode]:
        """Return who left."""
        return self.before.entities(self.found.left)

    @field("Who is in both and has other measures after, those who moved most first.")
    def moved(self, first: Ranked = 50) -> list[ActorChangeNode]:
        """Return who moved."""
        most = bounded(first, 50, 0, LARGEST_RANKING, "first")
        return [self._actor(change) for change in self.found.moved[:most]]

    @field("How many moved.")
    def moved_count(self) -> int:
        """Count who moved."""
        return self.found.moved_count

    def _actor(self, found: ActorChange) -> ActorChangeNode:
        return ActorChangeNode(
            entity=self.after.entity(found.entity), changes=[_change(change) for change in found.changes]
        )


async def compare_networks(
    measuring: Measuring, one: tuple[Look, Network], other: tuple[Look, Network], *, tested: bool
) -> NetworkComparisonNode:
    """Return what differs; `tested`: with what chance makes of it, where nodes are the same."""
    (before_look, before), (after_look, after) = one, other
    groups = [await measuring.group(network, group_by_district) for network in (before, after)]
    then, now = await asyncio.gather(
        *(
            measuring.take(network.ties, measure_profile, grouped.codes, seed=SEED)
            for network, grouped in zip((before, after), groups, strict=True)
        )
    )
    aligned = align_ties(before, after) if tested else None
    chances: Mapping[str, float | None] = {}
    if aligned is not None:
        found = await measuring.take(aligned[0], permute_ties, aligned[1], seed=SEED)
        chances = found.p_values
    comparison = compare(before, after, then, now, chances, most_moved=LARGEST_RANKING)
    return NetworkComparisonNode(before=before_look, after=after_look, found=comparison)


def _change(found: MeasureChange) -> MeasureChangeNode:
    return MeasureChangeNode(
        measure=found.measure,
        before=found.before,
        after=found.after,
        difference=found.difference,
        p_value=found.p_value,
    )
