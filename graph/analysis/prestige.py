"""Who counts because those count who stand with them."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from graph.analysis.engine import make_graph
from graph.analysis.scores import Scores
from graph.analysis.ties import Pairs, Ties, Values

DAMPING = 0.85
ATTENUATION = 0.5
_ENOUGH = 1e-12


def measure_eigenvector(ties: Ties, *, weighted: bool = True) -> Scores:
    """Return how well each is tied to those who are well tied themselves: x with A x = λ x, λ the largest.

    Bonacich (1972); directions ignored, weights added up. The highest value is 1, none is negative. In a
    network in pieces, whoever is not in the component with the largest λ has 0; components that share it
    are weighed as the projection of (1, …, 1) on all such x, what power iteration from equal values tends
    to. NaN without ties, or when all of them weigh 0.
    """
    values, eigenvalue = _principal(ties.undirected(), weighted=weighted)
    return Scores(values if eigenvalue else np.full(ties.nodes, np.nan))


def measure_pagerank(ties: Ties, *, weighted: bool = True, damping: float = DAMPING) -> Scores:
    """Return the share of its time that a walker spends at each node (Brin and Page 1998).

    It follows ties in their direction, mutual ones either way, in proportion to their weights; with
    probability 1 - damping, and always where no tie leads on, it starts again at any node. Values add up
    to 1.
    """
    pairs = ties.directed()
    if ties.nodes == 0:
        return Scores(np.zeros(0))
    # The engine takes one whose ties all weigh 0 as it takes one without ties: nowhere to go from there.
    weights = pairs.weights.tolist() if weighted and len(pairs) else None
    found = make_graph(pairs).pagerank(directed=True, damping=damping, weights=weights)
    return Scores(np.array(found, np.float64))


def measure_katz(ties: Ties, *, weighted: bool = True, attenuation: float = ATTENUATION) -> Scores:
    """Return how much each is sought, directly and through others: x = α Aᵀ x + 1 (Katz 1953).

    A walk of k ties that ends at the node counts αᵏ. α is the attenuation, from 0 to below 1, divided by
    the largest eigenvalue of the network with directions ignored, which none of the directed one exceeds:
    so there is a solution, for acyclic networks too. Towards 0 it ranks like in-degree, towards 1 like the
    eigenvector (Benzi and Klymko 2015); 0.5 stands between. Scaled so that the highest value is 1. Without
    ties all are alike, 1. Raises ValueError for an attenuation that is not from 0 to below 1.
    """
    if not 0 <= attenuation < 1:
        raise ValueError("The attenuation lies from 0 to below 1.")
    pairs = ties.directed()
    _, eigenvalue = _principal(ties.undirected(), weighted=weighted)
    values: Values = np.ones(ties.nodes)
    if not eigenvalue or not ties.nodes:
        return Scores(values)
    weights = (pairs.weights if weighted else np.ones(len(pairs))) * (attenuation / eigenvalue)
    while True:
        following: Values = np.ones(ties.nodes)
        following += np.bincount(pairs.targets, weights * values[pairs.sources], minlength=ties.nodes)
        change = float(np.abs(following - values).max())
        values = following
        if change <= _ENOUGH * float(values.max()):
            return Scores(values / values.max())


def _principal(pairs: Pairs, *, weighted: bool) -> tuple[Values, float]:
    """Return the principal eigenvector, its highest value 1, and the largest eigenvalue; 0 without ties.

    Component by component: the engine promises nothing for several at once. The largest eigenvalue lies
    between the mean and the highest strength, so that most components need not be looked at.
    """
    values = np.zeros(pairs.nodes)
    weights = pairs.weights if weighted else np.ones(len(pairs))
    if not weights.all():
        pairs = pairs.keep(weights > 0)
        weights = pairs.weights
    if not len(pairs):
        return values, 0.0
    sources, targets = pairs.sources, pairs.targets
    graph = make_graph(pairs)
    component = np.array(graph.connected_components().membership, np.int64)
    strength = np.bincount(sources, weights, pairs.nodes) + np.bincount(targets, weights, pairs.nodes)
    sizes = np.bincount(component)
    least = np.bincount(component, strength) / sizes
    most = np.zeros(len(sizes))
    np.maximum.at(most, component, strength)
    alike = bool((weights == weights[0]).all())
    if not alike:
        graph.es["weight"] = weights.tolist()
    found: list[tuple[float, NDArray[np.int64], Values]] = []
    order = np.argsort(component, kind="stable")
    bounds = np.cumsum(sizes) - sizes
    for number in np.flatnonzero(most >= least.max() * (1 - 1e-9)).tolist():
        members = order[bounds[number] : bounds[number] + sizes[number]]
        if most[number] <= least[number] * (1 + 1e-12):
            # All have the same strength: the vector is (1, …, 1).
            found.append((float(least[number]), members, np.ones(len(members))))
        else:
            part = graph if len(sizes) == 1 else graph.induced_subgraph(members.tolist())
            with warnings.catch_warnings():
                # Values near 0, as at the end of a long chain, make it ask whether all hang together.
                warnings.simplefilter("ignore", RuntimeWarning)
                vector, eigenvalue = part.eigenvector_centrality(
                    weights=None if alike else "weight", return_eigenvalue=True
                )
            scale = float(weights[0]) if alike else 1.0
            found.append((float(eigenvalue) * scale, members, np.abs(np.array(vector, np.float64))))
    largest = max(eigenvalue for eigenvalue, _, _ in found)
    for eigenvalue, members, vector in found:
        if eigenvalue >= largest * (1 - 1e-9):
            values[members] = vector * (vector.sum() / (vector**2).sum())
    return values / values.max(), largest
