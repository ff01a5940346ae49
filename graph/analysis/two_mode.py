"""Networks of two sorts of nodes: actors, and what they share.

Norms differ from those of one sort, since nodes are tied only to the other sort: an actor can have as
many ties as there are things to share, not as there are nodes (Borgatti and Everett 1997).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.analysis.cohesion import find_components
from graph.analysis.distances import measure_distances
from graph.analysis.engine import make_graph
from graph.analysis.ties import Positions, Ties, Values, digest_of
from graph.errors import TooComplex

MOST_MEETINGS = 5_000_000


@dataclass(frozen=True, eq=False)
class TwoMode:
    """Who takes part in what: entry i says that actor `holders[i]` has a part in `held[i]`.

    Both are positions, of `actors` actors and of `shared` things. Entries that say the same count once.
    Raises ValueError for arrays of different lengths and positions that are nobody's.
    """

    actors: int
    shared: int
    holders: Positions
    held: Positions

    def __post_init__(self) -> None:
        if len(self.holders) != len(self.held):
            raise ValueError("Every entry has an actor and something shared.")
        for positions, count in ((self.holders, self.actors), (self.held, self.shared)):
            if len(positions) and not (positions.min() >= 0 and positions.max() < count):
                raise ValueError(f"Positions lie below {count}.")

    @property
    def nodes(self) -> int:
        """How many nodes of both sorts there are."""
        return self.actors + self.shared

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self.holders)

    @cached_property
    def digest(self) -> bytes:
        """What tells these entries from others: the same for the same arrays."""
        return digest_of(self.actors, self.shared, self.holders, self.held)

    @cached_property
    def entries(self) -> tuple[Positions, Positions]:
        """Actors and shared things, each pair of them once, in order of shared thing, then actor."""
        keys = np.unique(self.held.astype(np.int64) * max(self.actors, 1) + self.holders)
        held, holders = np.divmod(keys, max(self.actors, 1))
        return holders.astype(np.int32), held.astype(np.int32)

    def ties(self) -> Ties:
        """Return it as ties of one network: actors first, then shared things, all ties mutual."""
        holders, held = self.entries
        ends = (held + self.actors).astype(np.int32)
        count = len(holders)
        return Ties(self.actors + self.shared, holders, ends, np.ones(count), np.ones(count, np.bool_))

    def project(self) -> Ties:
        """Return the ties between actors who share something, weighted after Newman (2001).

        Something shared by k actors ties each two of them with 1 / (k - 1), summed over all they share,
        so that a big body binds less. O(Σ k²), which is what the result holds at worst; raises TooComplex
        above five million such pairs.
        """
        ones, others, sizes = self._meetings()
        keys = ones.astype(np.int64) * max(self.actors, 1) + others
        distinct, inverse = np.unique(keys, return_inverse=True)
        weights = np.bincount(inverse, weights=1 / (sizes - 1), minlength=len(distinct)).astype(np.float64)
        sources, targets = np.divmod(distinct, max(self.actors, 1))
        return Ties(
            self.actors,
            sources.astype(np.int32),
            targets.astype(np.int32),
            weights,
            np.ones(len(distinct), np.bool_),
        )

    def _meetings(self) -> tuple[Positions, Positions, NDArray[np.int64]]:
        """Return two actors who share something, the lower first, and how many share it; once a thing."""
        holders, held = self.entries
        sizes = np.bincount(held, minlength=self.shared)
        meetings = int((sizes * (sizes - 1) // 2).sum())
        if meetings > MOST_MEETINGS:
            reason = (
                f"What actors share ties {meetings:,} pairs of them, of {MOST_MEETINGS:,} at most: ask about"
                " fewer actors, or fewer kinds of affiliation."
            )
            raise TooComplex(reason, "meetings", meetings, MOST_MEETINGS)
        starts = np.cumsum(sizes) - sizes
        parts: list[tuple[Positions, Positions, NDArray[np.int64]]] = []
        for size in np.unique(sizes[sizes > 1]).tolist():
            members = holders[starts[sizes == size][:, None] + np.arange(size)]
            one, other = np.triu_indices(size, 1)
            ones, others = members[:, one].ravel(), members[:, other].ravel()
            parts.append((ones, others, np.full(len(ones), size, np.int64)))
        if not parts:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64)
        ones, others, counts = (np.concatenate(part) for part in zip(*parts, strict=True))
        return ones, others, counts


@dataclass(frozen=True, eq=False)
class TwoModeScores:
    """One value for each actor, and one for each shared thing; NaN where undefined."""

    actors: Values
    shared: Values


def measure_two_mode_density(network: TwoMode) -> float | None:
    """Return the ties there are, of all there could be: m / (n₁ n₂); None without either sort.

    Borgatti and Everett (1997).
    """
    possible = network.actors * network.shared
    return len(network.entries[0]) / possible if possible else None


def measure_two_mode_degree(network: TwoMode) -> TwoModeScores:
    """Return degrees divided by the number of nodes of the other sort (Borgatti and Everett 1997).

    NaN where there is no node of the other sort.
    """
    holders, held = network.entries
    return TwoModeScores(
        _share(np.bincount(holders, minlength=network.actors), network.shared),
        _share(np.bincount(held, minlength=network.shared), network.actors),
    )


def measure_two_mode_betweenness(network: TwoMode) -> TwoModeScores:
    """Return betweenness divided by the most that a node of its sort could have.

    With n nodes of its own sort, m of the other, s and t the quotient and remainder of (n - 1) / m, that
    is ½ (m² (s + 1)² + m (s + 1) (2t - s - 1) - t (2s - t + 3)) (Borgatti and Everett
    1997). NaN where it is 0.
    """
    values = np.array(make_graph(network.ties().undirected()).betweenness(directed=False), np.float64)
    return TwoModeScores(
        _share(values[: network.actors], _most_betweenness(network.actors, network.shared)),
        _share(values[network.actors :], _most_betweenness(network.shared, network.actors)),
    )


def measure_two_mode_closeness(network: TwoMode) -> TwoModeScores:
    """Return closeness: the least possible sum of distances, divided by the sum there is.

    Nodes of the other sort are at least 1 step away, those of its own at least 2: over all of them, that
    is m + 2 (n - 1) with n nodes of its own sort and m of the other (Borgatti and Everett 1997). In a
    network in pieces both sums run over the nodes that it reaches, and the value is multiplied by their
    share of all others, as Wasserman and Faust (1994) do; so it never exceeds 1. (networkx keeps the least
    sum over all nodes there, and may.) Isolates have 0; NaN for a node alone in the network.
    """
    pairs = network.ties().undirected()
    nodes = pairs.nodes
    distances = measure_distances(pairs, largest_exact=nodes)
    component = np.array(find_components(pairs), np.int64)
    is_shared = np.arange(nodes) >= network.actors
    size = np.bincount(component, minlength=1)
    shared_size = np.bincount(component[is_shared], minlength=len(size))[component]
    other_sort = np.where(is_shared, size[component] - shared_size, shared_size)
    least = other_sort + 2 * (distances.reached - other_sort)
    values = np.divide(least, distances.totals, out=np.zeros(nodes), where=distances.totals > 0)
    values = _share(values * distances.reached, nodes - 1)
    return TwoModeScores(values[: network.actors], values[network.actors :])


def measure_two_mode_clustering(network: TwoMode) -> float | None:
    """Return how often a path of three ties closes: 4 × cycles of four / paths of three.

    Robins and Alexander (2004). Two who share one thing share another too. None without such a path.
    """
    holders, held = network.entries
    of_actors = np.bincount(holders, minlength=network.actors)
    of_shared = np.bincount(held, minlength=network.shared)
    paths = int(((of_actors[holders] - 1) * (of_shared[held] - 1)).sum())
    if not paths:
        return None
    ones, others, _ = network._meetings()
    _, common = np.unique(ones.astype(np.int64) * network.actors + others, return_counts=True)
    return 4 * float((common * (common - 1) // 2).sum()) / paths


def _share(values: NDArray[np.generic], most: float) -> Values:
    return values.astype(np.float64) / most if most else np.full(len(values), np.nan)


def _most_betweenness(own: int, other: int) -> float:
    if not own or not other:
        return 0.0
    quotient, rest = divmod(own - 1, other)
    return (
        other**2 * (quotient + 1) ** 2
        + other * (quotient + 1) * (2 * rest - quotient - 1)
        - rest * (2 * quotient - rest + 3)
    ) / 2
