"""A large network kept and read, beside networkx with pickle and a bare SQLite table."""

from __future__ import annotations

import asyncio
import os
import pickle
import sqlite3
import tempfile
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx

from benchmarks.generator import Generated, generate
from benchmarks.table import Row, show, timed, typical
from graph.changes import UpdateEntity
from graph.log import CommitRequest, OperationType, Write
from graph.paths import find_paths
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.search import search
from graph.service import Service
from graph.snapshot import Snapshot
from graph.steps import measure_steps
from graph.stores.sqlite import SqliteStore
from graph.view import View
from graph.vocabulary.layering import load_vocabulary


def compare_storing(*, quick: bool) -> str:
    """Return figures of the SQLite store and its snapshot beside the peers'."""
    sizes = (2_000, 8_000) if quick else (100_000, 400_000)
    made = generate(*sizes)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INTRECCIO_KEYS"] = folder
        rows = asyncio.run(_measure(made, Path(folder), 50 if quick else 500))
    return show(f"Keeping {sizes[0]:,} entities and {sizes[1]:,} relationships", rows)


async def _measure(made: Generated, folder: Path, commits: int) -> list[Row]:
    file = folder / "network.db"
    facts = len(made.entities) + len(made.relationships)
    load = await _load(made, file)
    bare_load = _bare_load(made, folder / "bare.db")
    graph, pickled = _networkx(made), folder / "network.pickle"
    pickle_write, _ = timed(lambda: pickled.write_bytes(pickle.dumps(graph)))
    pickle_read, _ = timed(lambda: pickle.loads(pickled.read_bytes()))  # noqa: S301 - our own

    start = asyncio.get_running_loop().time()
    store = SqliteStore(file)
    snapshot = await store.snapshot()
    opened = asyncio.get_running_loop().time() - start
    ours_mb, theirs_mb = await _memory(store, made)
    view = View(snapshot, load_vocabulary(), ViewClass.EDITOR)
    rows = [
        Row(
            "load, facts a second", "1/s", facts / load, facts / bare_load, "bare SQLite", more_is_better=True
        ),
        Row("open, with snapshot", "s", opened, pickle_read, "unpickling networkx"),
        Row("memory of a snapshot", "MB", ours_mb, theirs_mb, "networkx"),
        *_reads(view, made, graph),
        *await _commits(store, snapshot, commits, folder),
        *await _copies(store, folder, pickle_write),
    ]
    await store.close()
    return rows


async def _load(made: Generated, file: Path) -> float:
    store = SqliteStore(file)
    writes = made.writes()
    start = asyncio.get_running_loop().time()
    await store.commit(CommitRequest(0, writes, "bench", datetime.now(UTC)))
    seconds = asyncio.get_running_loop().time() - start
    await store.close()
    return seconds


def _bare_load(made: Generated, file: Path) -> float:
    connection = _bare(file)

    def insert() -> None:
        connection.execute("BEGIN")
        rows = ((write.id, write.id * 9) for write in made.writes())
        connection.executemany("INSERT INTO fact VALUES (?, ?)", rows)
        connection.execute("COMMIT")

    seconds, _ = timed(insert)
    connection.close()
    return seconds


def _bare(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE fact (id TEXT PRIMARY KEY, body TEXT)")
    return connection


def _networkx(made: Generated) -> nx.MultiGraph[str]:
    """Return the same network with the same attributes, its texts its own."""
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for item in made.entities:
        graph.add_node(
            _own(item.id),
            kind=item.kind,
            slug=_own(item.slug),
            name=_own(item.name),
            summary=_own(item.summary or ""),
            status=item.status,
        )
    names = {node: node for node in graph}
    for tie in made.relationships:
        graph.add_edge(
            names[tie.source],
            names[tie.target],
            key=_own(tie.id),
            kind=tie.kind,
            strength=float(repr(tie.strength)),
            status=tie.status,
        )
    return graph


def _own(text: str) -> str:
    """Return a copy of a text, as a program that had read it from a file would hold it."""
    return text.encode().decode()


async def _memory(store: SqliteStore, made: Generated) -> tuple[float, float]:
    tracemalloc.start()
    snapshot = await store.snapshot()
    snapshot.touching_rows(0)
    snapshot.get_slug_row("voce-1")
    snapshot.get_entity_row(made.entities[0].id)
    snapshot.get_relationship_row(made.relationships[0].id)
    ours = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    graph = _networkx(made)
    theirs = tracemalloc.get_traced_memory()[0] - ours
    tracemalloc.stop()
    del graph, snapshot
    return ours / 1e6, theirs / 1e6


def _reads(view: View, made: Generated, graph: nx.MultiGraph[str]) -> list[Row]:
    times = min(1_000, len(made.entities) // 2)
    step = len(made.entities) // times
    ids = [entity.id for entity in made.entities[::step]][:times]
    simple = nx.Graph(graph)
    goal = ids[0]
    search(view, "lavoro")  # makes the index
    return [
        Row("point read", "µs", typical(lambda n: view.get_entity(ids[n]), times) * 1e6),
        Row(
            "two steps around, median",
            "ms",
            typical(lambda n: measure_steps(view, ids[n], most=2), times) * 1e3,
            typical(lambda n: nx.single_source_shortest_path_length(graph, ids[n], 2), times) * 1e3,
            "networkx",
        ),
        Row(
            "shortest way, median of 20",
            "ms",
            typical(lambda n: find_paths(view, ids[n + 1], goal, first=1), 20) * 1e3,
            typical(lambda n: nx.shortest_path(simple, ids[n + 1], goal), 20) * 1e3,
            "networkx",
        ),
        Row(
            "search, two words, one with a slip",
            "ms",
            typical(lambda _: search(view, "lavoor musica 77"), 20) * 1e3,
        ),
    ]


async def _commits(store: SqliteStore, snapshot: Snapshot, count: int, folder: Path) -> list[Row]:
    entities = [snapshot.entity_columns[row] for row in range(count)]
    ids = [entity.id for entity in entities]
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number, entity in enumerate(entities):
        write = Write(OperationType.UPDATE, entity.id, entity)
        await store.commit(CommitRequest(number + 1, (write,), "bench", datetime.now(UTC)))
    stored = count / (loop.time() - start)
    service = Service(store, load_vocabulary())
    await service.snapshot()
    start = loop.time()
    for number, entity_id in enumerate(ids):
        await service.apply([UpdateEntity(entity_id, name=f"Nome {number}")], LOCAL_EDITOR)
    served = count / (loop.time() - start)
    bare = _bare(folder / "commits.db")
    seconds, _ = timed(
        lambda: [bare.execute("INSERT INTO fact VALUES (?, ?)", (f"e{n}", "x" * 120)) for n in range(count)]
    )
    bare.close()
    peer = count / seconds
    return [
        Row("durable commits, store", "1/s", stored, peer, "bare SQLite", more_is_better=True),
        Row("durable commits, through the service", "1/s", served, peer, "bare SQLite", more_is_better=True),
    ]


async def _copies(store: SqliteStore, folder: Path, pickle_write: float) -> list[Row]:
    loop = asyncio.get_running_loop()
    start = loop.time()
    size = 0
    async for line in store.export():
        size += len(line)
    exported = loop.time() - start
    start = loop.time()
    with (folder / "backup.jsonl").open("wb") as file:
        async for line in store.export():
            file.write(line)
    return [
        Row(f"export, {size / 1e6:.0f} MB", "s", exported, pickle_write, "pickling networkx"),
        Row("backup to a file", "s", loop.time() - start, pickle_write, "pickling networkx"),
    ]
