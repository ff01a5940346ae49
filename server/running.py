"""Running a server until it is stopped."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import webbrowser
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from graph.errors import Unavailable
from server.settings import Settings

GRACE_SECONDS = 5


def listen(settings: Settings) -> socket.socket:
    """Return a socket bound to the settings' address; raises Unavailable with the reason why not.

    Listening before anything else is done means that a taken port costs nobody any waiting, and that
    whoever comes too early waits instead of being turned away.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host.strip("[]"), settings.port))
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            mend = f"choose another one with --port, for example {settings.port + 1}"
            raise Unavailable(f"Port {settings.port} is in use by another program: {mend}.") from error
        raise Unavailable(f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}).") from error
    return listening


def address_of(settings: Settings, listening: socket.socket) -> str:
    """Return the address that a browser finds the server at."""
    host = settings.host.strip("[]")
    if host in ("", "0.0.0.0", "::"):  # noqa: S104 - a comparison
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"


async def serve(app: ASGIApp, listening: socket.socket, open_at: str | None = None) -> None:
    """Serve until interrupted; `open_at` opens a browser there as soon as the server answers."""
    config = uvicorn.Config(
        app, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS, server_header=False
    )
    server = _Server(config)
    if open_at is not None and can_open_browser():
        webbrowser.open(open_at)
    await server.serve(sockets=[listening])


class _Server(uvicorn.Server):
    """A server for which being told to stop is no failure: the process ends with exit code 0."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's
        """Stop when told to; at once when told again from the keyboard."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def can_open_browser() -> bool:
    """Tell whether there is a screen: without one, a browser would take over the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
