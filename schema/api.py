"""The schema as a whole, the same in every deployment."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionContext
from strawberry.types.execution import PreExecutionError, StreamExecutionResult
from strawberry.types.graphql import OperationType

from graph.errors import IntreccioError, TooComplex, Unavailable
from schema.context import Context
from schema.deadline import Clock
from schema.documents import Checking, Documents
from schema.errors import MISFITS, UNUSABLE
from schema.kinds import TYPES, OtherEntity
from schema.limits import Limits
from schema.mutation import Mutation
from schema.plain import plain_execution_within
from schema.query import Query
from schema.request_id import get_request_id
from schema.scalars import SCALARS
from schema.subscription import Subscription

log = logging.getLogger("intreccio.schema")


class Api(strawberry.Schema):
    """The schema; refusals are not logged, what is our own fault is."""

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,  # noqa: ANN401 - Strawberry's
        root_value: Any | None = None,  # noqa: ANN401 - as above
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> StreamResult:
        """Answer over a stream; what is refused while it is read is an answer there, as elsewhere."""
        results = await super().stream(
            query,
            variable_values,
            context_value,
            root_value,
            operation_name,
            operation_extensions,
            allowed_operation_types,
        )
        return _with_refusals(results)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log errors that nobody foresaw, and tell who may only look nothing of where the store is."""
        context = None if execution_context is None else execution_context.context
        reader = context if isinstance(context, Context) and not context.viewer.may_write else None
        for error in errors:
            cause = error.original_error
            if isinstance(cause, Unavailable) and reader is not None:
                # That the store is away was logged when it was lost: not again for everybody who asks.
                if not reader.service.contact.away:
                    log.warning("%s Request %s", cause, get_request_id())
                error.message = UNUSABLE
            if cause is not None and not isinstance(cause, (IntreccioError, *MISFITS)):
                log.error("unforeseen error at %s, request %s", error.path, get_request_id(), exc_info=cause)


def build_api(limits: Limits | None = None, clock: Clock = time.monotonic) -> Api:
    """Build the schema, with limits on what may be asked of it; `clock` counts the seconds."""
    limits = limits or Limits()
    documents = Documents(limits)
    return Api(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[*TYPES.values(), OtherEntity],
        config=StrawberryConfig(scalar_map=dict(SCALARS)),
        extensions=[lambda: Checking(documents)],
        execution_context_class=plain_execution_within(limits.seconds, limits.cost, clock),
    )


async def _with_refusals(results: StreamResult) -> AsyncGenerator[StreamExecutionResult, None]:
    async with aclosing(results):
        try:
            async for result in results:
                yield result
        except GraphQLError as error:
            yield PreExecutionError(data=None, errors=[error])
        except TooComplex as refusal:
            yield PreExecutionError(data=None, errors=[GraphQLError(str(refusal), original_error=refusal)])
