"""What moment a question is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of valid time, or a phase of a plan; and what the service knew at a revision.

    All empty: every fact at the newest revision, whatever its dates. `phase` is an entity id.
    """

    at: date | None = None
    phase: str | None = None
    as_of: int | None = None

    @property
    def is_default(self) -> bool:
        """True when nothing was chosen."""
        return self.at is None and self.phase is None and self.as_of is None
