"""Asks one question over and over, over connections that stay open: where there is no wrk.

`python -m benchmarks.asking PORT FILE CONNECTIONS SECONDS` sends the request in a file to a port of this
machine, and prints how many answers came, and in how many seconds.
"""

from __future__ import annotations

import re
import selectors
import socket
import sys
import time
from pathlib import Path

_PIECE = 1 << 18
_PATIENCE = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_END_OF_CHUNKS = b"\r\n0\r\n\r\n"


class _Connection:
    """A connection, and how much of an answer it still waits for."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = request

    def ask(self) -> None:
        """Send the request."""
        self._begun, self._in_body = b"", False
        self._missing: int | None = None
        self.socket.sendall(self._request)

    def is_answered(self) -> bool:
        """Receive what is there, and tell whether that was all; raises OSError for a refusal."""
        piece = self.socket.recv(_PIECE)
        if not piece:
            raise OSError("The server hung up.")
        self._begun += piece
        if not self._in_body:
            head, mark, body = self._begun.partition(b"\r\n\r\n")
            if not mark:
                return False
            if b" 200 " not in head[:20]:
                raise OSError(head.decode("latin-1"))
            found = _LENGTH.search(head)
            self._missing = int(found[1]) if found else None
            self._in_body, self._begun, piece = True, body, body
        # Of the body only its end is kept: chunks are told from it, and never looked into.
        self._begun = self._begun[-len(_END_OF_CHUNKS) :]
        if self._missing is None:
            return self._begun.endswith(_END_OF_CHUNKS)
        self._missing -= len(piece)
        return self._missing == 0


def ask(port: int, request: bytes, connections: int, seconds: float) -> tuple[int, float]:
    """Return how many answers came, and in how many seconds; what was asked in time is waited for.

    Raises OSError for a refusal, and when no answer comes at all.
    """
    answered, waiting = 0, connections
    with selectors.DefaultSelector() as selector:
        begun = time.perf_counter()
        for _ in range(connections):
            connection = _Connection(port, request)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        while waiting:
            ready = selector.select(_PATIENCE)
            if not ready:
                raise OSError(f"No answer came for {_PATIENCE} seconds.")
            for key, _ in ready:
                connection = key.data
                if not connection.is_answered():
                    continue
                answered += 1
                if time.perf_counter() - begun < seconds:
                    connection.ask()
                else:
                    waiting -= 1
                    selector.unregister(connection.socket)
                    connection.socket.close()
        return answered, time.perf_counter() - begun


if __name__ == "__main__":
    _port, _file, _connections, _seconds = sys.argv[1:]
    print(*ask(int(_port), Path(_file).read_bytes(), int(_connections), float(_seconds)))
