"""What brokerage chance alone would make: the null models and their exact moments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from graph.analysis.groups import Counts
from graph.analysis.ties import Pairs, Values
from graph.analysis.two_paths import returned


class NullModel(StrEnum):
    """The chance that counts are held against; both keep the density and the sizes of the groups."""

    TIES = "TIES"
    PAIRS = "PAIRS"


def expect_brokerage(pairs: Pairs, groups: Counts, null: NullModel) -> tuple[Values, Values]:
    """Return mean and standard deviation of every count, by the formulas of `measure_brokerage`."""
    possible = pairs.nodes * (pairs.nodes - 1)
    p = len(pairs) / possible if possible else 0.0
    both = p * p if null is NullModel.TIES or not possible else float(returned(pairs).sum()) / possible
    q = 1 - p
    mean = p * p * q
    sharing = p**3 * q**3
    reverse = both * both * (1 - 2 * p + both) - p**4 * q**2
    chained = p * p * q * q * (both - p * p)
    terms = _combinations(groups)
    variance = (
        terms.pairs * mean * (1 - mean)
        + (terms.same_start + terms.same_end) * sharing
        + terms.reversed * reverse
        + 2 * (terms.chained - terms.reversed) * chained
    )
    expected = terms.pairs * mean + 0.0  # of a node alone, (n - 1)(n - 2) is -0.0
    deviation = np.sqrt(np.maximum(variance, 0.0))
    return np.asarray(expected[groups]), np.asarray(deviation[groups])


@dataclass(frozen=True, eq=False)
class _Combinations:
    """|P|, S, T, R and U of `measure_brokerage`, of shape (groups, 6): for a node of each group."""

    pairs: Values
    same_start: Values
    same_end: Values
    reversed: Values
    chained: Values


def _combinations(groups: Counts) -> _Combinations:
    sizes = np.bincount(groups, minlength=1).astype(np.float64)
    everybody = float(len(groups))
    mates, strangers, others = sizes - 1, everybody - sizes, everybody - 1
    zero = np.zeros_like(sizes)

    def beyond_own(each: Values) -> Values:
        return np.asarray(each.sum() - each)

    def alike(pool: Values) -> list[Values]:
        """Return |P|, S, T, R and U where both ends come from one pool."""
        ordered = pool * (pool - 1)
        return [ordered, ordered * (pool - 2), ordered * (pool - 2), ordered, ordered * (pool - 1)]

    def apart(start: Values, end: Values) -> list[Values]:
        """Return the same where the ends come from two pools that share nobody."""
        return [start * end, start * end * (end - 1), start * end * (start - 1), zero, zero]

    # Of liaisons, with h the group of a, and l_h the nodes in neither h nor the own group:
    # one = Σ n_h l_h and two = Σ n_h l_h², over the groups h other than the own.
    squares, cubes = beyond_own(sizes**2), beyond_own(sizes**3)
    one = strangers**2 - squares
    two = np.where(one > 0, strangers**3 - 2 * strangers * squares + cubes, 0.0)
    columns = [
        alike(mates),
        [beyond_own(term) for term in alike(sizes)],
        apart(strangers, mates),
        apart(mates, strangers),
        [one, two - one, two - one, one, two],
        alike(np.full_like(sizes, others)),
    ]
    return _Combinations(*(np.stack(term, axis=1) for term in zip(*columns, strict=True)))
