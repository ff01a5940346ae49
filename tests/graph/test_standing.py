"""The status of a fact at a moment: what has ended since was so while it was so."""

from __future__ import annotations

from datetime import date

import pytest

from graph.changes import Change, CreateEntity, CreateRelationship, EndEntity, EndRelationship
from graph.coverage import CoverageRows, measure_coverage
from graph.model import FactStatus
from graph.moment import Moment
from graph.network import project
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.selection import EntityChoice, EntityOrder, choose_entities
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.view import View
from graph.vocabulary.layering import load_vocabulary

BEFORE, END, AFTER = date(2013, 6, 1), date(2014, 1, 1), date(2014, 6, 1)
pytestmark = pytest.mark.anyio


async def view_on(day: date | None) -> View:
    """Return a day of a network of which a resource and a collaboration ended at the end of 2013."""
    service = Service(MemoryStore(), load_vocabulary())
    changes: list[Change] = [
        CreateEntity("district", "Valle", ref="valley"),
        CreateEntity("organisation", "Uno", ref="one"),
        CreateEntity("organisation", "Due", ref="two"),
        CreateEntity("resource", "Sportello", ref="desk", districts=("valley",)),
        CreateRelationship("collaborates_with", "one", "two", ref="tie"),
    ]
    refs = (await service.apply(changes, LOCAL_EDITOR)).refs
    ends: list[Change] = [EndEntity(refs["desk"], END), EndRelationship(refs["tie"], END)]
    await service.apply(ends, LOCAL_EDITOR)
    return await service.view(ViewClass.EDITOR, Moment(at=day))


async def test_while_it_was_so_what_has_ended_was_actual() -> None:
    view = await view_on(BEFORE)
    (desk,) = view.find_entities({"resource"})
    assert desk.status is FactStatus.ENDED
    assert view.status_of(desk) is FactStatus.ACTUAL


async def test_at_all_times_together_it_has_ended() -> None:
    view = await view_on(None)
    (desk,) = view.find_entities({"resource"})
    assert view.status_of(desk) is FactStatus.ENDED


@pytest.mark.parametrize(("day", "ties"), [(BEFORE, 1), (AFTER, 0), (None, 0)])
async def test_a_network_of_a_day_has_the_ties_of_that_day(day: date | None, ties: int) -> None:
    assert project(await view_on(day)).tie_count == ties


@pytest.mark.parametrize(("day", "actual"), [(BEFORE, 1), (AFTER, None), (None, 0)])
async def test_coverage_of_a_day_counts_what_was_there(day: date | None, actual: int | None) -> None:
    rows = measure_coverage(await view_on(day), CoverageRows.RESOURCE)
    assert [len(row.cells[0].actual) for row in rows] == ([] if actual is None else [actual])


@pytest.mark.parametrize(("day", "found"), [(BEFORE, 1), (AFTER, 0), (None, 0)])
async def test_a_filter_by_status_takes_the_status_of_the_day(day: date | None, found: int) -> None:
    choice = EntityChoice(kinds=frozenset({"resource"}), status=frozenset({FactStatus.ACTUAL}))
    assert len(choose_entities(await view_on(day), choice, EntityOrder.NAME)[0]) == found
