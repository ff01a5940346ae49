"""Pictures as PNG, drawn by resvg, in the font that comes along: the same on every machine."""

from __future__ import annotations

import re
from contextlib import ExitStack
from html import unescape
from importlib import resources

from graph.errors import Invalid, Unavailable
from visualisations.text_width import known_letters

_WEIGHTS = ("regular", "bold")
_LARGEST_SCALE = 8.0


def write_png(svg: str, *, scale: float = 2.0) -> bytes:
    """Return an SVG of ours as PNG, `scale` pixels for each of its units.

    The fonts of the machine are looked at only for letters that ours lacks. Raises Unavailable when
    resvg is not installed, Invalid for a scale that is not between 0 and 8.
    """
    if not 0 < scale <= _LARGEST_SCALE:
        raise Invalid(f"The scale of a picture is above 0 and at most {_LARGEST_SCALE:g}, not {scale:g}.")
    try:
        import resvg_py
    except ModuleNotFoundError as error:
        raise Unavailable(
            'PNG needs resvg, which comes with: pip install "intreccio[png]". SVG needs nothing more.'
        ) from error
    folder = resources.files("visualisations") / "fonts"
    with ExitStack() as stack:
        fonts = [
            str(stack.enter_context(resources.as_file(folder / f"arimo-{weight}.ttf"))) for weight in _WEIGHTS
        ]
        drawn: bytes = resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            skip_system_fonts=knows_letters(svg),
            font_files=fonts,
            font_family="Arimo",
            sans_serif_family="Arimo",
        )
    return bytes(drawn)


def knows_letters(svg: str) -> bool:
    """Return whether our font can draw every letter between the elements of an SVG."""
    letters = set(map(ord, unescape(re.sub("<[^>]*>", "", svg))))
    return letters - set(map(ord, "\n\t\r")) <= known_letters()
