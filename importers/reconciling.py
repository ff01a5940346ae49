"""From records to changes: what a network lacks of them, and what it has otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from graph.errors import FilesRefused, Invalid, Problem
from graph.model import Claim, Entity, PropertyValue, Relationship
from graph.validation import check_entity, check_relationship, nearest
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
    the records do not mention stays as it is. Raises FilesRefused with every row that breaks a rule,
    names a slug that leads nowhere or says the same thing as another.
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
        self._laid: dict[str, Entity] = {}
        self._refs: set[str] = set()
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
        said = (*record.claims, *self._claims.pop(record.slug, []))
        claims = self._read_claims(said, kinds)
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
            new = Entity(
                id=record.slug,
                kind=record.kind,
                slug=record.slug,
                name=record.name,
                summary=record.summary,
                status=record.status,
                since=record.since,
                until=record.until,
                properties=record.properties,
                claims=claims,
            )
            self._check_entity(new, record, said)
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
        self._check_entity(same, record, said)
        self._add_if(same != old, update, record.place)

    def _relationship(
        self, record: RelationshipRecord, standing: dict[RelationshipKey, Relationship]
    ) -> None:
        kinds = self._view.vocabulary.relationship_kinds[record.kind].properties
        more = [] if record.ref is None else self._take_ref(record.place, record.ref)
        said = (*record.claims, *more)
        claims = self._read_claims(said, kinds)
        source = self._end(record.place, "source", record.source)
        target = self._end(record.place, "target", record.target)
        phases = tuple(self._end(record.place, "phases", phase, "phase") for phase in record.phases)
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
        new = Relationship(
            id="",
            kind=record.kind,
            source=source,
            target=target,
            role=record.role,
            strength=record.strength,
            since=record.since,
            until=record.until or (old.until if old else None),
            properties={**(old.properties if old else {}), **record.properties},
            claims=claims,
        )
        self._check_relationship(new, record, said)
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
        standing[key] = new

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

    def _take_ref(self, place: Place, ref: str) -> list[ClaimRecord]:
        if ref in self._refs or ref in self._laid:
            self._fault(place, "ref", ref, f"“{ref}” is the ref or slug of another row.", "Choose another.")
            return []
        self._refs.add(ref)
        return self._claims.pop(ref, [])

    def _end(self, place: Place, column: str, slug: str, kind: str | None = None) -> str:
        """Return what a change calls an entity: the id of one that stands, the ref of a new one."""
        entity = self._standing.get(slug) or self._view.get_entity_by_slug(slug)
        found = self._new.get(slug) or entity
        if found is not None and kind is not None and found.kind != kind:
            self._fault(place, column, slug, f"“{slug}” is of kind {found.kind}.", f"Name a {kind}.")
        if slug in self._new:
            return slug
        if entity is not None:
            return entity.id
        known = dict.fromkeys((*self._new, *self._standing))
        self._fault(place, column, slug, f"no row has the slug “{slug}”.{nearest(slug, known)}")
        return slug

    def _read_claims(
        self, records: Sequence[ClaimRecord], kinds: Mapping[str, PropertyKind]
    ) -> tuple[Claim, ...]:
        return tuple(
            Claim(
                source=self._end(record.place, "document", record.document, "document"),
                stance=record.stance,
                property=record.property,
                value=self._value(record, kinds),
                locator=record.locator,
                stated_on=record.stated_on,
            )
            for record in records
        )

    def _value(self, record: ClaimRecord, kinds: Mapping[str, PropertyKind]) -> PropertyValue | None:
        if record.property is None and record.value is not None:
            reason = "a value is given, but no property that it is of."
            self._fault(record.place, "property", "", reason, "Name the property or empty the value.")
        kind = kinds.get(record.property) if record.property else None
        if kind is None or not isinstance(record.value, str):
            return record.value
        return Cells(record.place, {"value": record.value}, self._problems).value("value", kind)

    def _check_entity(self, entity: Entity, record: EntityRecord, claims: Sequence[ClaimRecord]) -> None:
        self._laid.setdefault(entity.slug, entity)
        self._check(lambda: check_entity(self._view.vocabulary, entity, ()), record, claims)

    def _check_relationship(
        self, relationship: Relationship, record: RelationshipRecord, claims: Sequence[ClaimRecord]
    ) -> None:
        source, target = (
            self._laid.get(slug) or self._view.get_entity_by_slug(slug)
            for slug in (record.source, record.target)
        )
        if source is not None and target is not None:
            vocabulary = self._view.vocabulary
            self._check(
                lambda: check_relationship(vocabulary, relationship, source, target, ()), record, claims
            )

    def _check(
        self,
        check: Callable[[], None],
        record: EntityRecord | RelationshipRecord,
        claims: Sequence[ClaimRecord],
    ) -> None:
        """Note what a rule of the network refuses, at the row and column that it came from."""
        try:
            check()
        except Invalid as error:
            row: EntityRecord | RelationshipRecord | ClaimRecord = record
            column = str(error.path[-1])
            if error.path[0] == "claims" and isinstance(error.path[1], int):
                row = claims[error.path[1]]
                column = "section" if column == "locator" else column
            properties = {} if isinstance(row, ClaimRecord) else row.properties
            field = "locator" if column == "section" else column
            value = getattr(row, field, properties.get(column))
            self._fault(row.place, column, "" if value is None else str(value), str(error))

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
