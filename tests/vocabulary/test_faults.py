"""Whatever is wrong in a deployment's vocabulary is said with the file, the line and the reason."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from graph.errors import FilesRefused, Problem
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.layering import load_vocabulary

FAULTS = {
    "an end that is no kind": (
        """\
        relationships:
          kinds:
            mentors:
              label: {it: affianca, en: mentors}
              sources: [actors]
              targets: [actors, elefant]
              nature: tie
        """,
        6,
        "elefant",
    ),
    "a new kind without a label": (
        """\
        entities:
          kinds:
            organisation: {actor: true}
            van:
              actor: false
        """,
        4,
        "van has no label",
    ),
    "a new relationship without ends": (
        """\
        relationships:
          kinds:
            mentors:
              label: {it: affianca, en: mentors}
        """,
        3,
        "no sources and no targets and no nature",
    ),
    "a label in one language": (
        """\
        entities:
          kinds:
            van:
              label: {it: Furgone}
        """,
        4,
        "label.en",
    ),
    "a type that there is not": (
        """\
        entities:
          kinds:
            organisation:
              properties:
                staff:
                  label: {it: Addetti, en: Staff}
                  type: int
        """,
        7,
        "'integer'",
    ),
    "a yes where a text belongs": (
        """\
        entities:
          kinds:
            van:
              label:
                it: Furgone
                en: yes
        """,
        6,
        "label.en",
    ),
    "a key that nobody knows": (
        """\
        entities:
          kinds:
            organisation:
              labels: {it: Ente, en: Agency}
        """,
        4,
        "labels",
    ),
    "a shape that there is not": (
        """\
        entities:
          kinds:
            organisation:
              shape: blob
        """,
        4,
        "'triangleDown'",
    ),
    "a choice without choices": (
        """\
        entities:
          kinds:
            organisation:
              properties:
                sector: {type: choice, label: {it: Settore, en: Sector}}
        """,
        5,
        "sector",
    ),
    "choices of what is no choice": (
        """\
        entities:
          kinds:
            organisation:
              properties:
                sector: {type: text, label: {it: S, en: S}, choices: {A: {it: a, en: a}}}
        """,
        5,
        "sector",
    ),
    "another type for a core property": (
        """\
        entities:
          kinds:
            body:
              properties:
                level: {type: text, label: {it: Livello, en: Level}}
        """,
        5,
        "level is of type choice",
    ),
    "a name that programs cannot use": (
        """\
        entities:
          kinds:
            Youth Centre:
              label: {it: Centro, en: Centre}
        """,
        3,
        "Youth Centre",
    ),
    "a kind written twice": (
        """\
        entities:
          kinds:
            van: {label: {it: Furgone, en: Van}}
            van: {label: {it: Camper, en: Camper}}
        """,
        4,
        "van is there twice",
    ),
    "brackets that do not close": (
        """\
        entities:
          kinds:
            van: {label: {it: Furgone, en: Van
        """,
        4,
        "not valid YAML",
    ),
    "a list instead of kinds": ("- van\n- bus\n", 1, "the file"),
}


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(FilesRefused) as caught:
        load_vocabulary(VocabularySource("own.yaml", dedent(text)))
    return caught.value.problems


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_file_and_line(fault: str) -> None:
    text, line, reason = FAULTS[fault]
    (problem,) = refused(text)
    assert (problem.file, problem.row) == ("own.yaml", line)
    assert reason in problem.reason


def test_the_sentence_itself_names_file_and_line() -> None:
    (problem,) = refused("entities:\n  kinds:\n    van: {actor: true}\n")
    assert str(problem) == "own.yaml, row 3: the new kind van has no label. Give it one."


def test_all_faults_are_said_at_once() -> None:
    problems = refused("""\
        entities:
          kinds:
            van: {actor: true}
            body:
              properties:
                level: {type: text, label: {it: Livello, en: Level}}
        relationships:
          kinds:
            leads: {targets: [vann]}
    """)
    assert [problem.row for problem in problems] == [3, 6, 9]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FilesRefused) as caught:
        VocabularySource.read(tmp_path / "gone.yaml")
    assert caught.value.problems[0].file == str(tmp_path / "gone.yaml")
    assert "Errno" not in str(caught.value)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(b"entities: \xff\xfe")
    with pytest.raises(FilesRefused, match="UTF-8"):
        VocabularySource.read(tmp_path / "own.yaml")
