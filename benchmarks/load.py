"""One question asked over and over from another core: how many answers come, and what each costs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import orjson

from benchmarks.bodies import Question

_JSON = "application/json"
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers a second, and milliseconds of processor time that each took; None where nobody counts it."""

    a_second: float
    cpu_ms: float | None


def typical_rate(rates: Sequence[Rate]) -> Rate:
    """Return the median of rates: of answers, and of what they cost."""
    costs = [rate.cpu_ms for rate in rates if rate.cpu_ms is not None]
    return Rate(median(rate.a_second for rate in rates), median(costs) if costs else None)


def name_generator() -> str:
    """Return what asks where answers come quickly: wrk where it is installed."""
    return "wrk" if shutil.which("wrk") else "our own generator, wrk not being installed"


def on_core(place: int) -> list[str]:
    """Return what to put before a command so that it keeps to one core: nothing where that cannot be done."""
    if not can_pin():
        return []
    return ["taskset", "-c", str(sorted(os.sched_getaffinity(0))[place])]


def can_pin() -> bool:
    """Tell whether server and generator can each have a core of their own."""
    return (
        shutil.which("taskset") is not None
        and hasattr(os, "sched_getaffinity")
        and len(os.sched_getaffinity(0)) > 1
    )


def measure(address: str, process: int, question: Question, seconds: float) -> Rate:
    """Ask a question at an address, which a process serves, for so many seconds."""
    body = orjson.dumps({"query": question.document})
    before = _cpu_seconds(process)
    with tempfile.TemporaryDirectory() as folder:
        # wrk takes whole seconds, and forgets what is under way when they are over.
        if not question.slow and seconds >= 1 and shutil.which("wrk"):
            answered, took = _ask_with_wrk(Path(folder), address, body, question.connections, seconds)
        else:
            answered, took = _ask(Path(folder), address, body, question.connections, seconds)
    after = _cpu_seconds(process)
    spent = None if before is None or after is None else (after - before) / answered * 1000
    return Rate(answered / took, spent)


def _ask_with_wrk(
    folder: Path, address: str, body: bytes, connections: int, seconds: float
) -> tuple[int, float]:
    script = folder / "ask.lua"
    script.write_bytes(
        b'wrk.method = "POST"\nwrk.headers["Content-Type"] = "%s"\nwrk.body = [==[%s]==]\n'
        % (_JSON.encode(), body)
    )
    counts = ["-t1", f"-c{connections}", f"-d{round(seconds)}s", f"--timeout={_PATIENCE}s"]
    said = _run(["wrk", *counts, "-s", str(script), address])
    found = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m),", said)
    if found is None or found[1] == "0" or "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return int(found[1]), float(found[2]) * {"ms": 0.001, "s": 1.0, "m": 60.0}[found[3]]


def _ask(folder: Path, address: str, body: bytes, connections: int, seconds: float) -> tuple[int, float]:
    place = urlsplit(address)
    request = folder / "request"
    head = f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: {_JSON}\r\n"
    request.write_bytes(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    own = [sys.executable, "-m", "benchmarks.asking", str(place.port), str(request)]
    answered, took = _run([*own, str(connections), str(seconds)]).split()
    return int(answered), float(took)


def _run(command: list[str]) -> str:
    ran = subprocess.run([*on_core(1), *command], capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode != 0:
        raise RuntimeError(ran.stderr)
    return ran.stdout


def _cpu_seconds(process: int) -> float | None:
    """Return the processor time that a process has used, as Linux tells it."""
    file = Path(f"/proc/{process}/stat")
    if not file.exists():
        return None
    after_name = file.read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
