"""Reading a client's input into changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import strawberry
from strawberry import UNSET

from graph.changes import UNSET as UNCHANGED
from graph.changes import (
    Change,
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    DeleteRelationship,
    EndEntity,
    EndRelationship,
    MergeEntities,
    UpdateEntity,
    UpdateRelationship,
)
from graph.errors import InputPath, Invalid
from graph.identity import is_id
from graph.model import Claim, FactStatus, PropertyValue, Stance
from graph.view import View
from graph.vocabulary.kinds import PropertyKind, PropertyType
from schema.errors import camel
from schema.inputs import (
    ChangeInput,
    ClaimInput,
    EntityInput,
    EntityPatch,
    PropertyInput,
    RelationshipInput,
    RelationshipPatch,
)

_FORMS = {
    "create_entity": "createEntity",
    "update_entity": "updateEntity",
    "end_entity": "endEntity",
    "delete_entity": "deleteEntity",
    "merge_entities": "mergeEntities",
    "create_relationship": "createRelationship",
    "update_relationship": "updateRelationship",
    "end_relationship": "endRelationship",
    "delete_relationship": "deleteRelationship",
}
Kinds = Mapping[str, PropertyKind]


@dataclass(frozen=True, slots=True)
class ChangeReader:
    """Reads changes against what a view shows, as values are read by the kinds of their facts."""

    view: View

    def read(self, said: Sequence[ChangeInput]) -> list[Change]:
        """Return the changes; raises Invalid, with a path, for values that do not fit."""
        return [self._read_one(change, ("changes", place)) for place, change in enumerate(said)]

    def _read_one(self, said: ChangeInput, path: InputPath) -> Change:
        if said.create_entity:
            return self._create_entity(said.create_entity, path)
        if said.update_entity:
            return self._update_entity(said.update_entity, path)
        if said.end_entity:
            return EndEntity(_key(said.end_entity.id), said.end_entity.on)
        if said.delete_entity:
            return DeleteEntity(_key(said.delete_entity.id), bool(said.delete_entity.cascade))
        if said.merge_entities:
            return MergeEntities(_key(said.merge_entities.keep), _keys(said.merge_entities.absorb))
        if said.create_relationship:
            return self._create_relationship(said.create_relationship, path)
        if said.update_relationship:
            return self._update_relationship(said.update_relationship, path)
        if said.end_relationship:
            return EndRelationship(_key(said.end_relationship.id), said.end_relationship.on)
        if said.delete_relationship:
            return DeleteRelationship(_key(said.delete_relationship.id))
        raise Invalid("A change holds exactly one of its fields, and that not null.", path)

    def _create_entity(self, said: EntityInput, path: InputPath) -> CreateEntity:
        kind = self.view.vocabulary.entity_kinds.get(said.kind)
        kinds = {} if kind is None else kind.properties
        return CreateEntity(
            kind=said.kind,
            name=said.name,
            ref=_ref(said.ref, path),
            slug=said.slug,
            summary=said.summary,
            status=said.status or FactStatus.ACTUAL,
            since=said.since,
            until=said.until,
            districts=_keys(said.districts or ()),
            properties=_properties(said.properties or (), kinds, path),
            claims=_claims(said.claims or (), kinds, path),
        )

    def _update_entity(self, said: EntityPatch, path: InputPath) -> UpdateEntity:
        old = self.view.get_entity(_key(said.id))
        kinds = {} if old is None else self.view.vocabulary.entity_kinds[old.kind].properties
        return UpdateEntity(
            id=_key(said.id),
            districts=UNCHANGED if said.districts is UNSET else _keys(said.districts or ()),
            properties=_patched(said.properties, kinds, {} if old is None else old.properties, path),
            claims=UNCHANGED if said.claims is UNSET else _claims(said.claims or (), kinds, path),
            **_given(said, "name", "slug", "summary", "status", "since", "until"),  # type: ignore[arg-type]
        )

    def _create_relationship(self, said: RelationshipInput, path: InputPath) -> CreateRelationship:
        kind = self.view.vocabulary.relationship_kinds.get(said.kind)
        kinds = {} if kind is None else kind.properties
        return CreateRelationship(
            kind=said.kind,
            source=_key(said.source),
            target=_key(said.target),
            ref=_ref(said.ref, path),
            role=said.role,
            status=said.status or FactStatus.ACTUAL,
            strength=said.strength,
            since=said.since,
            until=said.until,
            phases=_keys(said.phases or ()),
            properties=_properties(said.properties or (), kinds, path),
            claims=_claims(said.claims or (), kinds, path),
        )

    def _update_relationship(self, said: RelationshipPatch, path: InputPath) -> UpdateRelationship:
        old = self.view.get_relationship(_key(said.id))
        kinds = {} if old is None else self.view.vocabulary.relationship_kinds[old.kind].properties
        return UpdateRelationship(
            id=_key(said.id),
            phases=UNCHANGED if said.phases is UNSET else _keys(said.phases or ()),
            properties=_patched(said.properties, kinds, {} if old is None else old.properties, path),
            claims=UNCHANGED if said.claims is UNSET else _claims(said.claims or (), kinds, path),
            **_given(said, "role", "status", "strength", "since", "until"),  # type: ignore[arg-type]
        )


def place_in_input(path: InputPath, said: Sequence[ChangeInput]) -> InputPath:
    """Return a path into changes as a path into the input that they were read from.

    A property is there by its name; in the input it has a place in a list, unless it was left out. An
    end is given as `on`.
    """
    if len(path) < 2 or path[0] != "changes" or not isinstance(path[1], int):
        return path
    name, form = next(
        ((name, form) for name, form in _FORMS.items() if getattr(said[path[1]], name)), ("", "")
    )
    steps = path[2:]
    if name in ("end_entity", "end_relationship") and steps == ("until",):
        steps = ("on",)
    if len(steps) > 1 and steps[0] == "properties" and isinstance(steps[1], str):
        given = getattr(getattr(said[path[1]], name), "properties", None) or []
        steps = (steps[0], *[place for place, item in enumerate(given) if item.name == steps[1]][-1:])
    return (*path[:2], form, *(camel(step) for step in steps))


def _given(said: object, *names: str) -> dict[str, object]:
    return {name: value for name in names if (value := getattr(said, name)) is not UNSET}


def _patched(
    said: list[PropertyInput] | None, kinds: Kinds, old: Mapping[str, PropertyValue], path: InputPath
) -> dict[str, PropertyValue | None]:
    if said is UNSET:
        return {}
    return dict.fromkeys(old) if said is None else _properties(said, kinds, path)


def _properties(
    said: Sequence[PropertyInput], kinds: Kinds, path: InputPath
) -> dict[str, PropertyValue | None]:
    values: dict[str, PropertyValue | None] = {}
    for place, item in enumerate(said):
        at = (*path, "properties", place)
        if item.name in values:
            raise Invalid(f"The property {item.name} is given twice.", (*at, "name"))
        values[item.name] = _value(item.value, kinds.get(item.name), (*at, "value"))
    return values


def _claims(said: Sequence[ClaimInput], kinds: Kinds, path: InputPath) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            source=_key(item.source),
            stance=item.stance or Stance.ASSERTS,
            property=item.property,
            value=_value(item.value, kinds.get(item.property or ""), (*path, "claims", place, "value")),
            locator=item.locator,
            stated_on=item.stated_on,
        )
        for place, item in enumerate(said)
    )


def _value(said: object, kind: PropertyKind | None, path: InputPath) -> PropertyValue | None:
    if said is None or isinstance(said, (bool, int, float)):
        return said
    if isinstance(said, tuple):
        parts = [_value(part, kind, path) for part in said]
        return tuple(part for part in parts if part is not None and not isinstance(part, tuple))
    text = str(said)
    if kind is None or kind.type is not PropertyType.DATE:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"“{text}” is no date: write it like 2013-03-21.", path) from error


def _ref(said: str | None, path: InputPath) -> str | None:
    """Return a ref; raises Invalid for one that would hide the fact of that id from the other changes."""
    if said is not None and is_id(said.partition(".")[0]):
        raise Invalid(f"The ref “{said}” has the form of an id: choose another.", (*path, "ref"))
    return said


def _key(said: strawberry.ID) -> str:
    """Return the key in an id; a ref stays as it is."""
    key = said.partition(".")[0]
    return key if is_id(key) else said


def _keys(said: Sequence[strawberry.ID]) -> tuple[str, ...]:
    return tuple(_key(item) for item in said)
