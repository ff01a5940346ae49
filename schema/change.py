"""What was written: changes and the operations in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import strawberry

from graph.difference import differences
from graph.errors import Invalid
from graph.log import Commit, Operation
from graph.model import Claim, Entity, Fact, PropertyValue
from graph.service import Service
from graph.vocabulary.kinds import Label
from schema.connection import PageInfo, Window, page_size
from schema.enums import OperationType
from schema.field import field
from schema.look import Look
from schema.node import Node
from schema.property import PropertyNode, property_nodes
from schema.scalars import PropertyValueScalar

CLAIMS_LABEL = Label("Fonti", "Sources")
CURSOR_LENGTH = 18


@strawberry.type(name="Operation", description="What was done to one fact.")
class OperationNode:
    """One operation."""

    look: strawberry.Private[Look]
    operation: strawberry.Private[Operation]

    @field("What was done.")
    def type(self) -> OperationType:
        """Return the type."""
        return self.operation.type

    @field("The fact as it stands; null when it does not. An absorbed entity leads to the one that stays.")
    def subject(self) -> Node | None:
        """Return the fact."""
        standing = self.look.view.get_fact(self.operation.id)
        return None if standing is None else self.look.fact(standing)

    @field("What stood before, where it differs; `claims` in words.")
    def before(self) -> list[PropertyNode]:
        """Return the fields that differ, as they were."""
        return _side(self.look, self.operation, 0)

    @field("What stands after, where it differs; `claims` in words.")
    def after(self) -> list[PropertyNode]:
        """Return the fields that differ, as they are."""
        return _side(self.look, self.operation, 1)


@strawberry.type(name="Change", description="One revision of the network: who wrote what, when and why.")
class ChangeNode:
    """A commit, as the viewer may know it."""

    revision: int = strawberry.field(description="Its number: 1, 2, 3 … in the order of writing.")
    at: datetime = strawberry.field(description="When it was written.")
    actor: str = strawberry.field(description="Who wrote it.")
    note: str | None = strawberry.field(
        description="Why, in the writer's words; null where it wrote things that are not yours to see."
    )
    operations: list[OperationNode] = strawberry.field(description="What was done, fact by fact.")


@strawberry.type(description="A change in a page.")
class ChangeEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="Its place in the list: its revision.")
    node: ChangeNode = strawberry.field(description="The change.")


@strawberry.type(description="A page of changes, oldest first.")
class ChangeConnection:
    """Relay's connection."""

    edges: list[ChangeEdge] = strawberry.field(description="The changes of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")


def change_node(look: Look, commit: Commit) -> ChangeNode:
    """Return a commit, disclosed before, as its GraphQL type."""
    return ChangeNode(
        revision=commit.revision,
        at=commit.at,
        actor=commit.actor,
        note=commit.note,
        operations=operation_nodes(look, commit.operations),
    )


def operation_nodes(look: Look, operations: Sequence[Operation]) -> list[OperationNode]:
    """Return operations, disclosed before, as their GraphQL type."""
    return [OperationNode(look=look, operation=operation) for operation in operations]


async def change_page(
    look: Look, service: Service, since: int | None, subject: str | None, window: Window
) -> ChangeConnection:
    """Return a page of what a view's viewer may know of the log, or of one fact's history, oldest first.

    Raises Invalid for a cursor that is no revision, a page of the wrong size, or a `since` below 0.
    """
    if since is not None and since < 0:
        raise Invalid("`since` is a revision: 0 or more.", ("since",))
    if window.after is not None and not _is_cursor(window.after):
        raise Invalid(f"“{window.after}” is no cursor of ours.", ("after",))
    start = max(since or 0, int(window.after or 0))
    size = page_size(window.first)
    commits: list[Commit] = []
    goes_on = False
    async for commit in service.find_changes(look.view, start, subject):
        if len(commits) == size:
            goes_on = True
            break
        commits.append(commit)
    edges = [ChangeEdge(cursor=str(commit.revision), node=change_node(look, commit)) for commit in commits]
    return ChangeConnection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=goes_on,
            has_previous_page=window.after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )


def _is_cursor(said: str) -> bool:
    return said.isdecimal() and len(said) <= CURSOR_LENGTH


def _side(look: Look, operation: Operation, side: int) -> list[PropertyNode]:
    vocabulary = look.view.vocabulary
    fact = operation.fact
    kinds = vocabulary.entity_kinds if isinstance(fact, Entity) else vocabulary.relationship_kinds
    properties = kinds[fact.kind].properties if fact.kind in kinds else {}
    nodes = property_nodes(differences(operation.before, operation.after)[side], properties)
    claims = [_claims(look, operation.before), _claims(look, operation.after)]
    if claims[0] != claims[1] and claims[side]:
        nodes.append(PropertyNode(words=CLAIMS_LABEL, name="claims", value=PropertyValueScalar(claims[side])))
    return nodes


def _claims(look: Look, fact: Fact | None) -> tuple[str, ...]:
    return () if fact is None else tuple(_in_words(look, claim) for claim in fact.claims)


def _in_words(look: Look, claim: Claim) -> str:
    document = look.view.get_entity(claim.source)
    parts = [claim.stance.value, claim.source if document is None else document.name]
    if claim.locator:
        parts.append(claim.locator)
    if claim.property is not None:
        parts.append(f"{claim.property} = {_value(claim.value)}")
    return " · ".join(parts)


def _value(value: PropertyValue | None) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
