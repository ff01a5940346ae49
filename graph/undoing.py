"""Taking a commit back: the writes that restore what stood before it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from graph.draft import REFERRED_TO
from graph.errors import Conflict
from graph.log import Commit, Operation, OperationType, Write
from graph.model import Entity, Fact, Relationship
from graph.snapshot import Snapshot
from graph.view import View


def invert(
    commit: Commit,
    view: View,
    erased: Collection[str],
    merged: Mapping[str, str],
    known: Collection[str],
) -> tuple[Write, ...]:
    """Return the writes that undo a commit over the network as it is now, as the viewer of a view.

    Raises Conflict when a fact was written again since, when something recorded since needs what
    would go, or when a person in it was erased. What is hidden from the viewer is never in the way, as
    that would tell of it: hidden relationships go with what they touch, and whoever is hidden gives way
    with their slug; what it had done to hidden facts is undone where that still can be. `merged` leads from
    what the commit recorded again to what it had been merged into; `known` are the ids of its operations
    that the viewer may know of.
    """
    snapshot = view.snapshot
    possible = [
        operation
        for operation in commit.operations
        if operation.id in known or _is_undoable(operation, commit.revision, snapshot, erased)
    ]
    writes = [_inverse(operation, merged) for operation in reversed(possible)]
    going = {write.id for write in writes if write.after is None}
    coming = {write.id for write in writes if write.after is not None}
    for operation in possible:
        _require_untouched(operation, commit.revision, snapshot)
        for fact in (operation.before, operation.after):
            if fact is not None and _persons(fact) & set(erased):
                raise Conflict(f"Revision {commit.revision} speaks of a person who was erased for good.")
    for tie in [tie for fact_id in going for tie in snapshot.relationships_of(fact_id)]:
        if tie.id in going | coming:
            continue
        if view.get_relationship(tie.id) is not None:
            raise Conflict(
                f"Relationships were recorded since that need what revision {commit.revision} made."
            )
        going.add(tie.id)
        writes.append(Write(OperationType.DELETE, tie.id, None))
    for kept in merged.values():
        if kept in going or snapshot.get_entity(kept) is None:
            raise Conflict(f"What revision {commit.revision} parted had been merged into something gone.")
    if any(kept in going and absorbed not in coming for absorbed, kept in snapshot.merges.items()):
        raise Conflict(f"Something was merged since into what revision {commit.revision} made.")
    writes += _unreferring(commit, view, going, going | coming)
    for write in list(writes):
        if isinstance(write.after, Relationship):
            for end in (write.after.source, write.after.target):
                if end in going or (end not in coming and snapshot.get_entity_row(end) is None):
                    raise Conflict(f"An end of what revision {commit.revision} struck is gone.")
        elif isinstance(write.after, Entity):
            row = snapshot.get_slug_row(write.after.slug)
            owner = None if row is None else snapshot.entity_at(row)
            if owner is None or owner.id == write.id or owner.id in going | coming:
                continue
            if view.get_entity(owner.id) is not None:
                raise Conflict(f"The slug “{write.after.slug}” was given to something else since.")
            writes.append(Write(OperationType.UPDATE, owner.id, replace(owner, slug=owner.id)))
    for write in writes:
        needed = {claim.source for claim in write.after.claims} if write.after is not None else set()
        if isinstance(write.after, Relationship):
            needed |= set(write.after.phases)
        if any(item not in coming and snapshot.get_entity(item) is None for item in needed):
            raise Conflict(f"A document or phase that revision {commit.revision} speaks of is gone.")
    # Entities come before what they carry, and go after it.
    return tuple(sorted(writes, key=_place))


def _is_undoable(operation: Operation, revision: int, snapshot: Snapshot, erased: Collection[str]) -> bool:
    """Tell whether what was done to a hidden fact can be undone: if not, that must show in no refusal."""
    sides = [fact for fact in (operation.before, operation.after) if fact is not None]
    if any(_persons(fact) & set(erased) for fact in sides):
        return False
    now = snapshot.get_fact(operation.id)
    return (0 if now is None else now.revision) == (0 if operation.after is None else revision)


def _unreferring(
    commit: Commit, view: View, going: Collection[str], written: Collection[str]
) -> Iterator[Write]:
    """Yield what is hidden without what it says of documents and phases that go.

    Raises Conflict for what can be seen and refers to one of them.
    """
    made = {operation.id for operation in commit.operations if isinstance(operation.after, Entity)}
    kinds = {operation.after.kind for operation in commit.operations if isinstance(operation.after, Entity)}
    gone = made & set(going)
    if not gone or not kinds & REFERRED_TO:
        return
    for fact in view.snapshot.facts().values():
        claims = tuple(claim for claim in fact.claims if claim.source not in gone)
        freed: Fact = replace(fact, claims=claims)
        if isinstance(freed, Relationship):
            freed = replace(freed, phases=tuple(phase for phase in freed.phases if phase not in gone))
        if fact.id in written or freed == fact:
            continue
        if view.get_fact(fact.id) is not None:
            raise Conflict(f"Facts refer since to what revision {commit.revision} made.")
        yield Write(OperationType.UPDATE, fact.id, freed)


def _inverse(operation: Operation, merged: Mapping[str, str]) -> Write:
    if operation.id in merged:
        return Write(OperationType.MERGE, operation.id, None, merged[operation.id])
    if operation.before is None:
        return Write(OperationType.DELETE, operation.id, None)
    kind = OperationType.CREATE if operation.after is None else OperationType.UPDATE
    return Write(kind, operation.id, operation.before)


def _place(write: Write) -> int:
    if write.after is None:
        return 3 if write.id[:1] == "e" else 2
    return 0 if isinstance(write.after, Entity) else 1


def _require_untouched(operation: Operation, revision: int, snapshot: Snapshot) -> None:
    now = snapshot.get_fact(operation.id)
    stands_at = 0 if now is None else now.revision
    if stands_at != (0 if operation.after is None else revision):
        raise Conflict(f"Somebody has built on revision {revision} since: take that back first.")


def _persons(fact: Fact) -> set[str]:
    return {fact.id} if isinstance(fact, Entity) else {fact.source, fact.target}
