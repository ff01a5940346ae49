"""Tables are read as people write them: from any spreadsheet, with notes, blanks and quoted texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.errors import FilesRefused
from graph.model import FactStatus, PropertyValue, Stance
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.layering import load_vocabulary
from importers.formats.tables import read_tables
from importers.records import EntityRecord, Records

OWN = """
entities:
  kinds:
    organisation:
      properties:
        open: {type: boolean, label: {it: Aperto, en: Open}}
        days: {type: date, many: true, label: {it: Giorni, en: Days}}
        sector:
          type: choice
          label: {it: Settore, en: Sector}
          choices: {PUBLIC: {it: pubblico, en: public}, PRIVATE: {it: privato, en: private}}
"""
VOCABULARY = load_vocabulary(VocabularySource("own.yaml", OWN))
PLAIN = "slug,kind,name\ncomune,organisation,Comune\n"


def read(folder: Path, content: str | bytes, document: str | None = None) -> Records:
    file = folder / "table.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_tables([file], VOCABULARY, document)


def read_one(folder: Path, content: str | bytes) -> EntityRecord:
    (record,) = read(folder, content).entities
    return record


def read_property(folder: Path, name: str, cell: str, kind: str = "organisation") -> PropertyValue:
    return read_one(folder, f"slug;kind;name;{name}\nx;{kind};X;{cell}\n").properties[name]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.rstrip("\n"),
        PLAIN.replace("slug,kind,name", " Slug , KIND,name"),
        PLAIN.replace(",organisation,", " , organisation , "),
        PLAIN.replace("Comune\n", '"Comune"\n'),
        "# names; as the page has them\n\n" + PLAIN,
        '"# names; as the page; has them",,\n' + PLAIN,
        PLAIN.replace("comune,", "\n   \n,,\n# a note, with a comma\ncomune,") + "\n\n",
    ],
    ids=[
        "comma",
        "semicolon",
        "BOM",
        "CRLF",
        "no-end",
        "spaces-in-head",
        "spaces",
        "quoted",
        "notes-first",
        "quoted-note",
        "blanks",
    ],
)
def test_one_row_reads_alike_however_it_is_written(tmp_path: Path, content: str | bytes) -> None:
    record = read_one(tmp_path, content)
    assert (record.slug, record.kind, record.name) == ("comune", "organisation", "Comune")


def test_a_quoted_text_may_hold_separators_quotes_and_lines(tmp_path: Path) -> None:
    text = 'slug,kind,name,summary\nx,body,X,"One, ""two"";\nthree"\n'.replace("body", "organisation")
    assert read_one(tmp_path, text).summary == 'One, "two";\nthree'


def test_a_line_separator_inside_a_text_ends_no_row(tmp_path: Path) -> None:
    assert read_one(tmp_path, "slug,kind,name\nx,organisation,A\u2028B\n").name == "A\u2028B"


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    text = '# note\n\nslug,kind,name,summary\na,organisation,A,"one\ntwo"\n\nb,organisation,B,\n'
    assert [record.place.row for record in read(tmp_path, text).entities] == [4, 6]


def test_a_fault_after_a_text_of_several_lines_is_at_its_own_row(tmp_path: Path) -> None:
    with pytest.raises(FilesRefused) as caught:
        read(tmp_path, 'slug,kind,name,summary\na,organisation,A,"one\ntwo"\nb,organisation,,\n')
    assert caught.value.problems[0].row == 3


def test_cells_left_out_at_the_end_are_empty(tmp_path: Path) -> None:
    assert read_one(tmp_path, "slug,kind,name,summary,since\nx,organisation,X\n").summary is None


def test_empty_cells_say_nothing(tmp_path: Path) -> None:
    record = read_one(tmp_path, "slug,kind,name,summary,since,type,status\nx,organisation,X, ,,,\n")
    assert record == EntityRecord(record.place, "x", "organisation", "X")


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("type", "ente", "ente"),
        ("open", "yes", True),
        ("open", "Sì", True),
        ("open", "si", True),
        ("open", "TRUE", True),
        ("open", "no", False),
        ("open", "False", False),
        ("sector", "PUBLIC", "PUBLIC"),
        ("days", "2013-03-21 | 2013-03-22", (date(2013, 3, 21), date(2013, 3, 22))),
        ("days", "2013-03-21", (date(2013, 3, 21),)),
        ("days", " | 2013-03-21 | ", (date(2013, 3, 21),)),
    ],
)
def test_a_cell_is_read_by_its_propertys_type(
    tmp_path: Path, name: str, cell: str, value: PropertyValue
) -> None:
    assert read_property(tmp_path, name, cell) == value


@pytest.mark.parametrize(("cell", "value"), [("2.5", 2.5), ("2,5", 2.5), ("3", 3.0), ("-1", -1.0)])
def test_numbers_may_have_a_decimal_comma(tmp_path: Path, cell: str, value: float) -> None:
    assert read_property(tmp_path, "hours_per_module", cell, "activity") == value


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    value = read_property(tmp_path, "modules", "12", "activity")
    assert (value, type(value)) == (12, int)


def test_several_texts_in_a_cell_are_parted(tmp_path: Path) -> None:
    assert read_property(tmp_path, "contents", "teatro | video|radio", "activity") == (
        "teatro",
        "video",
        "radio",
    )


def test_a_relationship_is_read_whole(tmp_path: Path) -> None:
    text = (
        "source;kind;target;role;status;since;until;strength;phases;ref\n"
        "a;advises;b;coach;planned;2013-01-01;2014-01-01;0,25;one | two;r1\n"
    )
    (record,) = read(tmp_path, text).relationships
    assert (record.source, record.kind, record.target, record.ref) == ("a", "advises", "b", "r1")
    assert (record.role, record.status, record.strength) == ("coach", FactStatus.PLANNED, 0.25)
    assert (record.since, record.until) == (date(2013, 1, 1), date(2014, 1, 1))
    assert record.phases == ("one", "two")


def test_a_row_carries_a_claim_for_each_section(tmp_path: Path) -> None:
    text = "slug,kind,name,document,section,stance,stated_on\nx,organisation,X,d,One | Two,plans,2013-05-01\n"
    claims = read_one(tmp_path, text).claims
    assert [(claim.document, claim.locator) for claim in claims] == [("d", "One"), ("d", "Two")]
    assert {(claim.stance, claim.stated_on) for claim in claims} == {(Stance.PLANS, date(2013, 5, 1))}


def test_a_stance_left_out_asserts(tmp_path: Path) -> None:
    (claim,) = read_one(tmp_path, "slug,kind,name,document\nx,organisation,X,d\n").claims
    assert claim.stance is Stance.ASSERTS


def test_a_row_that_names_no_document_means_the_territorys(tmp_path: Path) -> None:
    ((claim,),) = (record.claims for record in read(tmp_path, PLAIN, "page").entities)
    assert claim.document == "page"


def test_a_row_without_any_document_claims_nothing(tmp_path: Path) -> None:
    assert read_one(tmp_path, PLAIN).claims == ()


def test_a_claims_table_speaks_of_a_fact_elsewhere(tmp_path: Path) -> None:
    text = "subject,property,value,document,section\nx,people,40,d,One\nx,,,d,Two\n"
    first, second = read(tmp_path, text).claims
    assert (first.subject, first.property, first.value, first.locator) == ("x", "people", "40", "One")
    assert (second.property, second.value) == (None, None)
