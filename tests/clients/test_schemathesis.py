"""Schemathesis asks what nobody here thought of: whatever the schema allows is answered or refused.

It makes up questions from the schema that the server itself describes. INTRECCIO_TEST_EXAMPLES says how
many for each root field. Uploads are not made up: it sends JSON only.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import build_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.processes import PATIENCE, Server, start

try:
    import schemathesis
    from schemathesis.graphql import nodes
    from schemathesis.schemas import BaseSchema
except ModuleNotFoundError:
    if os.environ.get("CI") == "true":
        raise
    pytest.skip("schemathesis is not there: sh install.sh --group judges", allow_module_level=True)

from schema.api import build_api

EXAMPLES = int(os.environ.get("INTRECCIO_TEST_EXAMPLES", "10"))
REFUSALS = {"INVALID", "NOT_FOUND", "CONFLICT", "FORBIDDEN", "TOO_COMPLEX", "NO_DATA"}
KINDS = ["body", "action", "topic", "member_of", "about", "covers", "no_such_kind", ""]
SERVED = build_schema(build_api().as_str())

schemathesis.graphql.scalar("KindName", st.sampled_from(KINDS).map(nodes.String))
schemathesis.graphql.scalar("Upload", st.nothing())
schemathesis.graphql.scalar(
    "PropertyValue", st.text(max_size=9).map(nodes.String) | st.integers(-9, 9).map(nodes.Int)
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("judged"), "demo", "--no-browser", "--store", "sqlite:///plan.db")
    yield server
    server.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def described(judged: Server) -> BaseSchema:
    return schemathesis.graphql.from_url(f"{judged.address}/graphql")


def roots() -> Iterator[tuple[str, str]]:
    for kind in (SERVED.query_type, SERVED.mutation_type):
        assert kind is not None
        yield from ((kind.name, name) for name in kind.fields if name != "importData")


@pytest.mark.parametrize(("kind", "name"), list(roots()))
def test_whatever_the_schema_allows_is_answered_or_refused(
    kind: str, name: str, described: BaseSchema
) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=described[kind][name].as_strategy())
    def asking(case: schemathesis.Case[Any]) -> None:
        response = case.call(timeout=PATIENCE)
        assert response.status_code < 500, response.text
        answer: dict[str, Any] = response.json()
        assert answer.keys() <= {"data", "errors", "extensions"}
        errors = answer.get("errors", [])
        assert {error["extensions"]["code"] for error in errors} <= REFUSALS, answer
        assert all(error["message"] for error in errors)
        assert errors or answer["data"], answer

    asking()
