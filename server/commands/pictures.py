"""Writing what is drawn into files: the name of the file says how."""

from __future__ import annotations

from pathlib import Path

from graph.errors import Invalid, Unavailable
from visualisations.png import write_png

PICTURE_SUFFIXES = (".svg", ".png")


def require_picture_name(out: Path) -> None:
    """Raise Invalid unless a file's name ends as one of a picture does."""
    if out.suffix.lower() not in PICTURE_SUFFIXES:
        raise Invalid(f"A picture's name ends in .svg or .png, not “{out.name}”.")


def write_picture(out: Path, svg: str) -> str:
    """Write an SVG as what the file's name says, and return in words what was written.

    PNG has two pixels for each unit. Raises Invalid for another name, Unavailable when the file cannot
    be written or PNG not drawn.
    """
    require_picture_name(out)
    data = write_png(svg) if out.suffix.lower() == ".png" else svg.encode()
    write_file(out, data)
    return f"{out}: {len(data) / 1e3:.0f} kB."


def write_file(out: Path, data: bytes) -> None:
    """Write a file; raises Unavailable, saying why, when it cannot be."""
    try:
        out.write_bytes(data)
    except OSError as error:
        raise Unavailable(f"{out} cannot be written ({error.strerror}).") from error
