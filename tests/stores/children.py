"""What the processes do that tests start, to be killed, to race, or to meet trouble.

They are forked from a server that has the imports already, so that hundreds of them cost seconds.
"""

from __future__ import annotations

import asyncio
import codecs
import hashlib
import math
import multiprocessing
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from graph.encoding import encode_fact
from graph.errors import Conflict, Unavailable
from graph.identity import entity_id
from graph.log import CommitRequest, OperationType, Write
from graph.model import Entity, Fact
from graph.stores import sqlite_file
from graph.stores.contract import Store
from graph.stores.sqlite import SqliteStore
from server.cli import main

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload([__name__])
SMALLEST, LARGEST = 60, 100_000  # bytes of a record
NOBODY = 65534
COUNTER = Entity(id=entity_id(1), kind="activity", slug="counter", name="Counter", properties={"n": 0})
BEGUN = b"begun"
codecs.lookup("utf-8-sig")  # who else runs a command may not be let near Python's own files


def seeded(seed: int) -> random.Random:
    """Return chance that can be repeated."""
    return random.Random(seed)  # noqa: S311 - nothing secret comes of it


def digest(fact: Fact | None) -> str:
    """Return a hash of what a fact says."""
    return "" if fact is None else hashlib.sha256(encode_fact(fact)).hexdigest()


def some_entity(chance: random.Random, number: int) -> Entity:
    """Return an entity whose record is 60 B to 100 kB large; each order of magnitude is as likely.

    Every other one is a person, whose values are sealed.
    """
    size = math.exp(chance.uniform(math.log(SMALLEST), math.log(LARGEST)))
    content = chance.randbytes(int(size - SMALLEST) // 2 + 1)
    if number % 2:
        return Entity(entity_id(number), kind="person", slug=f"f{number}", name="", sealed=content)
    return Entity(entity_id(number), kind="activity", slug=f"f{number}", name="F", summary=content.hex())


async def commit_some_entity(store: SqliteStore, chance: random.Random) -> tuple[int, str]:
    """Record or change one of the entities there may be; return the revision, and what it says."""
    head = await store.head()
    entity = some_entity(chance, chance.randint(1, head + 2))
    earlier = await store.get(entity.id)
    kind = OperationType.CREATE if earlier is None else OperationType.UPDATE
    keys = {} if earlier is not None or entity.sealed is None else {entity.id: b"key"}
    writes = (Write(kind, entity.id, entity),)
    request = CommitRequest(head, writes, "tester", datetime.now(UTC), new_keys=keys)
    return (await store.commit(request)).revision, digest(entity)


def commit_for_ever(path: Path, seed: int, said: Connection) -> None:
    """Commit one fact after the other, and say which after each; until killed."""

    async def run() -> None:
        chance = seeded(seed)
        said.send_bytes(BEGUN)
        store = SqliteStore(path)
        while True:
            revision, content = await commit_some_entity(store, chance)
            said.send_bytes(f"{revision} {content}".encode())

    asyncio.run(run())


def increment(opening: Callable[[], Store], times: int, said: Connection) -> None:
    """Add one to the counter so many times, each as expected; say which revisions that took."""

    async def run() -> None:
        store = opening()
        revisions: list[int] = []
        while len(revisions) < times:
            try:
                # Read before the head is, so that nothing but `expected` stands in the way of a lost update.
                counter, head = await store.get(COUNTER.id), await store.head()
                if not isinstance(counter, Entity):
                    raise TypeError("the counter is not there")
                higher = replace(counter, properties={"n": int(str(counter.properties["n"])) + 1})
                writes = (Write(OperationType.UPDATE, COUNTER.id, higher),)
                expected = {COUNTER.id: counter.revision}
                request = CommitRequest(head, writes, "tester", datetime.now(UTC), expected=expected)
                revisions.append((await store.commit(request)).revision)
            except (Conflict, Unavailable):
                continue
        await store.close()
        said.send(revisions)

    asyncio.run(run())


def watch(path: Path, revisions: Sequence[int], said: Connection) -> None:
    """Say of each revision when it can be read, and before that which there is."""

    async def run() -> None:
        store = SqliteStore(path)
        for revision in revisions:
            said.send(await store.head())
            while await store.head() < revision:  # noqa: ASYNC110 - another process makes it so
                await asyncio.sleep(0.01)
            found = await store.snapshot()
            said.send((time.monotonic(), found.revision))
        await store.close()

    asyncio.run(run())


def hold(path: Path, said: Connection) -> None:
    """Keep a file to oneself, once that has been said, until killed."""
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    said.send_bytes(BEGUN)
    time.sleep(3600)


def write_once(path: Path) -> None:
    """Record one entity; what is refused ends in a sentence and exit code 1, as on the command line."""

    async def run() -> None:
        store = SqliteStore(path)
        try:
            await commit_some_entity(store, seeded(1))
            await store.find()
        finally:
            await store.close()

    try:
        asyncio.run(run())
    except Unavailable as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def run_command(
    arguments: list[str], output: Path, user: int | None, environment: Mapping[str, str], busy_seconds: float
) -> None:
    """Be the command line, or `write PATH`; what is said goes to the files `out` and `err` of a folder."""
    for descriptor, name in ((1, "out"), (2, "err")):
        opened = os.open(output / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, descriptor)
    os.environ.update(environment)
    sqlite_file.BUSY_SECONDS = busy_seconds
    if user is not None:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    if arguments[0] == "write":
        write_once(Path(arguments[1]))
        return
    sys.argv = ["intreccio", *arguments]
    main()
