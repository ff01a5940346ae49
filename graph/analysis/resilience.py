"""What a network hangs on: cutpoints, bridges, and what it loses with one of its nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.distances import Distances
from graph.analysis.engine import make_graph
from graph.analysis.fragmentation import Fragmentation, drop_nodes, measure_fragmentation
from graph.analysis.groups import Counts
from graph.analysis.ties import Positions, Ties


@dataclass(frozen=True, eq=False)
class Resilience:
    """Cutpoints: nodes whose loss parts others, lowest first. Bridges: pairs whose ties alone join them.

    bridges: of shape (bridges, 2), lower node first. bridge_ties: positions of the ties on bridges, in
    the order of the ties; where parallel ties join a pair, all of them, though no single one is a bridge.
    """

    cutpoints: Positions
    bridges: Positions
    bridge_ties: Positions
    fragmentation: Fragmentation


@dataclass(frozen=True, eq=False)
class Loss:
    """The network with a node and without it.

    pieces: sizes of what the node's component falls into, largest first: two or more, it is a cutpoint;
    none, it was alone. parted: pairs of others that reached each other, and only through it.
    """

    before: Fragmentation
    after: Fragmentation
    pieces: Counts
    parted: int


def measure_resilience(ties: Ties, *, seed: int = 0, distances: Distances | None = None) -> Resilience:
    """Return what the network hangs on, directions ignored, parallel ties as one, self-ties left aside.

    Cutpoints and bridges: Harary 1969, "Graph theory", ch. 3; Wasserman and Faust 1994, 4.3. Both are
    empty where there is nothing to part. Fragmentation: Borgatti 2006, see `measure_fragmentation`.
    Cost: O(n + m), and that of the distances, unless they are given.
    """
    pairs = ties.undirected()
    graph = make_graph(pairs)
    bridges = np.array(sorted(graph.bridges()), np.int32)
    return Resilience(
        cutpoints=np.array(sorted(graph.articulation_points()), np.int32),
        bridges=np.stack([pairs.sources[bridges], pairs.targets[bridges]], axis=1),
        bridge_ties=np.flatnonzero(np.isin(pairs.pair_of_tie, bridges)).astype(np.int32),
        fragmentation=measure_fragmentation(pairs, seed=seed, distances=distances),
    )


def measure_loss(ties: Ties, node: int, *, seed: int = 0) -> Loss:
    """Return what the loss of one node would do (Borgatti 2006): fragmentation before and after.

    Afterwards the n - 1 others are measured, so F may also fall: when the one that leaves was alone.
    Cost: twice that of `measure_fragmentation`.
    """
    pairs = ties.undirected()
    gone = np.array([node], np.int32)
    before = make_graph(pairs).connected_components().membership
    after = make_graph(drop_nodes(pairs, gone)).connected_components().membership
    mates = np.array(before) == before[node]
    mates[node] = False
    pieces = np.unique(np.array(after)[mates], return_counts=True)[1].astype(np.int64)
    together = int(mates.sum())
    parted = (together * (together - 1) - int((pieces * (pieces - 1)).sum())) // 2
    return Loss(
        measure_fragmentation(pairs, seed=seed),
        measure_fragmentation(pairs, gone, seed=seed),
        np.sort(pieces)[::-1],
        parted,
    )
