"""A GraphQL type for each core kind of entity, and one for all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import strawberry

from graph.errors import NotFound
from graph.model import Entity
from graph.parts import find_parts, get_whole
from graph.seats import find_holders, find_seats, occupancy_of
from schema.entity import EntityNode
from schema.enums import ActionType, BodyLevel, Direction, Occupancy
from schema.field import field

NodeT = TypeVar("NodeT", bound=EntityNode)


@strawberry.type(description="A work plan that several parties carry out together.")
class Plan(EntityNode):
    """A plan."""

    @field("Its phases, in order.")
    def phases(self) -> list[Phase]:
        """Return the phases."""
        return _parts(self, Phase, "phase")

    @field("Its actions and their parts, by code.", items=100)
    def actions(self) -> list[Action]:
        """Return the actions."""
        return _parts(self, Action, "action", deep=True)

    @field("Its bodies.", items=50)
    def bodies(self) -> list[Body]:
        """Return the bodies."""
        return _parts(self, Body, "body", deep=True)

    @field("The plan before it.")
    def follows(self) -> Plan | None:
        """Return the plan that this one follows."""
        return _first(self, Plan, "follows")


@strawberry.type(description="A stretch of a plan's life; it may be undated.")
class Phase(EntityNode):
    """A phase."""


@strawberry.type(description="A part of the territory that plans for itself.")
class District(EntityNode):
    """A district."""

    @field("Its municipalities.", items=100)
    def municipalities(self) -> list[Municipality]:
        """Return the municipalities."""
        return _parts(self, Municipality, "municipality")


@strawberry.type(description="A municipality of the territory.")
class Municipality(EntityNode):
    """A municipality."""


@strawberry.type(description="What something is about.")
class Topic(EntityNode):
    """A topic."""


@strawberry.type(description="What a plan or an action sets out to achieve.")
class Objective(EntityNode):
    """An objective."""


@strawberry.type(description="An institution, service, association or company with a formal existence.")
class Organisation(EntityNode):
    """An organisation."""


@strawberry.type(description="People who meet and act together without being an institution.")
class InformalGroup(EntityNode):
    """An informal group."""


@strawberry.type(description="A board or group where several parties decide or work together.")
class Body(EntityNode):
    """A body."""

    @field("At which level it works.")
    def level(self) -> BodyLevel:
        """Return the level."""
        return BodyLevel(str(self.fact.properties["level"]))

    @field("Its seats.")
    def seats(self) -> list[Seat]:
        """Return the seats."""
        return _as(self, Seat, find_seats(self.look.view, self.fact))

    @field("How many of its seats are vacant.")
    def vacancies(self) -> int:
        """Count the vacant seats."""
        seats = find_seats(self.look.view, self.fact)
        return sum(occupancy_of(self.look.view, seat) is Occupancy.VACANT for seat in seats)

    @field("The body that it reports to.")
    def reports_to(self) -> Body | None:
        """Return the body above."""
        return _first(self, Body, "reports_to")


@strawberry.type(description="A place in a body, also when nobody holds it or nobody says who does.")
class Seat(EntityNode):
    """A seat."""

    @field("The body it is a seat of.")
    def body(self) -> Body:
        """Return the body."""
        found = _first(self, Body, "seat_of")
        if found is None:
            raise NotFound(f"The seat “{self.fact.name}” belongs to no body.")
        return found

    @field("Whether somebody holds it.")
    def occupancy(self) -> Occupancy:
        """Return the occupancy."""
        return occupancy_of(self.look.view, self.fact)

    @field("Why it is as it is, in words.")
    def reason(self) -> str | None:
        """Return the reason."""
        return _text(self.fact, "reason")

    @field("Those that hold it.", items=2)
    def holders(self) -> list[EntityNode]:
        """Return the holders."""
        return self.look.entities(find_holders(self.look.view, self.fact))


@strawberry.type(description="An adult with a role in the network.")
class Person(EntityNode):
    """A person."""


@strawberry.type(
    description=(
        "A girl or boy whom the plan reaches. In nobody's view but the data officer's; others meet cohorts."
    )
)
class YoungPerson(EntityNode):
    """A young person."""


@strawberry.type(description="Young people seen as a whole, by age or circumstance, never one by one.")
class Cohort(EntityNode):
    """A cohort."""

    @field("The youngest age, in years.")
    def age_from(self) -> int | None:
        """Return the youngest age."""
        return _whole_number(self.fact, "age_from")

    @field("The oldest age, in years.")
    def age_to(self) -> int | None:
        """Return the oldest age."""
        return _whole_number(self.fact, "age_to")


@strawberry.type(description="What a plan sets out to do.")
class Action(EntityNode):
    """An action."""

    @field("Its number in the plan.")
    def code(self) -> str | None:
        """Return the code."""
        return _text(self.fact, "code")

    @field("Whether it builds the system or reaches young people directly.")
    def type(self) -> ActionType | None:
        """Return the type."""
        found = _text(self.fact, "type")
        return None if found is None else ActionType(found)

    @field("The action it is a part of.")
    def parent(self) -> Action | None:
        """Return the action above."""
        return _whole(self, Action, "action")

    @field("The actions that are parts of it, by code.")
    def parts(self) -> list[Action]:
        """Return the parts."""
        return _parts(self, Action, "action")


@strawberry.type(description="A lab, course, seminar or meeting in which an action takes shape.")
class Activity(EntityNode):
    """An activity."""

    @field("The action it is a part of.")
    def action(self) -> Action | None:
        """Return the action."""
        return _whole(self, Action, "action")

    @field("How many modules it has.")
    def modules(self) -> int | None:
        """Return the number of modules."""
        return _whole_number(self.fact, "modules")

    @field("How many hours a module takes.")
    def hours_per_module(self) -> float | None:
        """Return the hours of a module."""
        found = self.fact.properties.get("hours_per_module")
        return float(found) if isinstance(found, (int, float)) else None

    @field("The fewest participants it is held for.")
    def min_participants(self) -> int | None:
        """Return the fewest participants."""
        return _whole_number(self.fact, "min_participants")

    @field("The most participants it takes.")
    def max_participants(self) -> int | None:
        """Return the most participants."""
        return _whole_number(self.fact, "max_participants")


@strawberry.type(description="What a territory can draw on: a service, a tool, an opportunity, a place.")
class Resource(EntityNode):
    """A resource."""

    @field("What sort of resource, in words.")
    def type(self) -> str | None:
        """Return the type."""
        return _text(self.fact, "type")

    @field("Those that offer it.")
    def offered_by(self) -> list[EntityNode]:
        """Return who offers it."""
        ties = self.look.view.relationships_of(self.fact.id, {"offers"}, Direction.IN)
        return [self.look.entity_of(tie.source) for tie in ties]

    @field("The topics it is about, those of its parts included.", items=30)
    def topics(self) -> list[Topic]:
        """Return the topics."""
        view = self.look.view
        parts = [self.fact, *find_parts(view, self.fact, "resource", deep=True)]
        ties = [tie for part in parts for tie in view.relationships_of(part.id, {"about"}, Direction.OUT)]
        return _as(
            self, Topic, [view.require_entity(key) for key in dict.fromkeys(tie.target for tie in ties)]
        )


@strawberry.type(description="A project or initiative beside the plan, with a life of its own.")
class Programme(EntityNode):
    """A programme."""


@strawberry.type(description="A public invitation to hand in proposals that are judged and funded.")
class Call(EntityNode):
    """A call."""


@strawberry.type(description="A page, an act, a record that facts come from.")
class Document(EntityNode):
    """A document."""


@strawberry.type(description="An entity of a kind that this deployment added; everything is in `properties`.")
class OtherEntity(EntityNode):
    """An entity of a deployment's own kind."""


TYPES: Mapping[str, type[EntityNode]] = {
    "plan": Plan,
    "phase": Phase,
    "district": District,
    "municipality": Municipality,
    "topic": Topic,
    "objective": Objective,
    "organisation": Organisation,
    "informal_group": InformalGroup,
    "body": Body,
    "seat": Seat,
    "person": Person,
    "young_person": YoungPerson,
    "cohort": Cohort,
    "action": Action,
    "activity": Activity,
    "resource": Resource,
    "programme": Programme,
    "call": Call,
    "document": Document,
}


def _as(ego: EntityNode, kind: type[NodeT], entities: Iterable[Entity]) -> list[NodeT]:
    return [node for node in ego.look.entities(entities) if isinstance(node, kind)]


def _parts(ego: EntityNode, kind: type[NodeT], name: str, *, deep: bool = False) -> list[NodeT]:
    return _as(ego, kind, find_parts(ego.look.view, ego.fact, name, deep=deep))


def _whole(ego: EntityNode, kind: type[NodeT], name: str) -> NodeT | None:
    found = get_whole(ego.look.view, ego.fact, name)
    return None if found is None else next(iter(_as(ego, kind, [found])), None)


def _first(ego: EntityNode, kind: type[NodeT], relationship: str) -> NodeT | None:
    """Return the first entity of a kind that a relationship leads to from here."""
    ties = ego.look.view.relationships_of(ego.fact.id, {relationship}, Direction.OUT)
    return next(iter(_as(ego, kind, (ego.look.view.alter(tie, ego.fact.id) for tie in ties))), None)


def _text(entity: Entity, name: str) -> str | None:
    found = entity.properties.get(name)
    return found if isinstance(found, str) else None


def _whole_number(entity: Entity, name: str) -> int | None:
    found = entity.properties.get(name)
    return found if isinstance(found, int) else None
