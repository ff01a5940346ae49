"""Actors and what they share, as the API gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import strawberry
from strawberry.types import Info

from graph.analysis.scores import Scores
from graph.analysis.two_mode import (
    TwoMode,
    TwoModeScores,
    measure_two_mode_betweenness,
    measure_two_mode_closeness,
    measure_two_mode_clustering,
    measure_two_mode_degree,
    measure_two_mode_density,
)
from graph.network import Affiliations
from schema.arguments import Ranked, argument
from schema.bounds import LARGEST_RANKING, bounded
from schema.context import Context
from schema.enums import TwoModeMeasure
from schema.field import field
from schema.look import Look
from schema.measures import Score, rank_scores

Ask = Info[Context, None]


_MEASURES: Mapping[TwoModeMeasure, Callable[[TwoMode], TwoModeScores]] = {
    TwoModeMeasure.DEGREE: measure_two_mode_degree,
    TwoModeMeasure.BETWEENNESS: measure_two_mode_betweenness,
    TwoModeMeasure.CLOSENESS: measure_two_mode_closeness,
}
Which = Annotated[TwoModeMeasure, argument("In which sense.")]


@strawberry.type(
    name="Affiliations",
    description="The actors of a network and what they share: bodies, actions, plans … (two modes).",
)
class AffiliationsNode:
    """A network of two modes; see `graph.analysis.two_mode`."""

    look: strawberry.Private[Look]
    found: strawberry.Private[Affiliations]

    @field("How many actors there are, those without an affiliation counted too.")
    def actor_count(self) -> int:
        """Count the actors."""
        return self.found.ties.actors

    @field("How many things they share, or could: whatever at least one takes part in.")
    def shared_count(self) -> int:
        """Count what is shared."""
        return self.found.ties.shared

    @field("How many affiliations there are, of each actor with each thing one.")
    def tie_count(self) -> int:
        """Count the affiliations."""
        return len(self.found.ties.entries[0])

    @field("Affiliations there are, of those there could be; null without either sort.", weight=1000)
    async def density(self, info: Ask) -> float | None:
        """Measure the density."""
        return await info.context.service.measuring.take(self.found.ties, measure_two_mode_density)

    @field("How often two who share one thing share another too (Robins and Alexander 2004).", weight=10_000)
    async def clustering(self, info: Ask) -> float | None:
        """Measure the clustering."""
        return await info.context.service.measuring.take(self.found.ties, measure_two_mode_clustering)

    @field("The most central actors, highest first.", weight=100_000)
    async def actors(self, info: Ask, measure: Which, first: Ranked = 50) -> list[Score] | None:
        """Rank the actors."""
        most = bounded(first, 50, 0, LARGEST_RANKING, "first")
        found = await info.context.service.measuring.take(self.found.ties, _MEASURES[measure])
        return rank_scores(self.look, self.found.network.nodes, Scores(found.actors), most)

    @field("The most central of what they share, highest first.", weight=100_000)
    async def shared(self, info: Ask, measure: Which, first: Ranked = 50) -> list[Score] | None:
        """Rank what is shared."""
        most = bounded(first, 50, 0, LARGEST_RANKING, "first")
        found = await info.context.service.measuring.take(self.found.ties, _MEASURES[measure])
        return rank_scores(self.look, self.found.shared, Scores(found.shared), most)
