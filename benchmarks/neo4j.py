"""A large network in a Neo4j database, beside SQLite and the driver alone.

Run with `python -m benchmarks.neo4j`; it starts servers of its own, fetched as for the tests.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.driver import commit_bare, load_bare
from benchmarks.generator import Generated, generate
from graph.changes import UpdateEntity
from graph.errors import HeadMoved
from graph.feed import follow
from graph.log import CommitRequest, OperationType, Write
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.contract import Store
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import read_address
from graph.stores.sqlite import SqliteStore
from graph.vocabulary.layering import load_vocabulary
from tests.stores.neo4j_server import Neo4jServer, missing

PAGE = 5_000
HEAP, PAGE_CACHE = "2g", "512m"  # as docs/operation.md advises
WRITERS = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way of keeping a network came to; None: it has no such thing."""

    load: float | None = None
    copy: float | None = None
    start: float | None = None
    alone: float | None = None
    together: float | None = None
    delay: float | None = None
    on_disk: float | None = None
    resident: float | None = None


ROWS = (
    ("load", "load, 5,000 facts a commit, facts a second"),
    ("copy", "copy from SQLite, facts a second"),
    ("start", "start of a replica, seconds"),
    ("alone", "commits a second, one writer"),
    ("together", "commits a second, four writers together"),
    ("delay", "from commit to another replica's follower, median, seconds"),
    ("on_disk", "on disk, without Neo4j's transaction logs, bytes a fact"),
    ("resident", f"memory of the server with {HEAP} of heap, MB"),
)


def compare_neo4j(*, quick: bool, entities: int = 100_000) -> str:
    """Return figures of the Neo4j store beside those of SQLite and of the driver alone."""
    sizes = (2_000, 8_000) if quick else (entities, 4 * entities)
    title = f"In Neo4j: {sizes[0]:,} entities and {sizes[1]:,} relationships"
    if (reason := missing()) is not None:
        return f"{title}\nLEFT OUT: {reason}.\n"
    made = generate(*sizes)
    times = (50, 5) if quick else (500, 20)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["INTRECCIO_KEYS"] = name
        # Each has a server of its own, so that none has the other's data in its memory.
        _tell("the driver alone, the same rows")
        with _serving(folder / "same", quick=quick) as server:
            same = _kept(asyncio.run(_measure_bare(made, server)), server, made)
        _tell("the driver alone, the graph only")
        with _serving(folder / "bare", quick=quick) as server:
            bare = _kept(asyncio.run(_measure_bare(made, server, times[0])), server, made)
        _tell("SQLite")
        file = folder / "network.db"
        sqlite = asyncio.run(_measure(made, lambda: SqliteStore(file), times))
        sqlite = replace(sqlite, on_disk=file.stat().st_size / _facts(made))
        _tell("the Neo4j store")
        with _serving(folder / "store", quick=quick) as server:
            address = read_address(server.url)
            ours = asyncio.run(_measure(made, lambda: Neo4jStore(address), times))
            ours = _kept(ours, server, made)
        _tell("a copy into it")
        with _serving(folder / "copy", quick=quick) as server:
            copy = asyncio.run(_copy(file, Neo4jStore(read_address(server.url))))
            ours = replace(ours, copy=_facts(made) / copy)
    return _table(title, ours, {"SQLite": sqlite, "driver alone": same, "graph only": bare})


def _table(title: str, ours: Measured, peers: Mapping[str, Measured]) -> str:
    """Return them side by side; a peer's figure is followed by the ratio of the store's to it."""
    lines = [title, "-" * len(title), f"{'':<60} {'Neo4j':>9}" + "".join(f" {name:>20}" for name in peers)]
    for name, what in ROWS:
        mine = getattr(ours, name)
        line = f"{what:<60} {_figure(mine):>9}"
        for peer in peers.values():
            figure = getattr(peer, name)
            ratio = f"{mine / figure:.2f}×" if mine and figure else ""
            line += f" {_figure(figure):>12} {ratio:>7}"
        lines.append(line.rstrip())
    lines.append("× : our figure on Neo4j, divided by the one before it.")
    lines.append(
        "driver alone: the same rows as ours, with no order, checks or keys; graph only: without a log."
    )
    return "\n".join(lines) + "\n"


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


def _tell(what: str) -> None:
    print(f"  … Neo4j: {what}", file=sys.stderr, flush=True)


@contextmanager
def _serving(folder: Path, *, quick: bool) -> Iterator[Neo4jServer]:
    conf = {"server.memory.pagecache.size": PAGE_CACHE}
    server = Neo4jServer(folder, heap=HEAP, conf=conf, for_long=not quick)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _facts(made: Generated) -> int:
    return len(made.entities) + len(made.relationships)


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _measure_bare(made: Generated, server: Neo4jServer, commits: int | None = None) -> Measured:
    """Return figures of the driver: with a log, or without one when single commits are measured too."""
    address = read_address(server.url)
    load = await load_bare(address, made, PAGE, versions=commits is None)
    measured = Measured(load=_facts(made) / load)
    if commits is None:
        return measured
    return replace(
        measured,
        alone=await commit_bare(address, commits),
        together=await commit_bare(address, commits, WRITERS),
    )


async def _measure(made: Generated, opened: Callable[[], Store], times: tuple[int, int]) -> Measured:
    commits, notices = times
    store = opened()
    await store.head()
    load = await _load(store, made)
    replica = opened()
    start = await _start(replica)
    await replica.close()
    alone = await _commits([store], made, commits)
    writers = [opened() for _ in range(WRITERS)]
    together = await _commits(writers, made, commits)
    delay = await _delay(writers[0], writers[1], made, notices)
    for each in (store, *writers):
        await each.close()
    return Measured(load=_facts(made) / load, start=start, alone=alone, together=together, delay=delay)


async def _load(store: Store, made: Generated) -> float:
    """Return the seconds that it takes, in commits as large as the driver's transactions are."""
    writes = made.writes()
    begun = _now()
    for number, first in enumerate(range(0, len(writes), PAGE)):
        if first % (20 * PAGE) == 0 < first:
            _tell(f"{first:,} of {len(writes):,} facts")
        request = CommitRequest(number, writes[first : first + PAGE], "bench", datetime.now(UTC))
        await store.commit(request)
    return _now() - begun


async def _copy(file: Path, store: Store) -> float:
    source = SqliteStore(file)
    await store.head()
    begun = _now()
    await store.restore(source.export())
    seconds = _now() - begun
    await source.close()
    await store.close()
    return seconds


async def _start(store: Store) -> float:
    begun = _now()
    await Service(store, load_vocabulary()).snapshot()
    return _now() - begun


async def _commits(stores: Sequence[Store], made: Generated, count: int) -> float:
    """Return how many single changes a second so many writers make together, each of its own facts."""

    async def write(place: int, store: Store) -> None:
        head, done = await store.head(), 0
        while done < count // len(stores):
            entity = made.entities[place * (count // len(stores)) + done]
            write = Write(OperationType.UPDATE, entity.id, replace(entity, name=f"Nome {done}"))
            try:
                request = CommitRequest(head, (write,), "bench", datetime.now(UTC))
                head = (await store.commit(request)).revision
            except HeadMoved:
                head = await store.head()
            else:
                done += 1

    begun = _now()
    await asyncio.gather(*(write(place, store) for place, store in enumerate(stores)))
    return count / (_now() - begun)


async def _delay(here: Store, there: Store, made: Generated, times: int) -> float:
    """Return the median of seconds from before a commit to when a follower elsewhere has it."""
    writing, reading = Service(here, load_vocabulary()), Service(there, load_vocabulary())
    await writing.snapshot()
    following = follow(reading, ViewClass.EDITOR, (await reading.snapshot()).revision)
    delays = []
    for number in range(times):
        change = UpdateEntity(made.entities[number].id, summary=f"Altro {number}")
        waiting = asyncio.ensure_future(anext(following))
        await asyncio.sleep(0.1 + 0.037 * number)
        begun = _now()
        await writing.apply([change], LOCAL_EDITOR)
        await waiting
        delays.append(_now() - begun)
    reading.watch.close()
    await following.aclose()
    return statistics.median(delays)


def _kept(measured: Measured, server: Neo4jServer, made: Generated) -> Measured:
    """Return it with what the server holds in memory and, stopped so that all is written, on disk."""
    resident = int(_status(server, "VmRSS").split()[0]) / 1_000
    os.kill(server.pid, signal.SIGTERM)
    while not _status(server, "State").startswith("Z"):
        time.sleep(0.2)
    files = (server.folder / "data" / "databases" / "neo4j").rglob("*")
    on_disk = sum(file.stat().st_size for file in files if file.is_file()) / _facts(made)
    return replace(measured, resident=resident, on_disk=on_disk)


def _status(server: Neo4jServer, name: str) -> str:
    lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.neo4j", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small network: a check, not a measurement")
    parser.add_argument("--entities", type=int, default=100_000, help="with four times as many relationships")
    given = parser.parse_args()
    print(compare_neo4j(quick=given.quick, entities=given.entities))
