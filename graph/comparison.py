"""Two networks side by side: what measures make of them, who joined, who left, and who moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from graph.analysis.profile import RELATIVE, SHARES, Profile
from graph.analysis.ties import Positions, Ties, Values
from graph.model import Entity
from graph.network import Network
from graph.snapshot import Snapshot

MOST_MOVED = 500
NO_CHANCES: Mapping[str, float | None] = MappingProxyType({})
_ROUNDING = 1e-6
"""Of the largest value that a measure has: what differs by less is rounding."""


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure before and after; None where it is undefined, `p_value` also where chance has no say."""

    measure: str
    before: float | None
    after: float | None
    p_value: float | None = None

    @property
    def difference(self) -> float | None:
        """After less before; None when either is undefined."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class ActorChange:
    """The measures of a node that changed, the most moved first; `entity` is as it is afterwards.

    extent: the largest of its differences, each divided by the standard deviation of the measure over
    all nodes of both networks. Shares of a whole that grew or shrank are compared as what they are shares
    of (`SHARES`). Measures on a scale that the whole network sets (`RELATIVE`) are told last and don't count
    in it; a node for which nothing else changed did not move.
    """

    entity: Entity
    changes: tuple[MeasureChange, ...]
    extent: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two networks.

    joined: nodes of the one after only, as they are there. left: nodes of the one before only, as they were
    there: the view after may not have them. moved: nodes of both with a measure that changed, those that
    moved most first, equals by name; `moved_count` of them, of whom it holds the first.
    """

    measures: tuple[MeasureChange, ...]
    joined: tuple[Entity, ...]
    left: tuple[Entity, ...]
    moved: tuple[ActorChange, ...]
    moved_count: int


def compare(
    before: Network,
    after: Network,
    before_profile: Profile,
    after_profile: Profile,
    chances: Mapping[str, float | None] = NO_CHANCES,
    *,
    most_moved: int = MOST_MOVED,
) -> Comparison:
    """Return what differs between two networks whose profiles have been measured.

    Nodes are the same by their id. One that was merged into another counts as that one, by the merges
    that the later revision knows: so it neither left nor joined; its measures are those of the node that
    it was merged into, if that was there too. `chances` are the p-values of `permute_ties` over
    `align_ties`. Cheap beside what it is given: O(nodes × measures).
    """
    matched = _match(before, after)
    moves = _Moves(before_profile, after_profile, matched)
    order = moves.order([after.nodes[place] for place in matched.after.tolist()])
    return Comparison(
        measures=tuple(
            MeasureChange(name, value, after_profile.network[name], chances.get(name))
            for name, value in before_profile.network.items()
            if name in after_profile.network
        ),
        joined=tuple(after.nodes[place] for place in matched.joined),
        left=tuple(before.nodes[place] for place in matched.left),
        moved=tuple(
            moves.describe(column, after.nodes[int(matched.after[column])]) for column in order[:most_moved]
        ),
        moved_count=len(order),
    )


def align_ties(before: Network, after: Network) -> tuple[Ties, Ties] | None:
    """Return the ties of both with position i the same node in either; None when nodes are not the same.

    For `permute_ties`. The caller sees to it that both show ties in the same way: the same scope. O(ties).
    """
    matched = _match(before, after)
    if not len(before.nodes) == len(after.nodes) == len(matched.before):
        return None
    places: Positions = np.empty(len(after.nodes), np.int32)
    places[matched.after] = matched.before
    ties = after.ties
    return before.ties, Ties(
        ties.nodes, places[ties.sources], places[ties.targets], ties.weights, ties.mutual
    )


@dataclass(frozen=True, eq=False)
class _Matched:
    """Positions: `before[i]` and `after[i]` are one node."""

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    joined: list[int]
    left: list[int]


def _match(before: Network, after: Network) -> _Matched:
    # Of two networks at one revision, the imagined one may know of more merges.
    later = max(before, after, key=lambda each: (each.revision, len(each.view.snapshot.merges)))
    then, now = (_place(network, later.view.snapshot) for network in (before, after))
    both = [survivor for survivor in now if survivor in then]
    return _Matched(
        np.array([then[survivor] for survivor in both], np.int64),
        np.array([now[survivor] for survivor in both], np.int64),
        [place for survivor, place in now.items() if survivor not in then],
        [place for survivor, place in then.items() if survivor not in now],
    )


def _place(network: Network, snapshot: Snapshot) -> dict[str, int]:
    """Return the places of nodes by the ids that they survive under.

    When several survive as one, the place is that of the survivor itself, or else of the first of them.
    """
    places: dict[str, int] = {}
    for place, node in enumerate(network.nodes):
        survivor = snapshot.survivor_of(node.id)
        if survivor == node.id:
            places[survivor] = place
        else:
            places.setdefault(survivor, place)
    return places


class _Moves:
    """The measures of the nodes of both networks: a row each, a column for each node."""

    def __init__(self, before: Profile, after: Profile, matched: _Matched) -> None:
        self._names = [name for name in before.nodes if name in after.nodes]
        shape = (len(self._names), len(matched.after))
        self._before, self._after = np.empty(shape), np.empty(shape)
        self._changed, self._extents = np.zeros(shape, np.bool_), np.zeros(shape)
        for row, name in enumerate(self._names):
            olds, news = before.nodes[name], after.nodes[name]
            one, other = olds[matched.before], news[matched.after]
            self._before[row], self._after[row] = one, other
            whole = SHARES.get(name)
            then = 1.0 if whole is None else whole(len(olds))
            now = 1.0 if whole is None else whole(len(news))
            self._changed[row], self._extents[row] = _hold_beside(
                one * then, other * now, np.concatenate([olds * then, news * now])
            )
        self._relative = np.array([name in RELATIVE for name in self._names], np.bool_)
        self._extents[self._relative] = 0.0

    def order(self, nodes: list[Entity]) -> list[int]:
        """Return the columns of the nodes that moved, in the order of `Comparison`."""
        extents = np.round(self._extents.max(axis=0, initial=0.0), 9)
        moved = np.flatnonzero(self._changed[~self._relative].any(axis=0)).tolist()
        return sorted(moved, key=lambda place: (-extents[place], nodes[place].name, nodes[place].id))

    def describe(self, column: int, entity: Entity) -> ActorChange:
        """Return what changed for one node."""
        rows = np.flatnonzero(self._changed[:, column])
        rows = rows[np.lexsort((self._relative[rows], -self._extents[rows, column]))]
        changes = tuple(
            MeasureChange(
                self._names[row], _defined(self._before[row, column]), _defined(self._after[row, column])
            )
            for row in rows.tolist()
        )
        return ActorChange(entity, changes, float(self._extents[rows[0], column]))


def _hold_beside(one: Values, other: Values, everywhere: Values) -> tuple[NDArray[np.bool_], Values]:
    """Return which values changed, and by how many standard deviations of all that there are.

    One that is undefined on one side only changed, by none.
    """
    known = everywhere[~np.isnan(everywhere)]
    rounding = _ROUNDING * float(np.abs(known).max(initial=0.0))
    difference = np.abs(other - one)
    changed = (difference > rounding) | (np.isnan(one) != np.isnan(other))
    spread = float(known.std()) if len(known) else 0.0
    extent = np.where(changed & ~np.isnan(difference), difference, 0.0)
    return changed, extent / spread if spread else extent


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
