"""Boxes and discs on a picture: what meets what, and by how much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
"""Rows of left, top, right, bottom."""
Discs = NDArray[np.float64]
"""Rows of x, y, radius."""
Hits = NDArray[np.bool_]


def boxes_meet(boxes: Boxes, others: Boxes) -> Hits:
    """Return which box (row) meets which other (column)."""
    hits: Hits = (
        (boxes[:, None, 0] < others[None, :, 2])
        & (others[None, :, 0] < boxes[:, None, 2])
        & (boxes[:, None, 1] < others[None, :, 3])
        & (others[None, :, 1] < boxes[:, None, 3])
    )
    return hits


def disc_gaps(boxes: Boxes, discs: Discs) -> NDArray[np.float64]:
    """Return how far each box (row) is from the edge of each disc (column); below 0 where they meet."""
    aside = np.maximum(boxes[:, None, 0] - discs[None, :, 0], discs[None, :, 0] - boxes[:, None, 2])
    above = np.maximum(boxes[:, None, 1] - discs[None, :, 1], discs[None, :, 1] - boxes[:, None, 3])
    gaps: NDArray[np.float64] = np.hypot(np.maximum(aside, 0.0), np.maximum(above, 0.0)) - discs[None, :, 2]
    return gaps


def discs_meet(boxes: Boxes, discs: Discs) -> Hits:
    """Return which box (row) meets which disc (column)."""
    hits: Hits = disc_gaps(boxes, discs) < 0
    return hits


def lines_meet(lines: NDArray[np.float64], discs: Discs) -> Hits:
    """Return which straight line (row: its two ends) meets which disc (column)."""
    starts, along = lines[:, None, :2], lines[:, None, 2:] - lines[:, None, :2]
    to_discs = discs[None, :, :2] - starts
    lengths = np.maximum((along**2).sum(axis=2), 1e-9)
    shares = np.clip((to_discs * along).sum(axis=2) / lengths, 0.0, 1.0)
    gaps = to_discs - shares[:, :, None] * along
    hits: Hits = np.hypot(gaps[:, :, 0], gaps[:, :, 1]) < discs[None, :, 2]
    return hits


def lines_cross(lines: NDArray[np.float64], boxes: Boxes) -> Hits:
    """Return which straight line (row: its two ends) touches which box (column)."""
    starts, ends = lines[:, None, :2], lines[:, None, 2:]
    apart = (np.maximum(starts, ends) < boxes[:, :2]) | (np.minimum(starts, ends) > boxes[:, 2:])
    along = ends - starts
    corners = np.stack([boxes[:, [across, down]] for across in (0, 2) for down in (1, 3)])
    # On which side of the line each corner lies: all on one side, and it passes by.
    to_corners = corners[:, None] - starts
    sides = along[..., 0] * to_corners[..., 1] - along[..., 1] * to_corners[..., 0]
    hits: Hits = ~apart.any(axis=2) & (sides.min(axis=0) <= 0) & (sides.max(axis=0) >= 0)
    return hits


def overlap_share(boxes: Boxes, discs: Discs, step: float = 1.0) -> float:
    """Return which share of the area of labels lies under another label or a node: 0 to 1.

    Looked up at points `step` apart, so that what covers a spot twice counts once.
    """
    covered = total = 0
    for row, (left, top, right, bottom) in enumerate(boxes.tolist()):
        x, y = np.meshgrid(np.arange(left + step / 2, right, step), np.arange(top + step / 2, bottom, step))
        hidden = np.zeros(x.shape, np.bool_)
        here = boxes[row : row + 1]
        for other in np.flatnonzero(boxes_meet(here, boxes)[0]).tolist():
            if other != row:
                near = boxes[other]
                hidden |= (x > near[0]) & (x < near[2]) & (y > near[1]) & (y < near[3])
        for disc in np.flatnonzero(discs_meet(here, discs)[0]).tolist():
            hidden |= np.hypot(x - discs[disc, 0], y - discs[disc, 1]) < discs[disc, 2]
        covered += int(hidden.sum())
        total += hidden.size
    return covered / total if total else 0.0


class InkMap:
    """How much is drawn where, in a grid: for places that cross few lines."""

    _CELL = 6.0

    def __init__(self, width: float, height: float, lines: Sequence[Sequence[tuple[float, float]]]) -> None:
        """Lay a grid over a picture of this size and count the points of lines in each of its cells."""
        shape = (int(height / self._CELL) + 2, int(width / self._CELL) + 2)
        marks = np.zeros(shape)
        for line in lines:
            places = np.array(line)
            steps = np.hypot(*np.diff(places, axis=0).T) / self._CELL
            for start, end, count in zip(places[:-1], places[1:], steps.tolist(), strict=True):
                along = np.linspace(0.0, 1.0, int(count) + 2)[:, None]
                cells = ((start + along * (end - start)) / self._CELL).astype(np.int64)
                columns = np.clip(cells[:, 0], 0, shape[1] - 1)
                marks[np.clip(cells[:, 1], 0, shape[0] - 1), columns] += 1
        self._sums = np.zeros((shape[0] + 1, shape[1] + 1))
        self._sums[1:, 1:] = np.minimum(marks, 4).cumsum(0).cumsum(1)

    def within(self, boxes: Boxes) -> NDArray[np.float64]:
        """Return how much is drawn within each box."""
        rows, columns = self._sums.shape
        cells = (boxes / self._CELL).astype(np.int64)
        left, right = (np.clip(cells[:, side], 0, columns - 1) for side in (0, 2))
        top, bottom = (np.clip(cells[:, side], 0, rows - 1) for side in (1, 3))
        right, bottom = np.minimum(right + 1, columns - 1), np.minimum(bottom + 1, rows - 1)
        found: NDArray[np.float64] = (
            self._sums[bottom, right]
            - self._sums[top, right]
            - self._sums[bottom, left]
            + self._sums[top, left]
        )
        return found
