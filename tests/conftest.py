"""What tests of several folders share, and how fixtures are meant here.

- **Read once, share freely.** Territories are read from the shipped files once a session, and loaded
  once into a memory store (`plan_service`, `example_service`). Facts are immutable, so tests that only
  read share these. A test that writes takes `own_plan_service` or `own_example_service`: the same
  network, loaded anew for that test alone.
- **Small worlds are built where they are used.** A test about a rule writes the few facts that the
  rule needs in its own file, so that the reason for its answer can be read there.
- **No clock, no chance, no network.** Where a day matters, the question names it. Ids are random, so
  no test relies on their order.
- **Over the API.** `ask` executes a query as the server would and returns its data; an error fails the
  test. `refusals` is for questions that must fail: it returns the errors as a client gets them.
- **Chance is Hypothesis's own.** Where a law is tested, examples are made up anew each time, but not in CI.
- **Slow ones wait for CI.** What is marked `slow` is left out unless it is asked for: `-m slow`.
- **One worker a file.** Where several workers run the tests at once, see `scheduling.py`.
- **Async tests** are marked `@pytest.mark.anyio` and run on asyncio.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from graphql import GraphQLFormattedError
from hypothesis import HealthCheck, settings
from strawberry.types import ExecutionResult

from graph.rights import LOCAL_EDITOR, Viewer
from graph.service import Service
from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.territory import Territory, read_territory, shipped_territory
from schema.api import Api, build_api
from schema.context import Context
from schema.errors import format_error
from tests.browsing import chromium, read_axe
from tests.scheduling import FileScheduling

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# In CI the same examples every time, so that a change is judged by itself; elsewhere new ones are tried.
# Neither a slow example nor slow making of examples is a fault: a busy machine makes both.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")

# What starts servers by the dozen, walks all pages, or waits for time to pass. Stores mark their own.
SLOW = ("tests/live/", "tests/clients/", "tests/server/test_site.py")
Data = dict[str, Any]
Ask = Callable[..., Awaitable[Data]]
Refusals = Callable[..., Awaitable[list[GraphQLFormattedError]]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by where it lies."""
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FileScheduling | None:
    """Let one worker run a whole file, unless workers are told to share otherwise."""
    return FileScheduling(config, log) if config.getoption("dist") in ("load", "loadgroup") else None


@pytest.fixture(scope="session", autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the master key of personal values in a folder that goes with the tests."""
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTRECCIO_KEYS", str(folder))
        yield folder


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Chromium; no longer than a module, because asyncio has to wait for as long."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's script."""
    return read_axe()


@pytest.fixture(scope="session")
def plan_territory() -> Territory:
    return read_territory(shipped_territory("plan"))


@pytest.fixture(scope="session")
def example_territory() -> Territory:
    return read_territory(shipped_territory("example"))


@pytest.fixture(scope="session")
def plan_service(plan_territory: Territory) -> Service:
    """Return the provincial plan; for reading only."""
    return _loaded(plan_territory)


@pytest.fixture(scope="session")
def example_service(example_territory: Territory) -> Service:
    """Return the invented territory; for reading only."""
    return _loaded(example_territory)


@pytest.fixture
def own_plan_service(plan_territory: Territory) -> Service:
    """Return the provincial plan, for this test to write in."""
    return _loaded(plan_territory)


@pytest.fixture
def own_example_service(example_territory: Territory) -> Service:
    """Return the invented territory, for this test to write in."""
    return _loaded(example_territory)


@pytest.fixture(scope="session")
def api() -> Api:
    return build_api()


@pytest.fixture(scope="session")
def ask(api: Api) -> Ask:
    """Return a way to ask over the API: give service, query, variables, viewer; get the data."""

    async def asking(
        service: Service,
        query: str,
        variables: Mapping[str, object] | None = None,
        viewer: Viewer = LOCAL_EDITOR,
    ) -> Data:
        result = await _execute(api, service, query, variables, viewer)
        if result.errors:
            raise AssertionError([format_error(error) for error in result.errors])
        assert result.data is not None
        return result.data

    return asking


@pytest.fixture(scope="session")
def refusals(api: Api) -> Refusals:
    """Return a way to ask what must be refused: as `ask`, but it gives back the errors."""

    async def asking(
        service: Service,
        query: str,
        variables: Mapping[str, object] | None = None,
        viewer: Viewer = LOCAL_EDITOR,
    ) -> list[GraphQLFormattedError]:
        result = await _execute(api, service, query, variables, viewer)
        assert result.errors, f"answered instead of refused: {result.data}"
        return [format_error(error) for error in result.errors]

    return asking


async def _execute(
    api: Api, service: Service, query: str, variables: Mapping[str, object] | None, viewer: Viewer
) -> ExecutionResult:
    given = None if variables is None else dict(variables)
    return await api.execute(query, variable_values=given, context_value=Context(service, viewer))


def _loaded(territory: Territory) -> Service:
    store = MemoryStore()
    anyio.run(load_territory, store, territory)
    return Service(store, territory.vocabulary)
