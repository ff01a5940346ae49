"""What PLANTED.md says of the example territory is so; measured here on its own, with networkx."""

from __future__ import annotations

import anyio
import networkx as nx
import pytest

from graph.model import FactStatus, Stance
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import Snapshot
from graph.view import View
from importers.territory import Territory

START, MIDDLE, END = "fase-avvio", "fase-intermedia", "fase-finale"
NETWORK_KINDS = {"organisation", "youth_centre", "school", "informal_group"}
VALLEYS = ["valle-arvena", "valle-ombrina", "valle-tolvina"]
ALONE = "radio-borgolieve"
CUTPOINT = "cooperativa-la-passerella"
TIES = {"collaborates_with", "advises", "reports_to", "mentors"}


@pytest.fixture(scope="module")
def view(example_service: Service) -> View:
    return anyio.run(example_service.view, ViewClass.DATA_OFFICER)


@pytest.fixture(scope="module")
def snapshot(view: View) -> Snapshot:
    return view.snapshot


def slug(view: View, entity_id: str) -> str:
    return view.require_entity(entity_id).slug


def network(service: Service, phase: str, kinds: set[str]) -> nx.Graph[str]:
    """Return the 38 network actors and what ties them in a phase."""

    async def reading() -> View:
        timeless = await service.view(ViewClass.DATA_OFFICER)
        found = timeless.get_entity_by_slug(phase)
        assert found is not None
        return await service.view(ViewClass.DATA_OFFICER, Moment(phase=found.id))

    view = anyio.run(reading)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(entity.slug for entity in view.find_entities(NETWORK_KINDS))
    for tie in view.find_relationships(kinds):
        ends = slug(view, tie.source), slug(view, tie.target)
        if all(end in graph for end in ends):
            graph.add_edge(*ends)
    return graph


def components(graph: nx.Graph[str]) -> list[int]:
    return sorted((len(part) for part in nx.connected_components(graph)), reverse=True)


def test_it_is_called_an_example_in_both_languages(example_territory: Territory) -> None:
    assert "esempio" in example_territory.title.it
    assert "Example" in example_territory.title.en


def test_it_has_its_own_kinds_and_relationship(example_territory: Territory) -> None:
    words = example_territory.vocabulary
    assert {kind.name for kind in words.entity_kinds.values() if not kind.core} == {"youth_centre", "school"}
    assert {kind.name for kind in words.relationship_kinds.values() if not kind.core} == {"mentors"}


def test_it_has_other_labels(example_territory: Territory) -> None:
    assert example_territory.vocabulary.entity_kinds["district"].label.it == "Valle"


def test_it_holds_151_entities_of_which_14_are_young_people(view: View) -> None:
    assert view.entity_count == 151
    assert len(list(view.find_entities({"young_person"}))) == 14


def test_it_has_three_districts_in_their_order(view: View) -> None:
    order = {item.slug: item.properties["order"] for item in view.find_entities({"district"})}
    assert order == {VALLEYS[0]: 1, VALLEYS[1]: 2, VALLEYS[2]: 3}


def test_its_phases_are_dated(view: View) -> None:
    phases = list(view.find_entities({"phase"}))
    assert [phase.slug for phase in phases] == [START, MIDDLE, END]
    assert all(phase.since and phase.until for phase in phases)


def test_young_people_have_pseudonyms_and_cohorts(view: View) -> None:
    for young in view.find_entities({"young_person"}):
        assert "pseudonimo" in young.name
        cohorts = view.relationships_of(young.id, {"member_of"})
        assert {view.alter(item, young.id).kind for item in cohorts} == {"cohort"}, young.slug


@pytest.mark.parametrize(("phase", "count"), [(START, 40), (MIDDLE, 60), (END, 85)])
def test_collaborations_grow_from_phase_to_phase(
    example_service: Service, view: View, phase: str, count: int
) -> None:
    found = view.get_entity_by_slug(phase)
    assert found is not None
    ties = [item for item in view.find_relationships({"collaborates_with"}) if found.id in item.phases]
    assert len(ties) == count
    assert network(example_service, phase, {"collaborates_with"}).number_of_edges() == count


def test_every_collaboration_has_a_strength(view: View) -> None:
    ties = list(view.find_relationships({"collaborates_with"}))
    assert len(ties) == 185
    assert all(tie.strength is not None and 0 < tie.strength <= 1 for tie in ties)


@pytest.mark.parametrize(
    ("phase", "sizes"), [(START, [16, 4, 3, 3, 3, 3, 2, 1, 1, 1, 1]), (MIDDLE, [37, 1]), (END, [37, 1])]
)
def test_fragments_grow_together(example_service: Service, phase: str, sizes: list[int]) -> None:
    assert components(network(example_service, phase, {"collaborates_with"})) == sizes


@pytest.mark.parametrize(
    ("phase", "hub", "degree"),
    [(START, "consorzio-arvena", 10), (MIDDLE, "agenzia-mezzaluce", 24), (END, "consorzio-arvena", 12)],
)
def test_the_hub_changes_from_phase_to_phase(
    example_service: Service, phase: str, hub: str, degree: int
) -> None:
    degrees = dict(network(example_service, phase, {"collaborates_with"}).degree)
    assert max(degrees.items(), key=lambda item: item[1]) == (hub, degree)


@pytest.mark.parametrize("phase", [START, MIDDLE, END])
def test_one_actor_is_alone_in_every_phase(example_service: Service, phase: str) -> None:
    assert ALONE in set(nx.isolates(network(example_service, phase, TIES)))


def test_in_the_end_nobody_else_is_alone(example_service: Service) -> None:
    assert list(nx.isolates(network(example_service, END, {"collaborates_with"}))) == [ALONE]


def test_one_cooperative_alone_holds_the_network_together(example_service: Service) -> None:
    graph = network(example_service, END, {"collaborates_with"})
    assert list(nx.articulation_points(graph)) == [CUTPOINT]


def test_without_that_cooperative_its_valley_loses_the_rest(example_service: Service, view: View) -> None:
    graph = network(example_service, END, {"collaborates_with"})
    graph.remove_node(CUTPOINT)
    lost = min((part for part in nx.connected_components(graph) if len(part) > 1), key=len)
    assert len(lost) == 7
    entities = [view.get_entity_by_slug(name) for name in lost]
    assert {item.slug for found in entities if found for item in view.districts_of(found.id)} == {VALLEYS[2]}


def test_one_valley_has_no_body_of_its_own(view: View) -> None:
    bodies = [item for item in view.find_entities({"body"}) if item.properties["level"] == "DISTRICT"]
    covered = {district.slug for body in bodies for district in view.districts_of(body.id)}
    assert covered == set(VALLEYS[:2])


def test_one_valley_has_no_informal_group(view: View) -> None:
    groups = view.find_entities({"informal_group"})
    places = [district.slug for group in groups for district in view.districts_of(group.id)]
    assert sorted(places) == [VALLEYS[0]] * 3 + [VALLEYS[2]] * 2


def test_seats_are_held_vacant_unnamed_and_unrecorded_as_planted(view: View) -> None:
    held = {view.alter(item, item.source).slug for item in view.find_relationships({"holds"})}
    said = {seat.slug: seat.properties.get("occupancy") for seat in view.find_entities({"seat"})}
    assert {name for name, occupancy in said.items() if occupancy == "VACANT"} == {
        "posto-referente-tolvina",
        "posto-giovani",
    }
    assert {name for name, occupancy in said.items() if occupancy == "HELD_UNNAMED"} == {"posto-scuole"}
    assert held == {
        "posto-presidenza",
        "posto-coordinamento",
        "posto-referente-arvena",
        "posto-referente-ombrina",
    }
    assert said.keys() - held - {"posto-referente-tolvina", "posto-giovani", "posto-scuole"} == {
        "posto-segreteria"
    }


def test_one_action_is_planned_and_nothing_else(snapshot: Snapshot) -> None:
    planned = [entity for entity in snapshot.find_entities() if entity.status is FactStatus.PLANNED]
    assert [entity.slug for entity in planned] == ["azione-bus-delle-idee"]
    assert {claim.stance for claim in planned[0].claims} == {Stance.PLANS}


@pytest.mark.parametrize(
    ("subject", "name", "values"),
    [
        ("centro-la-tintoria", "places", {40, 25}),
        ("centro-controvento", "afternoons", {2, 3}),
        ("fascia-senza-scuola-ne-lavoro", "people", {45, 60}),
    ],
)
def test_documents_disagree_as_planted(view: View, subject: str, name: str, values: set[int]) -> None:
    entity = view.get_entity_by_slug(subject)
    assert entity is not None
    said = {claim.value for claim in entity.claims if claim.property == name}
    assert said | {entity.properties[name]} == values


@pytest.mark.parametrize(
    ("source", "kind", "target"),
    [
        ("liceo-roccalume", "member_of", "tavolo-arvena"),
        ("sportello-lavoro-arvena", "coordinates", "attivita-tirocini"),
    ],
)
def test_what_one_document_denies_another_says(view: View, source: str, kind: str, target: str) -> None:
    (found,) = [
        item
        for item in view.find_relationships({kind})
        if (slug(view, item.source), slug(view, item.target)) == (source, target)
    ]
    assert {Stance.ASSERTS, Stance.DENIES} <= {claim.stance for claim in found.claims}
