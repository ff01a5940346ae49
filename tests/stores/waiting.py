"""Waiting for a store that was away, or whose server has just started."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from graph.errors import Unavailable

PATIENCE = 120.0
FoundT = TypeVar("FoundT")


async def once_there(ask: Callable[[], Awaitable[FoundT]]) -> FoundT:
    """Ask until there is an answer: a busy machine may take longer than a store of little patience waits."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(Unavailable):
                return await ask()
            await asyncio.sleep(0.05)
