"""A view, ready to be given out as GraphQL objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.model import Entity, Fact, Relationship
from graph.moment import Moment
from graph.view import View
from schema.identity import encode_id

if TYPE_CHECKING:
    from schema.entity import EntityNode
    from schema.relationship import RelationshipNode


class Look:
    """Wraps what a view shows; everything below a root field is made by its Look.

    `moment` is what the client chose, which its ids carry; the view's own moment is what that means.
    """

    def __init__(self, view: View, moment: Moment) -> None:
        from schema.kinds import TYPES, OtherEntity

        self.view = view
        self.moment = moment
        self._types = TYPES
        self._other = OtherEntity

    def id_of(self, key: str) -> str:
        """Return the opaque id of a fact at this moment."""
        return encode_id(key, self.moment)

    def entity(self, entity: Entity) -> EntityNode:
        """Return an entity as the GraphQL type of its kind."""
        kind = self._types.get(entity.kind, self._other)
        return kind(look=self, fact=entity)

    def entity_of(self, key: str) -> EntityNode:
        """Return the entity of a key; raises NotFound."""
        return self.entity(self.view.require_entity(key))

    def entities(self, entities: Iterable[Entity]) -> list[EntityNode]:
        """Return entities as GraphQL types."""
        return [self.entity(entity) for entity in entities]

    def relationship(self, relationship: Relationship) -> RelationshipNode:
        """Return a relationship as its GraphQL type."""
        from schema.relationship import RelationshipNode

        return RelationshipNode(look=self, fact=relationship)

    def relationships(self, relationships: Iterable[Relationship]) -> list[RelationshipNode]:
        """Return relationships as their GraphQL type."""
        return [self.relationship(relationship) for relationship in relationships]

    def fact(self, fact: Fact) -> EntityNode | RelationshipNode:
        """Return whatever it is as its GraphQL type."""
        return self.entity(fact) if isinstance(fact, Entity) else self.relationship(fact)
