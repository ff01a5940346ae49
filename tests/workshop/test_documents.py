"""What people read keeps up with what the program does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATION = ROOT / "docs" / "operation.md"
COMMANDS = sorted(command.name or "" for command in app.registered_commands)
TARGETS = ["install", "demo", "test", "check", "bench"]
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def settings() -> list[str]:
    """Return the names of the settings that the code reads."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "server").rglob("*.py"))
    return sorted(set(re.findall(r"INTRECCIO_[A-Z]+", code)))


def documents() -> list[str]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(str(file.relative_to(ROOT)) for file in found)


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text(encoding="utf-8"))


def requirements(listed: list[dict[str, str]]) -> set[str]:
    return {f"{item['name']}{item.get('specifier', '')}" for item in listed}


def locked() -> Iterator[dict[str, Any]]:
    yield from (package for package in read_toml("uv.lock")["package"] if package["name"] == "intreccio")


def test_the_commands_and_settings_that_are_looked_for_are_there() -> None:
    assert {"demo", "serve", "load", "map", "facts", "check", "schema"} <= set(COMMANDS)
    assert {"INTRECCIO_PORT", "INTRECCIO_STORE", "INTRECCIO_LANGUAGE"} <= set(settings())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert re.search(rf"intreccio {command}\b", README)


@pytest.mark.parametrize("setting", settings())
def test_every_setting_is_described(setting: str) -> None:
    operation = OPERATION.read_text(encoding="utf-8") if OPERATION.exists() else ""
    assert setting in README + operation


def test_the_readme_gives_the_two_commands() -> None:
    assert "make demo" in README
    assert "make test" in README


def test_the_readme_shows_a_picture() -> None:
    assert re.search(r"!\[[^\]]{20,}\]\(", README)


@pytest.mark.parametrize("target", TARGETS)
def test_make_has_every_target(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert f"make {target}" in makefile


@pytest.mark.parametrize("name", documents())
def test_links_between_documents_lead_somewhere(name: str) -> None:
    file = ROOT / name
    links = LINK.findall(file.read_text(encoding="utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_the_lock_file_holds_what_the_project_asks_for() -> None:
    (package,) = locked()
    project = read_toml("pyproject.toml")["project"]
    extras = [item for items in project["optional-dependencies"].values() for item in items]
    # Without markers: the lock file words them in its own way.
    asked = {item.partition(";")[0].replace(" ", "") for item in [*project["dependencies"], *extras]}
    assert requirements(package["metadata"]["requires-dist"]) == asked


def test_the_lock_file_holds_what_each_group_asks_for() -> None:
    (package,) = locked()
    groups = read_toml("pyproject.toml")["dependency-groups"]
    kept = {name: requirements(items) for name, items in package["metadata"]["requires-dev"].items()}
    assert kept == {name: {item.replace(" ", "") for item in items} for name, items in groups.items()}


def test_the_lock_file_is_for_the_pythons_that_the_project_is_for() -> None:
    asked = read_toml("pyproject.toml")["project"]["requires-python"]
    assert read_toml("uv.lock")["requires-python"] == asked


def test_the_lock_file_is_for_this_version() -> None:
    (package,) = locked()
    version = package.get("version", read_toml("pyproject.toml")["project"]["version"])
    assert version == read_toml("pyproject.toml")["project"]["version"]
