"""Applications over loaded stores, and commands, all in this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import anyio
import pytest

from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.territory import Territory
from server.app import create_app
from server.cli import main
from server.commands import serving as serving_commands
from server.settings import Settings
from tests.server.asking import LOCAL, Client, Ran

Run = Callable[..., Ran]


def serving(territory: Territory | None, settings: Settings, base_url: str = LOCAL) -> Client:
    """Return a client of an application over a new store, filled with a territory if one is given."""
    store = MemoryStore()

    async def filling() -> None:
        if territory is not None:
            await load_territory(store, territory)

    anyio.run(filling)
    return Client(anyio.run(create_app, settings, store), base_url=base_url)


@pytest.fixture(scope="session")
def plan_client(plan_territory: Territory) -> Client:
    """Return a client of the plan on this machine; for reading only."""
    return serving(plan_territory, Settings())


@pytest.fixture(scope="session")
def example_client(example_territory: Territory) -> Client:
    """Return a client of the example on this machine; for reading only."""
    return serving(example_territory, Settings())


@pytest.fixture(scope="session")
def public_client(example_territory: Territory) -> Client:
    """Return a client of the example, served to other machines too."""
    settings = Settings(host="0.0.0.0")  # noqa: S104 - what is tested
    return serving(example_territory, settings, "http://network.example")


@pytest.fixture
def own_client(plan_territory: Territory) -> Client:
    """Return a client of the plan for this test to write in."""
    return serving(plan_territory, Settings())


async def _refuse_to_serve(*_: object) -> None:
    # Serving would never end: who wants a server starts a process.
    raise AssertionError("the command was not refused")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to run `intreccio` with options and settings."""
    for name in os.environ:
        if name.startswith("INTRECCIO_") and name != "INTRECCIO_KEYS":
            monkeypatch.delenv(name)

    def running(*arguments: str, **settings: str) -> Ran:
        code: str | int | None = 0
        with monkeypatch.context() as during:
            for name, value in settings.items():
                during.setenv(f"INTRECCIO_{name}", value)
            during.setattr(sys, "argv", ["intreccio", *arguments])
            during.setattr(serving_commands, "serve", _refuse_to_serve)
            try:
                main()
            except SystemExit as end:
                code = end.code
        said = capsys.readouterr()
        return Ran(int(code or 0), said.out, said.err)

    return running
