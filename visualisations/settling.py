"""Finding places for what was recorded later, without moving what is there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from visualisations.spacing import Points


class Area(Protocol):
    """A part of the map where something may lie."""

    def holds(self, points: Points) -> NDArray[np.bool_]:
        """Return which points lie in it."""
        ...

    def brought_in(self, points: Points) -> Points:
        """Return points, those outside moved to its edge."""
        ...


_CELL = 6.0
_NEAR = 40  # cells
_SIDE = 2 * _NEAR + 1
_OWN_WILL = 0.2
_CROWDED = 0.5  # where there is no free place left, things come this much closer


class Ground:
    """Which places are taken: those closer than `room` to anything that lies there."""

    def __init__(self, points: Points, reach: float, room: float) -> None:
        """Begin with things at `points`, all of them at most `reach` away from the middle."""
        self._half = int(reach / _CELL) + _NEAR + 2
        side = 2 * self._half + 1
        self._taken = [np.zeros((side, side), np.bool_) for _ in (0, 1)]
        rooms = (room, room * _CROWDED)
        self._stamps = [_disc(distance) for distance in rooms]
        for point in points:
            self.take(point)

    def take(self, point: Points) -> None:
        """Mark the places around a point as taken."""
        column, row = self._cell(point)
        for taken, stamp in zip(self._taken, self._stamps, strict=True):
            half = len(stamp) // 2
            left, top = max(column - half, 0), max(row - half, 0)
            part = taken[left : column + half + 1, top : row + half + 1]
            part |= stamp[left - column + half :, top - row + half :][: part.shape[0], : part.shape[1]]

    def nearest_free(self, wish: Points, allowed: Callable[[Points], NDArray[np.bool_]]) -> Points:
        """Return the free and allowed place that is nearest to a wish; the wish itself where none is.

        Close by, even a crowded place is better than a far one.
        """
        column, row = self._cell(wish)
        corner = np.array([column - _NEAR, row - _NEAR])
        for taken in self._taken:
            around = taken[column - _NEAR : column + _NEAR + 1, row - _NEAR : row + _NEAR + 1].ravel()
            for ranked in (_NEAREST[:400], _NEAREST[400:]):
                free = ranked[~around[ranked]]
                cells = np.column_stack(np.divmod(free, _SIDE)) + corner
                found = self._first(cells, allowed)
                if found is not None:
                    return found
        cells = np.argwhere(~self._taken[1])
        distances = ((cells - (column, row)) ** 2).sum(axis=1)
        found = self._first(cells[np.argsort(distances, kind="stable")], allowed)
        return wish if found is None else found

    def _first(
        self, cells: NDArray[np.int64], allowed: Callable[[Points], NDArray[np.bool_]]
    ) -> Points | None:
        places: Points = (cells - self._half).astype(np.float64) * _CELL
        fitting = np.flatnonzero(allowed(places))
        return places[fitting[0]] if len(fitting) else None

    def _cell(self, point: Points) -> tuple[int, int]:
        most = self._half - _NEAR
        column, row = (max(-most, min(most, round(value / _CELL))) for value in point.tolist())
        return column + self._half, row + self._half


def settle(
    points: Points,
    placed: int,
    wishes: Points,
    tied: Sequence[Sequence[int]],
    ground: Ground,
    area_of: Callable[[int], Area],
) -> Points:
    """Place all but the first `placed` points, in their order, each near what it is tied to so far.

    What comes later therefore moves nothing that came before. `wishes` draws what is tied to nothing,
    `tied` has the positions that each is tied to, `area_of` says where it may lie.
    """
    settled = points.copy()
    for position in range(placed, len(points)):
        area, wish = area_of(position), wishes[position]
        friends = [other for other in tied[position] if other < position]
        if friends:
            wish = wish * _OWN_WILL + settled[friends].mean(axis=0) * (1 - _OWN_WILL)
        settled[position] = ground.nearest_free(area.brought_in(wish[None, :])[0], area.holds)
        ground.take(settled[position])
    return settled


def _disc(radius: float) -> NDArray[np.bool_]:
    half = int(radius / _CELL)
    columns, rows = np.mgrid[-half : half + 1, -half : half + 1]
    disc: NDArray[np.bool_] = (columns**2 + rows**2) * _CELL**2 < radius**2
    return disc


def _nearest_cells() -> NDArray[np.int64]:
    """Return the cells of a square of `_SIDE`, counted through, those nearest to its middle first."""
    columns, rows = np.mgrid[-_NEAR : _NEAR + 1, -_NEAR : _NEAR + 1]
    return np.argsort((columns**2 + rows**2).ravel(), kind="stable")


_NEAREST = _nearest_cells()
