"""The plan over the API: what one learns is what its page says, and no row of its files is idle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from graph.model import Claim, Entity, Fact, Stance
from graph.service import Service
from graph.snapshot import Snapshot
from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.territory import Territory, shipped_territory
from schema.api import Api
from tests.plan.questions import Question, answer, read_questions
from tests.plan.rows import Row, altered, find_rows, records_without, without

QUESTIONS = read_questions()
TABLES = sorted(table.name for table in shipped_territory("plan").glob("*.csv"))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
@pytest.mark.anyio
async def test_a_named_answer_is_what_the_page_says(
    api: Api, plan_service: Service, question: Question
) -> None:
    assert await answer(api, plan_service, question) == question.answer


def test_every_question_has_a_name_of_its_own() -> None:
    assert len({question.name for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.anyio
async def test_removing_any_one_row_changes_a_named_answer(
    api: Api, plan_territory: Territory, plan_service: Service, table: str
) -> None:
    rows = await _rows_of(plan_territory, plan_service, table)
    snapshot = await plan_service.snapshot()
    idle = [
        row.place
        for row in rows
        if not await _any_answer_changes(api, await without(plan_service, row), _words(snapshot, row.fact))
    ]
    assert rows
    assert not idle


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.anyio
async def test_removing_a_row_is_the_same_as_loading_the_files_without_it(
    plan_territory: Territory, plan_service: Service, table: str
) -> None:
    row = (await _rows_of(plan_territory, plan_service, table))[-1]
    loaded = MemoryStore()
    fewer = records_without(plan_territory.records, row)
    await load_territory(loaded, replace(plan_territory, records=fewer))
    left = await (await without(plan_service, row)).snapshot()
    assert _told(left) == _told(await loaded.snapshot())
    assert _told(left) != _told(await plan_service.snapshot())


@pytest.mark.anyio
async def test_changing_what_a_row_of_the_claims_says_changes_a_named_answer(
    api: Api, plan_territory: Territory, plan_service: Service
) -> None:
    snapshot = await plan_service.snapshot()
    idle = []
    for row in await _rows_of(plan_territory, plan_service, "claims.csv"):
        for claim in row.claims:
            for other in _variants(claim):
                claims = tuple(other if item == claim else item for item in row.fact.claims)
                service = await altered(plan_service, replace(row.fact, claims=claims))
                if not await _any_answer_changes(api, service, _words(snapshot, row.fact)):
                    idle.append(other)
    assert not idle


def _variants(claim: Claim) -> Iterable[Claim]:
    yield replace(claim, value="UNKNOWN")
    yield replace(claim, stance=Stance.DENIES)
    yield replace(claim, locator="Introduzione")


async def _rows_of(territory: Territory, service: Service, table: str) -> list[Row]:
    return [row for row in find_rows(territory, await service.snapshot()) if row.place.file == table]


async def _any_answer_changes(api: Api, service: Service, words: set[str]) -> bool:
    """Tell whether another network answers any question otherwise, the likeliest asked first."""
    likely = sorted(QUESTIONS, key=lambda question: -sum(word in question.text for word in words))
    for question in likely:
        if await answer(api, service, question) != question.answer:
            return True
    return False


def _words(snapshot: Snapshot, fact: Fact) -> set[str]:
    """Return what a question that rests on a fact is likely to mention: its kind, names and slugs."""
    words = {f'"{fact.kind}"'}
    ends = (fact.id,) if isinstance(fact, Entity) else (fact.source, fact.target)
    for end in ends:
        if (entity := snapshot.get_entity(end)) is not None:
            words |= {entity.slug, entity.name}
    return words


def _told(snapshot: Snapshot) -> list[str]:
    """Return all that a network says, with slugs for ids."""
    slugs = {entity.id: entity.slug for entity in snapshot.find_entities()}

    def claims(fact: Fact) -> list[Claim]:
        return [replace(claim, source=slugs[claim.source]) for claim in fact.claims]

    entities = [
        repr(replace(entity, id="", revision=0, claims=tuple(claims(entity))))
        for entity in snapshot.find_entities()
    ]
    ties = [
        repr(
            replace(
                tie,
                id="",
                revision=0,
                source=slugs[tie.source],
                target=slugs[tie.target],
                phases=tuple(slugs[phase] for phase in tie.phases),
                claims=tuple(claims(tie)),
            )
        )
        for tie in snapshot.find_relationships()
    ]
    return entities + ties
