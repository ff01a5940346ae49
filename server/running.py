"""Running a server until it is stopped."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import socket
import sys
import webbrowser
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from graph.errors import Unavailable
from schema.live import LiveEndpoint
from server.settings import Settings

GRACE_SECONDS = 5
STALL_SECONDS = 3.0
PATIENCE_MS = 60_000
LARGEST_MESSAGE = 1 << 20


def listen(settings: Settings) -> socket.socket:
    """Return a socket bound to the settings' address; raises Unavailable with the reason why not.

    Listening before anything else is done means that a taken port costs nobody any waiting, and that
    whoever comes too early waits instead of being turned away.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named, because asyncio sends small answers at once (TCP_NODELAY) only over what says it is TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Linux: who takes nothing of what is sent for so long is cut off, for reading slowly or being gone.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, PATIENCE_MS)
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


async def serve(app: Starlette, listening: socket.socket, open_at: str | None = None) -> None:
    """Serve until interrupted; `open_at` opens a browser there as soon as the server answers."""
    live: LiveEndpoint = app.state.live
    config = uvicorn.Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
        ws_max_size=LARGEST_MESSAGE,
        ws_ping_interval=live.bounds.heartbeat,
    )
    server = _Server(config, live)
    # Worker processes of measures import the program that they find here: two seconds, for nothing.
    vars(sys.modules["__main__"]).pop("__file__", None)
    if open_at is not None and can_open_browser():
        webbrowser.open(open_at)
    # The network stays as long as the server: looking through all of it for garbage again and again would
    # hold up everybody, of 20,000 entities and 80,000 relationships for 0.2 to 0.4 seconds each time.
    gc.collect()
    gc.freeze()
    await server.serve(sockets=[listening])


class _Server(uvicorn.Server):
    """A server for which being told to stop is no failure: the process ends with exit code 0."""

    def __init__(self, config: uvicorn.Config, live: LiveEndpoint) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what stays open, wait for what is being answered, and cut off who doesn't take it."""
        await self._live.stop()
        cutting = asyncio.get_running_loop().call_later(STALL_SECONDS, self._cut)
        try:
            await super().shutdown(sockets)
        finally:
            cutting.cancel()

    def _cut(self) -> None:
        for connection in self.server_state.connections:
            connection.transport.abort()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's
        """Stop when told to; at once when told again from the keyboard."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def can_open_browser() -> bool:
    """Tell whether there is a screen: without one, a browser would take over the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
