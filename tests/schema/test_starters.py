"""Questions to start from hold in every network."""

from __future__ import annotations

import pytest

from graph.service import Service
from schema.starters import STARTERS, Starter
from tests.conftest import Ask

QUESTIONS = [pytest.param(starter, id=starter.name) for starter in STARTERS]


@pytest.mark.anyio
@pytest.mark.parametrize("starter", QUESTIONS)
async def test_a_question_to_start_from_is_answered_by_the_plan(
    ask: Ask, plan_service: Service, starter: Starter
) -> None:
    answer = await ask(plan_service, starter.query)
    assert all(answer.values())


def test_names_in_addresses_are_unique() -> None:
    names = [starter.name for starter in STARTERS]
    assert len(names) == len(set(names))
