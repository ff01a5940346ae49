"""Whether ties stay within groups or lead out of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.groups import Counts, Groups, group_sizes
from graph.analysis.label_permutation import permute_labels
from graph.analysis.mixing_cells import MixingCells, count_cells
from graph.analysis.ties import Pairs, Ties, Values

ROUNDS = 999


@dataclass(frozen=True, eq=False)
class Mixing:
    """E–I indices of the network, of each group and of each node: -1 all ties within, +1 all lead out.

    ei_index: None without ties. expected: what the sizes of the groups lead one to expect of it. p_value:
    how often chance is as far from that, or farther; None without ties. rounds: of the permutation test.
    by_group, by_node: NaN for groups and nodes without ties. expected_by_group, expected_by_node: what
    the sizes lead one to expect, NaN for who is alone. p_value_by_group: NaN for groups without ties.
    """

    ei_index: float | None
    expected: float | None
    p_value: float | None
    rounds: int
    sizes: Counts
    by_group: Values
    expected_by_group: Values
    p_value_by_group: Values
    by_node: Values
    expected_by_node: Values
    cells: MixingCells


def measure_mixing(
    ties: Ties,
    groups: Groups,
    *,
    seed: int,
    directed: bool = False,
    weighted: bool = False,
    rounds: int = ROUNDS,
) -> Mixing:
    """Return how ties mix the groups, and how that compares with chance.

    E–I = (E - I) / (E + I), with E the ties that lead out of a group and I those within (Krackhardt and
    Stern 1988, "Informal networks and organizational crises"). Of a group, I counts the ties within it
    and E those between it and others, each tie once (UCINET counts inner ties from both ends); of a
    node, its own ties. Parallel ties count once, self-ties don't count; directed, a mutual tie counts in
    both directions. `weighted` adds up weights in the indices instead of counting; the cells count.

    Expected: ties fall on pairs of nodes by chance, so that every group and cell gets its share of all
    possible pairs: the index of those pairs. For the network that is the exact mean under the
    permutations of the test, which deals the groups' codes anew to all nodes, keeping the sizes and
    every tie: p = (1 + k) / (1 + rounds), where in k rounds E lies at least as far from its mean, on
    either side. For a group k counts the smaller tail of its index, and p is doubled, at most 1; rounds
    in which it has no ties count as extreme. Groups are tested one by one: of twenty, one lies below
    0.05 by chance. Single nodes have too few ties to be tested.

    Fewer rounds than asked for are made on large networks, see `permute_labels`; `rounds` tells how
    many. The same seed gives the same p. Cost: O(rounds × (n + m)).
    """
    pairs = ties.directed() if directed else ties.undirected()
    weights = pairs.weights if weighted else np.ones(len(pairs))
    codes: Counts = groups.astype(np.int64)
    sizes = group_sizes(codes)
    source = codes[pairs.sources]
    inner = source == codes[pairs.targets]
    strength = _strength(pairs, weights)
    within: Values = np.bincount(source[inner], weights=weights[inner], minlength=len(sizes)).astype(
        np.float64
    )
    touching: Values = np.bincount(codes, weights=strength, minlength=len(sizes)).astype(np.float64) - within
    within_node = _strength(pairs, np.where(inner, weights, 0.0))

    inner_ends = (sizes * (sizes - 1)).astype(np.float64)
    outer_ends = (sizes * (ties.nodes - sizes)).astype(np.float64)
    total = float(weights.sum())
    tested = permute_labels(pairs, weights, codes, seed, rounds)
    return Mixing(
        ei_index=float(weights[~inner].sum() - weights[inner].sum()) / total if total else None,
        expected=1 - 2 * float(inner_ends.sum()) / (ties.nodes * (ties.nodes - 1)) if total else None,
        p_value=tested.p_value,
        rounds=tested.rounds,
        sizes=sizes,
        by_group=_index(touching - within, within),
        expected_by_group=_index(outer_ends, inner_ends / 2),
        p_value_by_group=tested.p_value_by_group,
        by_node=_index(strength - within_node, within_node),
        expected_by_node=_index(outer_ends, inner_ends)[codes],
        cells=count_cells(pairs, codes),
    )


def _index(outer: Values, inner: Values) -> Values:
    whole = outer + inner
    found: Values = np.full(len(whole), np.nan)
    np.divide(outer - inner, whole, out=found, where=whole > 0)
    return found


def _strength(pairs: Pairs, weights: Values) -> Values:
    """Return the weight of the ties at each node, whichever end of them it is."""
    ends = np.bincount(pairs.sources, weights=weights, minlength=pairs.nodes)
    return np.asarray(ends + np.bincount(pairs.targets, weights=weights, minlength=pairs.nodes), np.float64)
