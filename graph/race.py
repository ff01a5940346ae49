"""Committing while others do too: whoever was late computes anew, and tries again."""

from __future__ import annotations

import time

from graph.errors import HeadMoved

TRIES = 50
SECONDS = 20.0  # who writes without pause leaves room for one try in thirty


class Race:
    """One writer's tries, from the first on."""

    def __init__(self) -> None:
        self._lost = 0
        self._deadline = time.monotonic() + SECONDS

    def lose(self) -> None:
        """Count a try that came too late; after fifty and twenty seconds raise HeadMoved."""
        self._lost += 1
        if self._lost >= TRIES and time.monotonic() > self._deadline:
            raise HeadMoved("Others write so often that this found no room: try again.")
