"""Limits on an answer that stop the work itself: on its time, and on what it holds."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from graphql import ExecutionResult, GraphQLError, OperationType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph.errors import TooComplex
from schema.limits import passed

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many seconds an answer may take, the clock that counts them, and how many objects it may hold."""

    seconds: float
    clock: Clock
    objects: int


class Overdue(BaseException):
    """The time for an answer is over. No error of one field: it ends the execution as a whole."""


class Overfull(BaseException):
    """An answer holds more objects than it may. As `Overdue`, it ends the execution as a whole."""


class TimedExecution(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation, or one event of a subscription, within its time and its number of objects.

    The clock is read at every object that is answered, where it costs least; waiting for the store or
    for a thread ends when the time is over, though a thread itself goes on until it is done. Mutations
    are carried through, so that nobody is left not knowing what was written: their cost bounds them.
    Objects are counted because cost only assumes how long a list without pages is.
    """

    allowance: ClassVar[Allowance]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - graphql-core's
        super().__init__(*args, **kwargs)
        self._clock = self.allowance.clock
        self._began, self._ends = 0.0, math.inf
        self._objects, self._most_objects = 0, math.inf

    def execute_operation(self, serially: bool | None = None) -> Any:  # noqa: ANN401 - as above
        """Execute what is asked; past a limit, the answer is one error and no data."""
        if self.operation.operation is OperationType.MUTATION:
            return super().execute_operation(serially)
        self._began = self._clock()
        self._ends = self._began + self.allowance.seconds
        self._objects, self._most_objects = 0, self.allowance.objects
        try:
            answer = super().execute_operation(serially)
        except (Overdue, Overfull) as stopped:
            return self._refuse(stopped)
        return self._wait_for(answer) if self.is_awaitable(answer) else answer

    def collect_and_execute_subfields(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - graphql-core's
        """Answer what is asked of one object; raises Overdue and Overfull."""
        self._count_object()
        return super().collect_and_execute_subfields(*args, **kwargs)

    def _count_object(self) -> None:
        self._objects += 1
        if self._objects > self._most_objects:
            raise Overfull
        if self._clock() > self._ends:
            raise Overdue

    async def _wait_for(self, answer: Awaitable[Any]) -> Any:  # noqa: ANN401 - as above
        try:
            async with asyncio.timeout(self.allowance.seconds):
                return await answer
        except (Overdue, Overfull, TimeoutError) as stopped:
            return self._refuse(stopped)

    def _refuse(self, stopped: BaseException) -> ExecutionResult:
        if isinstance(stopped, Overfull):
            refusal = passed("objects", self._objects, self.allowance.objects)
        else:
            refusal = self._overdue()
        return ExecutionResult(None, [GraphQLError(str(refusal), original_error=refusal)])

    def _overdue(self) -> TooComplex:
        most = self.allowance.seconds
        taken = max(self._clock() - self._began, most)
        return passed("seconds", round(taken, 3), most)


def execution_within(seconds: float, objects: int, clock: Clock = time.monotonic) -> type[TimedExecution]:
    """Return a way to execute that allows so many seconds, and so many objects in an answer."""

    class Execution(TimedExecution):
        allowance = Allowance(seconds, clock, objects)

    return Execution
