"""Apollo's client, as it comes: documents asked by their hash, in the newer media type."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.clients.conftest import Script
from tests.server.processes import Server

NEWER = "application/graphql-response+json; charset=utf-8"


@pytest.fixture(scope="module")
def asked(run_script: Script, demo_server: Server) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run_script("apollo.mjs", f"{demo_server.address}/graphql"))
    return found


def test_it_gets_its_answers(asked: dict[str, Any]) -> None:
    assert asked["names"] == ["Kairos", "Cisvol"]


def test_it_sends_a_document_once_and_its_hash_from_then_on(asked: dict[str, Any]) -> None:
    assert [(sent["method"], sent["document"]) for sent in asked["sent"]] == [
        ("GET", False),
        ("POST", True),
        ("GET", False),
    ]


def test_every_answer_is_of_the_newer_type(asked: dict[str, Any]) -> None:
    assert {(sent["status"], sent["type"]) for sent in asked["sent"]} == {(200, NEWER)}
