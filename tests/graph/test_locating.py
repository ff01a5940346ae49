"""Where something is at work: by what it covers, by what a district offers, by what it is a part of."""

from __future__ import annotations

import pytest

from graph.changes import Change, CreateEntity, CreateRelationship
from graph.coverage import CoverageCell, CoverageRows, measure_coverage
from graph.involvement import find_involvements_at_work
from graph.model import Claim, FactStatus, Stance
from graph.moment import Moment
from graph.network import Scope, project
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.selection import EntityChoice, EntityOrder, choose_entities
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.view import View
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.layering import load_vocabulary

ACTUAL, PLANNED, ENDED = FactStatus.ACTUAL, FactStatus.PLANNED, FactStatus.ENDED
HOSTS = """
entities:
  kinds:
    fair: {label: {it: Fiera, en: Fair}, actor: true}
relationships:
  kinds:
    hosts:
      label: {it: accoglie, en: hosts}
      sources: [actors, district, municipality]
      targets: [fair]
      nature: none
      locates: target
"""
PLACES: tuple[Change, ...] = (
    CreateEntity("district", "Uno", ref="uno", slug="uno", properties={"order": 1}),
    CreateEntity("district", "Due", ref="due", slug="due", properties={"order": 2}),
    CreateEntity("municipality", "Borgo", ref="borgo", slug="borgo"),
    CreateRelationship("part_of", "borgo", "due"),
)
pytestmark = pytest.mark.anyio


async def viewed(*changes: Change, own: str = "", phase: str | None = None) -> View:
    """Return two districts and a municipality in the second, and what is written besides."""
    vocabulary = load_vocabulary(VocabularySource("own.yaml", own) if own else None)
    service = Service(MemoryStore(), vocabulary)
    refs = (await service.apply([*PLACES, *changes], LOCAL_EDITOR)).refs
    return await service.view(ViewClass.EDITOR, Moment(phase=refs[phase] if phase else None))


def standing(view: View, slug: str) -> dict[str, FactStatus]:
    """Return by which status the entity of a slug is at work in each district, by their slugs."""
    entity = view.get_entity_by_slug(slug)
    assert entity is not None
    found = view.district_statuses(entity.id)
    assert [district.id for district in view.districts_of(entity.id)] == sorted(
        found, key=lambda item: str(view.require_entity(item).properties["order"])
    )
    return {view.require_entity(item).slug: status for item, status in found.items()}


def cells(view: View, rows: CoverageRows = CoverageRows.RESOURCE) -> tuple[CoverageCell, ...]:
    """Return the cells of the only row."""
    (row,) = measure_coverage(view, rows)
    return row.cells


def resource(status: FactStatus = ACTUAL) -> CreateEntity:
    return CreateEntity("resource", "Dote", ref="dote", slug="dote", status=status)


@pytest.mark.parametrize("thing", list(FactStatus))
@pytest.mark.parametrize("tie", list(FactStatus))
@pytest.mark.parametrize("way", [("offers", "due", "dote"), ("covers", "dote", "due")])
async def test_what_a_district_offers_is_there_like_what_covers_it_as_planned_if_either_is(
    thing: FactStatus, tie: FactStatus, way: tuple[str, str, str]
) -> None:
    view = await viewed(resource(thing), CreateRelationship(*way, status=tie))
    assert standing(view, "dote") == {"due": tie}
    first, second = cells(view)
    assert first.entities == ()
    ended, planned = ENDED in (thing, tie), PLANNED in (thing, tie)
    assert (len(second.actual), len(second.planned)) == ((0, 0) if ended else (0, 1) if planned else (1, 0))


async def test_a_thing_may_be_there_in_one_district_and_planned_in_another() -> None:
    view = await viewed(
        resource(),
        CreateRelationship("offers", "uno", "dote", status=PLANNED),
        CreateRelationship("offers", "due", "dote"),
    )
    assert [(len(cell.actual), len(cell.planned)) for cell in cells(view)] == [(0, 1), (1, 0)]


async def test_who_is_no_place_says_nothing_of_where_by_offering() -> None:
    view = await viewed(
        resource(),
        CreateEntity("organisation", "Ente", ref="ente"),
        CreateEntity("action", "Azione", ref="azione"),
        CreateRelationship("covers", "ente", "uno"),
        CreateRelationship("covers", "azione", "due"),
        CreateRelationship("offers", "ente", "dote"),
        CreateRelationship("offers", "azione", "dote"),
    )
    assert standing(view, "dote") == {}


@pytest.mark.parametrize(("phase", "there"), [("first", {"uno": ACTUAL}), ("second", {"due": ACTUAL})])
async def test_an_offer_of_a_phase_locates_in_that_phase_only(
    phase: str, there: dict[str, FactStatus]
) -> None:
    view = await viewed(
        CreateEntity("phase", "Prima", ref="first"),
        CreateEntity("phase", "Seconda", ref="second"),
        resource(),
        CreateRelationship("offers", "uno", "dote", phases=("first",)),
        CreateRelationship("offers", "due", "dote", phases=("second",)),
        phase=phase,
    )
    assert standing(view, "dote") == there
    assert [cell.district.slug for cell in cells(view) if cell.actual] == list(there)


@pytest.mark.parametrize(("host", "there"), [("uno", "uno"), ("borgo", "due")])
async def test_a_kind_of_a_territorys_own_locates_its_target(host: str, there: str) -> None:
    fair = CreateEntity("fair", "Fiera", ref="fair", slug="fiera")
    view = await viewed(fair, CreateRelationship("hosts", host, "fair"), own=HOSTS)
    assert standing(view, "fiera") == {there: ACTUAL}


async def test_a_territory_may_say_that_offering_locates_nothing() -> None:
    own = "relationships: {kinds: {offers: {locates: false}}}"
    view = await viewed(resource(), CreateRelationship("offers", "uno", "dote"), own=own)
    assert standing(view, "dote") == {}


async def test_what_is_offered_somewhere_does_not_take_the_districts_of_its_whole() -> None:
    view = await viewed(
        resource(),
        CreateEntity("resource", "Tutto", ref="whole"),
        CreateRelationship("covers", "whole", "due"),
        CreateRelationship("part_of", "dote", "whole"),
        CreateRelationship("offers", "uno", "dote", status=PLANNED),
    )
    assert standing(view, "dote") == {"uno": PLANNED}


async def test_a_part_is_where_its_whole_is_as_planned_if_either_step_is() -> None:
    view = await viewed(
        CreateEntity("action", "Tutto", ref="whole"),
        CreateEntity("action", "Parte", ref="a", slug="a"),
        CreateEntity("action", "Altra", ref="b", slug="b"),
        CreateRelationship("covers", "whole", "uno"),
        CreateRelationship("covers", "whole", "due", status=PLANNED),
        CreateRelationship("part_of", "a", "whole"),
        CreateRelationship("part_of", "b", "whole", status=PLANNED),
    )
    assert standing(view, "a") == {"uno": ACTUAL, "due": PLANNED}
    assert standing(view, "b") == {"uno": PLANNED, "due": PLANNED}


async def test_of_several_ways_to_a_district_the_strongest_counts() -> None:
    view = await viewed(
        *(CreateEntity("action", name, ref=name, slug=name) for name in ("top", "left", "right", "low")),
        CreateRelationship("covers", "top", "uno"),
        CreateRelationship("part_of", "left", "top", status=PLANNED),
        CreateRelationship("part_of", "right", "top"),
        CreateRelationship("part_of", "low", "left"),
        CreateRelationship("part_of", "low", "right"),
    )
    assert standing(view, "low") == {"uno": ACTUAL}


async def test_a_circle_of_parts_comes_to_an_end() -> None:
    view = await viewed(
        CreateEntity("topic", "A", ref="a", slug="a"),
        CreateEntity("topic", "B", ref="b", slug="b"),
        CreateRelationship("linked_to", "a", "b"),
        CreateRelationship("covers", "b", "uno"),
        CreateRelationship("part_of", "a", "b"),
        CreateRelationship("part_of", "b", "a"),
    )
    assert standing(view, "a") == standing(view, "b") == {"uno": ACTUAL}


def denied(way: tuple[str, str, str], status: FactStatus = ACTUAL, *more: Stance) -> tuple[Change, ...]:
    claims = tuple(Claim("page", stance) for stance in (Stance.DENIES, *more))
    return (
        CreateEntity("document", "Pagina", ref="page"),
        resource(),
        CreateRelationship(*way, status=status, claims=claims),
    )


@pytest.mark.parametrize("way", [("offers", "due", "dote"), ("covers", "dote", "due")])
async def test_what_a_document_denies_to_be_in_a_district_is_said_in_its_cell(
    way: tuple[str, str, str],
) -> None:
    view = await viewed(*denied(way))
    assert standing(view, "dote") == {}
    first, second = cells(view)
    assert (first.entities, first.denied, second.entities) == ((), (), ())
    assert [tie.kind for tie in second.denied] == [way[0]]


@pytest.mark.parametrize(
    ("way", "status", "others"),
    [
        # Another document asserts it: there it is, and the two contradict each other.
        (("offers", "due", "dote"), ACTUAL, (Stance.ASSERTS,)),
        # That nobody plans it does not say that it is not there.
        (("offers", "due", "dote"), PLANNED, ()),
        # What is denied of other relationships says nothing of where.
        (("linked_to", "due", "dote"), ACTUAL, ()),
        (("linked_to", "dote", "due"), ACTUAL, ()),
        (("covers", "dote", "borgo"), ACTUAL, ()),
    ],
)
async def test_other_denials_do_not_say_that_there_is_none(
    way: tuple[str, str, str], status: FactStatus, others: tuple[Stance, ...]
) -> None:
    view = await viewed(*denied(way, status, *others))
    assert [cell.denied for cell in cells(view)] == [(), ()]


async def test_that_one_of_the_things_on_a_topic_is_denied_says_nothing_of_the_topic() -> None:
    about = (CreateEntity("topic", "Tema", ref="topic"), CreateRelationship("about", "dote", "topic"))
    view = await viewed(*denied(("covers", "dote", "due")), *about)
    assert [cell.denied for cell in cells(view, CoverageRows.TOPIC)] == [(), ()]


async def test_filters_networks_and_involvements_find_it_in_the_same_district() -> None:
    fair = CreateEntity("fair", "Fiera", ref="fair", slug="fiera")
    ente = CreateEntity("organisation", "Ente", ref="ente", slug="ente")
    view = await viewed(
        *(
            fair,
            ente,
            CreateRelationship("member_of", "fair", "ente"),
            CreateRelationship("hosts", "due", "fair"),
        ),
        *(
            CreateEntity("resource", "Dote", ref="dote", slug="dote"),
            CreateRelationship("offers", "uno", "dote"),
        ),
        CreateRelationship("offers", "ente", "dote"),
        own=HOSTS,
    )
    uno, due = view.find_entities({"district"})

    def chosen(district: str) -> set[str]:
        choice = EntityChoice(kinds=frozenset({"fair", "resource"}), districts=(district,))
        return {entity.slug for entity in choose_entities(view, choice, EntityOrder.NAME)[0]}

    assert (chosen(uno.id), chosen(due.id)) == ({"dote"}, {"fiera"})
    found = {item.entity.slug for item in find_involvements_at_work(view, uno.id)}
    assert found == {"uno", "ente"}
    assert [node.slug for node in project(view, Scope(districts=frozenset({due.id}))).nodes] == ["fiera"]
