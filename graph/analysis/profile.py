"""Every measure of a network and of its nodes at once, to be held beside those of another network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from graph.analysis.betweenness import is_within_reach
from graph.analysis.brokerage import measure_brokerage
from graph.analysis.brokerage_roles import TOTAL
from graph.analysis.centralisation import centralisation_of
from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.closeness import closeness_of, harmonic_of
from graph.analysis.cohesion import measure_cohesion
from graph.analysis.communities import find_communities
from graph.analysis.core_periphery import measure_core_periphery
from graph.analysis.distances import Distances, measure_distances
from graph.analysis.groups import Groups
from graph.analysis.mixing import Mixing, measure_mixing
from graph.analysis.resilience import measure_resilience
from graph.analysis.scores import Scores
from graph.analysis.structural_holes import measure_structural_holes
from graph.analysis.ties import Ties, Values

LARGEST_CORE_SEARCH = 100
RELATIVE = frozenset({"eigenvector", "pagerank", "katz"})
"""Measures of nodes on a scale that the whole network sets: who gains lowers all others, whatever they do."""
SHARES: Mapping[str, Callable[[int], float]] = MappingProxyType(
    {
        "betweenness": lambda nodes: (nodes - 1) * (nodes - 2) / 2,
        "closeness": lambda nodes: nodes - 1,
        "harmonic": lambda nodes: nodes - 1,
    }
)
"""Measures of nodes that are shares, and of what in a network of so many nodes: an isolate that joins makes
all of them smaller, though nobody moved."""
_CENTRALISED = (CentralityMeasure.DEGREE, CentralityMeasure.BETWEENNESS, CentralityMeasure.CLOSENESS)


@dataclass(frozen=True, eq=False)
class Profile:
    """Measures by name, as the readings name them: of the network, and an array each of its nodes.

    A measure of the network is None, and one of a node NaN, where it is undefined. One that there is no
    value of its kind for, such as `ei_index` without groups, is not there at all.
    """

    network: Mapping[str, float | None]
    nodes: Mapping[str, Values]


def measure_profile(ties: Ties, groups: Groups | None = None, *, seed: int) -> Profile:
    """Return every measure that a comparison holds against another; see each measure's own function.

    Directions count in reciprocity, `in_degree`, `out_degree`, `pagerank`, `katz` and `brokerage`, weights
    in `strength`, `eigenvector`, `pagerank`, `katz`, modularity and structural holes. `cutpoints` and
    `bridges` are how many there are. Groups add `ei_index`, of network and nodes, and `brokerage`, all roles
    of a node together. `core_fit` is there up to 100 nodes: the search takes long.

    Estimates are left out, as None and NaN: of two of them, the difference would be mostly their errors.
    So betweenness is there up to 10,000 nodes and 3 × 10⁸ nodes × pairs, and what rests on distances up to
    20,000. Each is measured once: the cost is that of exact betweenness, O(nodes × pairs).
    """
    mixing = None if groups is None else measure_mixing(ties, groups, seed=seed, rounds=1)
    distances = measure_distances(ties.undirected(), seed=seed)
    centrality = _centrality(ties, distances)
    network = {**_cohesion(ties, distances), **_structure(ties, distances, centrality, seed)}
    if mixing is not None:
        network["ei_index"] = mixing.ei_index
    if ties.nodes <= LARGEST_CORE_SEARCH:
        network["core_fit"] = measure_core_periphery(ties, seed=seed).fit
    return Profile(network, {**centrality, **_positions(ties, groups, mixing)})


def _cohesion(ties: Ties, distances: Distances) -> dict[str, float | None]:
    found = measure_cohesion(ties, distances=distances)
    return {
        "density": found.density,
        "component_count": found.component_count,
        "isolate_count": found.isolate_count,
        "average_degree": found.average_degree,
        "average_path_length": None if distances.estimated else found.average_path_length,
        "diameter": found.diameter,
        "reciprocity": found.reciprocity,
        "transitivity": found.transitivity,
    }


def _structure(
    ties: Ties, distances: Distances, centrality: Mapping[str, Values], seed: int
) -> dict[str, float | None]:
    resilience = measure_resilience(ties, distances=distances)
    broken = resilience.fragmentation
    connected = len(broken.components) == 1
    found: dict[str, float | None] = {}
    for measure in _CENTRALISED:
        values = centrality[measure.lower()]
        defined = not np.isnan(values).any() and (connected or measure is not CentralityMeasure.CLOSENESS)
        found[f"{measure.lower()}_centralisation"] = centralisation_of(values, measure) if defined else None
    return found | {
        "modularity": find_communities(ties, seed=seed).modularity,
        "cutpoints": len(resilience.cutpoints),
        "bridges": len(resilience.bridges),
        "fragmentation": broken.fragmentation,
        "distance_fragmentation": None if broken.estimated else broken.distance_fragmentation,
    }


def _centrality(ties: Ties, distances: Distances) -> dict[str, Values]:
    unknown = Scores(np.full(ties.nodes, np.nan))
    known = {CentralityMeasure.CLOSENESS: unknown, CentralityMeasure.HARMONIC: unknown}
    if not distances.estimated:
        known = {
            CentralityMeasure.CLOSENESS: closeness_of(distances),
            CentralityMeasure.HARMONIC: harmonic_of(distances),
        }
    if not is_within_reach(ties.undirected()):
        known[CentralityMeasure.BETWEENNESS] = unknown
    return {
        measure.lower(): (known.get(measure) or measure_centrality(ties, measure)).values
        for measure in CentralityMeasure
    }


def _positions(ties: Ties, groups: Groups | None, mixing: Mixing | None) -> dict[str, Values]:
    holes = measure_structural_holes(ties)
    found: dict[str, Values] = {
        "constraint": holes.constraint,
        "effective_size": holes.effective_size,
        "efficiency": holes.efficiency,
        "hierarchy": holes.hierarchy,
    }
    if groups is not None and mixing is not None:
        found["ei_index"] = mixing.by_node
        found["brokerage"] = measure_brokerage(ties, groups).counts[:, TOTAL].astype(np.float64)
    return found
