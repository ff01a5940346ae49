"""Whether a viewer may know of something that was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from graph.log import Operation
from graph.model import Entity, Fact
from graph.rights import ViewClass
from graph.view import View
from graph.vocabulary.vocabulary import Vocabulary


def find_knowable(view: View, operations: Sequence[Operation]) -> Iterator[Operation]:
    """Yield those operations of one commit that a viewer may know of, by both of their sides."""
    own = {operation.id: operation.fact for operation in operations}

    def find(entity_id: str) -> Entity | None:
        found = own.get(entity_id) or view.snapshot.get_entity(entity_id)
        return found if isinstance(found, Entity) else None

    for operation in operations:
        sides = [fact for fact in (operation.before, operation.after) if fact is not None]
        if all(may_know_fact(fact, find, view.vocabulary, view.view_class) for fact in sides):
            yield operation


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
