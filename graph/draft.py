"""Changes laid over a snapshot: what the network would be, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from graph.changes import (
    UNSET,
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
from graph.errors import Forbidden, InputPath, Invalid, NotFound
from graph.identity import make_slug, mint_entity_id, mint_relationship_id
from graph.laid import Laid
from graph.log import OperationType, Write
from graph.model import Claim, Entity, Fact, FactStatus, PropertyValue, Relationship
from graph.rights import ViewClass
from graph.validation import (
    check_districts,
    check_entity,
    check_relationship,
    require_entity_kind,
    require_relationship_kind,
)
from graph.view import View

DISTRICT_KIND = "covers"
REFERRED_TO = frozenset({"document", "phase"})


class Draft:
    """A view with changes laid over it, one after the other.

    Each change is checked when it is laid; Invalid, NotFound or Forbidden leave the draft useless,
    and the network as it was. Ids come from `mint_…` unless given, so that nothing but the draft
    decides them.
    """

    def __init__(
        self,
        view: View,
        mint_entity: Callable[[], str] = mint_entity_id,
        mint_relationship: Callable[[], str] = mint_relationship_id,
    ) -> None:
        self._view = view
        self._mint_entity = mint_entity
        self._mint_relationship = mint_relationship
        self._laid = Laid(view.snapshot)
        self._types: dict[str, OperationType] = {}
        self._merged: dict[str, str] = {}
        self._slugs: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._announced: dict[str, CreateEntity] = {}
        self._created: dict[InputPath, str] = {}
        self.refs: dict[str, str] = {}

    def lay(self, changes: Sequence[Change], path: InputPath = ("changes",)) -> None:
        """Lay changes over the draft: new entities first, so that a ref may stand before its entity."""
        for place, change in enumerate(changes):
            if isinstance(change, (CreateEntity, CreateRelationship)) and change.ref is not None:
                self._announce(change, change.ref, (*path, place, "ref"))
        placed = [((*path, place), change) for place, change in enumerate(changes)]
        for at, change in placed:
            if isinstance(change, CreateEntity):
                self._create_entity(change, at)
        for at, change in placed:
            if isinstance(change, CreateEntity):
                self._cover(self._created[at], change.districts, at)
            else:
                self._lay_one(change, at)

    def strike(self, entity_id: str) -> None:
        """Strike an entity and everything that touches it, whoever may see it; raises NotFound."""
        entity = self._require_entity(entity_id, ("id",))
        for relationship in self._laid.relationships_of(entity.id):
            self._drop(relationship.id)
        self._drop(entity.id)

    def writes(self) -> tuple[Write, ...]:
        """Return what a commit would have to write; nothing for facts that end as they were."""
        found = []
        for fact_id, after in self._laid.facts.items():
            before = self._view.snapshot.get_fact(fact_id)
            if after != before:
                kind = OperationType.CREATE if before is None else self._types[fact_id]
                found.append(Write(kind, fact_id, after, self._merged.get(fact_id)))
        return tuple(found)

    def _announce(self, change: CreateEntity | CreateRelationship, ref: str, path: InputPath) -> None:
        if ref in self.refs:
            raise Invalid(f"The ref “{ref}” is given twice.", path)
        if isinstance(change, CreateEntity):
            self.refs[ref] = self._mint_entity()
            self._announced[self.refs[ref]] = change
        else:
            self.refs[ref] = self._mint_relationship()

    def _lay_one(self, change: Change, path: InputPath) -> None:
        match change:
            case UpdateEntity():
                self._update_entity(change, path)
            case EndEntity():
                entity = self._require_entity(change.id, (*path, "id"))
                self._put(replace(entity, until=change.on, status=FactStatus.ENDED), path, OperationType.END)
            case DeleteEntity():
                self._delete_entity(change, path)
            case MergeEntities():
                self._merge(change, path)
            case CreateRelationship():
                self._create_relationship(change, path)
            case UpdateRelationship():
                self._update_relationship(change, path)
            case EndRelationship():
                old = self._require_relationship(change.id, (*path, "id"))
                self._put(replace(old, until=change.on, status=FactStatus.ENDED), path, OperationType.END)
            case DeleteRelationship():
                self._drop(self._require_relationship(change.id, (*path, "id")).id)

    def _create_entity(self, change: CreateEntity, path: InputPath) -> None:
        kind = require_entity_kind(self._view.vocabulary, change.kind, (*path, "kind"))
        if kind.visible_to > self._view.view_class:
            raise Forbidden(f"You may not record entities of kind {kind.name}.")
        entity_id = self.refs[change.ref] if change.ref is not None else self._mint_entity()
        # A slug made from the name would give away whom nobody may see.
        hidden = kind.visible_to > ViewClass.PUBLIC
        slug = change.slug or (entity_id if hidden else self._free_slug(make_slug(change.name)))
        entity = Entity(
            id=entity_id,
            kind=change.kind,
            slug=slug,
            name=change.name,
            summary=change.summary or None,
            status=change.status,
            since=change.since,
            until=change.until,
            properties=_merged_properties({}, change.properties),
            claims=self._claims(change.claims, path),
        )
        self._put(entity, path, OperationType.CREATE)
        self._created[path] = entity_id

    def _update_entity(self, change: UpdateEntity, path: InputPath) -> None:
        old = self._require_entity(change.id, (*path, "id"))
        said = {
            name: value
            for name in ("name", "slug", "summary", "status", "since", "until")
            if (value := getattr(change, name)) is not UNSET
        }
        for name in ("name", "slug", "status"):
            if name in said and said[name] is None:
                raise Invalid(f"An entity cannot be without its {name}.", (*path, name))
        entity = replace(old, **said, properties=_merged_properties(old.properties, change.properties))
        if change.claims is not UNSET:
            entity = replace(entity, claims=self._claims(change.claims, path))
        self._put(entity, path, OperationType.UPDATE)
        if change.districts is not UNSET:
            self._cover(entity.id, change.districts, path, replacing=True)

    def _delete_entity(self, change: DeleteEntity, path: InputPath) -> None:
        entity = self._require_entity(change.id, (*path, "id"))
        standing = self._laid.relationships_of(entity.id)
        in_the_way = sum(self._is_seen(relationship) for relationship in standing)
        if in_the_way and not change.cascade:
            raise Invalid(
                f"“{entity.name}” still has {in_the_way} relationship{'' if in_the_way == 1 else 's'}:"
                " delete what stands, or ask for cascade.",
                (*path, "cascade"),
            )
        if any(self._is_known(fact) for fact in self._find_referring(entity)):
            raise Invalid(f"Other facts refer to “{entity.name}”: it cannot be deleted.", (*path, "id"))
        # What the viewer may not see goes silently, or its being there would show.
        self.strike(entity.id)
        for fact in self._find_referring(entity):
            self._refer_to(fact, entity.id, None)

    def _merge(self, change: MergeEntities, path: InputPath) -> None:
        keep = self._require_entity(change.keep, (*path, "keep"))
        for place, absorbed_id in enumerate(change.absorb):
            at = (*path, "absorb", place)
            absorbed = self._require_entity(absorbed_id, at)
            if absorbed.id == keep.id:
                raise Invalid("An entity cannot be merged into itself.", at)
            if absorbed.kind != keep.kind:
                raise Invalid(f"“{absorbed.name}” is of kind {absorbed.kind}, not {keep.kind}.", at)
            for relationship in self._laid.relationships_of(absorbed.id):
                moved = replace(
                    relationship,
                    source=keep.id if relationship.source == absorbed.id else relationship.source,
                    target=keep.id if relationship.target == absorbed.id else relationship.target,
                )
                if moved.source == moved.target:
                    self._drop(relationship.id)
                else:
                    self._laid.put(moved)
                    self._types[moved.id] = OperationType.UPDATE
            said = set(keep.claims)
            new_claims = tuple(claim for claim in absorbed.claims if claim not in said)
            keep = replace(
                keep,
                summary=keep.summary or absorbed.summary,
                properties={**absorbed.properties, **keep.properties},
                claims=keep.claims + new_claims,
            )
            self._drop(absorbed.id, OperationType.MERGE)
            self._merged[absorbed.id] = keep.id
            try:
                self._put(keep, at, OperationType.UPDATE)
            except Invalid as error:
                error.path = at
                raise
            if absorbed.kind in REFERRED_TO:
                for fact in self._find_referring(absorbed):
                    self._refer_to(fact, absorbed.id, keep.id)
                keep = self._require_entity(keep.id, at)

    def _create_relationship(self, change: CreateRelationship, path: InputPath) -> None:
        relationship = Relationship(
            id=self.refs[change.ref] if change.ref is not None else self._mint_relationship(),
            kind=require_relationship_kind(self._view.vocabulary, change.kind, (*path, "kind")).name,
            source=self._require_entity(change.source, (*path, "source")).id,
            target=self._require_entity(change.target, (*path, "target")).id,
            role=change.role or None,
            status=change.status,
            strength=change.strength,
            since=change.since,
            until=change.until,
            phases=self._phases(change.phases, path),
            properties=_merged_properties({}, change.properties),
            claims=self._claims(change.claims, path),
        )
        self._put(relationship, path, OperationType.CREATE)

    def _update_relationship(self, change: UpdateRelationship, path: InputPath) -> None:
        old = self._require_relationship(change.id, (*path, "id"))
        said = {
            name: value
            for name in ("role", "status", "strength", "since", "until")
            if (value := getattr(change, name)) is not UNSET
        }
        if "status" in said and said["status"] is None:
            raise Invalid("A relationship cannot be without its status.", (*path, "status"))
        new = replace(old, **said, properties=_merged_properties(old.properties, change.properties))
        if change.phases is not UNSET:
            new = replace(new, phases=self._phases(change.phases, path))
        if change.claims is not UNSET:
            new = replace(new, claims=self._claims(change.claims, path))
        self._put(new, path, OperationType.UPDATE)

    def _cover(
        self, entity_id: str, districts: Sequence[str], path: InputPath, *, replacing: bool = False
    ) -> None:
        check_districts(districts, path)
        wanted: list[str] = []
        for place, district_id in enumerate(districts):
            at = (*path, "districts", place)
            district = self._require_entity(district_id, at)
            if district.kind != "district":
                raise Invalid(f"“{district.name}” is no district.", at)
            wanted.append(district.id)
        covered: set[str] = set()
        for relationship in self._laid.relationships_of(entity_id):
            if relationship.kind == DISTRICT_KIND and relationship.source == entity_id:
                covered.add(relationship.target)
                if replacing and relationship.target not in wanted:
                    self._drop(relationship.id)
        for district_id in dict.fromkeys(wanted):
            if district_id not in covered:
                link = Relationship(self._mint_relationship(), DISTRICT_KIND, entity_id, district_id)
                try:
                    self._put(link, path, OperationType.CREATE)
                except Invalid as error:
                    error.path = (*path, "districts", wanted.index(district_id))
                    raise

    def _put(self, fact: Fact, path: InputPath, kind: OperationType) -> None:
        if isinstance(fact, Entity):
            check_entity(self._view.vocabulary, fact, path)
            self._require_free(fact, path)
            self._slugs[fact.slug] = fact.id
        else:
            source = self._require_entity(fact.source, (*path, "source"))
            target = self._require_entity(fact.target, (*path, "target"))
            check_relationship(self._view.vocabulary, fact, source, target, path)
        self._laid.put(fact)
        self._types[fact.id] = kind

    def _drop(self, fact_id: str, kind: OperationType = OperationType.DELETE) -> None:
        self._laid.drop(fact_id)
        self._types[fact_id] = kind

    def _get(self, fact_id: str) -> Fact | None:
        laid = self._laid.facts
        return laid[fact_id] if fact_id in laid else self._view.get_fact(fact_id)

    def _require_entity(self, said: str, path: InputPath) -> Entity:
        entity_id = self._view.snapshot.survivor_of(self.refs.get(said, said))
        while entity_id in self._merged:
            entity_id = self._merged[entity_id]
        found = self._get(entity_id)
        if not isinstance(found, Entity):
            raise NotFound(f"There is no entity “{said}”.", path)
        return found

    def _require_relationship(self, said: str, path: InputPath) -> Relationship:
        found = self._get(self.refs.get(said, said))
        if not isinstance(found, Relationship):
            raise NotFound(f"There is no relationship “{said}”.", path)
        return found

    def _is_seen(self, relationship: Relationship) -> bool:
        return relationship.id in self._laid.facts or self._view.get_relationship(relationship.id) is not None

    def _is_known(self, fact: Fact) -> bool:
        return not self._is_hidden(fact) if isinstance(fact, Entity) else self._is_seen(fact)

    def _find_referring(self, entity: Entity) -> list[Fact]:
        return list(self._laid.find_referring(entity.id)) if entity.kind in REFERRED_TO else []

    def _refer_to(self, fact: Fact, absorbed: str, keep: str | None) -> None:
        """Let a fact that refers to a document or phase refer to another one, or to none."""
        claims = tuple(
            claim if claim.source != absorbed or keep is None else replace(claim, source=keep)
            for claim in fact.claims
            if claim.source != absorbed or keep is not None
        )
        if isinstance(fact, Relationship):
            phases = dict.fromkeys(keep if item == absorbed else item for item in fact.phases)
            left = tuple(phase for phase in phases if phase is not None)
            self._laid.put(replace(fact, claims=claims, phases=left))
        else:
            self._laid.put(replace(fact, claims=claims))
        self._types.setdefault(fact.id, OperationType.UPDATE)

    def _claims(self, claims: Sequence[Claim], path: InputPath) -> tuple[Claim, ...]:
        resolved = []
        for place, claim in enumerate(claims):
            at = (*path, "claims", place, "source")
            source_id = self.refs.get(claim.source, claim.source)
            # Documents may cite themselves, and each other, in the call that records them.
            document = self._announced.get(source_id) or self._require_entity(claim.source, at)
            if document.kind != "document":
                raise Invalid(f"A claim's source is a document; “{document.name}” is none.", at)
            resolved.append(
                replace(claim, source=source_id if isinstance(document, CreateEntity) else document.id)
            )
        return tuple(resolved)

    def _phases(self, phases: Sequence[str], path: InputPath) -> tuple[str, ...]:
        resolved = []
        for place, said in enumerate(phases):
            phase = self._require_entity(said, (*path, "phases", place))
            if phase.kind != "phase":
                raise Invalid(f"“{phase.name}” is no phase.", (*path, "phases", place))
            resolved.append(phase.id)
        return tuple(resolved)

    def _owner_of(self, slug: str) -> Entity | None:
        row = self._view.snapshot.get_slug_row(slug)
        stored = None if row is None else self._view.snapshot.entity_at(row)
        for owner_id in (self._slugs.get(slug), None if stored is None else stored.id):
            if owner_id is not None:
                fact = self._laid.get_fact(owner_id)
                if isinstance(fact, Entity) and fact.slug == slug:
                    return fact
        return None

    def _require_free(self, entity: Entity, path: InputPath) -> None:
        owner = self._owner_of(entity.slug)
        if owner is None or owner.id == entity.id:
            return
        if self._is_hidden(owner):
            # Refusing would tell that somebody is there: whoever nobody may see gives way.
            self._laid.put(replace(owner, slug=owner.id))
            self._types[owner.id] = OperationType.UPDATE
        else:
            raise Invalid(f"The slug “{entity.slug}” is taken: choose another.", (*path, "slug"))

    def _free_slug(self, wanted: str) -> str:
        # What was tried for an earlier entity of the same name is not tried again.
        stem = wanted[:70].rstrip("-")
        slug, number = wanted, self._numbers.get(stem, 2)
        while (owner := self._owner_of(slug)) is not None and not self._is_hidden(owner):
            slug, number = f"{stem}-{number}", number + 1
        self._numbers[stem] = number
        return slug

    def _is_hidden(self, entity: Entity) -> bool:
        kind = self._view.vocabulary.entity_kinds.get(entity.kind)
        return kind is None or kind.visible_to > self._view.view_class


def _merged_properties(
    old: Mapping[str, PropertyValue], said: Mapping[str, PropertyValue | None]
) -> dict[str, PropertyValue]:
    merged: dict[str, PropertyValue | None] = {**old, **said}
    return {name: value for name, value in merged.items() if value is not None}
