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

    What is hidden is left out of it, and its note too, which may speak of that. `gone` holds, by id,
    entities that stand no more, as `missing_ends` names them.
    """
    known = tuple(find_knowable(view, commit.operations, gone))
    if known and len(known) == len(commit.operations):
        return commit
    return replace(commit, operations=known, note=None, key=None) if known else None


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
