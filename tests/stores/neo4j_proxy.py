"""A proxy before a real Neo4j that can cut, hold and refuse connections, as networks do."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from graph.stores.neo4j_address import Address

COMMIT = b"\x00\x02\xb0\x12\x00\x00"  # Bolt's message, in a chunk of its own
WRITING = b"CREATE (c:LogCommit"


class Proxy:
    """Passes everything on, unless told otherwise.

    `cut_commits`: so many commits to the log reach the server, whose answers the client never gets, the
    connection being closed. `refusing`: new connections are closed at once.
    """

    def __init__(self, behind: Address) -> None:
        self.behind = behind
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._going_on = asyncio.Event()
        self._going_on.set()
        self.cut_commits = 0
        self.refusing = False
        self.refuse_after_cut = False
        self.port = 0

    @property
    def address(self) -> Address:
        """Where clients find it."""
        return replace(self.behind, server=f"bolt://127.0.0.1:{self.port}")

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close everything, what is just being opened too, and return when it is closed."""
        assert self._server is not None
        self._server.close()
        self.refusing = True
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        closing = list(self._writers)
        self.cut()
        await asyncio.gather(*(writer.wait_closed() for writer in closing), return_exceptions=True)

    def hold(self) -> None:
        """Pass nothing on from here."""
        self._going_on.clear()

    def let_go(self) -> None:
        """Pass everything on again."""
        self._going_on.set()

    def cut(self) -> None:
        """Close every connection."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        self._writers.add(writer)
        self._begin(self._connect(reader, writer))

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = urlsplit(self.behind.server)
        try:
            theirs, to_them = await asyncio.open_connection(target.hostname, target.port)
        except OSError:
            writer.transport.abort()
            return
        self._writers.add(to_them)
        committing = asyncio.Event()
        self._begin(self._ask(reader, to_them, committing))
        self._begin(self._answer(theirs, writer, committing))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, committing: asyncio.Event
    ) -> None:
        writing, end = False, b""  # what is looked for may come in two parts
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._going_on.wait()
                seen = end + data
                end = seen[-len(WRITING) :]
                writing = writing or WRITING in seen
                if COMMIT in seen:
                    if writing and self.cut_commits > 0:
                        self.cut_commits -= 1
                        committing.set()
                    writing, end = False, b""
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, committing: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._going_on.wait()
                if committing.is_set():
                    self.refusing = self.refuse_after_cut
                    writer.transport.abort()
                    return
                writer.write(data)
                await writer.drain()
        writer.close()
