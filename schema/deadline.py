"""Time limits that stop the work itself."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from graphql import ExecutionResult, GraphQLError, GraphQLObjectType, OperationType
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.limits import passed

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many seconds an answer may take, and the clock that counts them."""

    seconds: float
    clock: Clock


class Overdue(BaseException):
    """The time for an answer is over. No error of one field: it ends the execution as a whole."""


class TimedExecution(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation, or one event of a subscription, within its time.

    The clock is read at every object that is answered, where it costs least; waiting for the store or
    for a thread ends when the time is over, though a thread itself goes on until it is done. Mutations
    are carried through, so that nobody is left not knowing what was written: their cost bounds them.
    """

    allowance: ClassVar[Allowance]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - graphql-core's
        super().__init__(*args, **kwargs)
        self._clock = self.allowance.clock
        self._began, self._ends = 0.0, math.inf

    def execute_operation(self, serially: bool | None = None) -> Any:  # noqa: ANN401 - as above
        """Execute what is asked; over time, the answer is one error and no data."""
        if self.operation.operation is OperationType.MUTATION:
            return super().execute_operation(serially)
        self._began = self._clock()
        self._ends = self._began + self.allowance.seconds
        try:
            answer = super().execute_operation(serially)
        except Overdue:
            return self._refuse()
        return self._wait_for(answer) if self.is_awaitable(answer) else answer

    def collect_subfields(
        self, return_type: GraphQLObjectType, field_details_list: FieldDetailsList
    ) -> CollectedFields:
        """Find what is asked of one object; raises Overdue."""
        if self._clock() > self._ends:
            raise Overdue
        return super().collect_subfields(return_type, field_details_list)

    async def _wait_for(self, answer: Awaitable[Any]) -> Any:  # noqa: ANN401 - as above
        try:
            async with asyncio.timeout(self.allowance.seconds):
                return await answer
        except (Overdue, TimeoutError):
            return self._refuse()

    def _refuse(self) -> ExecutionResult:
        most = self.allowance.seconds
        taken = max(self._clock() - self._began, most)
        refusal = passed("seconds", round(taken, 3), most)
        return ExecutionResult(None, [GraphQLError(str(refusal), original_error=refusal)])


def execution_within(seconds: float, clock: Clock = time.monotonic) -> type[TimedExecution]:
    """Return a way to execute that allows so many seconds."""

    class Execution(TimedExecution):
        allowance = Allowance(seconds, clock)

    return Execution
