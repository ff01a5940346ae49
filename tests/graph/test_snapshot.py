"""What a snapshot promises: however it came about, it is the network that its facts make.

Any sequence of writes is taken step by step, with changes worked into columns at any moment, and
compared with a plain model and with a snapshot built at once. INTRECCIO_TEST_EXAMPLES makes it longer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graph.snapshot
from graph.errors import NotFound
from graph.log import OperationType, Write
from graph.model import Claim, Entity, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.snapshot import EMPTY_SNAPSHOT, Snapshot, build_snapshot
from graph.view import View
from graph.vocabulary.layering import load_vocabulary
from tests.stores.modelling import ENTITY_IDS, ENTITY_KINDS, RELATIONSHIP_IDS, SLUGS, Batch, Model, batches

EXAMPLES = int(os.environ.get("INTRECCIO_TEST_EXAMPLES", "25"))
VOCABULARY = load_vocabulary()
A, B, C = (Entity(id=ENTITY_IDS[row], kind="body", slug=SLUGS[row], name=SLUGS[row]) for row in range(3))
A_TO_B = Relationship(id=RELATIONSHIP_IDS[0], kind="collaborates_with", source=A.id, target=B.id)
A_TO_C = Relationship(id=RELATIONSHIP_IDS[1], kind="collaborates_with", source=A.id, target=C.id)


@dataclass(frozen=True)
class Course:
    """A sequence of commits; after some of them everything is worked into columns.

    `largest_overlay` is how many changes may lie over columns.
    """

    batches: tuple[Batch, ...]
    compacted_after: frozenset[int]
    largest_overlay: int

    def run(self) -> tuple[list[Snapshot], list[Model]]:
        """Return the snapshot and the model after each commit, from the empty ones on."""
        snapshots, models = [EMPTY_SNAPSHOT], [Model()]
        with patch.object(graph.snapshot, "LARGEST_OVERLAY", self.largest_overlay):
            for revision, batch in enumerate(self.batches, 1):
                model = models[-1].copy()
                writes = [stamped(write, revision) for write in model.writes_of(batch)]
                model.take(writes, revision)
                following = snapshots[-1].advance(revision, writes)
                snapshots.append(following.compacted() if revision in self.compacted_after else following)
                models.append(model)
        return snapshots, models


courses = st.builds(
    Course,
    batches=st.lists(batches, min_size=1, max_size=8).map(tuple),
    compacted_after=st.frozensets(st.integers(1, 8), max_size=2),
    largest_overlay=st.sampled_from((0, 3, 2_000)),
)
moments = st.builds(Moment, at=st.none() | st.dates(date(2012, 1, 1), date(2014, 12, 31))) | st.builds(
    Moment, at=st.none() | st.just(date(2013, 6, 1)), phase=st.sampled_from(ENTITY_IDS)
)
any_course = settings(
    max_examples=EXAMPLES, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)


def stamped(write: Write, revision: int) -> Write:
    """Return a write whose fact bears its revision, as stores make it."""
    return Write(
        write.type,
        write.id,
        None if write.after is None else replace(write.after, revision=revision),
        write.merged_into,
    )


def rebuilt(model: Model, revision: int) -> Snapshot:
    """Return the snapshot that is built at once from what stands."""
    return build_snapshot(revision, model.entities(), model.relationships(), model.merges)


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
    apart = models[-1].returned  # see below
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


def seen(view: View) -> dict[str, object]:
    """Return all that can be seen in a view, without the order of facts that have come and gone."""
    snapshot = view.snapshot
    degrees = view.degrees
    rows = {entity_id: snapshot.get_entity_row(entity_id) for entity_id in ENTITY_IDS}
    steps = {
        entity_id: view.ties_of_rows(np.array([row], np.int32))
        for entity_id, row in rows.items()
        if row is not None and view.seen_entities[row]
    }
    return {
        "revision": view.revision,
        "entities": {item.id: item for item in view.find_entities()},
        "relationships": {item.id: item for item in view.find_relationships()},
        "by kind": {kind: {item.id for item in view.find_entities({kind})} for kind in ENTITY_KINDS},
        "denied": {item.id: item for item in view.denied},
        "counts": (view.entity_count, view.relationship_count),
        "by id": [view.get_fact(fact_id) for fact_id in (*ENTITY_IDS, *RELATIONSHIP_IDS)],
        "by slug": [view.get_entity_by_slug(slug) for slug in SLUGS],
        "around": {item: {tie.id for tie in view.relationships_of(item)} for item in ENTITY_IDS},
        "degree": [view.degree(entity_id) for entity_id in ENTITY_IDS],
        "degrees": [None if row is None else int(degrees[row]) for row in rows.values()],
        "steps": {entity_id: _named(snapshot, *found) for entity_id, found in steps.items()},
        "districts": [{item.id for item in view.districts_of(entity_id)} for entity_id in ENTITY_IDS],
    }


def _named(snapshot: Snapshot, ties: object, others: object) -> list[tuple[str, str]]:
    pairs = zip(np.asarray(ties).tolist(), np.asarray(others).tolist(), strict=True)
    facts = [(snapshot.relationship_at(tie), snapshot.entity_at(other)) for tie, other in pairs]
    return sorted((tie.id, other.id) for tie, other in facts if tie is not None and other is not None)


def view_of(
    snapshot: Snapshot, view_class: ViewClass, moment: Moment, like: View | None = None
) -> View | None:
    """Return a view, None where its phase cannot be seen."""
    try:
        return View(snapshot, VOCABULARY, view_class, moment, like)
    except NotFound:
        return None


@pytest.mark.parametrize("view_class", list(ViewClass))
@any_course
@given(courses, moments)
def test_a_view_of_changes_is_a_view_of_their_facts(
    view_class: ViewClass, course: Course, moment: Moment
) -> None:
    snapshots, models = course.run()
    found = view_of(snapshots[-1], view_class, moment)
    wanted = view_of(rebuilt(models[-1], snapshots[-1].revision), view_class, moment)
    assert (found and seen(found)) == (wanted and seen(wanted))


@pytest.mark.parametrize("view_class", list(ViewClass))
@any_course
@given(courses, moments)
def test_a_view_made_like_an_earlier_one_is_as_one_made_afresh(
    view_class: ViewClass, course: Course, moment: Moment
) -> None:
    snapshots, _ = course.run()
    like: View | None = None
    for snapshot in snapshots:
        fresh = view_of(snapshot, view_class, moment)
        found = view_of(snapshot, view_class, moment, like)
        assert (found and seen(found)) == (fresh and seen(fresh))
        like = found or like
