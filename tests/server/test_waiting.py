"""Commands wait for a store whose server is away: they say so, and not for ever."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.territory import shipped_territory
from tests.server.conftest import Run

EXAMPLE = str(shipped_territory("example"))
NOBODY = "bolt://127.0.0.1:1"
AWAY = f"{NOBODY}/neo4j cannot be reached: is the database running?"
HERE = "sqlite:///own.db"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """Return a folder with the example in own.db and own.jsonl, which commands run in."""
    monkeypatch.chdir(tmp_path)
    assert run("load", EXAMPLE, "--store", HERE).code == 0
    assert run("backup", "--store", HERE, "--out", "own.jsonl").code == 0
    return tmp_path


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the URL of a server that takes connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"bolt://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "command",
    [
        ("load", EXAMPLE, "--store", NOBODY),
        ("check", "--store", NOBODY),
        ("backup", "--store", NOBODY, "--out", "again.jsonl"),
        ("restore", "own.jsonl", "--store", NOBODY),
        ("export", "--store", NOBODY),
        ("copy", "--from", NOBODY, "--to", HERE),
        ("copy", "--from", HERE, "--to", NOBODY),
        ("erase", "g-07", "--yes", "--store", NOBODY),
        ("map", "--out", "map.html", "--store", NOBODY),
        ("facts", "--store", NOBODY),
        ("vocabulary", "--store", NOBODY),
        ("serve", "--port", "0", "--store", NOBODY),
        ("demo", "--no-browser", "--port", "0", "--store", NOBODY),
    ],
    ids=" ".join,
)
def test_a_command_waits_for_a_store_that_is_away_and_gives_up(run: Run, command: tuple[str, ...]) -> None:
    begun = time.monotonic()
    ran = run(*command, STORE_WAIT="0.5")
    assert time.monotonic() - begun >= 0.5
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{AWAY} Waiting for it, at most 0.5 seconds.\n{AWAY}\n"


def test_a_store_is_waited_for_no_longer_than_was_said(run: Run) -> None:
    begun = time.monotonic()
    ran = run("check", "--store", NOBODY, STORE_WAIT="1")
    assert 1 <= time.monotonic() - begun < 4  # the driver alone tries for five
    assert ran.code == 1


def test_a_server_that_says_nothing_is_told_of_before_the_wait_is_over(run: Run, silent: str) -> None:
    begun = time.monotonic()
    ran = run("check", "--store", silent, STORE_WAIT="3")
    assert 3 <= time.monotonic() - begun < 7
    still = f"{silent}/neo4j does not answer: try again."
    assert (ran.code, ran.err) == (1, f"{still} Waiting for it, at most 3 seconds.\n{still}\n")


def test_who_does_not_want_to_wait_is_told_at_once(run: Run) -> None:
    ran = run("check", "--store", NOBODY, STORE_WAIT="0")
    assert (ran.code, ran.err) == (1, f"{AWAY}\n")


def test_what_does_not_pass_by_itself_is_not_waited_for(run: Run) -> None:
    ran = run("check", "--store", "sqlite:///gone.db")
    assert (ran.code, ran.err) == (1, "There is no store at gone.db: load a territory into it first.\n")
