"""Servers as people start them: processes of their own, on free ports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO

INTRECCIO = Path(sys.executable).with_name("intreccio")
PATIENCE = 60.0


@dataclass(frozen=True)
class Ended:
    """How a server ended."""

    code: int
    out: str
    err: str
    seconds: float


@dataclass
class Server:
    """A running server; `out` is what it has printed so far."""

    process: subprocess.Popen[str]
    out: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address of its pages, as it printed it."""
        (line,) = (line for line in self.out if line.startswith("Pages"))
        return line.split()[1].rstrip("/")

    def stop(self, how: signal.Signals) -> Ended:
        """Stop it with a signal, and wait."""
        begun = time.monotonic()
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE)
        return Ended(self.process.returncode, "".join(self.out) + out, err, time.monotonic() - begun)


def environment() -> dict[str, str]:
    """Return this process's environment without settings of ours, and unbuffered."""
    own = "INTRECCIO_KEYS"
    kept = {
        name: value for name, value in os.environ.items() if name == own or not name.startswith("INTRECCIO_")
    }
    return kept | {"PYTHONUNBUFFERED": "1"}


def start(folder: Path, *arguments: str, **settings: str) -> Server:
    """Start `intreccio` on a free port, with settings, and wait until it says how to stop it."""
    named = {f"INTRECCIO_{name}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [INTRECCIO, *arguments, "--port", "0"],
        cwd=folder,
        env=environment() | named,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    server = Server(process)
    assert process.stdout is not None
    lines: Queue[str] = Queue()
    Thread(target=_forward, args=(process.stdout, lines), daemon=True).start()
    try:
        while not (server.out and server.out[-1].startswith("Stop")):
            server.out.append(lines.get(timeout=PATIENCE))
            assert server.out[-1], process.communicate()
    except (Empty, AssertionError):
        process.kill()
        raise
    return server


def _forward(stream: IO[str], lines: Queue[str]) -> None:
    for line in stream:
        lines.put(line)
        if line.startswith("Stop"):
            return
    lines.put("")
