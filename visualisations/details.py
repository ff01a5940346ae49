"""What the map page tells about each thing on it, ready to become JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.model import Claim, Entity, Relationship, Stance
from graph.view import View
from graph.vocabulary.kinds import PropertyKind
from visualisations.drawable import may_be_drawn
from visualisations.scene import Scene, SceneNode, SceneTie

Detail = dict[str, Any]


class DetailWriter:
    """Writes down things and ties of a scene; documents and phases are noted once, and numbered."""

    def __init__(self, view: View, scene: Scene) -> None:
        self._view = view
        self._drawn = {node.entity.id for node in scene.nodes}
        self._told = {tie.relationship.id for tie in scene.ties}
        self._document_rows: dict[str, int] = {}
        self._phases = sorted(view.find_entities({"phase"}), key=_phase_order)
        self._phase_rows = {phase.id: row for row, phase in enumerate(self._phases)}
        self._phases_of: dict[str, list[int]] = {}
        for tie in view.find_relationships({"in_phase"}):
            if tie.target in self._phase_rows:
                self._phases_of.setdefault(tie.source, []).append(self._phase_rows[tie.target])
        # District areas and the phase filter say these already.
        self._silent = view.vocabulary.locating_kinds | {"in_phase"}

    @property
    def documents(self) -> list[str]:
        """Names of the documents spoken of so far, in the order of their numbers."""
        return [self._view.require_entity(document).name for document in self._document_rows]

    @property
    def phases(self) -> list[Detail]:
        """Slugs and names of the phases, in their order."""
        return [{"slug": phase.slug, "name": phase.name} for phase in self._phases]

    def node(self, node: SceneNode, district_rows: Mapping[str, int]) -> Detail:
        """Return what is told about a thing on the map."""
        entity = node.entity
        kind = self._view.vocabulary.entity_kinds[entity.kind]
        return _without_empty(
            {
                "slug": entity.slug,
                "name": entity.name,
                "kind": entity.kind,
                "status": self._view.status_of(entity).value,
                "summary": entity.summary,
                "since": entity.since,
                "until": entity.until,
                "districts": [district_rows[slug] for slug in node.districts],
                "phases": sorted(self._phases_of.get(entity.id, ())),
                "properties": {
                    name: entity.properties[name] for name in kind.properties if name in entity.properties
                },
                "claims": self._claims(entity.claims),
                "disputed": disputed(entity.claims, kind.properties),
                "others": self._others(entity),
                "colour": node.colour,
            }
        )

    def tie(self, tie: SceneTie) -> Detail:
        """Return what is told about a tie on the map."""
        return {"source": tie.source, "target": tie.target, **self._relationship(tie.relationship)}

    def _relationship(self, relationship: Relationship) -> Detail:
        # What nobody recorded, as sharing an affiliation, has no kind of its own.
        kind = self._view.vocabulary.relationship_kinds.get(relationship.kind)
        properties = {} if kind is None else kind.properties
        return _without_empty(
            {
                "kind": relationship.kind,
                "role": relationship.role,
                "status": self._view.status_of(relationship).value,
                "strength": relationship.strength,
                "since": relationship.since,
                "until": relationship.until,
                "phases": sorted(
                    self._phase_rows[phase] for phase in relationship.phases if phase in self._phase_rows
                ),
                "properties": {
                    name: relationship.properties[name]
                    for name in properties
                    if name in relationship.properties
                },
                "claims": self._claims(relationship.claims),
                "disputed": disputed(relationship.claims, properties),
            }
        )

    def _others(self, entity: Entity) -> list[Detail]:
        """Tell of relationships to what is not on the map: seats, objectives, documents."""
        told = []
        for relationship in self._view.relationships_of(entity.id):
            if relationship.id in self._told or relationship.kind in self._silent:
                continue
            other = self._view.alter(relationship, entity.id)
            if other.id in self._drawn or not may_be_drawn(self._view, other):
                continue
            told.append(
                {
                    "name": other.name,
                    "of_kind": other.kind,
                    "outward": relationship.source == entity.id,
                    **self._relationship(relationship),
                }
            )
        return told

    def _claims(self, claims: Sequence[Claim]) -> list[Detail]:
        return [
            _without_empty(
                {
                    "document": self._document(claim.source),
                    "stance": claim.stance.value,
                    "property": claim.property,
                    "value": claim.value,
                    "locator": claim.locator,
                    "stated_on": claim.stated_on,
                }
            )
            for claim in claims
            if self._view.get_entity(claim.source) is not None
        ]

    def _document(self, document_id: str) -> int:
        document = self._view.require_entity(document_id)
        return self._document_rows.setdefault(document.id, len(self._document_rows))


def disputed(claims: Sequence[Claim], properties: Mapping[str, PropertyKind]) -> list[str]:
    """Return the properties that claims disagree on; "" stands for the fact as a whole.

    Claims disagree when one denies what another says, or when they give different values of a
    property that has only one.
    """
    by_property: dict[str, list[Claim]] = {}
    for claim in claims:
        by_property.setdefault(claim.property or "", []).append(claim)
    found = []
    for name, said in by_property.items():
        denials = sum(claim.stance is Stance.DENIES for claim in said)
        several = name in properties and properties[name].many
        values = {claim.value for claim in said if claim.stance is not Stance.DENIES}
        if 0 < denials < len(said) or (name and not several and len(values) > 1):
            found.append(name)
    return found


def _phase_order(phase: Entity) -> tuple[float, str]:
    order = phase.properties.get("order")
    return (order if isinstance(order, int) else float("inf"), phase.name)


def _without_empty(detail: Detail) -> Detail:
    return {name: value for name, value in detail.items() if value not in (None, [], {}, "")}
