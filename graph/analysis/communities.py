"""Groups that hang together more than with the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from graph.analysis.engine import drawing, make_graph
from graph.analysis.ties import Pairs, Positions, Ties, Values

LARGEST_SETTLED = 2_000
_ROUNDS = 2
_UNTIL_SETTLED = -1


class CommunityMethod(StrEnum):
    """How communities are looked for."""

    LEIDEN = "LEIDEN"
    LOUVAIN = "LOUVAIN"


@dataclass(frozen=True, eq=False)
class Partition:
    """Every node in one group: `membership[i]` is the group of node i.

    Groups are numbered by size, the largest 0, equal ones by their first node. `modularity` is None
    without ties.
    """

    membership: Positions
    modularity: float | None
    resolution: float

    @property
    def group_count(self) -> int:
        """How many groups there are, isolates a group each."""
        return int(self.membership.max(initial=-1)) + 1

    def groups(self) -> list[Positions]:
        """Return the nodes of each group, in order."""
        order = np.argsort(self.membership, kind="stable").astype(np.int32)
        return np.split(order, np.cumsum(np.bincount(self.membership))[:-1]) if len(order) else []


def find_communities(
    ties: Ties,
    method: CommunityMethod = CommunityMethod.LEIDEN,
    *,
    resolution: float = 1.0,
    weighted: bool = True,
    seed: int = 0,
) -> Partition:
    """Return groups of nodes with many ties inside and few between, the same for the same seed.

    Both methods look for high modularity, and find a good partition, not surely the best: LEIDEN (Traag,
    Waltman and van Eck 2019), whose groups hang together, run until it changes nothing up to 2,000 nodes,
    two rounds above; LOUVAIN (Blondel et al. 2008). Directions are ignored, weights of parallel ties
    added; ties of weight 0 tie nobody. A higher resolution gives smaller groups; groups of fewer than
    about √(2m) ties may be joined though clearly apart (Fortunato and Barthélemy 2007). Nearly linear;
    LOUVAIN is slow above 50,000 nodes. Raises ValueError for a resolution below 0.
    """
    if not 0 <= resolution < math.inf:
        raise ValueError("A resolution is a number that is not negative.")
    pairs, weights = _weighed(ties, weighted=weighted)
    if not len(pairs):
        return Partition(np.arange(ties.nodes, dtype=np.int32), None, resolution)
    graph = make_graph(pairs)
    given = None if (weights == weights[0]).all() else weights.tolist()
    with drawing(seed):
        if method is CommunityMethod.LEIDEN:
            rounds = _UNTIL_SETTLED if ties.nodes <= LARGEST_SETTLED else _ROUNDS
            found = graph.community_leiden(
                "modularity", weights=given, resolution=resolution, n_iterations=rounds
            )
        else:
            found = graph.community_multilevel(weights=given, resolution=resolution)
    membership = _in_order(np.array(found.membership, np.int64))
    quality = _modularity(pairs, weights, membership, resolution)
    return Partition(membership, quality, resolution)


def measure_modularity(
    ties: Ties, membership: Positions, *, resolution: float = 1.0, weighted: bool = True
) -> float | None:
    """Return the modularity of a partition: 1/2m Σ_ij (A_ij - γ k_i k_j / 2m), over pairs in one group.

    Newman and Girvan (2004); γ, the resolution, after Reichardt and Bornholdt (2006). Of the weight of
    all ties the part within groups, less what chance would put there if everybody kept their strength.
    Below 1; 0 for one group of all, with γ = 1. None without ties.
    """
    pairs, weights = _weighed(ties, weighted=weighted)
    return _modularity(pairs, weights, membership, resolution) if len(pairs) else None


def _weighed(ties: Ties, *, weighted: bool) -> tuple[Pairs, Values]:
    pairs = ties.undirected()
    if not weighted:
        return pairs, np.ones(len(pairs))
    if not pairs.weights.all():
        pairs = pairs.keep(pairs.weights > 0)
    return pairs, pairs.weights


def _modularity(pairs: Pairs, weights: Values, membership: Positions, resolution: float) -> float:
    total = float(weights.sum())
    one, other = membership[pairs.sources], membership[pairs.targets]
    strength = np.bincount(np.concatenate([one, other]), np.concatenate([weights, weights]))
    within = float(weights[one == other].sum())
    return within / total - resolution * float(((strength / (2 * total)) ** 2).sum())


def _in_order(membership: NDArray[np.int64]) -> Positions:
    """Return a membership with groups numbered by size, then by their first node."""
    sizes = np.bincount(membership)
    first = np.empty(len(sizes), np.int64)
    first[membership[::-1]] = np.arange(len(membership))[::-1]
    place: Positions = np.empty(len(sizes), np.int32)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes), dtype=np.int32)
    return place[membership]
