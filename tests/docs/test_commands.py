"""The commands that people read print what stands below them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from importers.territory import shipped_territory
from tests.docs.examples import Command, Misplaced, read_commands
from tests.server.processes import PATIENCE, environment, start

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
COMMANDS = read_commands(PAGE)
PROGRAMS = ("bash", "curl", "head", "python3", "sha256sum")
WRITTEN = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what each command prints: entered in the order of the page, in one folder, at one server."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"The commands need {', '.join(missing)}.")
    assert not missing
    folder = tmp_path_factory.mktemp("commands")
    shutil.copytree(shipped_territory("plan"), folder / "my-territory")
    server = start(folder, "demo", "--no-browser", "--store", "sqlite:///network.db")
    try:
        return {command.name: enter(command, folder, server.address) for command in COMMANDS}
    finally:
        server.stop(signal.SIGTERM)


def enter(command: Command, folder: Path, address: str) -> str:
    """Return what a command prints when it is entered in a folder."""
    assert WRITTEN in command.command
    text = command.command.replace(WRITTEN, address)
    entered = subprocess.run(
        ["bash", "-c", text],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return entered.stdout


@pytest.mark.parametrize("command", [pytest.param(command, id=command.name) for command in COMMANDS])
def test_a_command_prints_what_stands_below_it(printed: dict[str, str], command: Command) -> None:
    assert printed[command.name].strip() == command.printed.strip()


@pytest.mark.parametrize("page", ["```sh\nls\n```\n", "```sh\nls\n```\n\n```sh\nls\n```\n"])
def test_a_command_without_what_it_prints_is_refused(page: str) -> None:
    with pytest.raises(Misplaced, match=r"^Line 1: "):
        read_commands(page)
