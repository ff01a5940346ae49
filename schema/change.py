"""What was written: changes and the operations in them."""

from __future__ import annotations

import strawberry

from graph.difference import differences
from graph.log import Operation
from graph.model import Entity
from schema.enums import OperationType
from schema.look import Look
from schema.node import Node
from schema.property import PropertyNode, property_nodes


@strawberry.type(name="Operation", description="What was done to one fact.")
class OperationNode:
    """One operation."""

    type: OperationType = strawberry.field(description="What was done.")
    subject: Node | None = strawberry.field(description="The fact as it stands; null when it does not.")
    before: list[PropertyNode] = strawberry.field(description="What stood before, where it differs.")
    after: list[PropertyNode] = strawberry.field(description="What stands after, where it differs.")


def operation_node(look: Look, operation: Operation) -> OperationNode:
    """Return an operation as its GraphQL type."""
    vocabulary = look.view.vocabulary
    fact = operation.fact
    kinds = vocabulary.entity_kinds if isinstance(fact, Entity) else vocabulary.relationship_kinds
    properties = kinds[fact.kind].properties if fact.kind in kinds else {}
    before, after = differences(operation.before, operation.after)
    standing = look.view.get_fact(operation.id)
    return OperationNode(
        type=operation.type,
        subject=None if standing is None else look.fact(standing),
        before=property_nodes(before, properties),
        after=property_nodes(after, properties),
    )
