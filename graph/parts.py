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
    found: dict[str, Entity] = {}
    waiting = [whole.id]
    while waiting:
        for tie in view.relationships_of(waiting.pop(), view.vocabulary.containing_kinds, Direction.IN):
            if tie.source not in found:
                found[tie.source] = view.require_entity(tie.source)
                if deep:
                    waiting.append(tie.source)
    return sorted((part for part in found.values() if part.kind == kind), key=natural_order)


def get_whole(view: View, part: Entity, kind: str) -> Entity | None:
    """Return the entity of one kind that another is directly a part of, the first recorded."""
    for tie in view.relationships_of(part.id, view.vocabulary.containing_kinds, Direction.OUT):
        whole = view.require_entity(tie.target)
        if whole.kind == kind:
            return whole
    return None


def natural_order(entity: Entity) -> tuple[float, list[int], str]:
    """Sort key of things that people number: by `order`, then the numbers in `code`, then name."""
    order, code = entity.properties.get("order"), entity.properties.get("code")
    numbers = [int(number) for number in re.findall(r"\d+", code)] if isinstance(code, str) else []
    return (order if isinstance(order, (int, float)) else float("inf"), numbers, fold(entity.name))
