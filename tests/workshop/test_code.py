"""Files stay small enough to read, and every module says what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ["graph", "schema", "server", "importers", "visualisations", "benchmarks", "tests"]
MOST_LINES = 500
OUTSIDE = tuple(f"{start}/" for start in ("/work", "/home", ".."))


def modules() -> list[str]:
    found = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")]
    return sorted(str(file.relative_to(ROOT)) for file in found)


def packages() -> list[str]:
    return [name for name in modules() if name.endswith("__init__.py")]


def parse(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def test_there_is_code_to_look_at() -> None:
    assert {"graph/service.py", "server/cli.py", "tests/workshop/test_code.py"} <= set(modules())


def test_modules_are_short_enough_to_read() -> None:
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in modules()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name in modules() if not ast.get_docstring(parse(name))] == []


def test_packages_do_nothing_but_say_what_they_are_for() -> None:
    assert [name for name in packages() if len(parse(name).body) != 1] == []


def test_tests_are_no_package() -> None:
    assert [name for name in packages() if name.startswith("tests/")] == []


def test_tests_need_nothing_outside_this_repository() -> None:
    assert [
        (name, node.value)
        for name in modules()
        if name.startswith("tests/")
        for node in ast.walk(parse(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(OUTSIDE)
    ] == []
