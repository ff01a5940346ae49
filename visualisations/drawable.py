"""What may stand on a map, and which kinds of things and ties belong there. Young people never do."""

from __future__ import annotations

from collections.abc import Iterable

from graph.errors import Invalid
from graph.model import Entity
from graph.rights import ViewClass
from graph.view import View
from graph.vocabulary.kinds import EntityKind

_NOT_DRAWN = frozenset({"in_phase"})


def drawable_kinds(view: View) -> frozenset[str]:
    """Return the kinds of entity that may stand on a map: none that only the data officer may see."""
    kinds = view.vocabulary.entity_kinds.items()
    return frozenset(name for name, kind in kinds if _is_drawable(kind))


def drawn_kinds(view: View) -> frozenset[str]:
    """Return the kinds of entity that belong on a map."""
    kinds = view.vocabulary.entity_kinds
    return frozenset(name for name in drawable_kinds(view) if kinds[name].on_map)


def background_kinds(view: View) -> frozenset[str]:
    """Return the kinds on a map that nobody can have a part in, such as topics: what others speak of.

    They join nearly everything and say little about who works with whom, so overviews leave them out.
    """
    vocabulary = view.vocabulary
    taken_part_in = set(vocabulary.actor_kinds)
    for name in vocabulary.tie_kinds | vocabulary.affiliation_kinds:
        kind = vocabulary.relationship_kinds[name]
        taken_part_in |= kind.sources | kind.targets
    return drawn_kinds(view) - taken_part_in


def joining_kinds(view: View) -> frozenset[str]:
    """Return the kinds of relationship that are drawn: not those that say where or in which phase."""
    return frozenset(set(view.vocabulary.relationship_kinds) - view.vocabulary.locating_kinds - _NOT_DRAWN)


def may_be_drawn(view: View, entity: Entity) -> bool:
    """Return whether an entity may stand on a map: not when only the data officer may see its kind."""
    kind = view.vocabulary.entity_kinds.get(entity.kind)
    return kind is not None and _is_drawable(kind)


def require_drawable(view: View, entities: Iterable[Entity]) -> None:
    """Raise Invalid when an entity may not stand on a map."""
    if not all(may_be_drawn(view, entity) for entity in entities):
        raise Invalid("Young people are never drawn.")


def _is_drawable(kind: EntityKind) -> bool:
    return kind.visible_to < ViewClass.DATA_OFFICER
