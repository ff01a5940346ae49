"""What is found without decoding the rest is what one finds by looking at every fact, changed or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from graph.changes import Change, CreateEntity, CreateRelationship, UpdateEntity
from graph.citations import count_claims, find_cited, find_contestable
from graph.involvement import Involvement, find_involvements, find_involvements_at_work, find_involving_rows
from graph.model import Claim, Fact, Stance
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.sqlite import SqliteStore
from graph.view import View
from graph.vocabulary.kinds import PropertyKind
from importers.loading import load_territory
from importers.territory import Territory
from visualisations.details import disputed

pytestmark = pytest.mark.anyio


async def look(service: Service) -> View:
    return await service.view(ViewClass.EDITOR)


@pytest.fixture(params=["as loaded", "as changed since"])
async def view(
    request: pytest.FixtureRequest, example_territory: Territory, tmp_path: Path
) -> AsyncIterator[View]:
    """Return the example as it was loaded into columns, or with changes that lie over them."""
    store = SqliteStore(tmp_path / "example.db")
    await load_territory(store, example_territory)
    service = Service(store, example_territory.vocabulary)
    if request.param == "as changed since":
        before = await look(service)
        document = next(before.find_entities({"document"}))
        action, centre = next(before.find_entities({"action"})), next(before.find_entities({"organisation"}))
        district = next(before.find_entities({"district"}))
        says, denies = Claim(document.id, Stance.ASSERTS), Claim(document.id, Stance.DENIES)
        changes: Sequence[Change] = (
            UpdateEntity(centre.id, summary="Altro."),
            CreateEntity("organisation", "Nuova", ref="new", claims=(says,)),
            CreateEntity("activity", "Prova", ref="trial"),
            CreateRelationship("part_of", "trial", action.id, claims=(says, denies)),
            CreateRelationship("covers", "trial", district.id),
            CreateRelationship("leads", "new", "trial"),
        )
        await service.apply(changes, LOCAL_EDITOR)
    found = await look(service)
    assert len(found.snapshot.entity_columns) > 100
    assert bool(found.snapshot.overlay.new_relationships) is (request.param == "as changed since")
    yield found
    await store.close()


def every_fact(view: View) -> list[Fact]:
    return [*view.find_entities(), *view.find_relationships(), *view.denied]


async def test_claims_are_counted_document_by_document(view: View) -> None:
    counts = count_claims(view)
    assert counts == Counter(claim.source for fact in every_fact(view) for claim in fact.claims)
    assert counts.total() > 500


async def test_what_a_document_says_something_of_is_found(view: View) -> None:
    for document in view.find_entities({"document"}):
        cited = [fact for fact in every_fact(view) if document.id in {claim.source for claim in fact.claims}]
        assert list(find_cited(view, document.id)) == cited
        assert cited


async def test_all_that_documents_disagree_on_is_among_what_they_may(view: View) -> None:
    kinds: dict[str, Mapping[str, PropertyKind]] = {}
    for entity_kind in view.vocabulary.entity_kinds.values():
        kinds[entity_kind.name] = entity_kind.properties
    for tie_kind in view.vocabulary.relationship_kinds.values():
        kinds[tie_kind.name] = tie_kind.properties
    among = list(find_contestable(view))
    facts: list[Fact] = [*view.find_entities(), *view.find_relationships()]
    contested = [fact for fact in facts if disputed(fact.claims, kinds[fact.kind])]
    assert len(contested) >= 3
    assert [fact for fact in among if fact in contested] == contested
    assert len(among) < len(facts) / 10


async def test_involvement_in_what_is_at_work_in_a_district_is_all_of_it(view: View) -> None:
    everything = list(find_involvements(view))

    def key(item: Involvement) -> tuple[str, str, str]:
        return (item.relationship.id, item.entity.id, item.where.id)

    for district in view.find_entities({"district"}):
        there = [key(item) for item in everything if district in view.districts_of(item.where.id)]
        assert there
        assert sorted(map(key, find_involvements_at_work(view, district.id))) == sorted(there)


async def test_what_somebody_is_involved_in_is_found_once(view: View) -> None:
    places = [view.snapshot.entity_at(row) for row in find_involving_rows(view).tolist()]
    assert len({place.id for place in places if place is not None}) == len(places)
    assert {place.id for place in places if place is not None} == {
        item.where.id for item in find_involvements(view)
    }


async def test_relationships_of_some_kinds_are_those_of_all_that_are_of_them(view: View) -> None:
    kinds = {"leads", "part_of", "covers"}
    for entity in view.find_entities():
        expected = [tie for tie in view.relationships_of(entity.id) if tie.kind in kinds]
        assert view.relationships_of(entity.id, kinds) == expected
