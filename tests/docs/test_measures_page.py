"""docs/measures.md says of every measure what the program says of it, and its Python runs."""

from __future__ import annotations

import ast
import inspect
from types import CodeType

import anyio
import pytest
from graphql import GraphQLObjectType, build_schema

from graph.analysis.readings import load_readings
from graph.vocabulary.kinds import Language
from schema.api import build_api
from tests.docs.examples import Block, find_blocks
from tests.docs.readings import PAGE, find_readings, refresh, write_readings

TEXT = PAGE.read_text(encoding="utf-8")
PLAIN = " ".join(TEXT.split())
READINGS = load_readings()
PLACES = list(find_readings(TEXT))
PYTHON = [block for block in find_blocks(TEXT) if block.language == "python"]


@pytest.mark.parametrize("names", [names for names, _ in PLACES], ids=lambda names: names[0])
def test_readings_are_what_the_command_prints(names: list[str]) -> None:
    (said,) = [readings for found, readings in PLACES if found == names]
    assert said == write_readings(names), "run: python -m tests.docs.readings"


def test_every_measure_is_read_once() -> None:
    named = [name for names, _ in PLACES for name in names]
    assert sorted(named) == sorted(READINGS)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", READINGS)
def test_labels_and_readings_stand_there_word_for_word(name: str, language: Language) -> None:
    measure = READINGS[name]
    assert " ".join(measure.reading.text(language).split()) in PLAIN
    assert measure.label.text(language) in PLAIN
    assert f"**{name}**" in PLAIN


def test_readings_written_anew_are_the_same_page() -> None:
    assert refresh(TEXT) == TEXT
    assert refresh("<!-- measures: density -->\nold\n<!-- end -->\n").count("**density**") == 1


def fields() -> list[str]:
    kind = build_schema(build_api().as_str()).type_map["Network"]
    assert isinstance(kind, GraphQLObjectType)
    return [name for name in kind.fields if name not in ("nodeCount", "tieCount", "revision")]


def test_every_field_of_a_network_has_a_section() -> None:
    headings = [line.removeprefix("## ") for line in TEXT.splitlines() if line.startswith("## ")]
    assert set(fields()) <= set(headings)
    assert len(fields()) > 12


def test_the_python_on_the_page_runs_cell_by_cell() -> None:
    """Cells of a notebook share their names, and may await; the last line of one is shown."""
    assert len(PYTHON) == 4
    assert run_cells(PYTHON) == [
        [("piano-giovani", 42), ("ambito-cremona", 28), ("azione-6-2", 23)],
        pytest.approx(13 / 37),
        ["cabina-regia-provinciale", "gruppo-crema-partecipazione", "gruppo-crema-tutoring"],
    ]


def run_cells(cells: list[Block]) -> list[object]:
    """Return what a notebook would show for each cell."""
    names: dict[str, object] = {}

    async def run(code: CodeType) -> object:
        result = eval(code, names)  # noqa: S307 - our own page
        return await result if inspect.isawaitable(result) else result

    async def run_all() -> list[object]:
        shown: list[object] = []
        for cell in cells:
            tree = ast.parse(cell.text)
            last = tree.body.pop()
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            if not isinstance(last, ast.Expr):
                tree.body.append(last)
            await run(compile(tree, f"{PAGE.name}:{cell.line}", "exec", flags))
            if isinstance(last, ast.Expr):
                shown.append(await run(compile(ast.Expression(last.value), PAGE.name, "eval", flags)))
        return shown

    return anyio.run(run_all)
