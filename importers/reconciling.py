"""From records to changes: what a network lacks of them, and what it has otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from graph.changes import (
    UNSET,
    Change,
    CreateEntity,
    CreateRelationship,
    Unset,
    UpdateEntity,
    UpdateRelationship,
)
from graph.errors import FilesRefused, Problem
from graph.model import Claim, Entity, PropertyValue, Relationship
from graph.validation import nearest
from graph.view import View
from graph.vocabulary.kinds import PropertyKind
from importers.formats.cells import Cells
from importers.records import ClaimRecord, EntityRecord, Place, Records, RelationshipRecord

RelationshipKey = tuple[object, ...]
ValueT = TypeVar("ValueT")


@dataclass
class Reconciled:
    """The changes that bring records into a network, each with the place it came from."""

    changes: list[Change] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0


def reconcile(records: Records, view: View) -> Reconciled:
    """Return the changes that make a network say what the records say.

    Entities are recognised by slug, relationships by kind, ends, role, start and phases. An empty cell
    says nothing, so what the network has there stays; claims of a fact are replaced as a whole. What
    the records do not mention stays as it is. Raises FilesRefused for slugs that lead nowhere and
    for rows that say the same thing twice.
    """
    return _Reconciling(records, view).run()


class _Reconciling:
    def __init__(self, records: Records, view: View) -> None:
        self._records = records
        self._view = view
        self._problems: list[Problem] = []
        self._result = Reconciled()
        self._new: dict[str, EntityRecord] = {}
        self._standing: dict[str, Entity] = {}
        self._claims = _claims_by_subject(records)

    def run(self) -> Reconciled:
        for record in self._records.entities:
            self._note(record)
        relationships = self._relationships_by_key()
        for record in self._records.entities:
            self._entity(record)
        for relationship in self._records.relationships:
            self._relationship(relationship, relationships)
        for claims in self._claims.values():
            for claim in claims:
                self._fault(
                    claim.place, "subject", claim.subject, f"no row has the slug or ref “{claim.subject}”."
                )
        if self._problems:
            raise FilesRefused(self._problems)
        return self._result

    def _note(self, record: EntityRecord) -> None:
        if record.slug in self._new or record.slug in self._standing:
            self._fault(record.place, "slug", record.slug, f"the slug “{record.slug}” is there twice.")
            return
        standing = self._view.get_entity_by_slug(record.slug)
        if standing is None:
            self._new[record.slug] = record
        elif standing.kind != record.kind:
            reason = f"“{record.slug}” is already there as {standing.kind}."
            self._fault(record.place, "kind", record.kind, reason)
        else:
            self._standing[record.slug] = standing

    def _entity(self, record: EntityRecord) -> None:
        kinds = self._view.vocabulary.entity_kinds[record.kind].properties
        claims = self._read_claims(record.claims, self._claims.pop(record.slug, []), kinds)
        old = self._standing.get(record.slug)
        if old is None:
            create = CreateEntity(
                kind=record.kind,
                name=record.name,
                ref=record.slug,
                slug=record.slug,
                summary=record.summary,
                status=record.status,
                since=record.since,
                until=record.until,
                properties=dict(record.properties),
                claims=claims,
            )
            self._add(create, record.place, new=True)
            return
        update = UpdateEntity(
            id=old.id,
            name=record.name,
            summary=_said(record.summary),
            status=record.status,
            since=_said(record.since),
            until=_said(record.until),
            properties=dict(record.properties),
            claims=claims if claims else UNSET,
        )
        same = replace(
            old,
            name=record.name,
            summary=record.summary or old.summary,
            status=record.status,
            since=record.since or old.since,
            until=record.until or old.until,
            properties={**old.properties, **record.properties},
            claims=claims or old.claims,
        )
        self._add_if(same != old, update, record.place)

    def _relationship(
        self, record: RelationshipRecord, standing: dict[RelationshipKey, Relationship]
    ) -> None:
        kinds = self._view.vocabulary.relationship_kinds[record.kind].properties
        more = self._claims.pop(record.ref, []) if record.ref is not None else []
        claims = self._read_claims(record.claims, more, kinds)
        source = self._end(record.place, "source", record.source)
        target = self._end(record.place, "target", record.target)
        phases = tuple(self._end(record.place, "phases", phase) for phase in record.phases)
        key = self._key(record.kind, source, target, record.role, record.since, phases)
        old = standing.get(key)
        if old is not None and old.revision == 0:
            reason = "another row says the same thing."
            self._fault(
                record.place,
                "target",
                record.target,
                reason,
                "Keep one, or tell them apart by role or since.",
            )
            return
        if old is None:
            create = CreateRelationship(
                kind=record.kind,
                source=source,
                target=target,
                role=record.role,
                status=record.status,
                strength=record.strength,
                since=record.since,
                until=record.until,
                phases=phases,
                properties=dict(record.properties),
                claims=claims,
            )
            self._add(create, record.place, new=True)
        else:
            update = UpdateRelationship(
                id=old.id,
                status=record.status,
                strength=_said(record.strength),
                until=_said(record.until),
                properties=dict(record.properties),
                claims=claims if claims else UNSET,
            )
            same = replace(
                old,
                status=record.status,
                strength=old.strength if record.strength is None else record.strength,
                until=record.until or old.until,
                properties={**old.properties, **record.properties},
                claims=claims or old.claims,
            )
            self._add_if(same != old, update, record.place)
        standing[key] = Relationship("", record.kind, source, target, revision=0)

    def _relationships_by_key(self) -> dict[RelationshipKey, Relationship]:
        return {
            self._key(item.kind, item.source, item.target, item.role, item.since, item.phases): item
            for item in (*self._view.find_relationships(), *self._view.denied)
        }

    def _key(
        self, kind: str, source: str, target: str, role: str | None, since: object, phases: tuple[str, ...]
    ) -> RelationshipKey:
        symmetric = self._view.vocabulary.relationship_kinds[kind].symmetric
        ends = tuple(sorted((source, target))) if symmetric else (source, target)
        return (kind, ends, role, since, frozenset(phases))

    def _end(self, place: Place, column: str, slug: str) -> str:
        """Return what a change calls an entity: the id of one that stands, the ref of a new one."""
        if slug in self._new:
            return slug
        entity = self._standing.get(slug) or self._view.get_entity_by_slug(slug)
        if entity is not None:
            return entity.id
        known = dict.fromkeys((*self._new, *self._standing))
        self._fault(place, column, slug, f"no row has the slug “{slug}”.{nearest(slug, known)}")
        return slug

    def _read_claims(
        self, own: tuple[ClaimRecord, ...], more: list[ClaimRecord], kinds: Mapping[str, PropertyKind]
    ) -> tuple[Claim, ...]:
        return tuple(
            Claim(
                source=self._end(record.place, "document", record.document),
                stance=record.stance,
                property=record.property,
                value=self._value(record, kinds),
                locator=record.locator,
                stated_on=record.stated_on,
            )
            for record in (*own, *more)
        )

    def _value(self, record: ClaimRecord, kinds: Mapping[str, PropertyKind]) -> PropertyValue | None:
        kind = kinds.get(record.property) if record.property else None
        if kind is None or not isinstance(record.value, str):
            return record.value
        return Cells(record.place, {"value": record.value}, self._problems).value("value", kind)

    def _add(self, change: Change, place: Place, *, new: bool) -> None:
        self._result.changes.append(change)
        self._result.places.append(place)
        if new:
            self._result.created += 1
        else:
            self._result.changed += 1

    def _add_if(self, differs: bool, change: Change, place: Place) -> None:
        if differs:
            self._add(change, place, new=False)
        else:
            self._result.unchanged += 1

    def _fault(self, place: Place, column: str, value: str, reason: str, mend: str = "") -> None:
        self._problems.append(place.problem(reason, mend, column, value))


def _said(value: ValueT | None) -> ValueT | Unset:
    return UNSET if value is None else value


def _claims_by_subject(records: Records) -> dict[str, list[ClaimRecord]]:
    found: dict[str, list[ClaimRecord]] = {}
    for claim in records.claims:
        found.setdefault(claim.subject, []).append(claim)
    return found
