"""Opening the network that a command is about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from graph.errors import Away, Conflict, Invalid
from graph.stores.contract import Store
from graph.stores.memory import MemoryStore
from graph.stores.url import open_store
from importers.loading import load_territory
from importers.report import ImportReport
from importers.territory import Territory, read_territory, shipped_territory

PLAN, EXAMPLE = "plan", "example"
LOOK_SECONDS = 0.5


def read_shipped(*, example: bool) -> Territory:
    """Read the plan, or the example, that comes with Intreccio."""
    return read_territory(shipped_territory(EXAMPLE if example else PLAN))


def demo_url(*, example: bool) -> str:
    """Return where the demo keeps its store: in the current folder."""
    return f"sqlite:///{Path('.intreccio') / (EXAMPLE if example else PLAN)}.db"


async def fill_for_demo(store: Store, territory: Territory) -> ImportReport | None:
    """Load a territory into an empty store; None when the store already holds it.

    Raises Conflict when it holds another network, and leaves it alone.
    """
    if await store.head() == 0:
        return await load_territory(store, territory)
    if all(plan.slug != territory.plan for plan in await store.find({"plan"})):
        count = (await store.count()).entities
        raise Conflict(f"The store holds another network ({count} entities): name an empty one with --store.")
    return None


async def wait_for(store: Store, seconds: float, say: Callable[[str], None]) -> None:
    """Return when a store answers; while it is away, say so once and wait, but not for ever.

    Raises Unavailable when it cannot be used, or has not come in so many seconds.
    """
    loop = asyncio.get_running_loop()
    deadline, said = loop.time() + seconds, False
    while True:
        try:
            await store.head()
        except Away as error:
            if loop.time() >= deadline:
                raise
            if not said:
                say(f"{error} Waiting for it, at most {seconds:g} seconds.")
                said = True
            await asyncio.sleep(LOOK_SECONDS)
        else:
            return


@asynccontextmanager
async def opened(store_url: str | None, *, example: bool = False) -> AsyncIterator[Store]:
    """Open the store that a URL names; without one, a store in memory with a shipped territory.

    Raises Invalid when both a store and the example are asked for.
    """
    if store_url is not None:
        if example:
            raise Invalid("--example is a network of its own: leave out --store (or INTRECCIO_STORE).")
        store = open_store(store_url, create=False)
    else:
        store = MemoryStore()
        await load_territory(store, read_shipped(example=example))
    try:
        yield store
    finally:
        await store.close()
