"""Who is near to others."""

from __future__ import annotations

import numpy as np

from graph.analysis.distances import LARGEST_EXACT, Counts, Distances, measure_distances
from graph.analysis.scores import Scores
from graph.analysis.ties import Ties, Values
from graph.view import Direction


def measure_closeness(
    ties: Ties,
    direction: Direction = Direction.BOTH,
    *,
    seed: int = 0,
    largest_exact: int = LARGEST_EXACT,
) -> Scores:
    """Return the inverse of the mean distance to those a node reaches, times their share of all others.

    (r / (n - 1)) · (r / Σ d), with r nodes reached, for networks in pieces (Wasserman and Faust 1994,
    p. 201); in a connected one, Freeman's (n - 1) / Σ d (1979). From 0, for isolates, to 1; NaN for a node
    alone in the network. Along IN, distances from the others to the node: what networkx takes of digraphs.
    """
    found = measure_distances(ties.follow(direction), seed=seed, largest_exact=largest_exact)
    return closeness_of(found)


def measure_harmonic(
    ties: Ties,
    direction: Direction = Direction.BOTH,
    *,
    seed: int = 0,
    largest_exact: int = LARGEST_EXACT,
) -> Scores:
    """Return the mean of 1 / d over all other nodes, 0 for those that are not reached.

    Marchiori and Latora (2000); Rochat (2009). From 0, for isolates, to 1; NaN for a node alone in the
    network. Exact up to so many nodes, from the distances to a sample above.
    """
    found = measure_distances(ties.follow(direction), seed=seed, largest_exact=largest_exact)
    return harmonic_of(found)


def closeness_of(distances: Distances) -> Scores:
    """Return closeness from distances that are known."""
    others = distances.others()
    share = _quotient(distances.reached, others)
    nearness = np.divide(
        distances.reached, distances.totals, out=np.zeros(distances.nodes), where=distances.totals > 0
    )
    values = share * nearness
    if not distances.estimated:
        return Scores(values)
    # Both factors come from the sample; their errors are added as independent ones.
    mean = _quotient(distances.totals, distances.reached)
    of_mean = _mean_error(distances, mean, distances.squares, distances.reached) * share / mean**2
    of_share = np.sqrt(share * (1 - share) / others) / mean
    errors = np.sqrt(of_mean**2 + of_share**2)
    return Scores(values, np.where(distances.reached > 0, errors, 0.0))


def harmonic_of(distances: Distances) -> Scores:
    """Return harmonic closeness from distances that are known."""
    others = distances.others()
    values = _quotient(distances.harmonic, others)
    if not distances.estimated:
        return Scores(values)
    return Scores(values, _mean_error(distances, values, distances.harmonic_squares, others))


def _mean_error(distances: Distances, mean: Values, squares: Values, count: Counts) -> Values:
    """Return the standard error of a mean over a part of the other nodes, drawn without replacement."""
    left_out = 1 - len(distances.targets) / distances.nodes
    variance = np.maximum(_quotient(squares, count) - mean**2, 0)
    errors: Values = np.sqrt(variance * left_out / np.maximum(count - 1, 1))
    return errors


def _quotient(values: Values | Counts, counts: Counts) -> Values:
    quotient: Values = np.full(len(counts), np.nan)
    np.divide(values, counts, out=quotient, where=counts > 0)
    return quotient
