"""What people are told when a file cannot serve as a store, and that the file is left as it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from graph.errors import Unavailable
from graph.stores.contract import Store
from graph.stores.sqlite import SqliteStore
from graph.stores.verification import verify
from importers.territory import shipped_territory
from tests.stores.children import FORKED, commit_some_entity, digest, run_command, seeded
from tests.stores.disks import fill, make_room, mounted
from tests.stores.troubles import TROUBLES, Trouble, make_store, newer
from tests.stores.writing import BOARD, commit, create

BUSY_SECONDS = 0.2
PATIENCE = 120.0
# `write` opens the store and writes, as programs do.
ATTEMPTS = ("write", "check", "load", "serve")


@dataclass(frozen=True)
class Outcome:
    """What came of trying something on a file in trouble; `before` and `after` are all files around it."""

    trouble: Trouble
    attempt: str
    path: Path
    exit_code: int | None
    said: str
    before: dict[str, bytes | None]
    after: dict[str, bytes | None]


@dataclass(frozen=True)
class Filled:
    """A store on a full disk: what it had acknowledged, and how it refused the next commit."""

    store: SqliteStore
    acknowledged: dict[int, str]
    refusal: str


def arguments(attempt: str, path: Path) -> list[str]:
    """Return the command line that tries something on a file."""
    url = f"sqlite:///{path}"
    return {
        "write": ["write", str(path)],
        "check": ["check", "--store", url],
        "load": ["load", str(shipped_territory("example")), "--store", url],
        "serve": ["serve", "--port", "0", "--store", url],
    }[attempt]


def run(arguments: list[str], output: Path, user: int | None = None) -> tuple[int | None, str]:
    """Return how a command ended, and what it said on standard error."""
    environment = {"INTRECCIO_KEYS": str(output / "keys")}
    process = FORKED.Process(target=run_command, args=(arguments, output, user, environment, BUSY_SECONDS))
    process.start()
    process.join(PATIENCE)
    process.kill()
    process.join()
    return process.exitcode, (output / "err").read_text()


def files_in(folder: Path) -> dict[str, bytes | None]:
    """Return what is in a folder, however deep; None stands for a folder."""
    found = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in found}


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """Return a folder that every user may enter: pytest's own are for one."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(
    scope="module",
    params=[(trouble, attempt) for trouble in TROUBLES for attempt in ATTEMPTS],
    ids=lambda pair: f"{pair[0].name}-{pair[1]}",
)
def outcome(request: pytest.FixtureRequest, open_folder: Path) -> Outcome:
    """Try something on a file in trouble, in a process of its own."""
    trouble, attempt = request.param
    folder = open_folder / f"{trouble.name.replace(' ', '-')}-{attempt}"
    inside, output = folder / "inside", folder / "output"
    inside.mkdir(parents=True)
    output.mkdir()
    output.chmod(0o777)
    with trouble.arise(inside) as path:
        before = files_in(inside)
        exit_code, said = run(arguments(attempt, path), output, trouble.user)
        after = files_in(inside)
    return Outcome(trouble, attempt, path, exit_code, said, before, after)


def test_trouble_ends_in_exit_code_1(outcome: Outcome) -> None:
    assert outcome.exit_code == 1, outcome.said


def test_trouble_is_told_in_one_sentence(outcome: Outcome) -> None:
    assert outcome.said.endswith(".\n")
    assert outcome.said.count("\n") == 1
    assert ". " not in outcome.said


def test_the_sentence_names_the_file(outcome: Outcome) -> None:
    assert str(outcome.path) in outcome.said


def test_the_sentence_says_what_is_wrong_or_to_be_done(outcome: Outcome) -> None:
    trouble = outcome.trouble
    other = trouble.check_says if outcome.attempt == "check" else None
    assert (other or trouble.says) in outcome.said


def test_the_file_is_left_as_it_is(outcome: Outcome) -> None:
    assert {name: outcome.after.get(name) for name in outcome.before} == outcome.before


def test_nothing_is_left_beside_the_file(outcome: Outcome) -> None:
    assert outcome.after.keys() - outcome.before.keys() == set()


def test_the_command_itself_ends_so(tmp_path: Path) -> None:
    with newer(tmp_path) as path:
        done = subprocess.run(
            [sys.executable, "-c", "from server.cli import main; main()", *arguments("check", path)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(str(path))
    assert done.stderr.endswith("update Intreccio.\n")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 2 MB, of which 1 MB is taken."""
    with mounted(tmp_path / "disk", 2) as disk:
        fill(disk, leaving=2**20)
        yield disk


@pytest.fixture
async def filled(small_disk: Path) -> AsyncIterator[Filled]:
    """Return a store that has just been refused for want of room."""
    store = SqliteStore(small_disk / "store.db")
    chance = seeded(1)
    acknowledged: dict[int, str] = {}
    refusal = ""
    while not refusal:
        try:
            revision, content = await commit_some_entity(store, chance)
            acknowledged[revision] = content
        except Unavailable as error:
            refusal = str(error)
    yield Filled(store, acknowledged, refusal)
    await store.close()


async def kept_in(store: Store) -> dict[int, str]:
    commits = await store.changes(0, 10_000)
    return {commit.revision: digest(commit.operations[0].after) for commit in commits}


@pytest.mark.anyio
async def test_a_full_disk_is_told_in_one_sentence(filled: Filled) -> None:
    place = f"The disk that holds {filled.store.path} is full"
    assert filled.refusal == f"{place}, nothing was written: make room and try again."


@pytest.mark.anyio
async def test_a_full_disk_loses_nothing_acknowledged(filled: Filled) -> None:
    assert len(filled.acknowledged) > 5
    assert await kept_in(filled.store) == filled.acknowledged


@pytest.mark.anyio
async def test_a_store_closed_on_a_full_disk_opens_again_whole(filled: Filled) -> None:
    await filled.store.close()
    again = SqliteStore(filled.store.path)
    assert await kept_in(again) == filled.acknowledged
    assert await verify(again) == []
    await again.close()


@pytest.mark.anyio
async def test_a_store_goes_on_when_there_is_room_again(filled: Filled) -> None:
    make_room(filled.store.path.parent)
    revision, _ = await commit_some_entity(filled.store, seeded(2))
    assert revision == len(filled.acknowledged) + 1


@pytest.mark.parametrize("attempt", ["write", "load", "serve"])
def test_no_room_for_a_new_store_is_told_in_one_sentence(
    small_disk: Path, tmp_path: Path, attempt: str
) -> None:
    fill(small_disk)
    path = small_disk / "new.db"
    ended = run(arguments(attempt, path), tmp_path)
    assert ended == (
        1,
        f"The disk that holds {path} is full, nothing was written: make room and try again.\n",
    )


@pytest.mark.anyio
async def test_an_empty_file_is_taken_as_new(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    store = SqliteStore(path)
    assert (await commit(store, *create(BOARD))).revision == 1
    await store.close()


def test_what_is_tried_can_succeed(tmp_path: Path) -> None:
    """The same attempt on a sound file ends well: what fails above fails for its trouble."""
    path = make_store(tmp_path / "sound.db")
    assert run(arguments("check", path), tmp_path) == (0, "")
