"""Files of every older format, kept here as they were written then, open and are brought up to date."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.encoding import decode_fact
from graph.errors import Unavailable
from graph.keyring import Keyring
from graph.model import Fact
from graph.service import Service
from graph.stores.sqlite import SqliteStore
from graph.stores.sqlite_format import FORMAT
from graph.stores.verification import verify
from graph.vocabulary.layering import load_vocabulary

pytestmark = pytest.mark.anyio

FILES = Path(__file__).parent / "files"
SECRETS = (b"Ada Esempio", b"Ada Prova", b"G-01", b"presidente", b"portavoce", b"Coordina.")


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """Return a copy of a file of format 1, written before personal values were sealed."""
    return Path(shutil.copy(FILES / "format-1.db", tmp_path / "old.db"))


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


def written_then() -> list[dict[str, Any]]:
    """Return the commits that the file was known to hold when it was written."""
    lines = (FILES / "format-1.jsonl").read_bytes().splitlines()
    return [orjson.loads(line) for line in lines[1:-1]]


def everything_in(file: Path) -> bytes:
    """Return the bytes of a store's file and of those beside it."""
    return b"".join(path.read_bytes() for path in file.parent.glob(file.name + "*"))


def test_a_file_of_every_older_format_is_kept() -> None:
    assert sorted(path.name for path in FILES.glob("*.db")) == [
        f"format-{number}.db" for number in range(1, FORMAT)
    ]


async def test_an_older_file_says_what_it_said(old_file: Path, keyring: Keyring) -> None:
    store = SqliteStore(old_file, keyring=keyring)
    service = Service(store, load_vocabulary(), keyring)
    found = await service.changes()
    assert len(found) == len(written_then())
    for commit, said in zip(found, written_then(), strict=True):
        assert (commit.revision, commit.note, commit.key) == (said["revision"], said["note"], said["key"])
        after: list[Fact | None] = [operation.after for operation in commit.operations]
        assert after == [
            None
            if write["after"] is None
            else decode_fact(write["id"], said["revision"], orjson.dumps(write["after"]))
            for write in said["writes"]
        ]
    assert await store.vocabulary() == "entities:\n  kinds: {}\n"
    assert await verify(store) == []
    await store.close()


async def test_personal_values_are_sealed_on_the_way(old_file: Path, keyring: Keyring) -> None:
    before = everything_in(old_file)
    assert all(secret in before for secret in SECRETS)
    store = SqliteStore(old_file, keyring=keyring)
    assert set(await store.keys()) == {"e0000000000004", "e0000000000005"}
    await store.close()
    after = everything_in(old_file)
    assert not [secret for secret in SECRETS if secret in after]
    assert b"Documento" in after


async def test_a_file_is_of_the_newest_format_from_then_on(old_file: Path, keyring: Keyring) -> None:
    await SqliteStore(old_file, keyring=keyring).close()
    with closing(sqlite3.connect(old_file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    await SqliteStore(old_file, keyring=keyring).close()


def test_a_step_that_fails_leaves_the_file_as_it_was(old_file: Path, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    with closing(sqlite3.connect(old_file)) as connection:
        before = list(connection.iterdump())
    with pytest.raises(Unavailable, match="master key"):
        SqliteStore(old_file, keyring=Keyring(tmp_path / "no-folder"))
    with closing(sqlite3.connect(old_file)) as connection:
        assert list(connection.iterdump()) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
