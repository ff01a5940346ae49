"""What frontends build on: every name that is served is named and typed as `contract.graphql` says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    build_schema,
)

from schema.api import Api, build_api

CONTRACT = Path(__file__).with_name("contract.graphql").read_text(encoding="utf-8")
CORE_TYPES = [
    *("Plan", "Phase", "District", "Municipality", "Topic", "Objective", "Organisation", "InformalGroup"),
    *("Body", "Seat", "Person", "YoungPerson", "Cohort", "Action", "Activity", "Resource", "Programme"),
    *("Call", "Document", "OtherEntity"),
]
FIRST_QUERIES = [
    *("node", "nodes", "entity", "entities", "relationships", "search", "involvement", "paths"),
    *("vocabulary", "viewer", "network", "measures"),
]
MEASURE_TYPES = [
    *("Measure", "Cohesion", "Score", "Partition", "Group", "StructuralHole", "Brokerage", "Mixing"),
    *("MixingCell", "Resilience", "KeyPlayers", "CorePeriphery", "NetworkComparison", "MeasureChange"),
    *("ActorChange", "NetworkMap", "MapNode", "MapTie", "LegendEntry"),
]
MEASURE_ENUMS = ["CentralityMeasure", "CommunityMethod", "Grouping", "TieView", "MapColour", "MapLayout"]
# What later parts of the contract bring; whatever else a type that is served has there, it has here.
LATER = {"Network": {"stage", "introductions", "gaps"}}
WithFields = GraphQLObjectType | GraphQLInterfaceType


def served() -> GraphQLSchema:
    return build_schema(build_api().as_str())


def promised() -> GraphQLSchema:
    # `ChangeInput @oneOf` is older than the released graphql-core's own directive.
    return build_schema(f"directive @oneOf on INPUT_OBJECT\n{CONTRACT}", assume_valid=True)


SERVED, PROMISED = served(), promised()


def in_both() -> Iterator[tuple[GraphQLNamedType, GraphQLNamedType]]:
    for name, kind in SERVED.type_map.items():
        if not name.startswith("__") and name in PROMISED.type_map:
            yield kind, PROMISED.type_map[name]


def both(*sorts: type[GraphQLNamedType]) -> pytest.MarkDecorator:
    """Run a test for each type of these sorts that we serve and the contract has."""
    pairs = [
        pytest.param(ours, theirs, id=ours.name) for ours, theirs in in_both() if isinstance(ours, sorts)
    ]
    return pytest.mark.parametrize(("ours", "theirs"), pairs)


OUTPUTS = (GraphQLObjectType, GraphQLInterfaceType)


def own_fields(comment: str) -> dict[str, dict[str, str]]:
    """Return the fields of core types that the contract gives in a comment, with their types."""
    found = {}
    for name, body in re.findall(r"^#   (\w+) +\{ (.+?) \}", comment, re.MULTILINE):
        found[name] = dict(re.findall(r"(\w+): (\S+)", body))
    return found


OWN_FIELDS = own_fields(CONTRACT)


@both(GraphQLNamedType)
def test_what_is_of_the_contract_is_the_same_sort_of_type(
    ours: GraphQLNamedType, theirs: GraphQLNamedType
) -> None:
    assert type(ours) is type(theirs)


@both(*OUTPUTS)
def test_fields_of_the_contract_have_its_types(ours: GraphQLNamedType, theirs: GraphQLNamedType) -> None:
    assert isinstance(ours, WithFields)
    assert isinstance(theirs, WithFields)
    shared = ours.fields.keys() & theirs.fields.keys()
    assert {name: str(ours.fields[name].type) for name in shared} == {
        name: str(theirs.fields[name].type) for name in shared
    }


@both(*OUTPUTS)
def test_types_have_all_fields_of_the_contract_that_are_not_to_come_later(
    ours: GraphQLNamedType, theirs: GraphQLNamedType
) -> None:
    assert isinstance(ours, WithFields)
    assert isinstance(theirs, WithFields)
    assert theirs.fields.keys() - ours.fields.keys() <= LATER.get(ours.name, set())


@both(*OUTPUTS)
def test_arguments_of_the_contract_are_all_there_with_its_types_and_defaults(
    ours: GraphQLNamedType, theirs: GraphQLNamedType
) -> None:
    assert isinstance(ours, WithFields)
    assert isinstance(theirs, WithFields)
    for name in ours.fields.keys() & theirs.fields.keys():
        wanted = arguments(theirs.fields[name])
        given = arguments(ours.fields[name])
        assert {item: given.get(item) for item in wanted} == wanted, f"{ours.name}.{name}"


@both(*OUTPUTS)
def test_arguments_that_the_contract_does_not_have_may_be_left_out(
    ours: GraphQLNamedType, theirs: GraphQLNamedType
) -> None:
    assert isinstance(ours, WithFields)
    assert isinstance(theirs, WithFields)
    for name in ours.fields.keys() & theirs.fields.keys():
        for more in ours.fields[name].args.keys() - theirs.fields[name].args.keys():
            assert not str(ours.fields[name].args[more].type).endswith("!")


@both(GraphQLInputObjectType)
def test_inputs_of_the_contract_have_all_its_fields(ours: GraphQLNamedType, theirs: GraphQLNamedType) -> None:
    assert isinstance(ours, GraphQLInputObjectType)
    assert isinstance(theirs, GraphQLInputObjectType)
    wanted = {name: str(field.type) for name, field in theirs.fields.items()}
    given = {name: str(ours.fields[name].type) for name in wanted if name in ours.fields}
    assert given == wanted


@both(GraphQLInputObjectType)
def test_defaults_of_inputs_are_those_of_the_contract(
    ours: GraphQLNamedType, theirs: GraphQLNamedType
) -> None:
    assert isinstance(ours, GraphQLInputObjectType)
    assert isinstance(theirs, GraphQLInputObjectType)
    for name, field in theirs.fields.items():
        if field.default_value not in (None, Undefined):
            assert ours.fields[name].default_value == field.default_value, f"{ours.name}.{name}"


@both(GraphQLEnumType)
def test_values_of_enumerations_are_of_the_contract(ours: GraphQLNamedType, theirs: GraphQLNamedType) -> None:
    assert isinstance(ours, GraphQLEnumType)
    assert isinstance(theirs, GraphQLEnumType)
    assert ours.values.keys() <= theirs.values.keys()


@pytest.mark.parametrize("name", FIRST_QUERIES)
def test_the_first_questions_can_be_asked(name: str) -> None:
    assert SERVED.query_type is not None
    assert name in SERVED.query_type.fields


def test_what_is_said_to_come_later_is_in_the_contract_and_not_there_yet() -> None:
    for name, fields in LATER.items():
        kind = PROMISED.type_map[name]
        assert isinstance(kind, WithFields)
        assert fields <= kind.fields.keys()
        assert not fields & fields_of(name).keys()


@pytest.mark.parametrize("name", MEASURE_TYPES)
def test_every_type_of_measures_has_all_fields_of_the_contract(name: str) -> None:
    kind = PROMISED.type_map[name]
    assert isinstance(kind, WithFields)
    assert kind.fields.keys() <= fields_of(name).keys()


@pytest.mark.parametrize("name", MEASURE_ENUMS)
def test_every_way_to_measure_in_the_contract_is_offered(name: str) -> None:
    ours, theirs = SERVED.type_map[name], PROMISED.type_map[name]
    assert isinstance(ours, GraphQLEnumType)
    assert isinstance(theirs, GraphQLEnumType)
    assert ours.values.keys() == theirs.values.keys()


@pytest.mark.parametrize("name", CORE_TYPES)
def test_every_core_type_is_an_entity_in_full(name: str) -> None:
    kind = SERVED.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    assert {interface.name for interface in kind.interfaces} == {"Node", "Entity"}
    contract = PROMISED.type_map["Entity"]
    assert isinstance(contract, GraphQLInterfaceType)
    assert contract.fields.keys() <= kind.fields.keys()


@pytest.mark.parametrize("name", OWN_FIELDS)
def test_core_types_have_their_own_fields(name: str) -> None:
    given = {field: str(kind.type) for field, kind in fields_of(name).items() if field in OWN_FIELDS[name]}
    assert given == OWN_FIELDS[name]


def test_the_contract_names_own_fields_of_eight_types() -> None:
    assert OWN_FIELDS.keys() == {
        "Plan", "District", "Body", "Seat", "Action", "Activity", "Cohort", "Resource",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("BodyLevel", {"PROVINCIAL", "DISTRICT", "THEMATIC", "TECHNICAL"}),
        ("Occupancy", {"HELD", "HELD_UNNAMED", "VACANT", "UNKNOWN"}),
        ("ActionType", {"SYSTEM", "DIRECT"}),
    ],
)
def test_enumerations_of_core_types_have_all_their_values(name: str, values: set[str]) -> None:
    kind = SERVED.type_map[name]
    assert isinstance(kind, GraphQLEnumType)
    assert kind.values.keys() == values


def test_a_change_is_exactly_one_of_nine(api: Api) -> None:
    assert "input ChangeInput @oneOf" in api.as_str()
    kind = SERVED.type_map["ChangeInput"]
    assert isinstance(kind, GraphQLInputObjectType)
    assert len(kind.fields) == 9


def fields_of(name: str) -> dict[str, GraphQLField]:
    kind = SERVED.type_map[name]
    assert isinstance(kind, WithFields)
    return dict(kind.fields)


def arguments(field: GraphQLField) -> dict[str, tuple[str, object]]:
    return {
        name: (str(argument.type), None if argument.default_value is Undefined else argument.default_value)
        for name, argument in field.args.items()
    }
