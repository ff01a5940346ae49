"""What a snapshot promises: however it came about, it is the network that its facts make.

Any sequence of writes is taken step by step, with changes worked into columns at any moment, and
compared with a plain model. INTRECCIO_TEST_EXAMPLES makes it longer.
"""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given

import graph.snapshot
from graph.log import OperationType, Write
from graph.model import Claim, Entity, Relationship
from graph.snapshot import EMPTY_SNAPSHOT, Snapshot
from tests.graph.courses import Course, any_course, courses, rebuilt
from tests.stores.modelling import ENTITY_IDS, RELATIONSHIP_IDS, SLUGS

A, B, C = (Entity(id=ENTITY_IDS[row], kind="body", slug=SLUGS[row], name=SLUGS[row]) for row in range(3))
A_TO_B = Relationship(id=RELATIONSHIP_IDS[0], kind="collaborates_with", source=A.id, target=B.id)
A_TO_C = Relationship(id=RELATIONSHIP_IDS[1], kind="collaborates_with", source=A.id, target=C.id)


def told(snapshot: Snapshot) -> object:
    """Return all that a snapshot says."""
    return (
        snapshot.revision,
        snapshot.facts(),
        list(snapshot.find_entities()),
        list(snapshot.find_relationships()),
        {entity_id: snapshot.relationships_of(entity_id) for entity_id in ENTITY_IDS},
        {slug: snapshot.get_slug_row(slug) for slug in SLUGS},
        dict(snapshot.merges),
    )


@any_course
@given(courses)
def test_the_same_facts_stand(course: Course) -> None:
    snapshots, models = course.run()
    assert snapshots[-1].facts() == models[-1].facts


@any_course
@given(courses)
def test_a_snapshot_built_at_once_holds_the_same(course: Course) -> None:
    snapshots, models = course.run()
    assert rebuilt(models[-1], snapshots[-1].revision).facts() == snapshots[-1].facts()


@any_course
@given(courses)
def test_each_id_leads_to_its_fact(course: Course) -> None:
    snapshots, models = course.run()
    for fact_id in (*ENTITY_IDS, *RELATIONSHIP_IDS):
        assert snapshots[-1].get_fact(fact_id) == models[-1].facts.get(fact_id)


@any_course
@given(courses)
def test_entities_come_in_order_of_first_recording(course: Course) -> None:
    snapshots, models = course.run()
    found = [item.id for item in snapshots[-1].find_entities() if item.id not in models[-1].returned]
    assert found == [item.id for item in models[-1].entities() if item.id not in models[-1].returned]


@any_course
@given(courses)
def test_relationships_come_in_order_of_first_recording(course: Course) -> None:
    snapshots, models = course.run()
    apart = models[-1].returned | models[-1].moved  # see the two tests after this one
    found = [item.id for item in snapshots[-1].find_relationships() if item.id not in apart]
    assert found == [item.id for item in models[-1].relationships() if item.id not in apart]


def test_a_relationship_whose_end_was_merged_keeps_its_place() -> None:
    created = [Write(OperationType.CREATE, fact.id, fact) for fact in (A, B, C, A_TO_B, A_TO_C)]
    moved = replace(A_TO_B, target=C.id)
    merge = [
        Write(OperationType.UPDATE, A_TO_B.id, moved),
        Write(OperationType.MERGE, B.id, None, merged_into=C.id),
    ]
    found = EMPTY_SNAPSHOT.advance(1, created).advance(2, merge)
    assert [item.id for item in found.relationships_of(C.id)] == [A_TO_B.id, A_TO_C.id]


@pytest.mark.parametrize("largest_overlay", [0, 2_000])
def test_a_fact_that_comes_back_is_there_once(largest_overlay: int) -> None:
    with patch.object(graph.snapshot, "LARGEST_OVERLAY", largest_overlay):
        created = [Write(OperationType.CREATE, fact.id, fact) for fact in (A, B)]
        gone = EMPTY_SNAPSHOT.advance(1, created).advance(2, [Write(OperationType.DELETE, A.id, None)])
        found = gone.advance(3, [Write(OperationType.CREATE, A.id, A)])
    # In its old place, or last: after compaction nobody knows where it was.
    assert sorted(item.id for item in found.find_entities()) == sorted([A.id, B.id])
    assert found.get_entity(A.id) == A


def test_a_claim_of_no_values_stays_one() -> None:
    claim = Claim(source=B.id, property="functions", value=())
    found = EMPTY_SNAPSHOT.advance(1, [Write(OperationType.CREATE, A.id, replace(A, claims=(claim,)))])
    entity = found.compacted().get_entity(A.id)
    assert entity is not None
    assert entity.claims == (claim,)


@any_course
@given(courses)
def test_relationships_are_found_at_both_ends(course: Course) -> None:
    snapshots, models = course.run()
    for entity_id in ENTITY_IDS:
        found = {item.id: item for item in snapshots[-1].relationships_of(entity_id)}
        assert found == {item.id: item for item in models[-1].relationships(entity_id)}


@any_course
@given(courses)
def test_relationships_are_found_once_each(course: Course) -> None:
    snapshots, _ = course.run()
    for entity_id in ENTITY_IDS:
        found = [item.id for item in snapshots[-1].relationships_of(entity_id)]
        assert len(found) == len(set(found))


@any_course
@given(courses)
def test_slugs_lead_to_their_entities(course: Course) -> None:
    snapshots, models = course.run()
    owners = {entity.slug: entity for entity in models[-1].entities()}
    for slug in (*SLUGS, "nobody"):
        row = snapshots[-1].get_slug_row(slug)
        assert (None if row is None else snapshots[-1].entity_at(row)) == owners.get(slug)


@any_course
@given(courses)
def test_absorbed_ids_lead_to_their_survivors(course: Course) -> None:
    snapshots, models = course.run()
    for entity_id in ENTITY_IDS:
        assert snapshots[-1].get_entity(entity_id) == models[-1].facts.get(models[-1].survivor_of(entity_id))


@any_course
@given(courses)
def test_working_changes_into_columns_changes_nothing(course: Course) -> None:
    snapshots, _ = course.run()
    before, after = snapshots[-1], snapshots[-1].compacted()
    assert list(after.find_entities()) == list(before.find_entities())
    assert list(after.find_relationships()) == list(before.find_relationships())


@any_course
@given(courses)
def test_earlier_snapshots_stay_as_they_were(course: Course) -> None:
    batches_taken = len(course.batches)
    shorter = [
        Course(course.batches[:count], course.compacted_after, course.largest_overlay).run()[0][-1]
        for count in range(batches_taken + 1)
    ]
    snapshots, _ = course.run()
    assert [told(item) for item in snapshots] == [told(item) for item in shorter]
