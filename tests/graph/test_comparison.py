"""Two networks side by side: who joined, who left, who moved, and what measures make of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.profile import measure_profile
from graph.analysis.tie_permutation import permute_ties
from graph.changes import CreateEntity, CreateRelationship, DeleteEntity, MergeEntities
from graph.comparison import Comparison, MeasureChange, align_ties, compare
from graph.grouping import group_by_district
from graph.identity import entity_id, relationship_id
from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.network import Network, Scope, TieView, project
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.stores.memory import MemoryStore
from graph.view import View
from graph.vocabulary.layering import load_vocabulary
from tests.analysis.random_ties import tried

VOCABULARY = load_vocabulary()
NAMES = "abcdefgh"
Pairs = list[tuple[str, str]]
COLLABORATIONS = Scope(
    entity_kinds=frozenset({"organisation", "youth_centre", "school", "informal_group"}),
    relationship_kinds=frozenset({"collaborates_with"}),
)


def network_of(nodes: str, pairs: Pairs) -> Network:
    """Return the network of organisations of one letter each that collaborate in these pairs."""
    entities = [Entity(entity_id(NAMES.index(name) + 1), "organisation", name, name) for name in nodes]
    ties = [
        Relationship(
            relationship_id(number),
            "collaborates_with",
            entity_id(NAMES.index(one) + 1),
            entity_id(NAMES.index(other) + 1),
        )
        for number, (one, other) in enumerate(pairs, 1)
    ]
    return project(View(build_snapshot(1, entities, ties), VOCABULARY, ViewClass.EDITOR))


def compared(before: Network, after: Network) -> Comparison:
    """Return all that a comparison may hold, chances included."""
    one, other = (
        measure_profile(network.ties, group_by_district(network).codes, seed=1) for network in (before, after)
    )
    aligned = align_ties(before, after)
    chances = {} if aligned is None else permute_ties(*aligned, seed=1, rounds=199).p_values
    return compare(before, after, one, other, chances)


def by_name(comparison: Comparison) -> dict[str, MeasureChange]:
    return {change.measure: change for change in comparison.measures}


@st.composite
def networks(draw: st.DrawFn) -> Network:
    nodes = "".join(sorted(draw(st.sets(st.sampled_from(NAMES), min_size=1))))
    ends = st.sampled_from(nodes)
    return network_of(nodes, draw(st.lists(st.tuples(ends, ends), max_size=8)))


def test_a_tie_more_between_two_pairs() -> None:
    before = network_of("abcd", [("a", "b"), ("c", "d")])
    after = network_of("abcd", [("a", "b"), ("c", "d"), ("b", "c")])
    found = compared(before, after)
    measures = by_name(found)
    assert measures["density"].difference == pytest.approx(1 / 6)
    assert (measures["component_count"].before, measures["component_count"].after) == (2, 1)
    assert measures["fragmentation"].difference == pytest.approx(-2 / 3)
    assert (measures["bridges"].before, measures["cutpoints"].after) == (2, 2)
    # One pair differs: either way round it differs as much.
    assert measures["density"].p_value == 1.0
    assert (found.joined, found.left) == ((), ())
    assert {move.entity.name for move in found.moved[:2]} == {"b", "c"}
    changes = {change.measure: change for change in found.moved[0].changes}
    assert (changes["degree"].before, changes["degree"].after) == (1.0, 2.0)
    assert changes["betweenness"].difference == pytest.approx(2 / 3)


def test_who_joined_and_who_left_are_those_of_one_side_only() -> None:
    found = compared(network_of("abc", [("a", "b")]), network_of("bcd", [("b", "d")]))
    assert [entity.name for entity in found.joined] == ["d"]
    assert [entity.name for entity in found.left] == ["a"]
    assert {move.entity.name for move in found.moved} <= {"b", "c"}
    assert all(change.p_value is None for change in found.measures)


def test_who_becomes_tied_moves_though_constraint_was_undefined() -> None:
    found = compared(network_of("ab", []), network_of("ab", [("a", "b")]))
    changes = {change.measure: change for change in found.moved[0].changes}
    assert (changes["constraint"].before, changes["constraint"].after) == (None, 1.0)
    assert changes["constraint"].difference is None
    assert by_name(found)["transitivity"].difference is None


def test_those_that_moved_most_come_first_and_equals_by_name() -> None:
    star: Pairs = [("e", other) for other in "abcd"]
    found = compared(network_of("abcdef", []), network_of("abcdef", star))
    # Nothing happened to f, though others now rank above it.
    assert [move.entity.name for move in found.moved] == ["e", "a", "b", "c", "d"]
    extents = [move.extent for move in found.moved]
    assert extents == sorted(extents, reverse=True)


def test_an_extent_is_the_largest_change_in_spreads_of_its_measure() -> None:
    before, after = network_of("abcd", [("a", "b")]), network_of("abcd", [("a", "b"), ("a", "c")])
    one, other = (measure_profile(network.ties, seed=1) for network in (before, after))
    moved = compare(before, after, one, other).moved
    first = next(move for move in moved if move.entity.name == "a")
    largest = first.changes[0]
    spread = np.nanstd(np.concatenate([profile.nodes[largest.measure] for profile in (one, other)]))
    assert first.extent == pytest.approx(abs(largest.difference or 0.0) / spread)


def test_only_as_many_moves_are_told_as_asked_for() -> None:
    before, after = network_of("abcd", []), network_of("abcd", [("a", "b"), ("c", "d")])
    one, other = (measure_profile(network.ties, seed=1) for network in (before, after))
    found = compare(before, after, one, other, most_moved=1)
    assert (len(found.moved), found.moved_count) == (1, 4)


@tried
@given(networks())
def test_a_network_does_not_differ_from_itself(network: Network) -> None:
    found = compared(network, network)
    assert (found.joined, found.left, found.moved, found.moved_count) == ((), (), (), 0)
    for change in found.measures:
        assert change.before == change.after
        assert change.difference in (0, None)
        assert change.p_value in (1.0, None)


@tried
@given(networks(), networks())
def test_swapping_before_and_after_turns_everything_round(one: Network, other: Network) -> None:
    there, back = compared(one, other), compared(other, one)
    assert (there.joined, there.left) == (back.left, back.joined)
    assert [move.entity.id for move in there.moved] == [move.entity.id for move in back.moved]
    returned = by_name(back)
    for change in there.measures:
        opposite = returned[change.measure]
        assert (change.before, change.after) == (opposite.after, opposite.before)
        assert change.p_value == opposite.p_value
        assert change.p_value is None or 0 < change.p_value <= 1
    for move, moved_back in zip(there.moved, back.moved, strict=True):
        olds = {each.measure: each.before for each in move.changes}
        assert {each.measure: each.after for each in moved_back.changes} == {
            name: None if value is None else pytest.approx(value) for name, value in olds.items()
        }


@tried
@given(networks(), networks(), st.permutations(range(len(NAMES))))
def test_the_order_of_recording_changes_nothing(one: Network, other: Network, order: list[int]) -> None:
    nodes = "".join(sorted((node.name for node in other.nodes), key=lambda name: order[NAMES.index(name)]))
    names = {node.id: node.name for node in other.nodes}
    again = network_of(nodes, [(names[tie.source], names[tie.target]) for tie in other.relationships])
    there, anew = compared(one, other), compared(one, again)
    assert {entity.name for entity in there.joined} == {entity.name for entity in anew.joined}
    assert [move.entity.name for move in there.moved] == [move.entity.name for move in anew.moved]
    for change in there.measures:
        # Communities are searched for from the first node on: another order may find others.
        if change.measure != "modularity":
            value = by_name(anew)[change.measure].after
            assert value == (None if change.after is None else pytest.approx(change.after))


def test_ties_are_aligned_by_who_the_nodes_are() -> None:
    before, after = network_of("abc", [("a", "b")]), network_of("cba", [("b", "a"), ("c", "b")])
    aligned = align_ties(before, after)
    assert aligned is not None
    ties = aligned[1].undirected()
    assert list(zip(ties.sources.tolist(), ties.targets.tolist(), strict=True)) == [(0, 1), (1, 2)]
    assert align_ties(before, network_of("ab", [])) is None


async def revisions() -> tuple[Network, Network]:
    """Return networks of three, and of the same after one of them was merged into another."""
    service = Service(MemoryStore(), VOCABULARY)
    refs = (
        await service.apply(
            [
                *(CreateEntity("organisation", name, ref=name) for name in ("Uno", "Due", "Doppio")),
                CreateRelationship("collaborates_with", "Uno", "Doppio"),
            ],
            LOCAL_EDITOR,
        )
    ).refs
    await service.apply([MergeEntities(refs["Due"], (refs["Doppio"],))], LOCAL_EDITOR)
    before = await service.view(ViewClass.EDITOR, Moment(as_of=1))
    return project(before), project(await service.view(ViewClass.EDITOR))


@pytest.mark.anyio
async def test_who_was_merged_neither_left_nor_joined() -> None:
    before, after = await revisions()
    there, back = compared(before, after), compared(after, before)
    assert (there.joined, there.left, back.joined, back.left) == ((), (), (), ())
    degree = {
        move.entity.name: change
        for move in there.moved
        for change in move.changes
        if change.measure == "degree"
    }
    assert (degree["Due"].before, degree["Due"].after) == (0.0, 1.0)
    assert align_ties(before, after) is None


@pytest.mark.anyio
async def test_who_was_deleted_left() -> None:
    service = Service(MemoryStore(), VOCABULARY)
    made = await service.apply([CreateEntity("organisation", "Uno", ref="one")], LOCAL_EDITOR)
    before = project(await service.view(ViewClass.EDITOR))
    await service.apply([DeleteEntity(made.refs["one"])], LOCAL_EDITOR)
    after = project(await service.view(ViewClass.EDITOR))
    assert [entity.name for entity in compared(before, after).left] == ["Uno"]


async def phase(service: Service, slug: str, scope: Scope) -> Network:
    found = (await service.view(ViewClass.EDITOR)).get_entity_by_slug(slug)
    assert found is not None
    return project(await service.view(ViewClass.EDITOR, Moment(phase=found.id)), scope)


@pytest.mark.anyio
async def test_the_example_grows_together_from_its_first_phase_to_its_last(example_service: Service) -> None:
    before = await phase(example_service, "fase-avvio", COLLABORATIONS)
    after = await phase(example_service, "fase-finale", COLLABORATIONS)
    found = compared(before, after)
    measures = by_name(found)
    assert (measures["component_count"].before, measures["component_count"].after) == (11, 2)
    assert (measures["isolate_count"].before, measures["isolate_count"].after) == (4, 1)
    assert measures["density"].after == pytest.approx(85 / 703)
    assert measures["density"].p_value == 1 / 200
    assert measures["fragmentation"].p_value == 1 / 200
    centralisation = measures["degree_centralisation"]
    assert centralisation.before == pytest.approx(0.225, abs=5e-4)
    assert centralisation.after == pytest.approx(0.215, abs=5e-4)
    assert (centralisation.p_value or 0) > 0.05
    assert (found.joined, found.left) == ((), ())
    # The one that the last valley hangs on.
    assert found.moved[0].entity.slug == "cooperativa-la-passerella"


@pytest.mark.anyio
async def test_in_the_middle_of_the_example_everybody_goes_through_the_lead(
    example_service: Service,
) -> None:
    before = await phase(example_service, "fase-avvio", COLLABORATIONS)
    after = await phase(example_service, "fase-intermedia", COLLABORATIONS)
    found = compared(before, after)
    assert found.moved[0].entity.slug == "agenzia-mezzaluce"
    assert by_name(found)["degree_centralisation"].p_value == 1 / 200


@pytest.mark.anyio
async def test_shared_affiliations_are_compared_as_well(example_service: Service) -> None:
    scope = Scope(ties=TieView.SHARED_AFFILIATION)
    before = await phase(example_service, "fase-avvio", scope)
    after = await phase(example_service, "fase-finale", scope)
    found = by_name(compared(before, after))
    assert (found["reciprocity"].before, found["reciprocity"].after) == (1.0, 1.0)
    assert (found["density"].difference or 0) > 0


def test_an_isolate_that_joins_moves_nobody() -> None:
    chain: Pairs = [("a", "b"), ("b", "c"), ("c", "d")]
    found = compared(network_of("abcd", chain), network_of("abcde", chain))
    assert [node.name for node in found.joined] == ["e"]
    assert found.moved == ()
