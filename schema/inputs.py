"""What a client may ask to have written."""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry import UNSET

from schema.enums import FactStatus, Stance
from schema.scalars import KindName, PropertyValueScalar

_LEFT_OUT = "Left out: unchanged; null: removed."


@strawberry.input(description="A property to set; null removes it.")
class PropertyInput:
    """A property."""

    name: str = strawberry.field(description="Its name, as `vocabulary` lists it.")
    value: PropertyValueScalar | None = strawberry.field(default=None, description="Its value.")


@strawberry.input(description="A claim: who says so, and where.")
class ClaimInput:
    """A claim."""

    property: str | None = strawberry.field(
        default=None, description="The property spoken of; null: the whole fact."
    )
    value: PropertyValueScalar | None = strawberry.field(default=None, description="The value given for it.")
    stance: Stance | None = strawberry.field(
        default=Stance.ASSERTS, description="How the document stands to it."
    )
    source: strawberry.ID = strawberry.field(description="The document.")
    locator: str | None = strawberry.field(default=None, description="Where in it.")
    stated_on: date | None = strawberry.field(default=None, description="When it was stated.")


@strawberry.input(description="A new entity.")
class EntityInput:
    """A new entity."""

    kind: KindName = strawberry.field(description="Its kind.")
    name: str = strawberry.field(description="Its name.")
    ref: str | None = strawberry.field(default=None, description="A name for it in the rest of this call.")
    slug: str | None = strawberry.field(default=None, description="Its slug; left out: made from the name.")
    summary: str | None = strawberry.field(default=None, description="What it is.")
    status: FactStatus | None = strawberry.field(
        default=FactStatus.ACTUAL, description="Planned, actual or ended."
    )
    since: date | None = strawberry.field(default=None, description="There from this day.")
    until: date | None = strawberry.field(
        default=None, description="There up to this day, which is not included."
    )
    districts: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The districts it covers: each becomes a relationship `covers`."
    )
    properties: list[PropertyInput] | None = strawberry.field(default=None, description="Its properties.")
    claims: list[ClaimInput] | None = strawberry.field(
        default=None, description="Which documents speak of it."
    )


@strawberry.input(description="Changes to an entity. What is left out stays; null removes.")
class EntityPatch:
    """Changes to an entity."""

    id: strawberry.ID = strawberry.field(description="Which entity.")
    name: str | None = strawberry.field(default=UNSET, description="Its name.")
    slug: str | None = strawberry.field(default=UNSET, description="Its slug.")
    summary: str | None = strawberry.field(default=UNSET, description=_LEFT_OUT)
    status: FactStatus | None = strawberry.field(default=UNSET, description="Planned, actual or ended.")
    since: date | None = strawberry.field(default=UNSET, description=_LEFT_OUT)
    until: date | None = strawberry.field(default=UNSET, description=_LEFT_OUT)
    districts: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="The districts it covers, replaced as a whole."
    )
    properties: list[PropertyInput] | None = strawberry.field(
        default=UNSET, description="The properties named are set, the others stay; null removes all."
    )
    claims: list[ClaimInput] | None = strawberry.field(default=UNSET, description="Replaced as a whole.")


@strawberry.input(description="A new relationship; its ends are ids, or refs of the same call.")
class RelationshipInput:
    """A new relationship."""

    kind: KindName = strawberry.field(description="Its kind.")
    source: strawberry.ID = strawberry.field(description="The entity it goes out from.")
    target: strawberry.ID = strawberry.field(description="The entity it leads to.")
    ref: str | None = strawberry.field(default=None, description="A name for it in the rest of this call.")
    role: str | None = strawberry.field(default=None, description="In which role, in words.")
    status: FactStatus | None = strawberry.field(
        default=FactStatus.ACTUAL, description="Planned, actual or ended."
    )
    strength: float | None = strawberry.field(default=None, description="How strong, 0 to 1.")
    since: date | None = strawberry.field(default=None, description="True from this day.")
    until: date | None = strawberry.field(
        default=None, description="True up to this day, which is not included."
    )
    phases: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The phases in which it is true; none: it is tied to no phase."
    )
    properties: list[PropertyInput] | None = strawberry.field(default=None, description="Its properties.")
    claims: list[ClaimInput] | None = strawberry.field(
        default=None, description="Which documents speak of it."
    )


@strawberry.input(description="Changes to a relationship. What is left out stays; null removes.")
class RelationshipPatch:
    """Changes to a relationship."""

    id: strawberry.ID = strawberry.field(description="Which relationship.")
    role: str | None = strawberry.field(default=UNSET, description=_LEFT_OUT)
    status: FactStatus | None = strawberry.field(default=UNSET, description="Planned, actual or ended.")
    strength: float | None = strawberry.field(default=UNSET, description=_LEFT_OUT)
    since: date | None = strawberry.field(default=UNSET, description=_LEFT_OUT)
    until: date | None = strawberry.field(default=UNSET, description=_LEFT_OUT)
    phases: list[strawberry.ID] | None = strawberry.field(default=UNSET, description="Replaced as a whole.")
    properties: list[PropertyInput] | None = strawberry.field(
        default=UNSET, description="The properties named are set, the others stay; null removes all."
    )
    claims: list[ClaimInput] | None = strawberry.field(default=UNSET, description="Replaced as a whole.")


@strawberry.input(description="It was so until this day.")
class EndInput:
    """An end."""

    id: strawberry.ID = strawberry.field(description="What ended.")
    on: date = strawberry.field(description="The first day on which it is no longer so.")


@strawberry.input(description="It was recorded in error.")
class DeleteInput:
    """A deletion."""

    id: strawberry.ID = strawberry.field(description="What should not be there.")
    cascade: bool | None = strawberry.field(
        default=False,
        description="Of an entity: delete its relationships too; without it they stand in the way.",
    )


@strawberry.input(description="These are one and the same.")
class MergeInput:
    """A merge."""

    keep: strawberry.ID = strawberry.field(description="The entity that stays.")
    absorb: list[strawberry.ID] = strawberry.field(
        description="The entities that end in it; their ids lead to it from then on."
    )


@strawberry.input(
    one_of=True,
    description="One change. In the same call, `ref` of a created entity may stand where an id is asked for.",
)
class ChangeInput:
    """Exactly one of these."""

    create_entity: EntityInput | None = strawberry.field(default=UNSET, description="Record a new entity.")
    update_entity: EntityPatch | None = strawberry.field(default=UNSET, description="Change an entity.")
    end_entity: EndInput | None = strawberry.field(
        default=UNSET, description="An entity was there until a day."
    )
    delete_entity: DeleteInput | None = strawberry.field(
        default=UNSET, description="An entity was recorded in error; refused while relationships stand."
    )
    merge_entities: MergeInput | None = strawberry.field(default=UNSET, description="Entities are one.")
    create_relationship: RelationshipInput | None = strawberry.field(
        default=UNSET, description="Record a new relationship."
    )
    update_relationship: RelationshipPatch | None = strawberry.field(
        default=UNSET, description="Change a relationship."
    )
    end_relationship: EndInput | None = strawberry.field(
        default=UNSET, description="A relationship was so until a day."
    )
    delete_relationship: DeleteInput | None = strawberry.field(
        default=UNSET, description="A relationship was recorded in error."
    )


@strawberry.input(description="The revision that a caller built on.")
class ExpectedRevision:
    """An expectation."""

    id: strawberry.ID = strawberry.field(description="Of which fact.")
    revision: int = strawberry.field(description="The revision that last wrote it; 0: it must not exist.")
