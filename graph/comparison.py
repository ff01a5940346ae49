"""Two networks side by side: what measures make of them, who joined, who left, and who moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analysis.profile import Profile
from graph.analysis.ties import Positions, Ties, Values
from graph.model import Entity
from graph.network import Network

NO_CHANCES: Mapping[str, float | None] = {}
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
    all nodes of both networks.
    """

    entity: Entity
    changes: tuple[MeasureChange, ...]
    extent: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two networks.

    joined: nodes of the later one only, as they are there. left: nodes of the earlier one only, as they
    were there: the later view may not have them. moved: nodes of both with a measure that changed, those
    that moved most first, equals by name.
    """

    measures: tuple[MeasureChange, ...]
    joined: tuple[Entity, ...]
    left: tuple[Entity, ...]
    moved: tuple[ActorChange, ...]


def compare(
    before: Network,
    after: Network,
    before_profile: Profile,
    after_profile: Profile,
    chances: Mapping[str, float | None] = NO_CHANCES,
) -> Comparison:
    """Return what differs between two networks whose profiles have been measured.

    Nodes are the same by their id. One that was merged into another counts as that one, by the merges
    that the later revision knows: so it neither left nor joined; its measures are those of the node that
    it was merged into, if that was there too. `chances` are the p-values of `permute_ties` over
    `align_ties`. Cheap beside what it is given: O(nodes × measures).
    """
    matched = _match(before, after)
    return Comparison(
        measures=tuple(
            MeasureChange(name, value, after_profile.network[name], chances.get(name))
            for name, value in before_profile.network.items()
            if name in after_profile.network
        ),
        joined=tuple(after.nodes[place] for place in matched.joined),
        left=tuple(before.nodes[place] for place in matched.left),
        moved=tuple(_find_moved(after, matched, before_profile, after_profile)),
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
    then, now = _place(before, after), _place(after, before)
    both = [survivor for survivor in now if survivor in then]
    return _Matched(
        np.array([then[survivor] for survivor in both], np.int64),
        np.array([now[survivor] for survivor in both], np.int64),
        [place for survivor, place in now.items() if survivor not in then],
        [place for survivor, place in then.items() if survivor not in now],
    )


def _place(network: Network, other: Network) -> dict[str, int]:
    """Return the places of nodes by the ids that they survive under, at the later of both revisions.

    When several survive as one, the place is that of the survivor itself, or else of the first of them.
    """
    later = max(network, other, key=lambda each: (each.revision, len(each.view.snapshot.merges)))
    snapshot = later.view.snapshot
    places: dict[str, int] = {}
    for place, node in enumerate(network.nodes):
        survivor = snapshot.survivor_of(node.id)
        if survivor == node.id:
            places[survivor] = place
        else:
            places.setdefault(survivor, place)
    return places


def _find_moved(
    after: Network, matched: _Matched, before_profile: Profile, after_profile: Profile
) -> list[ActorChange]:
    names = [name for name in before_profile.nodes if name in after_profile.nodes]
    shape = (len(names), len(matched.after))
    one, other = np.empty(shape), np.empty(shape)
    extents, changed = np.zeros(shape), np.zeros(shape, np.bool_)
    for row, name in enumerate(names):
        olds, news = before_profile.nodes[name], after_profile.nodes[name]
        one[row], other[row] = olds[matched.before], news[matched.after]
        changed[row], extents[row] = _hold_beside(one[row], other[row], np.concatenate([olds, news]))
    moved = []
    for column in np.flatnonzero(changed.any(axis=0)).tolist():
        rows = np.flatnonzero(changed[:, column])
        rows = rows[np.argsort(-extents[rows, column], kind="stable")]
        changes = tuple(
            MeasureChange(names[row], _defined(one[row, column]), _defined(other[row, column]))
            for row in rows.tolist()
        )
        entity = after.nodes[int(matched.after[column])]
        moved.append(ActorChange(entity, changes, float(extents[rows[0], column])))
    return sorted(moved, key=lambda move: (-round(move.extent, 9), move.entity.name, move.entity.id))


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
