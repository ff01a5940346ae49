"""The enumerations of the contract: the domain's own, described for frontends.

Modules of the schema take them from here, so that they are described before any type uses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum

import strawberry

from graph.analysis.centrality import CentralityMeasure
from graph.log import OperationType
from graph.model import FactStatus, Stance
from graph.network import TieView
from graph.seats import Occupancy
from graph.selection import EntityOrder
from graph.view import Direction
from graph.vocabulary.kinds import Language, TieNature
from visualisations.layout import Layout

__all__ = [
    "CentralityMeasure",
    "Direction",
    "EntityOrder",
    "FactStatus",
    "Language",
    "Layout",
    "MapColour",
    "Occupancy",
    "OperationType",
    "Stance",
    "TieNature",
    "TieView",
]

_ENUMS: Mapping[type[Enum], tuple[str, str]] = {
    CentralityMeasure: ("CentralityMeasure", "In which sense somebody is central."),
    OperationType: ("OperationType", "What was done to one fact."),
    FactStatus: ("FactStatus", "Whether a fact is foreseen, is so, or has been so."),
    Stance: ("Stance", "How a document stands to a fact."),
    TieView: ("TieView", "What counts as a tie: what is recorded, or that two actors share an affiliation."),
    Occupancy: ("Occupancy", "Whether somebody holds a seat."),
    EntityOrder: ("EntityOrderField", "What entities are put in order by."),
    Direction: ("Direction", "Relationships going out of an entity, coming in, or both."),
    Language: ("Language", "The languages people are answered in."),
    TieNature: (
        "TieNature",
        "What a relationship is in a network: a tie between actors, an affiliation of an actor to what"
        " actors share, or no part of it.",
    ),
    Layout: ("MapLayout", "How the nodes of a map are laid out."),
}


@strawberry.enum(description="What the colours of a map stand for.")
class MapColour(StrEnum):
    """What the colours of a map stand for."""

    DISTRICT = "DISTRICT"
    KIND = "KIND"


for _kind, (_name, _description) in _ENUMS.items():
    strawberry.enum(_kind, name=_name, description=_description)
