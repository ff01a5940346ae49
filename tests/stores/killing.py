"""Killing a process in the middle of its commits, and looking at what it leaves."""

from __future__ import annotations

import asyncio
import math
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from graph.log import Commit
from graph.stores.sqlite import SqliteStore
from graph.stores.verification import verify
from tests.stores.children import BEGUN, FORKED, commit_for_ever, commit_some_entity, digest, seeded

SHORTEST_LIFE, LONGEST_LIFE = 0.001, 0.3  # seconds, from before the file is opened or from a first commit
PATIENCE = 60.0
KILLS_OF_A_FILE = 10


@dataclass(frozen=True)
class Aftermath:
    """What was found after one kill; `acknowledged` is all that the file had promised to hold by then."""

    seed: int
    exit_code: int | None
    committed: int
    acknowledged: dict[int, str]
    kept: dict[int, str]
    head: int
    faults: list[str]
    integrity: str
    next_revision: int

    @property
    def lost(self) -> list[int]:
        """The revisions that were acknowledged and are not there as they were."""
        return [key for key, content in self.acknowledged.items() if self.kept.get(key) != content]


def kill_often(folder: Path, rounds: int, seed: int) -> list[Aftermath]:
    """Kill so many processes, several over one file before the next file is begun."""
    found: list[Aftermath] = []
    acknowledged: dict[int, str] = {}
    for number in range(rounds):
        if number % KILLS_OF_A_FILE == 0:
            acknowledged = {}
        path = folder / f"{number // KILLS_OF_A_FILE}.db"
        found.append(_kill_once(path, seed + number, acknowledged))
    return found


def _kill_once(path: Path, seed: int, acknowledged: dict[int, str]) -> Aftermath:
    """Kill a process at some moment of its commits; what it acknowledged is added to what was."""
    chance = seeded(seed)
    receiving, sending = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=commit_for_ever, args=(path, seed, sending))
    process.start()
    sending.close()
    if receiving.recv_bytes() != BEGUN:
        raise RuntimeError("the process to be killed did not begin")
    if seed % 2:
        # However slow the machine is, every other process is killed when it has committed something.
        receiving.poll(PATIENCE)
    time.sleep(math.exp(chance.uniform(math.log(SHORTEST_LIFE), math.log(LONGEST_LIFE))))
    process.kill()
    process.join()
    committed = 0
    with receiving:
        while True:
            try:
                revision, content = receiving.recv_bytes().decode().split()
            except EOFError:
                break
            acknowledged[int(revision)] = content
            committed += 1
    return asyncio.run(_look(path, seed, process.exitcode, committed, acknowledged))


async def _look(
    path: Path, seed: int, exit_code: int | None, committed: int, acknowledged: dict[int, str]
) -> Aftermath:
    store = SqliteStore(path)
    try:
        head = await store.head()
        commits, keys = await store.changes(0, head + 10), await store.keys()
        kept = {commit.revision: _content_of(commit, keys) for commit in commits}
        faults = await verify(store)
        with closing(sqlite3.connect(path)) as connection:
            integrity = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
        promised = dict(acknowledged)
        next_revision, content = await commit_some_entity(store, seeded(seed))
        acknowledged[next_revision] = content
    finally:
        await store.close()
    return Aftermath(seed, exit_code, committed, promised, kept, head, faults, integrity, next_revision)


def _content_of(commit: Commit, keys: Mapping[str, bytes]) -> str:
    """Return what a commit of one fact says; nothing for half of one, or for what no key opens."""
    facts = [operation.after for operation in commit.operations]
    if len(facts) != 1 or facts[0] is None or (facts[0].sealed is not None and facts[0].id not in keys):
        return ""
    return digest(facts[0])
