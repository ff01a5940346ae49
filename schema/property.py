"""Properties of facts, labelled for people."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from graph.difference import FIELD_LABELS
from graph.model import PropertyValue
from graph.vocabulary.kinds import Label, PropertyKind
from schema.arguments import InLanguage
from schema.enums import Language
from schema.field import field
from schema.scalars import PropertyValueScalar


@strawberry.type(name="Property", description="A property of a fact and its value.")
class PropertyNode:
    """One property; `label` is in the words of the deployment's vocabulary."""

    words: strawberry.Private[Label]
    name: str = strawberry.field(description="The property's name, as `vocabulary` lists it.")
    value: PropertyValueScalar | None = strawberry.field(description="Its value.")

    @field("The property's name in words.")
    def label(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.words.text(language or Language.IT)


def property_nodes(
    properties: Mapping[str, PropertyValue], kinds: Mapping[str, PropertyKind]
) -> list[PropertyNode]:
    """Return properties in the order of the vocabulary, those it does not know last."""
    known = [name for name in kinds if name in properties]
    unknown = [name for name in properties if name not in kinds]
    return [
        PropertyNode(
            words=kinds[name].label if name in kinds else FIELD_LABELS.get(name, Label(name, name)),
            name=name,
            value=PropertyValueScalar(properties[name]),
        )
        for name in (*known, *unknown)
    ]
