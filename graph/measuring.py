"""Taking measures beside the event loop, each once."""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any, Protocol, TypeVar, cast

import numpy as np
from anyio import CapacityLimiter, fail_after, to_process, to_thread

from graph.analysis.core_periphery import measure_core_periphery
from graph.analysis.key_players import choose_fragmenters, choose_reachers
from graph.analysis.profile import measure_profile
from graph.analysis.tie_permutation import permute_ties
from graph.analysis.ties import Ties
from graph.errors import TooComplex
from graph.grouping import Grouped
from graph.network import Network, Scope, project
from graph.view import View

ResultT = TypeVar("ResultT")
KEPT_RESULTS = 500
KEPT_BYTES = 200_000_000
KEPT_NETWORKS = 16
# Below this many nodes times nodes and ties, handing it to a process costs more than the measure.
SMALL = 40_000
# Up to so many nodes that holds of searches through all sets, too.
FEW_NODES = 12
SECONDS = 25.0
_SEARCHES = (choose_fragmenters, choose_reachers, measure_core_periphery, measure_profile, permute_ties)
# A view of fewer facts is projected at once; of more, in a thread.
FEW_FACTS = 1_000
_Asked = tuple[object, ...]


class Arrays(Protocol):
    """What a measure is taken of: `Ties`, or `TwoMode`."""

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        ...

    @property
    def digest(self) -> bytes:
        """What tells these arrays from others."""
        ...

    def __len__(self) -> int:
        """Return how many ties there are."""
        ...


class Measuring:
    """Projects networks and takes measures of them, and keeps what it has found.

    A network is kept by its revision, moment, scope and class of viewer. A result is kept by the ties
    it was taken from, whatever revision or viewer they came from: whoever sees the same ties may see
    what follows from them. Large networks are measured in other processes, at most as many at once as
    there are cores. Whoever asks for what is being measured waits for it too; when nobody waits any more,
    or it takes more than `seconds`, it is stopped.
    """

    def __init__(self, processes: int | None = None, seconds: float = SECONDS) -> None:
        self._limiter = CapacityLimiter(processes or os.cpu_count() or 1)
        self._seconds = seconds
        self._results: OrderedDict[_Asked, Any] = OrderedDict()
        self._running: dict[_Asked, asyncio.Task[Any]] = {}
        self._waiting: dict[_Asked, int] = {}
        self._networks: OrderedDict[_Asked, Network] = OrderedDict()
        self._groups: OrderedDict[_Asked, tuple[Network, Grouped]] = OrderedDict()
        self._bytes = 0

    async def network(self, view: View, scope: Scope) -> Network:
        """Return the network of a scope; raises NotFound as `project` does."""
        asked = (view, scope)
        found = self._networks.get(asked)
        if found is None:
            found = project(view, scope) if is_small(view) else await to_thread.run_sync(project, view, scope)
            self._networks[asked] = found
            while len(self._networks) > KEPT_NETWORKS:
                self._networks.popitem(last=False)
        else:
            self._networks.move_to_end(asked)
        return found

    async def group(self, network: Network, divide: Callable[[Network], Grouped]) -> Grouped:
        """Return the groups that `divide` makes of a network's nodes."""
        asked = (id(network), divide)
        if asked not in self._groups:
            small = is_small(network.view)
            grouped = divide(network) if small else await to_thread.run_sync(divide, network)
            # Kept with the network, whose place in memory must not be given to another.
            self._groups[asked] = (network, grouped)
            while len(self._groups) > KEPT_NETWORKS:
                self._groups.popitem(last=False)
        self._groups.move_to_end(asked)
        return self._groups[asked][1]

    async def take(
        self, ties: Arrays, measure: Callable[..., ResultT], *arguments: object, **options: object
    ) -> ResultT:
        """Return what `measure(ties, *arguments, **options)` returns.

        It is a function of a module, and what it takes can be hashed, and sent to another process, or is
        itself a numpy array. What it raises is raised here; TooComplex when it takes too long.
        """
        said = (*map(_key, arguments), *((name, _key(value)) for name, value in options.items()))
        asked = (ties.digest, measure.__module__, measure.__qualname__, *said)
        if asked in self._results:
            self._results.move_to_end(asked)
            return cast("ResultT", self._results[asked])
        work = partial(measure, ties, *arguments, **options)
        if ties.nodes * (ties.nodes + len(ties)) <= SMALL and (
            ties.nodes <= FEW_NODES or measure not in _SEARCHES
        ):
            return self._keep(asked, work())
        return await self._share(asked, self._measure(work))

    async def _measure(self, work: Callable[[], ResultT]) -> ResultT:
        try:
            # Waiting for a free process is not measuring.
            async with self._limiter:
                with fail_after(self._seconds):
                    return await to_process.run_sync(work, cancellable=True)
        except TimeoutError as error:
            reason = f"Measuring took longer than {self._seconds:g} seconds: ask about a smaller network."
            raise TooComplex(reason, "seconds", self._seconds, self._seconds) from error

    async def _share(self, asked: _Asked, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Wait for work that others may wait for too; the last to give up stops it."""
        task = self._running.get(asked)
        if task is None:
            task = asyncio.create_task(work)
            self._running[asked] = task
        else:
            work.close()
        self._waiting[asked] = self._waiting.get(asked, 0) + 1
        try:
            found: ResultT = await asyncio.shield(task)
            return self._keep(asked, found)
        finally:
            self._waiting[asked] -= 1
            if not self._waiting[asked]:
                del self._waiting[asked], self._running[asked]
                task.cancel()

    def _keep(self, asked: _Asked, result: ResultT) -> ResultT:
        if asked not in self._results:
            self._bytes += size_of(result)
        self._results[asked] = result
        while len(self._results) > KEPT_RESULTS or (self._bytes > KEPT_BYTES and len(self._results) > 1):
            self._bytes -= size_of(self._results.popitem(last=False)[1])
        return result


def is_small(view: View) -> bool:
    """Tell whether a view shows so little that what is done with all of it can be done at once."""
    return view.relationship_count + view.entity_count < FEW_FACTS


def size_of(result: object) -> int:
    """Return about how many bytes a result takes: those of its arrays, and a little."""
    if isinstance(result, np.ndarray):
        return result.nbytes
    if isinstance(result, Mapping):
        return 100 + sum(map(size_of, result.values()))
    if is_dataclass(result):
        return 100 + sum(size_of(getattr(result, item.name)) for item in fields(result))
    return 100


def _key(argument: object) -> object:
    if isinstance(argument, Ties):
        return argument.digest
    if isinstance(argument, np.ndarray):
        return (argument.dtype.str, argument.shape, argument.tobytes())
    return argument
