"""Being stopped from the keyboard while a store is filled: who does it is told what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import typer

from graph.stores.contract import SoFar, Store

STOPPED_EMPTY = "Stopped: the store is as empty as before. Run it again."
STOPPED_FULL = (
    "Stopped: the store is filled, but was not checked to the end: `intreccio check --store URL` does it."
)
LINGER_SECONDS = 2.0


async def fill(store: Store, lines: AsyncIterator[bytes], so_far: SoFar) -> None:
    """Fill an empty store from an export; stopped, it says whether the store is empty still, or full."""
    tap = _Tap()
    filling = asyncio.create_task(store.restore(tap.passing(lines), so_far))
    try:
        await asyncio.shield(filling)
    except asyncio.CancelledError:
        # A store that writes as it reads would write on to the end: what is cut short it refuses.
        tap.closed = True
        await asyncio.wait({filling}, timeout=LINGER_SECONDS)
        filling.cancel()
        await asyncio.wait({filling})
        is_full = not filling.cancelled() and filling.exception() is None
        typer.echo(STOPPED_FULL if is_full else STOPPED_EMPTY, err=True)
        raise


@contextmanager
def checking_filled() -> Iterator[None]:
    """Say, when this is stopped, that the store is full all the same."""
    try:
        yield
    except asyncio.CancelledError:
        typer.echo(STOPPED_FULL, err=True)
        raise


class _Tap:
    """Lines pass until it is closed."""

    def __init__(self) -> None:
        self.closed = False

    async def passing(self, lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass lines on; closed, end."""
        async for line in lines:
            if self.closed:
                return
            yield line
