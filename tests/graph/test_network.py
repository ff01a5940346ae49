"""The network of a scope: it is what the facts that stand say, whatever has changed over the columns.

INTRECCIO_TEST_EXAMPLES makes it longer.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.ties import Ties
from graph.log import OperationType, Write
from graph.model import Entity, FactStatus, Relationship
from graph.network import Network, Scope, TieView, project
from graph.rights import ViewClass
from graph.snapshot import EMPTY_SNAPSHOT, build_snapshot
from graph.view import View
from graph.vocabulary.kinds import TieNature
from graph.vocabulary.layering import load_vocabulary
from tests.graph.courses import Course, any_course, courses
from tests.stores.modelling import ENTITY_IDS, ENTITY_KINDS, RELATIONSHIP_IDS, SLUGS

VOCABULARY = load_vocabulary()
EVERY_STATUS = frozenset(FactStatus)

scopes = st.builds(
    Scope,
    entity_kinds=st.sampled_from([frozenset(ENTITY_KINDS), None]),
    status=st.sampled_from([EVERY_STATUS, frozenset({FactStatus.ACTUAL})]),
)


def named(network: Network) -> Counter[tuple[str, str, float, bool]]:
    """Return the ties of a network by the ids of its nodes."""
    ties: Ties = network.ties
    ids = [node.id for node in network.nodes]
    columns = (ties.sources, ties.targets, ties.weights, ties.mutual)
    return Counter(
        (ids[source], ids[target], round(weight, 9), mutual)
        for source, target, weight, mutual in zip(*(item.tolist() for item in columns), strict=True)
    )


def expected_nodes(view: View, scope: Scope) -> list[str]:
    kinds = VOCABULARY.actor_kinds if scope.entity_kinds is None else scope.entity_kinds
    return [entity.id for entity in view.find_entities(kinds) if entity.status in scope.status]


@any_course
@given(courses, scopes)
def test_direct_ties_are_those_of_the_facts_that_stand(course: Course, scope: Scope) -> None:
    for snapshot in course.run()[0]:
        view = View(snapshot, VOCABULARY, ViewClass.DATA_OFFICER)
        network, ids = project(view, scope), expected_nodes(view, scope)
        kinds = VOCABULARY.tie_kinds | (VOCABULARY.affiliation_kinds if scope.entity_kinds else set())
        ties = [
            tie
            for tie in view.find_relationships(kinds)
            if tie.status in scope.status and tie.source in ids and tie.target in ids
        ]
        assert [node.id for node in network.nodes] == ids
        assert [tie.id for tie in network.relationships] == [tie.id for tie in ties]
        assert named(network) == Counter(
            (
                tie.source,
                tie.target,
                round(1.0 if tie.strength is None else tie.strength, 9),
                VOCABULARY.relationship_kinds[tie.kind].symmetric,
            )
            for tie in ties
        )


@any_course
@given(courses, scopes)
def test_shared_affiliations_are_those_of_the_facts_that_stand(course: Course, scope: Scope) -> None:
    scope = Scope(entity_kinds=scope.entity_kinds, status=scope.status, ties=TieView.SHARED_AFFILIATION)
    affiliations = {
        name for name, kind in VOCABULARY.relationship_kinds.items() if kind.nature is TieNature.AFFILIATION
    }
    for snapshot in course.run()[0]:
        view = View(snapshot, VOCABULARY, ViewClass.DATA_OFFICER)
        network, ids = project(view, scope), expected_nodes(view, scope)
        sharing: dict[str, set[int]] = {}
        for tie in view.find_relationships(affiliations):
            if tie.source in ids and tie.status in scope.status:
                sharing.setdefault(tie.target, set()).add(ids.index(tie.source))
        weights: dict[tuple[str, str], float] = {}
        for group in sharing.values():
            for one, other in combinations(sorted(group), 2):
                pair = (ids[one], ids[other])
                weights[pair] = weights.get(pair, 0.0) + 1 / (len(group) - 1)
        assert network.relationships == ()
        assert named(network) == Counter(
            (one, other, round(weight, 9), True) for (one, other), weight in weights.items()
        )


A, B, C, D = (Entity(ENTITY_IDS[row], "organisation", SLUGS[row], SLUGS[row].title()) for row in range(4))
FIRST, SECOND, THIRD = RELATIONSHIP_IDS[:3]


def test_ties_that_have_changed_since_the_columns_were_made_are_as_they_are_now() -> None:
    before = [
        Relationship(FIRST, "collaborates_with", A.id, B.id, strength=0.25),
        Relationship(SECOND, "collaborates_with", B.id, C.id),
    ]
    snapshot = build_snapshot(1, [A, B, C], before)
    now = [
        Relationship(FIRST, "advises", A.id, D.id, strength=0.5),
        Relationship(SECOND, "collaborates_with", B.id, C.id, status=FactStatus.ENDED),
        Relationship(THIRD, "collaborates_with", C.id, D.id, strength=0.75),
    ]
    facts: list[Entity | Relationship] = [D, *now]
    after = snapshot.advance(2, [Write(OperationType.UPDATE, fact.id, fact) for fact in facts])
    assert len(after.overlay) == 4
    network = project(View(after, VOCABULARY, ViewClass.EDITOR))
    assert named(network) == Counter({(A.id, D.id, 0.5, False): 1, (C.id, D.id, 0.75, True): 1})
    assert [tie.id for tie in network.relationships] == [FIRST, THIRD]


def test_a_network_of_which_nothing_is_in_columns_yet_is_there() -> None:
    tie = Relationship(FIRST, "collaborates_with", A.id, B.id, strength=0.5)
    facts: list[Entity | Relationship] = [A, B, tie]
    snapshot = EMPTY_SNAPSHOT.advance(1, [Write(OperationType.CREATE, fact.id, fact) for fact in facts])
    network = project(View(snapshot, VOCABULARY, ViewClass.EDITOR))
    assert named(network) == Counter({(A.id, B.id, 0.5, True): 1})


@pytest.mark.parametrize("steps", [0, 1, 2])
@any_course
@given(course=courses)
def test_an_ego_network_is_what_lies_within_so_many_steps(steps: int, course: Course) -> None:
    view = View(course.run()[0][-1], VOCABULARY, ViewClass.DATA_OFFICER)
    whole = project(view, Scope(status=EVERY_STATUS))
    for ego in whole.nodes:
        near = {ego.id}
        for _ in range(steps):
            near |= {end for one, other, *_ in named(whole) for end in (one, other) if {one, other} & near}
        found = project(view, Scope(status=EVERY_STATUS, around=ego.id, steps=steps))
        assert [node.id for node in found.nodes] == [node.id for node in whole.nodes if node.id in near]
        assert named(found) == Counter(
            {tie: count for tie, count in named(whole).items() if {tie[0], tie[1]} <= near}
        )
        assert len(found.relationships) == found.tie_count
