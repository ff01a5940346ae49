"""Long lists in order: ranked by columns they come out as if every fact had been compared.

INTRECCIO_TEST_EXAMPLES makes it longer.
"""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph.listing
from graph.listing import relationship_key
from graph.model import FactStatus
from graph.rights import ViewClass
from graph.selection import (
    EntityChoice,
    EntityOrder,
    RelationshipChoice,
    choose_entities,
    choose_relationships,
)
from graph.view import View
from graph.vocabulary.layering import load_vocabulary
from tests.graph.courses import EXAMPLES, Course, any_course, courses
from tests.stores.modelling import ENTITY_KINDS

VOCABULARY = load_vocabulary()
any_list = settings(any_course, max_examples=2 * EXAMPLES)
kinds = st.none() | st.frozensets(st.sampled_from(sorted(ENTITY_KINDS)))
status = st.none() | st.frozensets(st.sampled_from(FactStatus))


@pytest.mark.parametrize("few", [0, 1_000], ids=["ranked", "compared"])
@any_list
@given(course=courses, by=st.sampled_from(EntityOrder), kinds=kinds, status=status)
def test_entities_come_in_the_order_of_their_key(
    few: int,
    course: Course,
    by: EntityOrder,
    kinds: frozenset[str] | None,
    status: frozenset[FactStatus] | None,
) -> None:
    for snapshot in course.run()[0]:
        view = View(snapshot, VOCABULARY, ViewClass.EDITOR)
        wanted = [
            entity
            for entity in view.find_entities()
            if (kinds is None or entity.kind in kinds) and (status is None or entity.status in status)
        ]
        with patch.object(graph.listing, "FEW", few):
            found, key = choose_entities(view, EntityChoice(kinds=kinds, status=status), by)
        assert list(found) == sorted(wanted, key=key)


@pytest.mark.parametrize("few", [0, 1_000], ids=["ranked", "compared"])
@any_list
@given(course=courses, status=status)
def test_relationships_come_in_the_order_of_their_key(
    few: int, course: Course, status: frozenset[FactStatus] | None
) -> None:
    for snapshot in course.run()[0]:
        view = View(snapshot, VOCABULARY, ViewClass.EDITOR)
        wanted = [tie for tie in view.find_relationships() if status is None or tie.status in status]
        with patch.object(graph.listing, "FEW", few):
            found = choose_relationships(view, RelationshipChoice(status=status))
        assert list(found) == sorted(wanted, key=relationship_key(view))
