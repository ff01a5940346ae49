"""Who stands next to gaps between others, and who is closed in (Burt 1992).

With a_ij the strength of the tie from i to j, p_ij = (a_ij + a_ji) / Σ_q (a_iq + a_qi) is the part of i's
ties that goes to j, and m_ij = (a_ij + a_ji) / max_q (a_iq + a_qi) is how strong that tie is beside i's
strongest. A mutual tie has its strength both ways, parallel ties add up, a tie of strength 0 is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from graph.analysis.ties import Pairs, Ties, Values
from graph.analysis.triangles import find_triangles

Entries = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StructuralHoles:
    """One value for each node, NaN for isolates.

    constraint: c_i = Σ_j c_ij, with c_ij = (p_ij + Σ_q p_iq p_qj)², over those that i is tied to: how much
        of its ties leads, directly or by way of others, to the same few. It may exceed 1.
    effective_size: Σ_j (1 - Σ_q p_iq m_jq): how many of i's ties lead to somebody new. With equal ties that
        is n - 2t / n, with t the ties among n alters (Borgatti 1997).
    efficiency: effective size divided by the number of alters.
    hierarchy: Σ_j r_j ln r_j / (n ln n), with r_j = c_ij / (c_i / n): 0 when all of n alters constrain alike,
        1 when all constraint comes from one, as it does where there is only one.
    """

    constraint: Values
    effective_size: Values
    efficiency: Values
    hierarchy: Values


def measure_structural_holes(ties: Ties, *, weighted: bool = True) -> StructuralHoles:
    """Return constraint, effective size, efficiency and hierarchy of every node.

    Directed ties count from either end. Not weighted, each tie has strength 1 in its direction, parallel
    ones together. O(ties + triangles).
    """
    contacts = _Contacts(ties, weighted=weighted)
    nodes, egos = contacts.nodes, contacts.egos
    strongest = np.zeros(nodes)
    np.maximum.at(strongest, egos, contacts.strength)
    beside = contacts.strength / strongest[egos]
    local = contacts.local_constraint()
    redundant = np.zeros(nodes)
    for _, to_third, third_to_alter in contacts.find_detours():
        back = contacts.back(third_to_alter)
        redundant += np.bincount(egos[to_third], contacts.part[to_third] * beside[back], nodes)
    degree = np.bincount(egos, minlength=nodes).astype(np.float64)
    degree[degree == 0] = np.nan
    constraint = np.bincount(egos, local, nodes) + 0 * degree
    share = local * (degree / constraint)[egos]
    spread = np.where(degree == 1, 1, degree * np.log(degree))
    hierarchy = np.maximum(np.bincount(egos, share * np.log(share), nodes) / spread, 0)
    effective = degree - redundant
    return StructuralHoles(constraint, effective, effective / degree, np.where(degree == 1, 1.0, hierarchy))


def measure_constraint(ties: Ties, *, weighted: bool = True) -> Values:
    """Return constraint alone, as `measure_structural_holes` does, in about half the time."""
    contacts = _Contacts(ties, weighted=weighted)
    found = np.bincount(contacts.egos, contacts.local_constraint(), contacts.nodes)
    return np.where(np.bincount(contacts.egos, minlength=contacts.nodes) > 0, found, np.nan)


class _Contacts:
    """Who is tied to whom, seen from either end.

    Entry e is pair e seen from its lower node, entry `count` + e the same seen from its higher node.
    `strength` is a_ij + a_ji, `part` is p_ij.
    """

    def __init__(self, ties: Ties, *, weighted: bool) -> None:
        pairs = ties.undirected()
        strength = _both_ways(ties, pairs, weighted=weighted)
        if not strength.all():
            pairs = pairs.keep(strength > 0, strength)
            strength = pairs.weights
        self.nodes, self.count = pairs.nodes, len(pairs)
        self._pairs = pairs
        self.egos = np.concatenate([pairs.sources, pairs.targets])
        self.strength = np.concatenate([strength, strength])
        self.part = self.strength / np.bincount(self.egos, self.strength, self.nodes)[self.egos]
        self._triangles = list(find_triangles(pairs))

    def find_detours(self) -> Iterator[tuple[Entries, Entries, Entries]]:
        """Yield entries ego → alter, ego → third and third → alter, wherever all three are tied."""
        low = self._pairs.sources
        for triangle in self._triangles:
            for direct, first, second in permutations(triangle.T.astype(np.int64)):
                ego_is_high = (low[direct] != low[first]) & (low[direct] != self._pairs.targets[first])
                ego = np.where(ego_is_high, self._pairs.targets[direct], low[direct])
                to_third = first + self.count * (low[first] != ego)
                third = np.where(low[first] == ego, self._pairs.targets[first], low[first])
                yield (
                    direct + self.count * ego_is_high,
                    to_third,
                    second + self.count * (low[second] != third),
                )

    def back(self, entries: Entries) -> Entries:
        """Return the entries of the same pairs, seen from the other end."""
        other: Entries = (entries + self.count) % (2 * self.count)
        return other

    def local_constraint(self) -> Values:
        """Return c_ij for every entry."""
        by_way = np.zeros(2 * self.count)
        for direct, to_third, third_to_alter in self.find_detours():
            by_way += np.bincount(direct, self.part[to_third] * self.part[third_to_alter], 2 * self.count)
        local: Values = (self.part + by_way) ** 2
        return local


def _both_ways(ties: Ties, pairs: Pairs, *, weighted: bool) -> Values:
    """Return a_ij + a_ji of each pair."""
    proper = pairs.pair_of_tie >= 0
    places, mutual = pairs.pair_of_tie[proper], ties.mutual[proper]
    strength: Values = np.zeros(len(pairs))
    if weighted:
        strength += np.bincount(places, ties.weights[proper] * (1 + mutual), len(pairs))
        return strength
    upward = ties.sources[proper] < ties.targets[proper]
    for runs in (upward | mutual, ~upward | mutual):
        there = np.zeros(len(pairs), np.bool_)
        there[places[runs]] = True
        strength += there
    return strength
