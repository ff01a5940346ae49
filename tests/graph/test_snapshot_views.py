"""What a view promises of a changing network: it is as one made afresh from the facts that stand.

INTRECCIO_TEST_EXAMPLES makes it longer.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import NotFound
from graph.log import OperationType, Write
from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.rights import ViewClass
from graph.snapshot import EMPTY_SNAPSHOT, Snapshot
from graph.view import View
from graph.vocabulary.layering import load_vocabulary
from tests.graph.courses import EXAMPLES, Course, any_course, courses, rebuilt
from tests.stores.modelling import DAYS, ENTITY_IDS, ENTITY_KINDS, RELATIONSHIP_IDS, SLUGS

VOCABULARY = load_vocabulary()
A, B = (Entity(id=ENTITY_IDS[row], kind="body", slug=SLUGS[row], name=SLUGS[row]) for row in range(2))
A_TO_B = Relationship(id=RELATIONSHIP_IDS[0], kind="collaborates_with", source=A.id, target=B.id)
BEFORE, END, AFTER = DAYS

moments = st.builds(
    Moment, at=st.sampled_from((None, *DAYS, *DAYS)), phase=st.sampled_from((*[None] * 8, *ENTITY_IDS))
)
any_view = settings(any_course, max_examples=4 * EXAMPLES)


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


@any_view
@given(courses, st.sampled_from(ViewClass), moments)
def test_a_view_of_changes_is_a_view_of_their_facts(
    course: Course, view_class: ViewClass, moment: Moment
) -> None:
    snapshots, models = course.run()
    found = view_of(snapshots[-1], view_class, moment)
    wanted = view_of(rebuilt(models[-1], snapshots[-1].revision), view_class, moment)
    assert (found and seen(found)) == (wanted and seen(wanted))


@any_view
@given(courses, st.sampled_from(ViewClass), moments)
def test_a_view_made_like_an_earlier_one_is_as_one_made_afresh(
    course: Course, view_class: ViewClass, moment: Moment
) -> None:
    snapshots, _ = course.run()
    like: View | None = None
    for snapshot in snapshots:
        fresh = view_of(snapshot, view_class, moment)
        found = view_of(snapshot, view_class, moment, like)
        assert (found and seen(found)) == (fresh and seen(fresh))
        like = found or like


def test_a_relationship_goes_from_view_with_its_end() -> None:
    begun = EMPTY_SNAPSHOT.advance(1, [Write(OperationType.CREATE, fact.id, fact) for fact in (A, B, A_TO_B)])
    begun = begun.compacted()
    ended = begun.advance(2, [Write(OperationType.END, A.id, replace(A, until=END, revision=2))])
    for day, count in ((BEFORE, 1), (END, 0), (AFTER, 0)):
        like = View(begun, VOCABULARY, ViewClass.PUBLIC, Moment(at=day))
        for view in (
            View(ended, VOCABULARY, ViewClass.PUBLIC, Moment(at=day)),
            View(ended, VOCABULARY, ViewClass.PUBLIC, Moment(at=day), like),
        ):
            assert [item.id for item in view.find_relationships()] == [A_TO_B.id] * count
