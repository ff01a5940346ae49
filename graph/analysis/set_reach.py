"""How much of a network a set of nodes reaches together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analysis.engine import make_graph
from graph.analysis.ties import Pairs, Positions, Ties, Values

UNREACHED = np.iinfo(np.int32).max
Steps = NDArray[np.int32]


@dataclass(frozen=True)
class SetReach:
    """Shares of all nodes, None without any; members count as reached.

    distance_weighted: each node counts 1 / d, d being its steps from the nearest member; members and
    their neighbours count 1. share: those within the steps asked for, or that are reached at all.
    """

    distance_weighted: float | None
    share: float | None


def measure_set_reach(ties: Ties, members: Positions, *, within: int | None = None) -> SetReach:
    """Return how much of the network the members reach together, directions ignored.

    Distance-weighted reach R = Σ 1 / d_j / n, 1 if every node is a member or tied to one; and the share
    of nodes at most `within` steps away, or at any distance (Borgatti 2006, "Identifying sets of key
    players in a social network", KPP-Pos). Without members both are 0. Cost: O(members × (n + m)).
    """
    if ties.nodes == 0:
        return SetReach(None, None)
    nearest = count_steps(ties.undirected(), members).min(axis=0, initial=UNREACHED)
    return SetReach(
        float(closeness(nearest, None).sum()) / ties.nodes,
        float(closeness(nearest, UNREACHED - 1 if within is None else within).sum()) / ties.nodes,
    )


def closeness(steps: Steps, within: int | None) -> Values:
    """Return what each node counts: 1 / steps; or with `within`, whether it lies within so many steps."""
    if within is not None:
        return (steps <= within).astype(np.float64)
    return np.where(steps == UNREACHED, 0.0, 1.0 / np.maximum(steps, 1))


def count_steps(pairs: Pairs, starts: Positions) -> Steps:
    """Return the steps from each start to every node, `UNREACHED` where no way leads; shape (starts, n)."""
    graph = make_graph(pairs)
    rows = np.full((len(starts), pairs.nodes), UNREACHED, np.int32)
    for place, start in enumerate(starts.tolist()):
        found = np.array(graph.distances(source=[start])[0], np.float64)
        known = np.isfinite(found)
        rows[place, known] = found[known].astype(np.int32)
    return rows
