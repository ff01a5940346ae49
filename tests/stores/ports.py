"""Ports for programs that cannot choose their own, or come back to theirs after a while."""

from __future__ import annotations

import secrets
import socket

# Beneath those that systems hand out: no client's connection takes one while its server is away.
FIRST, LAST = 20_000, 32_000


def free_port() -> int:
    """Return a port of this machine at which nobody listens; by chance, for others may ask meanwhile."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
