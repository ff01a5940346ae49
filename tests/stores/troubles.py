"""Files that cannot serve as a store, each put there for as long as something is tried on it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from graph.identity import entity_id
from graph.stores.sqlite import SqliteStore
from tests.stores.children import FORKED, NOBODY, hold, seeded
from tests.stores.writing import BOARD, commit, create

PAGE = 4096
# File modes are nothing to root: what they forbid is tried as somebody else.
ANYBODY = NOBODY if os.geteuid() == 0 else None


@dataclass(frozen=True)
class Trouble:
    """Something wrong with a file: how it comes about, and what a sentence about it has to say.

    `check` makes no files, so that it may have another thing to say. `user` is whom it is tried as,
    None for whoever runs the tests.
    """

    name: str
    arise: Callable[[Path], AbstractContextManager[Path]]
    says: str
    check_says: str | None = None
    user: int | None = None


def make_store(path: Path) -> Path:
    """Make a store of some pages, closed."""

    async def fill() -> None:
        store = SqliteStore(path)
        for number in range(40):
            text = f"{number} " * 500
            await commit(
                store, *create(replace(BOARD, id=entity_id(number), slug=f"b{number}", summary=text))
            )
        await store.close()

    asyncio.run(fill())
    return path


@contextmanager
def newer(folder: Path) -> Iterator[Path]:
    """Give a store that a later version has made."""
    path = make_store(folder / "newer.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    yield path


@contextmanager
def overwritten(folder: Path) -> Iterator[Path]:
    """Give a store with every page but the first written over."""
    path = make_store(folder / "overwritten.db")
    content = bytearray(path.read_bytes())
    content[PAGE:] = seeded(1).randbytes(len(content) - PAGE)
    path.write_bytes(content)
    yield path


@contextmanager
def scribbled(folder: Path) -> Iterator[Path]:
    """Give a store in whose records bytes were written over, so that they are no JSON."""
    path = make_store(folder / "scribbled.db")
    content = path.read_bytes()
    path.write_bytes(content.replace(b'{"kind":', b"\xff\xff\xff\xff\xff\xff\xff\xff"))
    yield path


@contextmanager
def cut(folder: Path) -> Iterator[Path]:
    """Give the first half of a store."""
    path = make_store(folder / "cut.db")
    os.truncate(path, path.stat().st_size // PAGE // 2 * PAGE)
    yield path


@contextmanager
def stump(folder: Path) -> Iterator[Path]:
    """Give the first few bytes of a store."""
    path = make_store(folder / "stump.db")
    os.truncate(path, 300)
    yield path


@contextmanager
def foreign(folder: Path) -> Iterator[Path]:
    """Give a database of another program."""
    path = folder / "foreign.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE person (name TEXT)")
    yield path


@contextmanager
def foreign_and_bare(folder: Path) -> Iterator[Path]:
    """Give a database that another program has marked as its own, without tables yet."""
    path = folder / "bare.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 7")
    yield path


@contextmanager
def no_database(folder: Path) -> Iterator[Path]:
    """Give a text."""
    path = folder / "notes.db"
    path.write_text("Notes of the meeting.\n" * 100)
    yield path


@contextmanager
def directory(folder: Path) -> Iterator[Path]:
    """Give a directory."""
    path = folder / "directory.db"
    path.mkdir()
    yield path


@contextmanager
def beneath_a_file(folder: Path) -> Iterator[Path]:
    """Give a path through something that is no folder."""
    (folder / "file").write_text("")
    yield folder / "file" / "deeper" / "store.db"


@contextmanager
def file_not_to_be_written(folder: Path) -> Iterator[Path]:
    """Give a store that may be read, not written, in a folder that may."""
    path = make_store(folder / "theirs.db")
    with _mode(folder, 0o777), _mode(path, 0o444):
        yield path


@contextmanager
def store_not_to_be_written(folder: Path) -> Iterator[Path]:
    """Give a store that may be read, not written, in a folder that may not be written either."""
    path = make_store(folder / "theirs.db")
    with _mode(folder, 0o555), _mode(path, 0o444):
        yield path


@contextmanager
def folder_not_to_be_written(folder: Path) -> Iterator[Path]:
    """Give a new file where nothing may be put."""
    with _mode(folder, 0o555):
        yield folder / "new.db"


@contextmanager
def folder_not_to_be_made(folder: Path) -> Iterator[Path]:
    """Give a new folder where nothing may be put."""
    with _mode(folder, 0o555):
        yield folder / "deeper" / "new.db"


@contextmanager
def folder_not_to_be_entered(folder: Path) -> Iterator[Path]:
    """Give a store in a folder that may not be entered."""
    inner = folder / "closed"
    inner.mkdir()
    path = make_store(inner / "store.db")
    with _mode(inner, 0o000):
        yield path


@contextmanager
def _mode(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(mode)
    yield
    path.chmod(before)


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """Give a store that another program keeps to itself."""
    path = make_store(folder / "locked.db")
    receiving, sending = FORKED.Pipe(duplex=False)
    holder = FORKED.Process(target=hold, args=(path, sending))
    holder.start()
    with receiving, sending:
        receiving.recv_bytes()
        yield path
    holder.kill()
    holder.join()


ABSENT = "load a territory into it first"
TROUBLES = (
    Trouble("newer format", newer, "update Intreccio"),
    Trouble("overwritten", overwritten, "restore it from a backup"),
    Trouble("scribbled", scribbled, "restore it from a backup"),
    Trouble("cut", cut, "restore it from a backup"),
    Trouble("stump", stump, "restore it from a backup"),
    Trouble("foreign", foreign, "of another program"),
    Trouble("foreign and bare", foreign_and_bare, "of another program"),
    Trouble("no database", no_database, "no SQLite file"),
    Trouble("directory", directory, "name a file in it"),
    Trouble("beneath a file", beneath_a_file, "name another", ABSENT),
    Trouble("locked", locked, "try again"),
    Trouble("file not to be written", file_not_to_be_written, "check who owns", user=ANYBODY),
    Trouble("store not to be written", store_not_to_be_written, "check who owns", user=ANYBODY),
    Trouble("folder not to be written", folder_not_to_be_written, "may be written", ABSENT, ANYBODY),
    Trouble("folder not to be made", folder_not_to_be_made, "name another", ABSENT, ANYBODY),
    Trouble("folder not to be entered", folder_not_to_be_entered, "check", user=ANYBODY),
)
