"""Serving: questions over HTTP, beside stock Strawberry and graphql-yoga with the same network."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from benchmarks.bodies import QUESTIONS, Question, first_commit, generate_bodies
from benchmarks.load import Rate, can_pin, measure, name_generator, on_core, typical_rate
from benchmarks.peers.data import write_data
from graph.log import CommitRequest
from graph.stores.sqlite import SqliteStore

OURS = "Intreccio"
YOGA = Path(__file__).parent / "peers" / "yoga"
ROUNDS, WARMING, QUICK = 3, 1.0, 0.5
_ADDRESS = re.compile(r"http://\S+/graphql")


@dataclass(frozen=True, slots=True)
class _Server:
    name: str
    address: str
    process: int


def compare_serving(*, quick: bool) -> str:
    """Return requests per second of our server, started as users start it, and of its peers."""
    sizes = (500, 2_000) if quick else (5_000, 20_000)
    made = generate_bodies(*sizes)
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        os.environ["INTRECCIO_KEYS"] = name
        asyncio.run(_store(first_commit(made), folder / "network.db"))
        write_data(made, folder / "network.json")
        commands = _commands(folder)
        servers = [
            running.enter_context(_serve(server, command)) for server, command in commands.items() if command
        ]
        for question in QUESTIONS.values():
            _require_same_answers(servers, question)
        rates = {
            what: _measure_rounds(servers, question, quick=quick) for what, question in QUESTIONS.items()
        }
    where = "each server on a core of its own" if can_pin() else "servers and generator share all cores"
    asking = "short windows" if quick else name_generator()
    title = f"Serving {sizes[0]:,} actors and {sizes[1]:,} ties ({asking}; {where})"
    missing = [server for server, command in commands.items() if not command]
    return "\n".join([title, "-" * len(title), *_lines(rates), *map(_say_missing, missing)]) + "\n"


async def _store(commit: CommitRequest, file: Path) -> None:
    store = SqliteStore(file)
    await store.commit(commit)
    await store.close()


def _commands(folder: Path) -> dict[str, list[str]]:
    """Return how each server is started; nothing for one that is not installed."""
    node, data = shutil.which("node"), str(folder / "network.json")
    intreccio = str(Path(sys.executable).with_name("intreccio"))
    has_yoga = node is not None and (YOGA / "node_modules").is_dir()
    return {
        OURS: [intreccio, "serve", "--store", f"sqlite:///{folder / 'network.db'}", "--port", "0"],
        "Strawberry": [sys.executable, "-m", "benchmarks.peers.stock_strawberry", data],
        "graphql-yoga": [str(node), str(YOGA / "server.mjs"), data] if has_yoga else [],
    }


@contextmanager
def _serve(name: str, command: list[str]) -> Iterator[_Server]:
    """Start a server, which prints where it answers, and stop it in the end."""
    settings = {**os.environ, "PYTHONUNBUFFERED": "1", "NODE_ENV": "production"}
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [*on_core(0), *command], env=settings, stdout=subprocess.PIPE, text=True
    )
    try:
        found = next(filter(None, map(_ADDRESS.search, process.stdout or ())), None)
        if found is None:
            raise RuntimeError(f"{name} did not start.")
        yield _Server(name, found[0], process.pid)
    finally:
        process.terminate()
        process.communicate()


def _require_same_answers(servers: list[_Server], question: Question) -> None:
    """Raise RuntimeError when a peer's data is not ours: what differs must not be compared."""
    answers = [_ask(server, question) for server in servers]
    for server, answer in zip(servers, answers, strict=True):
        if "errors" in answer or answer["data"] != answers[0]["data"]:
            raise RuntimeError(f"{server.name} answers otherwise: {question.document}")


def _ask(server: _Server, question: Question) -> Mapping[str, object]:
    body = orjson.dumps({"query": question.document})
    request = urllib.request.Request(server.address, body, {"content-type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310 - an address of this machine
        answer: Mapping[str, object] = orjson.loads(response.read())
    return answer


def _measure_rounds(servers: list[_Server], question: Question, *, quick: bool) -> dict[str, Rate]:
    """Return the median rate of each server, which take turns, so that what sways one sways all."""
    rounds, warming, seconds = (1, 0.0, QUICK) if quick else (ROUNDS, WARMING, question.seconds)
    found: dict[str, list[Rate]] = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            if warming:
                measure(server.address, server.process, question, warming)
            found[server.name].append(measure(server.address, server.process, question, seconds))
    return {name: typical_rate(rates) for name, rates in found.items()}


def _lines(rates: Mapping[str, Mapping[str, Rate]]) -> Iterator[str]:
    yield f"{'':<32} {'':<14} {'requests/s':>12} {'CPU ms each':>12}  ours to it (more is better)"
    for what, by_server in rates.items():
        for server, rate in by_server.items():
            spent = "-" if rate.cpu_ms is None else f"{rate.cpu_ms:,.2f}"
            line = f"{what if server == OURS else '':<32} {server:<14} {rate.a_second:>12,.1f} {spent:>12}"
            yield line if server == OURS else f"{line}  {by_server[OURS].a_second / rate.a_second:.2f}×"


def _say_missing(server: str) -> str:
    return f"{server} is not measured: install Node.js, then npm ci --prefix benchmarks/peers/yoga"
