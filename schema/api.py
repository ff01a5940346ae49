"""The schema as a whole, the same in every deployment."""

from __future__ import annotations

import logging

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from graph.errors import IntreccioError
from schema.kinds import TYPES, OtherEntity
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import SCALARS

log = logging.getLogger("intreccio.schema")


class Api(strawberry.Schema):
    """The schema; refusals are not logged, what is our own fault is."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log errors that nobody foresaw."""
        del execution_context
        for error in errors:
            cause = error.original_error
            if cause is not None and not isinstance(cause, (IntreccioError, GraphQLError)):
                log.error("unforeseen error at %s", error.path, exc_info=cause)


def build_api() -> Api:
    """Build the schema."""
    return Api(
        query=Query,
        mutation=Mutation,
        types=[*TYPES.values(), OtherEntity],
        config=StrawberryConfig(scalar_map=dict(SCALARS)),
    )
