"""Which part of the network is meant."""

from __future__ import annotations

import strawberry

from graph.errors import NotFound
from graph.model import FactStatus
from graph.network import Scope, TieView
from schema.bounds import MOST_STEPS, bounded
from schema.enums import FactStatus as FactStatusEnum
from schema.enums import TieView as TieViewEnum
from schema.identity import key_of
from schema.look import Look
from schema.scalars import KindName


@strawberry.input(
    name="NetworkScope",
    description="Actors and the ties between them: which part of the network is meant. Empty: all of it.",
)
class NetworkScope:
    """A scope; see `graph.network.Scope`."""

    districts: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only what is at work in one of these districts."
    )
    plan: strawberry.ID | None = strawberry.field(
        default=None, description="Only what is a part of this plan, or involved in it or its parts."
    )
    entity_kinds: list[KindName] | None = strawberry.field(
        default=None, description="The kinds that are nodes; default: the actors."
    )
    relationship_kinds: list[KindName] | None = strawberry.field(
        default=None,
        description="Kinds that count; default: ties, and affiliations when not only actors are nodes.",
    )
    status: list[FactStatusEnum] | None = strawberry.field(
        default=None, description="Nodes and ties of this status only; default: ACTUAL."
    )
    around: strawberry.ID | None = strawberry.field(
        default=None, description="An ego network around this one …"
    )
    steps: int | None = strawberry.field(default=2, description="… out to so many steps.")
    ties: TieViewEnum | None = strawberry.field(
        default=TieView.DIRECT, description="As recorded, or tied by what they share (Newman's weights)."
    )


def read_scope(look: Look, said: NetworkScope | None) -> Scope:
    """Return a scope in the graph's terms. Raises NotFound, with its place, for ids that cannot be seen."""
    if said is None:
        return Scope()
    districts = None
    if said.districts is not None:
        districts = frozenset(
            _require(look, item, "districts", place) for place, item in enumerate(said.districts)
        )
    return Scope(
        districts=districts,
        plan=None if said.plan is None else _require(look, said.plan, "plan"),
        entity_kinds=None if said.entity_kinds is None else frozenset(said.entity_kinds),
        relationship_kinds=None if said.relationship_kinds is None else frozenset(said.relationship_kinds),
        status=frozenset({FactStatus.ACTUAL} if said.status is None else said.status),
        around=None if said.around is None else _require(look, said.around, "around"),
        steps=bounded(said.steps, 2, 0, MOST_STEPS, "steps"),
        ties=said.ties or TieView.DIRECT,
    )


def _require(look: Look, said: str, *path: str | int) -> str:
    """Return the key of an entity that a scope names; NotFound leads to its place in the scope."""
    try:
        return look.view.require_entity(key_of(said)).id
    except NotFound as error:
        error.path = path
        raise
