"""Many changes in one draft: each finds what it concerns, whatever else was laid before it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from graph.changes import CreateEntity, CreateRelationship, DeleteEntity, MergeEntities, UpdateRelationship
from graph.draft import Draft
from graph.errors import Invalid
from graph.laid import Laid
from graph.model import Claim, Entity, Relationship
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import LAID_AT_ONCE, Service
from graph.snapshot import Snapshot, build_snapshot
from graph.stores.memory import MemoryStore
from graph.validation import MOST_CLAIMS
from graph.view import View
from graph.vocabulary.layering import load_vocabulary

PAPER, OTHER = (Entity(f"e000000000000{n}", "document", f"paper-{n}", f"Paper {n}") for n in (1, 2))
PHASE = Entity("e0000000000003", "phase", "phase", "Phase")
ONE, TWO, THREE = (Entity(f"e000000000000{n}", "organisation", f"o-{n}", f"O{n}") for n in (4, 5, 6))
TIE = Relationship(
    "r0000000000001", "collaborates_with", ONE.id, TWO.id, phases=(PHASE.id,), claims=(Claim(PAPER.id),)
)


def draft_over(*facts: Entity | Relationship) -> Draft:
    entities = [fact for fact in facts if isinstance(fact, Entity)]
    ties = [fact for fact in facts if isinstance(fact, Relationship)]
    return Draft(View(build_snapshot(1, entities, ties), load_vocabulary(), ViewClass.DATA_OFFICER))


def cited(entity: Entity, first: int, last: int) -> Entity:
    claims = tuple(Claim(PAPER.id, locator=str(page)) for page in range(first, last))
    return Entity(entity.id, entity.kind, entity.slug, entity.name, claims=claims)


def laid_over(*ties: Relationship) -> Laid:
    return Laid(build_snapshot(1, [PAPER, OTHER, PHASE, ONE, TWO, THREE], list(ties)))


def test_a_relationship_is_found_at_the_ends_it_was_moved_to() -> None:
    laid = laid_over(TIE)
    moved = Relationship(TIE.id, TIE.kind, ONE.id, THREE.id)
    laid.put(moved)
    found = {entity.name: laid.relationships_of(entity.id) for entity in (ONE, TWO, THREE)}
    assert found == {"O4": [moved], "O5": [], "O6": [moved]}
    laid.put(TIE)
    assert laid.relationships_of(THREE.id) == []
    laid.drop(TIE.id)
    assert laid.relationships_of(ONE.id) == []


def test_what_refers_to_something_is_found_as_it_is_laid_last() -> None:
    laid = laid_over(TIE)
    assert list(laid.find_referring(PAPER.id)) == list(laid.find_referring(PHASE.id)) == [TIE]
    now = Relationship(TIE.id, TIE.kind, ONE.id, TWO.id, claims=(Claim(OTHER.id),))
    laid.put(now)
    found = [list(laid.find_referring(item.id)) for item in (PAPER, PHASE, OTHER)]
    assert found == [[], [], [now]]


def test_deleting_many_documents_reads_the_network_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    read = Snapshot.find_relationships

    def counted(snapshot: Snapshot) -> Iterator[Relationship]:
        reads.append(snapshot)
        return read(snapshot)

    draft = draft_over(PAPER, OTHER, PHASE)
    monkeypatch.setattr(Snapshot, "find_relationships", counted)
    draft.lay([DeleteEntity(item.id) for item in (PAPER, OTHER, PHASE)])
    assert len(draft.writes()) == 3
    assert len(reads) == 1


def test_a_document_that_nothing_rests_on_any_more_can_be_deleted_in_the_same_draft() -> None:
    draft = draft_over(PAPER, PHASE, ONE, TWO, TIE)
    draft.lay([UpdateRelationship(TIE.id, claims=()), DeleteEntity(PAPER.id)])
    assert {write.id for write in draft.writes()} == {TIE.id, PAPER.id}


def test_a_document_that_a_new_fact_rests_on_cannot_be_deleted_in_the_same_draft() -> None:
    new = CreateRelationship("collaborates_with", ONE.id, TWO.id, claims=(Claim(PAPER.id),))
    with pytest.raises(Invalid, match="Other facts refer"):
        draft_over(PAPER, ONE, TWO).lay([new, DeleteEntity(PAPER.id)])


def test_a_merge_keeps_each_claim_once_in_order() -> None:
    draft = draft_over(PAPER, cited(ONE, 0, 600), cited(TWO, 400, 1000))
    draft.lay([MergeEntities(ONE.id, (TWO.id,))])
    kept = next(write.after for write in draft.writes() if write.id == ONE.id)
    assert kept is not None
    assert [claim.locator for claim in kept.claims] == [str(page) for page in range(1000)]


def test_a_merge_to_too_many_claims_is_refused_at_what_would_be_absorbed() -> None:
    draft = draft_over(PAPER, cited(ONE, 0, MOST_CLAIMS), TWO, cited(THREE, MOST_CLAIMS, MOST_CLAIMS + 1))
    with pytest.raises(Invalid, match="1,000 claims at most") as caught:
        draft.lay([MergeEntities(ONE.id, (TWO.id, THREE.id))])
    assert caught.value.path == ("changes", 0, "absorb", 1)


def test_entities_of_one_name_are_numbered_and_each_number_is_tried_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []
    look_up = Snapshot.get_slug_row

    def counted(snapshot: Snapshot, slug: str) -> int | None:
        tried.append(slug)
        return look_up(snapshot, slug)

    monkeypatch.setattr(Snapshot, "get_slug_row", counted)
    draft = draft_over(Entity(ONE.id, "topic", "lavoro-3", "Lavoro 3"))
    draft.lay([CreateEntity("topic", "Lavoro")] * 50)
    slugs = [write.after.slug for write in draft.writes() if isinstance(write.after, Entity)]
    assert slugs == ["lavoro", "lavoro-2", *(f"lavoro-{number}" for number in range(4, 52))]
    # Once to find it free, once to make sure, and once more for the next of that name.
    assert max(tried.count(slug) for slug in slugs[1:]) <= 3


@pytest.mark.anyio
async def test_many_changes_are_laid_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[bool] = []
    lay = Draft.lay

    def noted(draft: Draft, changes: list[CreateEntity]) -> None:
        threads.append(threading.current_thread() is threading.main_thread())
        lay(draft, changes)

    monkeypatch.setattr(Draft, "lay", noted)
    service = Service(MemoryStore(), load_vocabulary())
    few, many = ([CreateEntity("topic", "Tema")] * count for count in (1, LAID_AT_ONCE + 1))
    await asyncio.gather(service.apply(few, LOCAL_EDITOR), service.apply(many, LOCAL_EDITOR))
    assert {True, False} <= set(threads)
    assert (await service.store.count()).entities == len(few) + len(many)
