"""Opening the network that a command is about."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from graph.errors import Conflict, Invalid
from graph.stores.contract import Store
from graph.stores.memory import MemoryStore
from graph.stores.url import open_store
from importers.loading import load_territory
from importers.report import ImportReport
from importers.territory import Territory, read_territory, shipped_territory
from server.settings import read_settings
from server.waiting import wait_for

PLAN, EXAMPLE = "plan", "example"


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


@asynccontextmanager
async def reached(url: str, *, create: bool = True) -> AsyncIterator[Store]:
    """Open the store that a URL names, made when absent unless `create` is False; it is closed again.

    One that is away is waited for, as long as INTRECCIO_STORE_WAIT says, which standard error tells.
    """
    seconds = read_settings().store_wait
    store = open_store(url, create=create)
    try:
        await wait_for(store, url, seconds, _say)
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def opened(store_url: str | None, *, example: bool = False) -> AsyncIterator[Store]:
    """Open the store that a URL names, as `reached`; without one, a store in memory with a shipped territory.

    Raises Invalid when both a store and the example are asked for.
    """
    if store_url is not None:
        if example:
            raise Invalid("--example is a network of its own: leave out --store (or INTRECCIO_STORE).")
        async with reached(store_url, create=False) as store:
            yield store
        return
    shipped = MemoryStore()
    await load_territory(shipped, read_shipped(example=example))
    yield shipped


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
