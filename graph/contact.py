"""Whether the store can be reached, and for how long it could not."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime

from graph.errors import Away, Unavailable

TRY_SECONDS = 3.0  # how long somebody who reads waits for a store that may be away
PAUSE_SECONDS = 2.0

log = logging.getLogger("intreccio.store")


class Contact:
    """Lets reading go on while the store is away: of those who read, now and then one tries it again.

    `longest`: seconds after which what was read last is shown no more; None: it always is.
    `last` is when the store was last reached.
    """

    def __init__(self, longest: float | None = None) -> None:
        self.longest = longest
        self._next_try = 0.0
        self._is_slow = False
        self._why = ""
        self.away = False
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
        if self.away:
            log.warning("The store is there again, after %.0f seconds.", self.age)
        self._last = time.monotonic()
        self.last = datetime.now(UTC)
        self._why = ""
        self.away = False

    def lose(self, why: str, *, slow: bool = False) -> None:
        """Note that it did not, and why; `slow`: it did, but there is much to read."""
        if why != self._why:
            log.warning("%s What was read last is shown meanwhile.", why)
        self._why = why
        self._next_try = time.monotonic() + PAUSE_SECONDS
        self.away = True
        self._is_slow = slow

    def require(self) -> None:
        """Raise Unavailable when the store was tried just now and did not answer: nobody waits again."""
        if self.is_resting and not self._is_slow:
            raise Away("The store cannot be reached just now: try again in some seconds.")

    def require_young(self) -> None:
        """Raise Unavailable when what was read last is older than may be shown."""
        if self.longest is not None and self.age > self.longest:
            raise Unavailable(
                f"The store has been away for more than {self.longest:g} seconds: try again later."
            )
