"""The grounds and inks of pictures, for light and for dark surroundings.

Words have at least 4.5:1 against their ground (WCAG 2.2, 1.4.3), marks at least 3:1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from visualisations.palette import DARK_GROUND, LIGHT_GROUND


class Theme(StrEnum):
    """What surrounds a picture."""

    LIGHT = "light"
    DARK = "dark"

    @property
    def inks(self) -> Inks:
        """The colours of what is neither a thing nor a district."""
        return _DARK if self is Theme.DARK else _LIGHT


@dataclass(frozen=True, slots=True)
class Inks:
    """A ground, and what is written and drawn on it: words, quieter words, ties, fine lines."""

    ground: str
    ink: str
    soft: str
    tie: str
    line: str


_LIGHT = Inks(LIGHT_GROUND, "#18202B", "#525E6D", "#7F8B9B", "#D5DAE1")
_DARK = Inks(DARK_GROUND, "#E8ECF1", "#A9B4C1", "#6B7889", "#2C3440")
