"""Whether the store can be reached, and for how long it could not."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from graph.errors import Unavailable

TRY_SECONDS = 3.0  # how long somebody who reads waits for a store that may be away
PAUSE_SECONDS = 2.0


class Contact:
    """Lets reading go on while the store is away: of those who read, now and then one tries it again.

    `longest`: seconds after which what was read last is shown no more; None: it always is.
    `last` is when the store was last reached.
    """

    def __init__(self, longest: float | None = None) -> None:
        self.longest = longest
        self._next_try = 0.0
        self.make()

    @property
    def age(self) -> float:
        """Seconds since the store was last reached; 0 while it can be."""
        return time.monotonic() - self._last if self.away else 0.0

    @property
    def is_resting(self) -> bool:
        """Whether the store is away and was tried just now, or is being tried."""
        return self.away and time.monotonic() < self._next_try

    def begin(self) -> None:
        """Note that somebody tries: the others need not."""
        self._next_try = time.monotonic() + TRY_SECONDS + PAUSE_SECONDS

    def make(self) -> None:
        """Note that the store answered."""
        self._last = time.monotonic()
        self.last = datetime.now(UTC)
        self.away = False

    def lose(self) -> None:
        """Note that it did not."""
        self._next_try = time.monotonic() + PAUSE_SECONDS
        self.away = True

    def require_young(self) -> None:
        """Raise Unavailable when what was read last is older than may be shown."""
        if self.longest is not None and self.age > self.longest:
            raise Unavailable(
                f"The store has been away for more than {self.longest:g} seconds: try again later."
            )
