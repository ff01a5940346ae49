"""The enumerations of the contract: the domain's own, described for frontends.

Modules of the schema take them from here, so that they are described before any type uses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from graph.analysis.brokerage_roles import BrokerageRole
from graph.analysis.centrality import CentralityMeasure
from graph.analysis.communities import CommunityMethod
from graph.analysis.core_fit import CoreVariant
from graph.coverage import CoverageRows
from graph.grouping import Grouping
from graph.log import OperationType
from graph.model import FactStatus, Stance
from graph.network import TieView
from graph.seats import Occupancy
from graph.selection import EntityOrder
from graph.view import Direction
from graph.vocabulary.kinds import Language, TieNature
from visualisations.layout import Layout

__all__ = [
    "ActionType",
    "BodyLevel",
    "BrokerageRole",
    "CentralityMeasure",
    "CommunityMethod",
    "CoreVariant",
    "CoverageRows",
    "Direction",
    "EntityOrder",
    "FactStatus",
    "Grouping",
    "Language",
    "Layout",
    "MapColour",
    "Occupancy",
    "OperationType",
    "Stance",
    "TieNature",
    "TieView",
    "TwoModeMeasure",
]


class TwoModeMeasure(StrEnum):
    """In which sense an actor, or what actors share, is central among both."""

    DEGREE = "DEGREE"
    BETWEENNESS = "BETWEENNESS"
    CLOSENESS = "CLOSENESS"


class BodyLevel(StrEnum):
    """At which level a body works."""

    PROVINCIAL = "PROVINCIAL"
    DISTRICT = "DISTRICT"
    THEMATIC = "THEMATIC"
    TECHNICAL = "TECHNICAL"


class ActionType(StrEnum):
    """Whether an action builds the system or reaches young people directly."""

    SYSTEM = "SYSTEM"
    DIRECT = "DIRECT"


class MapColour(StrEnum):
    """What the colours of a map stand for."""

    DISTRICT = "DISTRICT"
    KIND = "KIND"
    COMMUNITY = "COMMUNITY"


_ENUMS: Mapping[type[Enum], tuple[str, str, Mapping[str, str]]] = {
    CentralityMeasure: (
        "CentralityMeasure",
        "In which sense somebody is central.",
        {
            "DEGREE": "To how many others they are tied.",
            "IN_DEGREE": "How many others point a tie at them.",
            "OUT_DEGREE": "At how many others they point a tie.",
            "STRENGTH": "How much their ties weigh together.",
            "BETWEENNESS": "How often they lie on the shortest ways between others.",
            "CLOSENESS": "How few steps they are from all that they reach.",
            "HARMONIC": "How near they are to all others, those out of reach counting nothing.",
            "EIGENVECTOR": "How central those are that they are tied to.",
            "PAGERANK": "How often somebody would be met there who follows ties at random.",
            "KATZ": "How many ways lead to them, longer ones counting less.",
            "CORENESS": "How deep they lie in the network's core.",
            "REACH": "How many others they reach in two steps.",
            "REACH_EFFICIENCY": "How many others they reach in two steps for each tie of their alters.",
        },
    ),
    TwoModeMeasure: (
        "TwoModeMeasure",
        "In which sense an actor, or what actors share, is central among both.",
        {
            "DEGREE": "Of all of the other sort, how many it is tied to.",
            "BETWEENNESS": "How often it lies on the shortest ways, of the most that it could.",
            "CLOSENESS": "How near it is to all others, of the nearest that it could be.",
        },
    ),
    CommunityMethod: (
        "CommunityMethod",
        "How communities are looked for.",
        {
            "LEIDEN": "Traag, Waltman and van Eck (2019): every community hangs together.",
            "LOUVAIN": "Blondel and others (2008): older; a community may fall apart.",
        },
    ),
    Grouping: (
        "Grouping",
        "What nodes are grouped by.",
        {
            "DISTRICT": "The district that they are at work in; those of several are a group of these.",
            "KIND": "Their kind.",
            "COMMUNITY": "The community that they are found in, by Leiden.",
        },
    ),
    BrokerageRole: (
        "BrokerageRole",
        "As what somebody stands between two others, by the groups of the three.",
        {
            "COORDINATOR": "All three are of one group.",
            "ITINERANT": "Between two of one group that is not their own.",
            "GATEKEEPER": "From another group into their own.",
            "REPRESENTATIVE": "From their own group to another.",
            "LIAISON": "Between two groups, neither their own.",
        },
    ),
    CoreVariant: (
        "CoreVariant",
        "What the ideal core says of ties between core and periphery.",
        {
            "MISSING": "Nothing: they do not count.",
            "UNTIED": "That there are none.",
            "TIED": "That all of the periphery is tied to all of the core.",
        },
    ),
    CoverageRows: (
        "CoverageRows",
        "What the rows of a coverage are.",
        {
            "TOPIC": "Topics; counted is what is about them.",
            "ACTION": "Actions; counted are they, their parts and activities.",
            "RESOURCE": "Resources; counted are they and their parts.",
            "PROGRAMME": "Programmes; counted are they and their parts.",
            "BODY": "Levels of bodies; counted are the bodies.",
            "COHORT": "Cohorts; counted is what is meant for them.",
        },
    ),
    OperationType: (
        "OperationType",
        "What was done to one fact.",
        {
            "CREATE": "It was recorded, or recorded again after it had been deleted.",
            "UPDATE": "Some of it was changed.",
            "END": "It was said until when it was so.",
            "DELETE": "It had been recorded in error.",
            "MERGE": "It was found to be the same as another entity, which it leads to from then on.",
        },
    ),
    FactStatus: (
        "FactStatus",
        "Whether a fact is foreseen, is so, or has been so.",
        {
            "PLANNED": "Foreseen: a document plans it, and none says that it came about.",
            "ACTUAL": "So.",
            "ENDED": "So once, and no longer.",
        },
    ),
    Stance: (
        "Stance",
        "How a document stands to a fact.",
        {
            "ASSERTS": "It says so.",
            "PLANS": "It says that it shall be so.",
            "DENIES": "It says that it is not so.",
            "INFERRED": "It does not say so, but lets one conclude it.",
        },
    ),
    TieView: (
        "TieView",
        "What counts as a tie: what is recorded, or that two actors share an affiliation.",
        {
            "DIRECT": "Ties between actors, as recorded.",
            "SHARED_AFFILIATION": (
                "Two actors are tied by what they share, a body or an action; something shared by n actors"
                " ties each two of them with 1 / (n - 1) (Newman 2001)."
            ),
        },
    ),
    Occupancy: (
        "Occupancy",
        "Whether somebody holds a seat.",
        {
            "HELD": "Somebody does, and can be seen.",
            "HELD_UNNAMED": "Somebody does, but is not named here.",
            "VACANT": "Nobody does.",
            "UNKNOWN": "Nothing is recorded of it.",
        },
    ),
    EntityOrder: (
        "EntityOrderField",
        "What entities are put in order by.",
        {
            "NAME": "By name, without case and accents.",
            "KIND": "By kind, then name.",
            "REVISION": "By the revision that last wrote them, then name.",
            "DEGREE": "By how many relationships touch them, then name.",
        },
    ),
    Direction: (
        "Direction",
        "Relationships going out of an entity, coming in, or both.",
        {
            "OUT": "Those that the entity is the source of.",
            "IN": "Those that the entity is the target of.",
            "BOTH": "All that touch it.",
        },
    ),
    Language: (
        "Language",
        "The languages people are answered in.",
        {"IT": "Italian.", "EN": "English."},
    ),
    TieNature: (
        "TieNature",
        "What a relationship is in a network.",
        {
            "TIE": "A tie between two actors.",
            "AFFILIATION": "It joins an actor to something that actors share.",
            "NONE": "No part of a network.",
        },
    ),
    Layout: (
        "MapLayout",
        "How the nodes of a map are laid out.",
        {
            "BY_DISTRICT": "Each district in a region of its own, what spans districts between them.",
            "FORCE": "Ties pull together, nodes push apart.",
        },
    ),
    BodyLevel: (
        "BodyLevel",
        "At which level a body works.",
        {
            "PROVINCIAL": "For all districts of a province.",
            "DISTRICT": "For one district.",
            "THEMATIC": "On one theme.",
            "TECHNICAL": "Preparing and carrying out what others decide.",
        },
    ),
    ActionType: (
        "ActionType",
        "Whether an action builds the system or reaches young people directly.",
        {
            "SYSTEM": "It builds the system: bodies, tools, skills of those who work with young people.",
            "DIRECT": "It reaches young people directly.",
        },
    ),
    MapColour: (
        "MapColour",
        "What the colours of a map stand for.",
        {
            "DISTRICT": "The district that a node is at work in.",
            "KIND": "The node's kind.",
            "COMMUNITY": "The community that it was found in.",
        },
    ),
}


def _describe_values(kind: type[Enum], descriptions: Mapping[str, str]) -> None:
    """Describe the values of an enumeration; raises KeyError for one that is not described."""
    definition: StrawberryEnumDefinition = kind.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = descriptions[value.name]


for _kind, (_name, _description, _values) in _ENUMS.items():
    strawberry.enum(_kind, name=_name, description=_description)
    _describe_values(_kind, _values)
