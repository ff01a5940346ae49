"""Who stands between whom, and as what: brokerage between groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.analysis.brokerage_chance import NullModel, expect_brokerage
from graph.analysis.brokerage_roles import BrokerageRole
from graph.analysis.closed_two_paths import count_closed_two_paths
from graph.analysis.groups import Counts, Groups
from graph.analysis.ties import Ties, Values
from graph.analysis.two_paths import count_two_paths

_FROM_OWN = frozenset({BrokerageRole.COORDINATOR, BrokerageRole.REPRESENTATIVE})
_TO_OWN = frozenset({BrokerageRole.COORDINATOR, BrokerageRole.GATEKEEPER})


@dataclass(frozen=True, eq=False)
class Brokerage:
    """Arrays of shape (nodes, 6): a column for each of `ROLES`, then their sum, `TOTAL`.

    counts: open two-paths through the node. expected, deviation: mean and standard deviation of the
    count under `null`. z: (counts - expected) / deviation; NaN where the deviation is 0, because the
    groups leave no room for the role, or nobody or everybody is tied.
    """

    counts: Counts
    expected: Values
    deviation: Values
    z: Values
    null: NullModel


def measure_brokerage(ties: Ties, groups: Groups, null: NullModel | None = None) -> Brokerage:
    """Return how often each node stands between two others that are not tied, role by role.

    Counted are the open two-paths a → v → b: three nodes, a tied to v, v to b, a not tied to b. By the
    groups (A, V, B) of the three, v is coordinator (A = V = B), itinerant (A = B ≠ V), gatekeeper
    (A ≠ V = B), representative (A = V ≠ B) or liaison (all different) (Gould and Fernandez 1989,
    "Structures of mediation"). `groups` holds a code from 0 for each node. Self-ties are left aside,
    parallel ties count once, weights don't count. A mutual tie runs both ways: where all ties are
    mutual, each unordered pair is counted twice, as (a, b) and as (b, a), so that gatekeeper and
    representative are equal and the other roles even. Every number is defined for every network;
    without three nodes all counts are 0.

    The null model TIES is theirs: each of the n(n - 1) directed ties is there with probability p, the
    density, independently of all others. PAIRS lets pairs of nodes be independent instead, tied one
    way or both ways as often as in the network, so that ties that are mutual by their nature are not
    taken for chance. None, the default, means PAIRS if any tie is mutual by its kind, else TIES.

    With P the ordered pairs (a, b) whose groups fit the role, q = 1 - p and c the probability that both
    ties of a pair are there (TIES: c = p²):

        expected = |P| p²q
        variance = |P| p²q (1 - p²q) + (S + T) p³q³ + R (c²(1 - 2p + c) - p⁴q²) + 2 (U - R) p²q²(c - p²)

    where S counts the ways to choose two of the pairs with the same a, T with the same b, R the pairs
    of which the reverse is in P too, U the ways to choose a pair that ends where the next begins. Under
    TIES the last two terms vanish. These are exact moments of the model; z is no test by itself: counts
    are skewed where few are expected.

    Closed two-paths are subtracted from all; cost: O(m) and that of `count_closed_two_paths`.
    """
    pairs = ties.directed()
    codes: Counts = groups.astype(np.int64)
    counts: Counts = np.subtract(count_two_paths(pairs, codes), count_closed_two_paths(ties, codes))
    if null is None:
        null = NullModel.PAIRS if ties.mutual.any() else NullModel.TIES
    expected, deviation = expect_brokerage(pairs, codes, null)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(deviation > 0, (counts - expected) / deviation, np.nan)
    return Brokerage(counts, expected, deviation, z, null)


def find_pairs(
    ties: Ties, groups: Groups, actor: int, role: BrokerageRole | None = None
) -> Iterator[tuple[int, int]]:
    """Yield the pairs (a, b) that a node stands between in a role, or in any: those behind its count.

    Lowest a first, then lowest b. The groups decide first who comes into question as a and as b. Cost:
    the ties of the a, and the pairs, paid as one goes along; of liaisons, each a looks at every b.
    """
    pairs = ties.directed()
    codes: Counts = groups.astype(np.int64)
    sources, targets = pairs.incoming.neighbours(actor), pairs.adjacency.neighbours(actor)
    if role is not None:
        own = codes[actor]
        sources = sources[(codes[sources] == own) == (role in _FROM_OWN)]
        targets = targets[(codes[targets] == own) == (role in _TO_OWN)]
    tied = np.zeros(ties.nodes, np.bool_)
    by_group = targets[np.argsort(codes[targets], kind="stable")]
    in_order = codes[by_group]
    starts, ends = (np.searchsorted(in_order, codes[sources], side) for side in ("left", "right"))
    for source, start, end in zip(sources.tolist(), starts.tolist(), ends.tolist(), strict=True):
        if role is BrokerageRole.ITINERANT:
            ahead = by_group[start:end]
        elif role is BrokerageRole.LIAISON and end > start:
            ahead = targets[codes[targets] != codes[source]] if end - start < len(targets) else targets[:0]
        else:
            ahead = targets
        if not len(ahead):
            continue
        known = pairs.adjacency.neighbours(source)
        tied[known], tied[source] = True, True
        beyond = ahead[~tied[ahead]].tolist()
        tied[known], tied[source] = False, False
        for target in beyond:
            yield source, target
