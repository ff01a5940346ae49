"""PNG: the size asked for, the same on every machine, and a clear word where resvg is missing."""

from __future__ import annotations

import struct
import sys

import pytest

from graph.errors import Invalid, Unavailable
from graph.vocabulary.kinds import Language
from visualisations.bars import Bar, write_bars
from visualisations.png import knows_letters, write_png
from visualisations.svg import element

SVG = write_bars([Bar("Però", 2), Bar("Città", 1)], Language.IT, title="Perché", width=400)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def words(text: str) -> str:
    return element(
        "svg",
        element("text", text, y=20, font_family="Arial, sans-serif", font_size=16),
        xmlns="http://www.w3.org/2000/svg",
        width=120,
        height=30,
    )


def test_it_is_as_large_as_the_scale_says() -> None:
    once, twice = size(write_png(SVG, scale=1)), size(write_png(SVG))
    assert once[0] == 400
    assert twice == (800, 2 * once[1])


def test_words_are_drawn_in_the_font_that_comes_along() -> None:
    # For these letters no font of the machine is looked at.
    assert knows_letters(words("Perché? Șčœж"))
    assert write_png(words("Perché? Șčœж")) != write_png(words(""))


def test_letters_that_ours_lacks_do_no_harm() -> None:
    assert size(write_png(words("漢字 Sport"))) == (240, 60)


@pytest.mark.parametrize("scale", [0, -1, 9])
def test_a_scale_out_of_bounds_is_refused(scale: float) -> None:
    with pytest.raises(Invalid, match="scale"):
        write_png(SVG, scale=scale)


def test_without_resvg_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(Unavailable, match=r"intreccio\[png\]"):
        write_png(SVG)
