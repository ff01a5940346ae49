"""SVG is written so that texts stay texts."""

from __future__ import annotations

import pytest

from tests.visualisations.conftest import HOSTILE
from tests.visualisations.lettering import read
from visualisations.svg import element, number
from visualisations.text_width import fold, text_width, widest, wrap


@pytest.mark.parametrize("text", HOSTILE)
def test_text_and_attributes_stay_what_they_are(text: str) -> None:
    written = read(element("g", element("title", text), data_name=text))
    assert written.get("data-name") == text
    assert written[0].text == text
    assert len(list(written.iter())) == 2


def test_what_xml_cannot_hold_is_dropped() -> None:
    assert read(element("title", "a\x00b\x1bc\ufffed\ud800e", x="\x07")).text == "abcde"


def test_attributes_without_a_value_are_not_written() -> None:
    assert element("rect", x=1, stroke=None, stroke_width=1.5) == '<rect x="1" stroke-width="1.5"/>'


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (-0.001, "0"), (10, "10"), (1.255, "1.25"), (-3.1, "-3.1")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


def test_widths_are_those_of_arial() -> None:
    # From Arial's own table of advance widths, in 2048ths of the size.
    assert text_width("Aam0", 2048) == 1366 + 1139 + 1706 + 1139
    assert text_width("Aam0", 2048, bold=True) == 1479 + 1139 + 1821 + 1139


def test_letters_that_the_table_lacks_have_a_width_too() -> None:
    assert text_width("漢字", 10) == 20
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_lines_are_broken_between_words_so_that_they_are_about_as_long() -> None:
    assert wrap("Piano di Zona dell’Ambito", 2, 12) == ("Piano di Zona", "dell’Ambito")
    assert wrap("Sport", 3, 12) == ("Sport",)
    assert wrap("", 2, 12) == ("",)


def test_folding_keeps_every_letter_and_the_width() -> None:
    name = "Associazione Precipitevolissimevolmentissimamente del territorio"
    lines = fold(name, 120, 12)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert widest(lines, 12) <= 120
