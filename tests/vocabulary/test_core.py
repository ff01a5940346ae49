"""The core vocabulary is whole: every kind the contract names, labelled in both languages, with real ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.rights import ViewClass
from graph.vocabulary.kinds import EntityKind, Label, Language, PropertyType, RelationshipKind, TieNature
from graph.vocabulary.layering import load_vocabulary
from graph.vocabulary.vocabulary import Vocabulary

CORE = load_vocabulary()
ENTITY_KINDS = [
    "plan",
    "phase",
    "district",
    "municipality",
    "topic",
    "objective",
    "organisation",
    "informal_group",
    "body",
    "seat",
    "person",
    "young_person",
    "cohort",
    "action",
    "activity",
    "resource",
    "programme",
    "call",
    "document",
]
AFFILIATIONS = [
    "member_of",
    "holds",
    "partner_in",
    "leads",
    "coordinates",
    "delivers",
    "proposes",
    "validates",
    "funds",
    "takes_part_in",
    "offers",
]
TIES = ["advises", "reports_to", "collaborates_with"]
NEITHER = [
    "seat_of",
    "part_of",
    "covers",
    "based_in",
    "about",
    "pursues",
    "targets",
    "linked_to",
    "follows",
    "in_phase",
]
ENDS = [
    ("holds", "seat"),
    ("seat_of", "body"),
    ("partner_in", "plan"),
    ("covers", "district"),
    ("about", "topic"),
    ("pursues", "objective"),
    ("targets", "cohort"),
    ("offers", "resource"),
    ("follows", "plan"),
    ("in_phase", "phase"),
]


def kinds(vocabulary: Vocabulary) -> list[EntityKind | RelationshipKind]:
    return [*vocabulary.entity_kinds.values(), *vocabulary.relationship_kinds.values()]


def labels(vocabulary: Vocabulary) -> Iterator[tuple[str, Label]]:
    for kind in vocabulary.entity_kinds.values():
        yield kind.name, kind.label
        yield f"{kind.name} plural", kind.plural
        if kind.help is not None:
            yield f"{kind.name} help", kind.help
    for relationship in vocabulary.relationship_kinds.values():
        yield relationship.name, relationship.label
        yield f"{relationship.name} inverse", relationship.inverse
    for owner in kinds(vocabulary):
        for item in owner.properties.values():
            yield f"{owner.name}.{item.name}", item.label
            for choice, label in item.choices.items():
                yield f"{owner.name}.{item.name}.{choice}", label


def test_the_kinds_of_entity_are_those_of_the_contract() -> None:
    assert sorted(CORE.entity_kinds) == sorted(ENTITY_KINDS)


@pytest.mark.parametrize("name", [*AFFILIATIONS, *TIES, *NEITHER])
def test_every_relationship_that_is_asked_for_is_there(name: str) -> None:
    assert name in CORE.relationship_kinds


def test_ties_join_actors_as_such() -> None:
    assert sorted(CORE.tie_kinds) == sorted(TIES)


def test_affiliations_lead_to_what_actors_share() -> None:
    assert sorted(CORE.affiliation_kinds) == sorted(AFFILIATIONS)


@pytest.mark.parametrize("name", NEITHER)
def test_what_is_neither_has_no_part_in_the_network(name: str) -> None:
    assert CORE.relationship_kinds[name].nature is TieNature.NONE


def test_only_collaborating_and_being_linked_have_no_direction() -> None:
    symmetric = {kind.name for kind in CORE.relationship_kinds.values() if kind.symmetric}
    assert symmetric == {"collaborates_with", "linked_to"}


@pytest.mark.parametrize(("name", "kind"), ENDS)
def test_a_relationship_leads_where_its_name_says(name: str, kind: str) -> None:
    assert kind in CORE.relationship_kinds[name].targets


@pytest.mark.parametrize("kind", CORE.relationship_kinds.values(), ids=lambda kind: kind.name)
def test_the_ends_of_every_relationship_are_kinds_that_exist(kind: RelationshipKind) -> None:
    ends = {*kind.sources, *kind.targets}
    assert ends
    assert ends <= CORE.entity_kinds.keys()


def test_actors_are_organisations_groups_bodies_and_people() -> None:
    assert CORE.actor_kinds == {"organisation", "informal_group", "body", "person"}


@pytest.mark.parametrize("language", list(Language))
def test_everything_has_a_label_in_each_language(language: Language) -> None:
    assert [place for place, label in labels(CORE) if not label.text(language).strip()] == []


def test_every_kind_of_entity_is_explained() -> None:
    assert [kind.name for kind in CORE.entity_kinds.values() if kind.help is None] == []


def test_young_people_are_for_the_data_officer_alone() -> None:
    assert CORE.entity_kinds["young_person"].visible_to is ViewClass.DATA_OFFICER


def test_people_are_not_public() -> None:
    assert CORE.entity_kinds["person"].visible_to is ViewClass.EDITOR


def test_nothing_else_is_hidden() -> None:
    hidden = {kind.name for kind in CORE.entity_kinds.values() if kind.visible_to > ViewClass.PUBLIC}
    assert hidden == {"young_person", "person"}


def test_young_people_are_no_nodes_of_the_network() -> None:
    assert not CORE.entity_kinds["young_person"].actor


def test_a_seat_can_be_held_held_unnamed_vacant_or_unknown() -> None:
    occupancy = CORE.entity_kinds["seat"].properties["occupancy"]
    assert set(occupancy.choices) == {"HELD", "HELD_UNNAMED", "VACANT", "UNKNOWN"}


def test_choices_belong_to_properties_of_type_choice_only() -> None:
    for item in (item for owner in kinds(CORE) for item in owner.properties.values()):
        assert bool(item.choices) == (item.type is PropertyType.CHOICE), item.name


def test_every_kind_is_marked_as_core() -> None:
    assert all(kind.core for kind in kinds(CORE))
