"""Who asks, and in which words the deployment speaks."""

from __future__ import annotations

import strawberry

from graph.rights import Viewer
from graph.vocabulary.kinds import EntityKind, PropertyKind, RelationshipKind
from graph.vocabulary.vocabulary import Vocabulary
from schema.arguments import InLanguage
from schema.enums import Language, TieNature
from schema.field import field
from schema.kinds import District
from schema.scalars import KindName


@strawberry.type(name="Viewer", description="Whoever asks.")
class ViewerNode:
    """The viewer."""

    name: str = strawberry.field(description="The name that writes are logged under.")
    roles: list[RoleGrant] = strawberry.field(description="What the viewer may do, and where.")


@strawberry.type(description="A role that a viewer has.")
class RoleGrant:
    """A role."""

    role: str = strawberry.field(description='The role: "public" or "editor".')
    district: District | None = strawberry.field(description="Where; null: everywhere.")


@strawberry.type(name="Vocabulary", description="Every kind of entity and relationship in this deployment.")
class VocabularyNode:
    """The vocabulary."""

    words: strawberry.Private[Vocabulary]

    @field("Kinds of entity.", items=50)
    def entity_kinds(self) -> list[EntityKindNode]:
        """Return the kinds."""
        return [EntityKindNode(words=kind) for kind in self.words.entity_kinds.values()]

    @field("Kinds of relationship.", items=50)
    def relationship_kinds(self) -> list[RelationshipKindNode]:
        """Return the kinds."""
        return [RelationshipKindNode(words=kind) for kind in self.words.relationship_kinds.values()]


@strawberry.type(name="EntityKind", description="A kind of entity.")
class EntityKindNode:
    """A kind of entity."""

    words: strawberry.Private[EntityKind]

    @field("Its name.")
    def name(self) -> KindName:
        """Return the name."""
        return KindName(self.words.name)

    @field("Its name in words.")
    def label(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.words.label.text(language or Language.IT)

    @field("What is meant by it.")
    def help(self, language: InLanguage = Language.IT) -> str | None:
        """Return the explanation."""
        return None if self.words.help is None else self.words.help.text(language or Language.IT)

    @field("Whether it has a GraphQL type of its own; others are OtherEntity.")
    def core(self) -> bool:
        """Return whether it is a core kind."""
        return self.words.core

    @field("Whether its entities are nodes of the network that measures are taken on.")
    def actor(self) -> bool:
        """Return whether it is an actor."""
        return self.words.actor

    @field("The properties that its entities may have.")
    def properties(self) -> list[PropertyKindNode]:
        """Return the properties."""
        return [PropertyKindNode(words=kind) for kind in self.words.properties.values()]


@strawberry.type(name="RelationshipKind", description="A kind of relationship.")
class RelationshipKindNode:
    """A kind of relationship."""

    words: strawberry.Private[RelationshipKind]

    @field("Its name.")
    def name(self) -> KindName:
        """Return the name."""
        return KindName(self.words.name)

    @field("The verb from source to target.")
    def label(self, language: InLanguage = Language.IT) -> str:
        """Return the verb."""
        return self.words.label.text(language or Language.IT)

    @field("The verb from target to source.")
    def inverse(self, language: InLanguage = Language.IT) -> str:
        """Return the verb the other way."""
        return self.words.inverse.text(language or Language.IT)

    @field("The kinds it may go out from.", items=30)
    def sources(self) -> list[KindName]:
        """Return the kinds."""
        return [KindName(name) for name in sorted(self.words.sources)]

    @field("The kinds it may lead to.", items=30)
    def targets(self) -> list[KindName]:
        """Return the kinds."""
        return [KindName(name) for name in sorted(self.words.targets)]

    @field("Whether its direction says nothing.")
    def symmetric(self) -> bool:
        """Return whether it is symmetric."""
        return self.words.symmetric

    @field("What it is in a network.")
    def tie(self) -> TieNature:
        """Return the nature."""
        return self.words.nature

    @field("The properties that such relationships may have.")
    def properties(self) -> list[PropertyKindNode]:
        """Return the properties."""
        return [PropertyKindNode(words=kind) for kind in self.words.properties.values()]


@strawberry.type(name="PropertyKind", description="A property that facts of a kind may have.")
class PropertyKindNode:
    """A property."""

    words: strawberry.Private[PropertyKind]

    @field("Its name.")
    def name(self) -> str:
        """Return the name."""
        return self.words.name

    @field("Its name in words.")
    def label(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.words.label.text(language or Language.IT)

    @field('What its value may be: text, number …; "[text]" for a list of texts.')
    def type(self) -> str:
        """Return the type."""
        return f"[{self.words.type}]" if self.words.many else self.words.type.value

    @field("Whether a fact of the kind must have it.")
    def required(self) -> bool:
        """Return whether it must be there."""
        return self.words.required

    @field("The values to choose from; empty for other types.", items=20)
    def choices(self) -> list[str]:
        """Return the choices."""
        return list(self.words.choices)


def viewer_node(viewer: Viewer) -> ViewerNode:
    """Return a viewer as its GraphQL type."""
    return ViewerNode(name=viewer.name, roles=[RoleGrant(role=viewer.role, district=None)])
