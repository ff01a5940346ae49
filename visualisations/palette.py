"""Colours that people with any colour vision tell apart, on white and on black.

After Okabe and Ito (2008), darkened where needed so that each has at least 3:1 against both grounds
(WCAG 2.2, 1.4.11). Kind is shown by shape as well, so that nothing rests on colour alone.
"""

from __future__ import annotations

DISTINCT = (
    "#0072B2",  # blue
    "#D55E00",  # vermilion
    "#009E73",  # green
    "#BF5C99",  # purple
    "#A67C00",  # ochre
    "#2B93C4",  # sky
    "#8C6BD1",  # violet
    "#B5574E",  # brick
    "#6B8E23",  # olive
    "#C2506E",  # rose
)
SEVERAL = "#66758A"
"""What spans several districts."""
NOWHERE = "#8F8578"
"""What no document ties to a district."""
LIGHT_GROUND = "#FFFFFF"
DARK_GROUND = "#12161C"


def distinct_colour(position: int) -> str:
    """Return the colour of the thing at a position in its order; they come round again."""
    return DISTINCT[position % len(DISTINCT)]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours written as #RRGGBB: 1 to 21, as WCAG defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
