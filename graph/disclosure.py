"""Whether a viewer may know of something that was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from graph.log import Commit, Operation
from graph.model import Entity, Fact, Relationship
from graph.rights import ViewClass
from graph.snapshot import Snapshot
from graph.view import View
from graph.vocabulary.vocabulary import Vocabulary

NOBODY: Mapping[str, Entity] = {}


def disclose(commit: Commit, view: View, gone: Mapping[str, Entity] = NOBODY) -> Commit | None:
    """Return a commit as a viewer may know it; None when it wrote nothing, or only what is hidden from them.

    What is hidden is left out of it; and its note too, which may speak of that, unless all of it only
    followed from what can be seen: whoever deletes something that hidden relationships hang on should
    not learn of these by the loss of their own note. `gone` holds, by id, entities that stand no more,
    as `missing_ends` names them.
    """
    known = tuple(find_knowable(view, commit.operations, gone))
    if not known:
        return None
    if len(known) == len(commit.operations):
        return commit
    tells = any(find_telling(commit.operations, known))
    return replace(commit, operations=known, note=None if tells else commit.note, key=None)


def find_telling(operations: Sequence[Operation], known: Sequence[Operation]) -> Iterator[Operation]:
    """Yield the operations of a commit that are not known and did not just follow from those that are.

    It follows that a relationship goes, or ends elsewhere, when what it touched is struck or absorbed;
    that a claim or a phase goes with its document or phase; that a slug gives way.
    """
    ids = {operation.id for operation in known}
    struck = {operation.id for operation in known if operation.after is None}
    for operation in operations:
        if operation.id not in ids and not _follows(operation, struck):
            yield operation


def _follows(operation: Operation, struck: set[str]) -> bool:
    before, after = operation.before, operation.after
    alike: Fact
    if isinstance(before, Relationship):
        loose = bool({before.source, before.target} & struck)
        if not isinstance(after, Relationship):
            return loose
        alike = replace(after, claims=before.claims, phases=before.phases)
        if loose:
            alike = replace(alike, source=before.source, target=before.target)
    elif isinstance(before, Entity) and isinstance(after, Entity):
        slug = before.slug if after.slug == after.id else after.slug
        alike = replace(after, claims=before.claims, slug=slug)
    else:
        return False
    return replace(alike, revision=before.revision, sealed=before.sealed) == before


def find_knowable(
    view: View, operations: Sequence[Operation], gone: Mapping[str, Entity] = NOBODY
) -> Iterator[Operation]:
    """Yield those operations of one commit that a viewer may know of, by both of their sides."""
    own = {operation.id: operation.fact for operation in operations}

    def find(entity_id: str) -> Entity | None:
        found = own.get(entity_id) or view.snapshot.get_entity(entity_id) or gone.get(entity_id)
        return found if isinstance(found, Entity) else None

    for operation in operations:
        sides = [fact for fact in (operation.before, operation.after) if fact is not None]
        if all(may_know_fact(fact, find, view.vocabulary, view.view_class) for fact in sides):
            yield operation


def missing_ends(commits: Sequence[Commit], snapshot: Snapshot) -> set[str]:
    """Return the ids at which relationships in commits end, and which nothing here tells the kind of."""
    missing: set[str] = set()
    for commit in commits:
        own = {operation.id for operation in commit.operations}
        for operation in commit.operations:
            for fact in (operation.before, operation.after):
                if isinstance(fact, Relationship):
                    missing |= {fact.source, fact.target} - own
    return {item for item in missing if snapshot.get_entity(item) is None}


def may_know_fact(
    fact: Fact, find: Callable[[str], Entity | None], vocabulary: Vocabulary, view_class: ViewClass
) -> bool:
    """Tell whether a viewer may know of a fact: of an entity by its kind, of a relationship by its ends.

    `find` returns an entity by its id. Ends that it does not find tell nothing about themselves: only
    the data officer may know.
    """
    if view_class is ViewClass.DATA_OFFICER:
        return True
    if isinstance(fact, Entity):
        kind = vocabulary.entity_kinds.get(fact.kind)
        return kind is not None and kind.visible_to <= view_class
    ends = (find(end) for end in (fact.source, fact.target))
    return all(end is not None and may_know_fact(end, find, vocabulary, view_class) for end in ends)
