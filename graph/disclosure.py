"""Whether a viewer may know of something that was written."""

from __future__ import annotations

from graph.log import Operation
from graph.model import Entity, Fact
from graph.view import View


def may_know(view: View, operation: Operation) -> bool:
    """Tell whether a viewer may know of an operation.

    Of an entity, by the visibility of its kind; of a relationship, by that of both its ends, as they
    stand or as they last stood before they were deleted in the same view.
    """
    return all(fact is None or _may_know(view, fact) for fact in (operation.before, operation.after))


def _may_know(view: View, fact: Fact) -> bool:
    if isinstance(fact, Entity):
        kind = view.vocabulary.entity_kinds.get(fact.kind)
        return kind is not None and kind.visible_to <= view.view_class
    return all(
        (end := view.snapshot.get_entity(end_id)) is not None and _may_know(view, end)
        for end_id in (fact.source, fact.target)
    )
