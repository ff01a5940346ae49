"""Phases that nothing recorded speaks of: asked about, they answer that there is no data."""

from __future__ import annotations

from datetime import date

import pytest

from graph.errors import NoData
from graph.evidence import require_evidence
from graph.identity import entity_id, relationship_id
from graph.model import Entity, FactStatus, Relationship
from graph.moment import Moment
from graph.network import Scope, TieView, project
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.layering import load_vocabulary

ANNA, BRUNO, BOARD, PHASE, OTHER = (entity_id(number) for number in range(1, 6))
SHARED = Scope(ties=TieView.SHARED_AFFILIATION)
YEAR = (date(2024, 1, 1), date(2025, 1, 1))
EARLY, MIDDLE, LATE = date(2023, 6, 1), date(2024, 6, 1), date(2025, 6, 1)
Dates = tuple[date | None, date | None]


def tie(
    kind: str = "collaborates_with",
    source: str = ANNA,
    target: str = BRUNO,
    *,
    phases: tuple[str, ...] = (),
    dates: Dates = (None, None),
    status: FactStatus = FactStatus.ACTUAL,
) -> Relationship:
    return Relationship(
        relationship_id(1),
        kind,
        source,
        target,
        phases=phases,
        since=dates[0],
        until=dates[1],
        status=status,
    )


def speaks(
    *ties: Relationship, phase: Dates = (None, None), anna: Dates = (None, None), scope: Scope | None = None
) -> bool:
    """Tell whether anything in a network of two actors, and these ties, speaks of a phase."""
    entities = [
        Entity(ANNA, "organisation", "anna", "Anna", since=anna[0], until=anna[1]),
        Entity(BRUNO, "organisation", "bruno", "Bruno"),
        Entity(BOARD, "resource", "sala", "Sala"),
        Entity(PHASE, "phase", "avvio", "Avvio", since=phase[0], until=phase[1]),
        Entity(OTHER, "phase", "dopo", "Dopo", since=date(2026, 1, 1), until=date(2027, 1, 1)),
    ]
    view = View(build_snapshot(1, entities, ties), load_vocabulary(), ViewClass.EDITOR, Moment(phase=PHASE))
    scope = scope or Scope()
    try:
        require_evidence(project(view, scope), scope)
    except NoData:
        return False
    return True


def test_what_has_no_dates_speaks_of_no_phase() -> None:
    assert not speaks()
    assert not speaks(tie())
    assert not speaks(tie(), phase=YEAR)


def test_what_is_tied_to_the_phase_speaks_of_it() -> None:
    assert speaks(tie(phases=(PHASE,)))
    assert speaks(tie("in_phase", ANNA, PHASE))


def test_what_is_tied_to_the_phase_but_not_in_the_network_does_not() -> None:
    assert not speaks(tie("in_phase", BOARD, PHASE))
    assert not speaks(tie("offers", ANNA, BOARD, phases=(PHASE,)))
    assert not speaks(tie(phases=(PHASE,), status=FactStatus.PLANNED))


@pytest.mark.parametrize(
    ("dates", "known"),
    [
        ((MIDDLE, None), True),
        ((None, MIDDLE), True),
        ((None, YEAR[1]), True),
        ((YEAR[0], None), True),
        ((EARLY, LATE), True),
        ((EARLY, None), False),
        ((None, LATE), False),
    ],
)
def test_known_dates_in_a_dated_phase_speak_of_it(dates: Dates, known: bool) -> None:
    assert speaks(tie(dates=dates), phase=YEAR) is known
    assert speaks(anna=dates, phase=YEAR) is known
    assert not speaks(tie(dates=dates), anna=dates)


def test_of_shared_affiliations_those_count_that_may_be_shared() -> None:
    dated = tie("offers", ANNA, BOARD, dates=(MIDDLE, None))
    assert speaks(dated, phase=YEAR, scope=SHARED)
    assert speaks(tie("offers", ANNA, BOARD, phases=(PHASE,)), scope=SHARED)
    assert not speaks(tie(phases=(PHASE,)), scope=SHARED)
    planned = tie("offers", ANNA, BOARD, phases=(PHASE,), status=FactStatus.PLANNED)
    assert not speaks(planned, scope=SHARED)


def test_another_phase_among_the_nodes_does_not_speak_of_this_one() -> None:
    scope = Scope(entity_kinds=frozenset({"organisation", "phase"}))
    assert not speaks(phase=YEAR, scope=scope)


async def moment(service: Service, slug: str) -> Moment:
    phase = (await service.view(ViewClass.EDITOR)).get_entity_by_slug(slug)
    assert phase is not None
    return Moment(phase=phase.id)


PLANNED = Scope(status=frozenset({FactStatus.ACTUAL, FactStatus.PLANNED}))


@pytest.mark.parametrize("slug", ["fase-start-up", "fase-intermedia", "fase-finale"])
@pytest.mark.anyio
async def test_of_the_plans_phases_there_are_only_plans(plan_service: Service, slug: str) -> None:
    view = await plan_service.view(ViewClass.EDITOR, await moment(plan_service, slug))
    for scope in (Scope(), SHARED):
        with pytest.raises(NoData, match=r"“fase .+”: tie relationships to it by `phases`"):
            require_evidence(project(view, scope), scope)
    require_evidence(project(view, PLANNED), PLANNED)


@pytest.mark.parametrize("slug", ["fase-avvio", "fase-intermedia", "fase-finale"])
@pytest.mark.anyio
async def test_of_the_examples_phases_there_is_evidence(example_service: Service, slug: str) -> None:
    view = await example_service.view(ViewClass.EDITOR, await moment(example_service, slug))
    require_evidence(project(view))


@pytest.mark.anyio
async def test_of_other_moments_nothing_is_asked(plan_service: Service) -> None:
    for other in (Moment(), Moment(at=date(1900, 1, 1))):
        require_evidence(project(await plan_service.view(ViewClass.EDITOR, other)))
