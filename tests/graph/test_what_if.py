"""What if: changes laid over a view, looked at and forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from graph.analysis.profile import measure_profile
from graph.changes import (
    Change,
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    DeleteRelationship,
    MergeEntities,
    UpdateEntity,
)
from graph.comparison import Comparison, compare
from graph.errors import Forbidden, InputPath, IntreccioError, Invalid, NotFound
from graph.moment import Moment
from graph.network import Scope, project
from graph.rights import FILE_LOADER, LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.view import View
from graph.vocabulary.layering import load_vocabulary
from graph.what_if import imagine

pytestmark = pytest.mark.anyio

COLLABORATIONS = Scope(
    entity_kinds=frozenset({"organisation", "youth_centre", "school", "informal_group"}),
    relationship_kinds=frozenset({"collaborates_with"}),
)


@dataclass
class World:
    """Two pairs that collaborate, a phase, and a young person whom nobody but the data officer sees."""

    service: Service
    store: MemoryStore
    ids: dict[str, str]


@pytest.fixture
async def world() -> World:
    store = MemoryStore()
    service = Service(store, load_vocabulary())
    made = await service.apply(
        [
            *(
                CreateEntity("organisation", name.title(), ref=name)
                for name in ("anna", "bruno", "carla", "dino")
            ),
            CreateEntity("phase", "Avvio", ref="phase", since=date(2024, 1, 1), until=date(2025, 1, 1)),
            CreateEntity("young_person", "G-01", ref="young"),
            CreateRelationship("collaborates_with", "anna", "bruno", ref="first"),
            CreateRelationship("collaborates_with", "carla", "dino", ref="second"),
        ],
        FILE_LOADER,
    )
    return World(service, store, dict(made.refs))


def measured(before: View, after: View, scope: Scope | None = None) -> Comparison:
    one, other = project(before, scope), project(after, scope)
    return compare(one, other, measure_profile(one.ties, seed=1), measure_profile(other.ties, seed=1))


def change_of(found: Comparison, measure: str) -> tuple[float | None, float | None]:
    return next((item.before, item.after) for item in found.measures if item.measure == measure)


async def test_a_tie_between_two_components_lowers_fragmentation(world: World) -> None:
    view = await world.service.view(ViewClass.EDITOR)
    tie = CreateRelationship("collaborates_with", world.ids["bruno"], world.ids["carla"])
    found = measured(view, imagine(view, [tie]))
    assert change_of(found, "fragmentation") == pytest.approx((2 / 3, 0.0))
    assert change_of(found, "component_count") == (2, 1)
    assert all(change.p_value is None for change in found.measures)


async def test_somebody_new_joins_and_somebody_struck_leaves(world: World) -> None:
    view = await world.service.view(ViewClass.EDITOR)
    changes: list[Change] = [
        CreateRelationship("collaborates_with", "new", world.ids["anna"]),
        CreateEntity("organisation", "Elsa", ref="new"),
        DeleteEntity(world.ids["dino"], cascade=True),
    ]
    found = measured(view, imagine(view, changes))
    assert [entity.name for entity in found.joined] == ["Elsa"]
    assert [entity.name for entity in found.left] == ["Dino"]
    assert {move.entity.name for move in found.moved} >= {"Anna", "Carla"}


async def test_who_is_merged_in_imagination_did_not_leave(world: World) -> None:
    view = await world.service.view(ViewClass.EDITOR)
    merge = MergeEntities(world.ids["bruno"], (world.ids["carla"],))
    found = measured(view, imagine(view, [merge]))
    assert (found.joined, found.left) == ((), ())
    assert change_of(found, "component_count") == (2, 1)


async def test_without_its_cutpoint_the_example_falls_apart(example_service: Service) -> None:
    phase = (await example_service.view(ViewClass.EDITOR)).get_entity_by_slug("fase-finale")
    assert phase is not None
    view = await example_service.view(ViewClass.EDITOR, Moment(phase=phase.id))
    cutpoint = view.get_entity_by_slug("cooperativa-la-passerella")
    assert cutpoint is not None
    found = measured(view, imagine(view, [DeleteEntity(cutpoint.id, cascade=True)]), COLLABORATIONS)
    assert change_of(found, "component_count") == (2, 3)
    assert change_of(found, "cutpoints")[0] == 1
    assert found.left == (cutpoint,)


async def test_nothing_is_saved(world: World) -> None:
    view = await world.service.view(ViewClass.EDITOR)
    head = await world.store.head()
    export = [line async for line in world.store.export()]
    facts = view.snapshot.facts()
    shown = project(view)
    changes: list[Change] = [
        DeleteRelationship(world.ids["first"]),
        UpdateEntity(world.ids["carla"], name="Karla"),
        CreateEntity("organisation", "Elsa"),
    ]
    imagined = imagine(view, changes)
    assert imagined.get_entity_by_slug("elsa") is not None
    assert await world.store.head() == head
    assert [line async for line in world.store.export()] == export
    again = await world.service.view(ViewClass.EDITOR)
    assert again is view
    assert again.snapshot.facts() == facts
    assert project(again).nodes == shown.nodes
    assert project(again).relationships == shown.relationships
    assert project(imagined).relationships == shown.relationships[1:]


async def test_what_is_written_later_knows_nothing_of_what_was_imagined(world: World) -> None:
    view = await world.service.view(ViewClass.EDITOR)
    imagine(view, [DeleteEntity(world.ids["anna"], cascade=True)])
    await world.service.apply([UpdateEntity(world.ids["anna"], name="Annetta")], LOCAL_EDITOR)
    after = await world.service.view(ViewClass.EDITOR)
    assert after.require_entity(world.ids["anna"]).name == "Annetta"
    assert after.degree(world.ids["anna"]) == 1


async def test_it_is_the_same_moment(world: World) -> None:
    moment = Moment(phase=world.ids["phase"])
    view = await world.service.view(ViewClass.EDITOR, moment)
    later = CreateEntity("organisation", "Elsa", since=date(2025, 6, 1))
    here = CreateEntity("organisation", "Fede", since=date(2024, 6, 1))
    imagined = imagine(view, [later, here])
    assert imagined.moment == moment
    assert imagined.get_entity_by_slug("elsa") is None
    assert imagined.get_entity_by_slug("fede") is not None


async def test_it_is_laid_over_an_older_revision_if_that_is_shown(world: World) -> None:
    await world.service.apply([DeleteRelationship(world.ids["first"])], LOCAL_EDITOR)
    view = await world.service.view(ViewClass.EDITOR, Moment(as_of=1))
    tie = CreateRelationship("collaborates_with", world.ids["bruno"], world.ids["carla"])
    assert project(imagine(view, [tie])).tie_count == 3


async def test_who_is_at_work_elsewhere_then_can_be_named(world: World) -> None:
    """Changes are about facts, whenever they are true: a day hides none of them from who writes."""
    await world.service.apply([UpdateEntity(world.ids["anna"], since=date(2024, 1, 1))], LOCAL_EDITOR)
    view = await world.service.view(ViewClass.EDITOR, Moment(at=date(2023, 1, 1)))
    assert view.get_entity(world.ids["anna"]) is None
    imagined = imagine(view, [UpdateEntity(world.ids["anna"], since=date(2022, 1, 1))])
    assert imagined.get_entity(world.ids["anna"]) is not None


@pytest.mark.parametrize("view_class", [ViewClass.PUBLIC, ViewClass.EDITOR])
async def test_young_people_stay_hidden(world: World, view_class: ViewClass) -> None:
    view = await world.service.view(view_class)
    young = world.ids["young"]
    with pytest.raises(Forbidden):
        imagine(view, [CreateEntity("young_person", "G-02")])
    with pytest.raises(NotFound) as refusal:
        imagine(view, [CreateRelationship("collaborates_with", world.ids["anna"], young)])
    assert refusal.value.path == ("changes", 0, "target")
    with pytest.raises(NotFound):
        imagine(view, [UpdateEntity(young, name="Gino")])
    imagined = imagine(view, [UpdateEntity(world.ids["anna"], name="Annetta")])
    assert imagined.get_entity(young) is None
    assert imagined.entity_count == view.entity_count


async def test_it_refuses_what_apply_refuses_with_the_same_path(world: World) -> None:
    view = await world.service.view(ViewClass.EDITOR)
    wrong: list[list[Change]] = [
        [CreateEntity("unheard-of", "Elsa")],
        [UpdateEntity("e0000000000000", name="Elsa")],
        [DeleteEntity(world.ids["anna"])],
        [CreateRelationship("collaborates_with", world.ids["anna"], world.ids["phase"])],
    ]
    for changes in wrong:
        with pytest.raises(IntreccioError) as imagined:
            imagine(view, changes)
        with pytest.raises(IntreccioError) as applied:
            await world.service.apply(changes, LOCAL_EDITOR)
        assert said(imagined.value) == said(applied.value)
        assert said(imagined.value)[2][:2] == ("changes", 0)


def said(error: IntreccioError) -> tuple[str, str, InputPath]:
    assert isinstance(error, (Invalid, NotFound))
    return error.code, str(error), error.path
