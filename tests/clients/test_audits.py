"""The audits of the GraphQL-over-HTTP specification, by the npm package graphql-http."""

from __future__ import annotations

import json

import pytest

from tests.clients.conftest import Script
from tests.server.processes import Server

AUDITS = 61


@pytest.fixture(scope="module")
def audits(run_script: Script, demo_server: Server) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(run_script("audits.mjs", f"{demo_server.address}/graphql"))
    return found


def test_every_audit_was_made(audits: list[dict[str, str]]) -> None:
    assert len({audit["id"] for audit in audits}) == AUDITS


def test_every_audit_is_passed_those_of_what_should_be_included(audits: list[dict[str, str]]) -> None:
    assert [audit for audit in audits if audit["status"] != "ok"] == []
