"""Writing SVG: elements whose attributes and texts are escaped, whatever they hold."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(tag: str, *inside: str, **attributes: str | float | None) -> Markup:
    """Return an element. What is inside is text, unless it is an element itself.

    Attributes are written with hyphens for underscores, those that are None not at all; numbers with
    two decimals at most.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    content = "".join(map(_content, inside))
    return Markup(f"<{tag}{written}>{content}</{tag}>" if inside else f"<{tag}{written}/>")  # noqa: S704


def number(value: float) -> str:
    """Return a number as SVG takes it, with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def points(corners: list[tuple[float, float]]) -> str:
    """Return corners as polygons take them."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in corners)


def _value(value: str | float) -> str:
    return str(escape(_FORBIDDEN.sub("", value))) if isinstance(value, str) else number(value)


def _content(part: str) -> str:
    return str(part) if isinstance(part, Markup) else str(escape(_FORBIDDEN.sub("", part)))
