"""Backups, copies and erasure by the command line."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from importers.territory import shipped_territory
from server.commands import keeping
from server.commands.keeping import Digest
from server.commands.stopping import STOPPED_EMPTY, STOPPED_FULL
from tests.server.conftest import Run

EXAMPLE = str(shipped_territory("example"))
STORE = "sqlite:///own.db"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """Return a folder with the example in own.db, which commands run in."""
    monkeypatch.chdir(tmp_path)
    assert run("load", EXAMPLE, "--store", STORE).code == 0
    return tmp_path


@pytest.fixture
def backup(run: Run, here: Path) -> Path:
    """Return a backup of the example."""
    assert run("backup", "--store", STORE, "--out", "own.jsonl").code == 0
    return here / "own.jsonl"


def test_a_backup_restores_the_same_network(run: Run, backup: Path) -> None:
    ran = run("restore", "own.jsonl", "--store", "sqlite:///again.db")
    assert ran.code == 0
    assert "151 entities, 714 relationships, revision 1, checked" in ran.out
    assert run("export", "--store", "sqlite:///again.db").code == 0
    again = run("backup", "--store", "sqlite:///again.db", "--out", "again.jsonl")
    assert again.code == 0
    assert (backup.parent / "again.jsonl").read_bytes() == backup.read_bytes()


def test_a_backup_leaves_no_half_written_file(backup: Path) -> None:
    assert sorted(path.name for path in backup.parent.glob("own.jsonl*")) == ["own.jsonl"]


def test_personal_values_are_sealed_in_a_backup(backup: Path) -> None:
    text = backup.read_text(encoding="utf-8")
    assert "Radio Borgolieve" in text
    assert "pseudonimo" not in text
    assert "Ada Esempio" not in text


@pytest.mark.parametrize("damage", ["cut", "altered"])
def test_a_damaged_backup_is_refused_and_no_store_made(run: Run, backup: Path, damage: str) -> None:
    content = backup.read_bytes()
    damaged = content[: len(content) // 2] if damage == "cut" else content.replace(b"Radio", b"Rodio", 1)
    backup.write_bytes(damaged)
    ran = run("restore", "own.jsonl", "--store", "sqlite:///again.db")
    assert ran.code == 1
    assert "truncated or was altered" in ran.err
    assert not (backup.parent / "again.db").exists()


@pytest.mark.usefixtures("backup")
def test_a_store_that_holds_something_is_not_restored_into(run: Run) -> None:
    before = run("export", "--store", STORE)
    ran = run("restore", "own.jsonl", "--store", STORE)
    assert (ran.code, ran.err) == (1, "Only an empty store can be filled from an export.\n")
    assert run("export", "--store", STORE) == before


def test_a_copy_is_proven_to_be_the_same(run: Run, here: Path) -> None:
    ran = run("copy", "--from", STORE, "--to", "sqlite:///copy.db")
    assert ran.code == 0
    assert "checked" in ran.out
    for url, out in ((STORE, "one.jsonl"), ("sqlite:///copy.db", "two.jsonl")):
        assert run("backup", "--store", url, "--out", out).code == 0
    assert (here / "one.jsonl").read_bytes() == (here / "two.jsonl").read_bytes()


@pytest.mark.usefixtures("here")
def test_a_store_is_not_copied_onto_itself(run: Run) -> None:
    ran = run("copy", "--from", STORE, "--to", STORE)
    assert (ran.code, ran.err) == (1, "A store cannot be copied onto itself.\n")


@pytest.mark.usefixtures("backup")
def test_an_erased_person_stays_erased_after_a_restore(run: Run) -> None:
    ran = run("erase", "g-07", "--store", STORE, "--yes")
    assert ran.code == 0
    assert "Erased at revision 2" in ran.out
    for url in (STORE, "sqlite:///again.db"):
        if url != STORE:
            assert run("restore", "own.jsonl", "--store", url).code == 0
        gone = run("erase", "g-07", "--store", url, "--yes")
        assert (gone.code, gone.err) == (1, f"There is nobody called “g-07” in {url}.\n")


@pytest.mark.usefixtures("here")
def test_erasure_asks_first(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run("export", "--store", STORE)
    monkeypatch.setattr("typer.confirm", lambda _: False)
    assert run("erase", "g-07", "--store", STORE).code == 1
    assert run("export", "--store", STORE) == before


@pytest.mark.usefixtures("here")
def test_what_is_no_person_is_not_erased(run: Run) -> None:
    ran = run("erase", "radio-borgolieve", "--store", STORE, "--yes")
    assert ran.code == 1
    assert "is no person" in ran.err


@pytest.mark.parametrize(
    "command", [("backup", "--out", "x.jsonl"), ("export",), ("copy", "--to", "memory://")]
)
def test_a_store_that_is_not_there_is_said_to_be_missing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    option = "--from" if command[0] == "copy" else "--store"
    ran = run(*command, option, "sqlite:///gone.db")
    assert ran.code == 1
    assert "There is no store at" in ran.err
    assert list(tmp_path.iterdir()) == []


class Stopping(Digest):
    """A digest that is stopped from the keyboard when a line passes, if its place is the one named."""

    made = 0
    place = 0

    def __init__(self) -> None:
        super().__init__()
        self._stops = Stopping.made == Stopping.place
        Stopping.made += 1

    async def taking(self, lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass lines on; Ctrl+C at the first."""
        async for line in super().taking(lines):
            if self._stops:
                self._stops = False
                signal.raise_signal(signal.SIGINT)
            yield line


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let Ctrl+C do what it does on a terminal, wherever tests run."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with monkeypatch.context() as during:
        during.setattr(keeping, "Digest", Stopping)
        during.setattr(Stopping, "made", 0)
        yield during
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("here", "keyboard")
def test_a_copy_that_is_stopped_leaves_nothing_and_says_so(run: Run) -> None:
    ran = run("copy", "--from", STORE, "--to", "sqlite:///copy.db")
    assert (ran.code, ran.out, ran.err) == (130, "", f"{STOPPED_EMPTY}\n")
    assert "run it again" in ran.err.lower()
    assert "0 entities" in run("check", "--store", "sqlite:///copy.db").out
    assert run("copy", "--from", STORE, "--to", "sqlite:///copy.db").code == 0


@pytest.mark.usefixtures("here")
def test_a_copy_that_is_stopped_while_it_is_checked_is_there_and_says_so(
    run: Run, keyboard: pytest.MonkeyPatch
) -> None:
    keyboard.setattr(Stopping, "place", 1)
    ran = run("copy", "--from", STORE, "--to", "sqlite:///copy.db")
    assert (ran.code, ran.out, ran.err) == (130, "", f"{STOPPED_FULL}\n")
    assert "151 entities" in run("check", "--store", "sqlite:///copy.db").out
