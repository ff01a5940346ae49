"""What is a part of what: phases and actions of a plan, parts of actions, municipalities of districts."""

from __future__ import annotations

import re

from graph.folding import fold
from graph.model import Entity
from graph.view import Direction, View


def find_parts(view: View, whole: Entity, kind: str, *, deep: bool = False) -> list[Entity]:
    """Return the parts of one kind that an entity has, with `deep` also the parts of its parts.

    They come in their own order: by `order`, then `code` (1, 2, … 10), then name.
    """
    found = find_contained(view, whole, deep=deep)
    return sorted((part for part in found if part.kind == kind), key=natural_order)


def find_contained(view: View, whole: Entity, *, deep: bool = True) -> list[Entity]:
    """Return all that an entity contains, of whatever kind, with `deep` also what its parts contain."""
    found: dict[str, Entity] = {}
    waiting = [whole.id]
    while waiting:
        for tie in view.relationships_of(waiting.pop(), view.vocabulary.containing_kinds, Direction.IN):
            if tie.source not in found:
                found[tie.source] = view.require_entity(tie.source)
                if deep:
                    waiting.append(tie.source)
    return list(found.values())


def get_whole(view: View, part: Entity, kind: str) -> Entity | None:
    """Return the entity of one kind that another is a part of: the nearest, of equally near ones the first.

    A lab inside a workshop inside an action is a part of the action.
    """
    seen, waiting = {part.id}, [part]
    while waiting:
        above: list[Entity] = []
        for item in waiting:
            for tie in view.relationships_of(item.id, view.vocabulary.containing_kinds, Direction.OUT):
                if tie.target not in seen:
                    seen.add(tie.target)
                    above.append(view.require_entity(tie.target))
        found = next((whole for whole in above if whole.kind == kind), None)
        if found is not None:
            return found
        waiting = above
    return None


def natural_order(entity: Entity) -> tuple[float, list[int], str]:
    """Sort key of things that people number: by `order`, then the numbers in `code`, then name."""
    order, code = entity.properties.get("order"), entity.properties.get("code")
    numbers = [int(number) for number in re.findall(r"\d+", code)] if isinstance(code, str) else []
    return (order if isinstance(order, (int, float)) else float("inf"), numbers, fold(entity.name))
