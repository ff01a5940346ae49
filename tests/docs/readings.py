"""The readings in docs/measures.md: between two comments, what a command prints.

`python -m tests.docs.readings` writes them anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from server.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"
BEGIN, END = "<!-- measures:", "<!-- end -->"
PLACE = re.compile(rf"^{BEGIN} (?P<names>[^>]+) -->\n(?P<readings>.*?)^{END}$", re.M | re.S)


def find_readings(page: str) -> Iterator[tuple[list[str], str]]:
    """Yield the measures of each place in a page, and what stands there."""
    for place in PLACE.finditer(page):
        yield place["names"].split(), place["readings"]


def write_readings(names: list[str]) -> str:
    """Return what should stand there: what the command prints."""
    printed = CliRunner().invoke(app, ["measures", *names, "--markdown"], catch_exceptions=False)
    return f"\n{printed.output}\n"


def refresh(page: str) -> str:
    """Return a page with all its readings written anew."""
    return PLACE.sub(
        lambda place: f"{BEGIN} {place['names']} -->\n{write_readings(place['names'].split())}{END}", page
    )


if __name__ == "__main__":
    PAGE.write_text(refresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
