"""Measures for tests of taking measures: they leave a mark in a file whenever they run."""

from __future__ import annotations

import os
import time
from pathlib import Path

from graph.analysis.ties import Ties
from graph.errors import Invalid


def count_nodes(ties: Ties, marks: str, mark: str = "") -> int:
    """Return the number of nodes; marks the file with the number of the process."""
    _mark(marks, mark)
    return ties.nodes


def wait_for(ties: Ties, marks: str, until: str) -> int:
    """Return the number of nodes, but not before a file is there."""
    _mark(marks)
    while not Path(until).exists():
        time.sleep(0.01)
    return ties.nodes


def take_time(ties: Ties, marks: str) -> int:
    """Return the number of nodes, a second and a half later."""
    _mark(marks)
    time.sleep(1.5)
    return ties.nodes


def refuse(ties: Ties, marks: str) -> int:
    """Raise what a measure raises for a wrong argument."""
    _mark(marks)
    raise Invalid(f"{ties.nodes} are too many.", ("size",))


def die(ties: Ties, marks: str) -> int:
    """End the process that this runs in, as one that ran out of memory is ended."""
    _mark(marks)
    os._exit(ties.nodes % 100)


def _mark(marks: str, mark: str = "") -> None:
    with Path(marks).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {mark}\n")
