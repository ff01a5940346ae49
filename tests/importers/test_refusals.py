"""Whatever is wrong in a territory is said with file, row, column, value and remedy; nothing is written."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from graph.errors import Problem
from graph.stores.memory import MemoryStore
from tests.importers.folders import BASE, Folder

ENTITY = "slug,kind,name"
RELATIONSHIP = "source,kind,target"
CLAIM = "subject,property,value,document"


class Fault(NamedTuple):
    """A row that must be refused under these columns, and what must be said of it."""

    columns: str
    row: str
    column: str
    value: str | None
    says: str


IN_CELLS = {
    "an unknown column": Fault(f"{ENTITY},colour", "x,organisation,X,red", "colour", "red", "Rename"),
    "a misspelt column": Fault(f"{ENTITY},sumary", "x,organisation,X,a", "sumary", "a", "mean summary?"),
    "a misspelt property": Fault(f"{ENTITY},tipe", "x,organisation,X,a", "tipe", "a", "mean type?"),
    "another kind's property": Fault(
        f"{ENTITY},level", "x,organisation,X,DISTRICT", "level", "DISTRICT", "organisation has no property"
    ),
    "an unknown kind": Fault(ENTITY, "x,organizzation,X", "kind", "organizzation", "mean organisation?"),
    "a kind like no other": Fault(ENTITY, "x,zzz,X", "kind", "zzz", "intreccio vocabulary"),
    "no kind": Fault(ENTITY, "x,,X", "kind", None, "Fill it in"),
    "no name": Fault(ENTITY, "x,organisation,", "name", None, "Fill it in"),
    "no slug": Fault(ENTITY, ",organisation,X", "slug", None, "Fill it in"),
    "no slug at all": Fault(ENTITY, "Big House,organisation,X", "slug", "Big House", "small letters"),
    "a day the other way round": Fault(
        f"{ENTITY},since", "x,organisation,X,21/03/2013", "since", "21/03/2013", "like 2013-03-21"
    ),
    "a day that there is not": Fault(
        f"{ENTITY},until", "x,organisation,X,2013-02-30", "until", "2013-02-30", "like 2013-03-21"
    ),
    "a property's day": Fault(
        f"{ENTITY},issued_on", "x,document,X,spring", "issued_on", "spring", "like 2013-03-21"
    ),
    "words for a whole number": Fault(f"{ENTITY},people", "x,cohort,X,many", "people", "many", "like 12"),
    "half a person": Fault(f"{ENTITY},people", "x,cohort,X,2.5", "people", "2.5", "like 12"),
    "no number": Fault(
        f"{ENTITY},hours_per_module", "x,activity,X,long", "hours_per_module", "long", "like 0.5"
    ),
    "a number without end": Fault(
        f"{ENTITY},hours_per_module", "x,activity,X,nan", "hours_per_module", "nan", "like 0.5"
    ),
    "a level that there is not": Fault(f"{ENTITY},level", "x,body,X,LOCAL", "level", "LOCAL", "DISTRICT"),
    "a status that there is not": Fault(
        f"{ENTITY},status", "x,organisation,X,DONE", "status", "DONE", "PLANNED"
    ),
    "a stance that there is not": Fault(
        f"{ENTITY},document,stance", "x,organisation,X,verbale,HINTS", "stance", "HINTS", "ASSERTS"
    ),
    "a stance without a document": Fault(
        f"{ENTITY},stance", "x,organisation,X,DENIES", "stance", "DENIES", "Name the document"
    ),
    "an unknown relationship": Fault(RELATIONSHIP, "comune,lead,piano", "kind", "lead", "mean leads?"),
    "no target": Fault(RELATIONSHIP, "comune,leads,", "target", None, "Fill it in"),
    "a strength in words": Fault(
        f"{RELATIONSHIP},strength", "comune,advises,cabina,strong", "strength", "strong", "like 0.5"
    ),
    "a claim without a document": Fault("subject,property,value", "comune,,", "document", None, "Fill it in"),
    "a claim's unknown column": Fault(
        f"{CLAIM},stanze", "comune,,,verbale,DENIES", "stanze", "DENIES", "mean stance?"
    ),
}
IN_THE_NETWORK = {
    "a source that nobody is": Fault(
        RELATIONSHIP, "comun,leads,piano", "source", "comun", "Did you mean comune?"
    ),
    "a target that nobody is": Fault(RELATIONSHIP, "comune,leads,pian", "target", "pian", "mean piano?"),
    "a phase that there is not": Fault(
        f"{RELATIONSHIP},phases", "comune,advises,cabina,fase-un", "phases", "fase-un", "mean fase-uno?"
    ),
    "a phase that is none": Fault(
        f"{RELATIONSHIP},phases", "comune,advises,cabina,piano", "phases", "piano", "Name a phase"
    ),
    "a document that there is not": Fault(
        f"{ENTITY},document", "x,organisation,X,verbal", "document", "verbal", "mean verbale?"
    ),
    "a document that is none": Fault(
        f"{ENTITY},document", "x,organisation,X,comune", "document", "comune", "Name a document"
    ),
    "a slug twice": Fault(ENTITY, "comune,organisation,Altro", "slug", "comune", "twice"),
    "a relationship twice": Fault(
        f"{RELATIONSHIP},role", "comune,member_of,cabina,presidente", "target", "cabina", "Keep one"
    ),
    "a collaboration twice": Fault(
        f"{RELATIONSHIP},phases",
        "comune,collaborates_with,cooperativa,fase-uno",
        "target",
        "cooperativa",
        "one",
    ),
    "a collaboration the other way round": Fault(
        f"{RELATIONSHIP},phases", "cooperativa,collaborates_with,comune,fase-uno", "target", "comune", "one"
    ),
    "a plan as a member": Fault(RELATIONSHIP, "piano,member_of,cabina", "source", "piano", "organisation"),
    "a seat that is none": Fault(RELATIONSHIP, "comune,holds,cabina", "target", "cabina", "may be: seat"),
    "somebody with themselves": Fault(RELATIONSHIP, "comune,advises,comune", "target", "comune", "itself"),
    "too much strength": Fault(
        f"{RELATIONSHIP},strength", "comune,advises,cabina,1.5", "strength", "1.5", "between 0 and 1"
    ),
    "an end before the beginning": Fault(
        f"{ENTITY},since,until", "x,organisation,X,2014-01-01,2013-01-01", "until", "2013-01-01", "cannot end"
    ),
    "a body without its level": Fault(ENTITY, "x,body,X", "level", "", "needs its property level"),
    "a number beyond all counting": Fault(
        f"{ENTITY},people", f"x,cohort,X,{10**20}", "people", str(10**20), "2,147,483,647"
    ),
    "a name like a novel": Fault(ENTITY, f"x,organisation,{'n' * 301}", "name", "n" * 301, "300 is the most"),
    "a bell in a name": Fault(ENTITY, "x,organisation,X\x07", "name", "X\x07", "control characters"),
    "a claim about nobody": Fault(CLAIM, "nessuno,,,verbale", "subject", "nessuno", "slug or ref"),
    "a claim of a property that there is not": Fault(
        CLAIM, "ragazzi,peopl,40,verbale", "property", "peopl", "mean people?"
    ),
    "a claim of a value that cannot be": Fault(
        CLAIM, "ragazzi,people,many,verbale", "value", "many", "like 12"
    ),
    "a claim of a value of nothing": Fault(CLAIM, "ragazzi,,40,verbale", "property", "", "Name the property"),
    "a ref that is another row's": Fault(
        f"{RELATIONSHIP},ref", "comune,advises,cabina,insieme", "ref", "insieme", "Choose another"
    ),
    "a ref that is a slug": Fault(
        f"{RELATIONSHIP},ref", "comune,advises,cabina,comune", "ref", "comune", "Choose another"
    ),
}
ALL = IN_CELLS | IN_THE_NETWORK


def write(folder: Folder, fault: Fault) -> None:
    # The tables are read in order of name: what stands in this one comes after the others.
    folder.write("w.csv", f"# a note\n{fault.columns}\n{fault.row}\n")


@pytest.mark.parametrize("name", ALL)
def test_a_fault_is_said_with_file_row_column_value_and_remedy(folder: Folder, name: str) -> None:
    fault = ALL[name]
    write(folder, fault)
    (problem,) = folder.refused()
    assert (problem.file, problem.row, problem.column) == ("w.csv", 3, fault.column)
    assert problem.value == fault.value
    assert fault.says in f"{problem.reason} {problem.mend}"


@pytest.mark.parametrize("name", IN_THE_NETWORK)
def test_what_a_network_refuses_leaves_it_as_it_was(folder: Folder, loaded: MemoryStore, name: str) -> None:
    write(folder, IN_THE_NETWORK[name])
    assert folder.refused(loaded)


def test_the_sentence_names_place_reason_and_remedy(folder: Folder) -> None:
    folder.write("w.csv", f"{ENTITY},since\nx,organisation,X,soon\n")
    assert str(folder.refused()[0]) == (
        "w.csv, row 2, column since: “soon” is no date. Write it like 2013-03-21."
    )


def test_every_fault_of_every_table_is_said_at_once(folder: Folder) -> None:
    folder.write("v.csv", f"{ENTITY},since\nx,organisation,X,soon\ny,organizzation,Y,\n")
    folder.write("w.csv", f"{RELATIONSHIP},strength\ncomune,lead,piano,\ncomune,leads,piano,much\n")
    found = folder.refused()
    assert [(problem.file, problem.row) for problem in found] == [
        ("v.csv", 2),
        ("v.csv", 3),
        ("w.csv", 2),
        ("w.csv", 3),
    ]


def test_every_row_that_cannot_stand_in_the_network_is_said_at_once(folder: Folder) -> None:
    folder.write("v.csv", f"{ENTITY}\nx,body,X\ncomune,organisation,Altro\n")
    folder.write("w.csv", f"{RELATIONSHIP}\npiano,member_of,cabina\ncomune,leads,pian\ncomune,holds,cabina\n")
    folder.write("z.csv", f"{CLAIM}\nnessuno,,,verbale\n")
    places = {(problem.file, problem.row) for problem in folder.refused()}
    assert places == {("v.csv", 2), ("v.csv", 3), ("w.csv", 2), ("w.csv", 3), ("w.csv", 4), ("z.csv", 2)}


@pytest.mark.parametrize(
    ("content", "row", "says"),
    [
        (f"{ENTITY}\nx,organisation,X,Y,Z\n", 2, "5 cells under 3 columns"),
        (f"{ENTITY}\nx,organisation,One, two\n", 2, "double quotes"),
        (f"{ENTITY},\nx,organisation,X,lost\n", 2, "“lost” stands in a column without a name"),
        (f'{ENTITY}\na,organisation,A\nx,organisation,"X\ny,organisation,Y\n', 3, "double quotes"),
        (f"{ENTITY},summary\nx,organisation,X,{'a' * 140_000}\n", 2, "cannot be read"),
        (f"{ENTITY},name\nx,organisation,X,Y\n", 1, "name is there twice"),
        ("slug,name\nx,X\n", 1, "neither those of entities"),
        ("slug,name\n", 1, "neither those of entities"),
        ("", 1, "neither those of entities"),
        (f"{ENTITY}\nx,organisation,Caffè\n".encode("latin-1"), None, "UTF-8"),
        (f"{ENTITY}\n".encode("utf-16"), None, "UTF-8"),
    ],
)
def test_a_table_that_is_none_is_said(
    folder: Folder, content: str | bytes, row: int | None, says: str
) -> None:
    folder.write("w.csv", content)
    (problem,) = folder.refused()
    assert (problem.file, problem.row) == ("w.csv", row)
    assert says in f"{problem.reason} {problem.mend}"


def describe(folder: Folder, text: str) -> Problem:
    folder.write("territory.yaml", text)
    (problem,) = folder.refused()
    return problem


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("plan: piano\n", 1, "title: it is missing"),
        ("title: {it: Valle}\nplan: piano\n", 1, "title.en: it is missing"),
        ("title: {it: A, en: B}\n", 1, "plan: it is missing"),
        ("title: {it: A, en: B}\nplan: piano\ndocuments: x\n", 3, "documents"),
        ("title: {it: A, en: B}\nplan: 5\n", 2, "plan"),
        ("title: {it: A, en: B\nplan: piano\n", 2, "not valid YAML"),
        ("title: {it: A, en: B}\nplan: pian\n", None, "no row of kind plan has the slug “pian”"),
        ("title: {it: A, en: B}\nplan: comune\n", None, "no row of kind plan"),
    ],
)
def test_a_description_that_is_wrong_is_said(folder: Folder, text: str, row: int | None, says: str) -> None:
    problem = describe(folder, text)
    assert problem.file.endswith("territory.yaml")
    assert problem.row == row
    assert says in problem.reason


def test_a_vocabulary_that_is_not_there_is_said(folder: Folder) -> None:
    problem = describe(folder, "title: {it: A, en: B}\nplan: piano\nvocabulary: own.yaml\n")
    assert problem.file == str(folder.path / "own.yaml")


def test_a_fault_in_the_vocabulary_is_said_with_its_line(folder: Folder) -> None:
    folder.write("own.yaml", "entities:\n  kinds:\n    van: {}\n")
    problem = describe(folder, "title: {it: A, en: B}\nplan: piano\nvocabulary: own.yaml\n")
    assert (problem.file, problem.row) == (str(folder.path / "own.yaml"), 3)


def test_a_folder_that_is_not_there_is_said(folder: Folder) -> None:
    folder.path /= "gone"
    (problem,) = folder.refused()
    assert (problem.file, problem.reason) == (str(folder.path), "there is no such folder.")


def test_a_folder_without_a_description_is_said(folder: Folder) -> None:
    (folder.path / "territory.yaml").unlink()
    (problem,) = folder.refused()
    assert "holds no territory.yaml" in problem.reason


def test_a_folder_without_tables_is_said(folder: Folder) -> None:
    for name in BASE:
        if name.endswith(".csv"):
            (folder.path / name).unlink()
    (problem,) = folder.refused()
    assert "holds no table" in problem.reason
