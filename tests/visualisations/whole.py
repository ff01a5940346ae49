"""Everything that belongs on a map, for scenes of it."""

from __future__ import annotations

from graph.model import Entity, Relationship
from graph.view import View
from visualisations.drawable import drawn_kinds, joining_kinds


def whole_map(view: View) -> tuple[list[Entity], list[Relationship]]:
    """Return what the whole map shows: entities of the kinds that belong on it, and what joins them.

    Districts and phases are left to areas and filters: relationships that say where or in which
    phase something is are not among those returned.
    """
    entities = list(view.find_entities(drawn_kinds(view)))
    ids = {entity.id for entity in entities}
    return entities, [
        item
        for item in view.find_relationships(joining_kinds(view))
        if item.source in ids and item.target in ids
    ]
