"""Servers as people start them: processes of their own, on free ports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

INTRECCIO = Path(sys.executable).with_name("intreccio")
PATIENCE = 120.0
QUICK = 10.0  # seconds: after so many, who stops containers kills them


@dataclass(frozen=True)
class Ended:
    """How a server ended."""

    code: int
    out: str
    err: str
    seconds: float


class Server:
    """A running server; `out` and `err` are the lines that it has printed so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.out: list[str] = []
        self.err: list[str] = []
        # Each pipe has one reader, from beginning to end: what two share, or nobody empties, loses or stops.
        self._readers = [
            Thread(target=_keep, args=(stream, lines), daemon=True)
            for stream, lines in ((process.stdout, self.out), (process.stderr, self.err))
            if stream is not None
        ]
        for reader in self._readers:
            reader.start()

    @property
    def address(self) -> str:
        """The address of its pages, as it printed it."""
        (line,) = (line for line in self.out if line.startswith("Pages"))
        return line.split()[1].rstrip("/")

    def wait_for(self, lines: list[str], text: str) -> str:
        """Return the line of `out` or `err` that holds a text, once it is there; fails when none comes."""
        deadline = time.monotonic() + PATIENCE
        while True:
            at_end = not any(reader.is_alive() for reader in self._readers)
            found = next((line for line in lines if text in line), None)
            if found is not None:
                return found
            assert not at_end, self.out + self.err
            assert time.monotonic() < deadline, self.out + self.err
            time.sleep(0.01)

    def stop(self, how: signal.Signals) -> Ended:
        """Stop it with a signal, and wait."""
        begun = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        seconds = time.monotonic() - begun
        self._read_on()
        return Ended(code, "".join(self.out), "".join(self.err), seconds)

    def kill(self) -> None:
        """End it at once, unless it has ended."""
        self.process.kill()
        self.process.wait()
        self._read_on()

    def _read_on(self) -> None:
        for reader in self._readers:
            reader.join(PATIENCE)


def environment() -> dict[str, str]:
    """Return this process's environment without settings of ours, and unbuffered."""
    own = "INTRECCIO_KEYS"
    kept = {
        name: value for name, value in os.environ.items() if name == own or not name.startswith("INTRECCIO_")
    }
    return kept | {"PYTHONUNBUFFERED": "1"}


def launch(folder: Path, *arguments: str, **settings: str) -> Server:
    """Start `intreccio` on a free port, with settings."""
    named = {f"INTRECCIO_{name}": value for name, value in settings.items()}
    return Server(
        subprocess.Popen(
            [INTRECCIO, *arguments, "--port", "0"],
            cwd=folder,
            env=environment() | named,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )


def start(folder: Path, *arguments: str, **settings: str) -> Server:
    """Start it, and wait until it says how to stop it."""
    server = launch(folder, *arguments, **settings)
    try:
        server.wait_for(server.out, "Stop")
    except AssertionError:
        server.kill()
        raise
    return server


def _keep(stream: IO[str], lines: list[str]) -> None:
    with stream:
        for line in stream:
            lines.append(line)  # noqa: PERF402 - each is seen as it comes
