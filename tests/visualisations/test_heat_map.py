"""The heat map: what is so and what is foreseen told apart by form, and what is empty said."""

from __future__ import annotations

from itertools import pairwise

import anyio
import numpy as np
import pytest

from graph.coverage import CoverageCell, CoverageRow, CoverageRows, measure_coverage
from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.vocabulary.kinds import Label, Language
from tests.visualisations.conftest import HOSTILE
from tests.visualisations.lettering import SVG, read, text_boxes
from visualisations.boxes import overlap_share
from visualisations.charting import draw_coverage
from visualisations.gaps import gap_text
from visualisations.heat_map import write_heat_map
from visualisations.palette import contrast
from visualisations.theme import Theme

NO_DISCS = np.zeros((0, 3))
NORTH, SOUTH = (Entity(name, "district", name, name.title()) for name in ("nord", "sud"))
ONE, TWO = (Entity(name, "action", name, name) for name in ("uno", "due"))
SPORT = (CoverageCell(NORTH, (ONE, TWO), ()), CoverageCell(SOUTH, (), ()))
WORK = (CoverageCell(NORTH, (ONE,), (TWO,)), CoverageCell(SOUTH, (), (TWO,)))
ROWS = [
    CoverageRow(Label("Sport", "Sport"), None, SPORT),
    CoverageRow(Label("Lavoro", "Work"), None, WORK),
]


@pytest.mark.parametrize("theme", list(Theme))
def test_planned_is_hollow_and_dashed_actual_is_filled(theme: Theme) -> None:
    root = read(write_heat_map(ROWS, Language.IT, title="T", theme=theme))
    fields = list(root.iter(f"{SVG}rect"))[1:]
    dashed = [field for field in fields if field.get("stroke-dasharray")]
    assert len(dashed) == 2 + 1  # and one in the legend
    assert {field.get("fill") for field in dashed} == {theme.inks.ground}
    assert theme.inks.ground not in {field.get("fill") for field in fields if field not in dashed}


@pytest.mark.parametrize("theme", list(Theme))
def test_numbers_can_be_read_on_their_field(theme: Theme) -> None:
    things = tuple(Entity(f"a{row}", "action", f"a{row}", f"a{row}") for row in range(12))
    rows = [
        CoverageRow(Label(str(count), str(count)), None, (CoverageCell(NORTH, things[:count], ()),))
        for count in range(1, 13)
    ]
    root = read(write_heat_map(rows, Language.IT, title="T", theme=theme))
    for field, text in pairwise(root):
        if field.tag == f"{SVG}rect" and text.tag == f"{SVG}text" and text.get("text-anchor") == "middle":
            assert contrast(field.get("fill", ""), text.get("fill", "")) >= 4.5


def test_what_is_empty_is_said_in_words() -> None:
    italian = read(write_heat_map(ROWS, Language.IT, title="T")).findtext(f"{SVG}desc", "")
    english = read(write_heat_map(ROWS, Language.EN, title="T")).findtext(f"{SVG}desc", "")
    assert "Non risulta nulla in una casella su 4. Sud: “Sport”." in italian
    assert "Nothing is recorded in one of 4 cells. Sud: “Sport”." in english
    assert "Sud nulla di registrato" in italian
    assert "Sud nothing recorded" in english
    assert "Lavoro: Nord 1 in atto e 1 in programma, Sud 1 in programma" in italian
    assert "Work: Nord 1 in place and 1 planned, Sud 1 planned" in english


def test_what_is_empty_everywhere_is_said_once_and_no_list_is_long() -> None:
    bare = (CoverageCell(NORTH, (), ()), CoverageCell(SOUTH, (), ()))
    nowhere = [CoverageRow(Label(f"Riga {row}", f"Row {row}"), None, bare) for row in range(9)]
    said = gap_text([*ROWS, *nowhere], Language.IT)
    assert said.startswith("Non risulta nulla in 19 caselle su 22. Sud: “Sport”. ")
    assert said.endswith(
        "In nessuna parte del territorio: "
        "“Riga 0”, “Riga 1”, “Riga 2”, “Riga 3”, “Riga 4”, “Riga 5” e altri 3."
    )
    assert gap_text(nowhere, Language.EN, in_full=True).count("“Row 8”") == 1


def test_an_empty_cell_says_what_pages_say_whatever_its_width(language: Language) -> None:
    words = "nulla di registrato" if language is Language.IT else "nothing recorded"
    for width in (360, 1000):
        lines = [
            line.text or ""
            for line in read(write_heat_map(ROWS, language, title="T", width=width)).iter(f"{SVG}text")
        ]
        assert words in " ".join(lines)


def test_no_sentence_of_its_description_ends_twice() -> None:
    svg = write_heat_map(ROWS, Language.IT, title="T", subtitles=["Piano"], notes=["Una nota.", "Fonte: S."])
    assert ".." not in read(svg).findtext(f"{SVG}desc", "")


DENIAL = Relationship("r", "offers", "sud", "uno")


@pytest.mark.parametrize(
    ("width", "others", "said"), [(1000, 1, "un documento dice che non c’è"), (360, 4, "negato")]
)
def test_what_a_document_denies_is_not_told_as_unknown(width: int, others: int, said: str) -> None:
    denied = (*[CoverageCell(NORTH, (ONE,), ())] * others, CoverageCell(SOUTH, (), (), (DENIAL,)))
    rows = [CoverageRow(Label("Sport", "Sport"), ONE, denied)]
    root = read(write_heat_map(rows, Language.IT, title="T", width=width))
    assert said in {line.text for line in root.iter(f"{SVG}text")}
    told = root.findtext(f"{SVG}desc", "")
    assert "Nord 1 in atto, Sud un documento dice che non c’è" in told
    assert "Un documento dice che non c’è nulla per Sport (Sud)" in told
    assert "nulla di registrato" not in told
    assert "Non risulta" not in told
    english = read(write_heat_map(rows, Language.EN, title="T")).findtext(f"{SVG}desc", "")
    assert "A document says that there is nothing for Sport (Sud)" in english


def test_hostile_names_stay_text() -> None:
    rows = [
        CoverageRow(Label(text, text), None, (CoverageCell(Entity("d", "district", "d", text), (), ()),))
        for text in HOSTILE
    ]
    root = read(write_heat_map(rows, Language.IT, title=HOSTILE[0]))
    assert {item.tag.removeprefix(SVG) for item in root.iter()} == {"svg", "title", "desc", "rect", "text"}


@pytest.mark.parametrize("rows", list(CoverageRows))
def test_every_coverage_of_a_territory_can_be_drawn(
    example_service: Service, rows: CoverageRows, language: Language
) -> None:
    view = anyio.run(example_service.view, ViewClass.EDITOR, Moment())
    measured = measure_coverage(view, rows)
    words = read(draw_coverage(view, rows, measured, language)).findtext(f"{SVG}desc", "")
    for row in measured:
        assert row.label.text(language) in words


def test_the_names_of_districts_keep_their_words_whole_on_a_phone() -> None:
    long = Entity("casalmaggiore", "district", "casalmaggiore", "Casalmaggiore")
    rows = [CoverageRow(row.label, None, (*row.cells, CoverageCell(long, (ONE,), ()))) for row in ROWS]
    root = read(write_heat_map(rows, Language.IT, title="T", width=360))
    lines = {line.text for line in root.iter(f"{SVG}text")}
    assert {"Nord", "Sud", "Casalmaggiore", "Sport", "Lavoro"} <= lines
    boxes = text_boxes(root)
    assert boxes[:, 2].max() <= 360
    assert overlap_share(boxes, NO_DISCS) == 0


def test_a_table_without_rows_is_a_picture_too() -> None:
    assert "Non c’è nulla da confrontare" in write_heat_map([], Language.IT, title="T")
