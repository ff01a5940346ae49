"""What the server's socket promises those who connect."""

from __future__ import annotations

import asyncio
import socket

import pytest

from server.running import listen
from server.settings import Settings

pytestmark = pytest.mark.anyio


async def test_small_answers_are_not_held_back() -> None:
    held: asyncio.Queue[int] = asyncio.Queue()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected = writer.get_extra_info("socket")
        held.put_nowait(connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listening = listen(Settings(port=0))
    async with await asyncio.start_server(answer, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        assert await held.get() == 1
        writer.close()
        await writer.wait_closed()
