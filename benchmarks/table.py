"""Figures side by side."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, ours and the peer's, in one unit; `more_is_better` says which way to read it."""

    what: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str = ""
    more_is_better: bool = False


def show(title: str, rows: list[Row]) -> str:
    """Return rows as a table; the ratio is ours to the peer's."""
    lines = [title, "-" * len(title)]
    for row in rows:
        line = f"{row.what:<44} {row.ours:>12,.3f} {row.unit:<8}"
        if row.peer is not None:
            better = "more is better" if row.more_is_better else "less is better"
            line += f" {row.peer_name} {row.peer:,.3f}: {row.ours / row.peer:.2f}× ({better})"
        lines.append(line)
    return "\n".join(lines) + "\n"


def timed(work: Callable[[], ResultT]) -> tuple[float, ResultT]:
    """Return how many seconds something took, and what it returned."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def typical(work: Callable[[int], object], times: int) -> float:
    """Return the median seconds of doing something so many times, told which time it is."""
    seconds = []
    for number in range(times):
        start = time.perf_counter()
        work(number)
        seconds.append(time.perf_counter() - start)
    return median(seconds)
