"""In which districts something is at work, and of which documents say that it is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graph.model import Entity, FactStatus, Relationship
from graph.vocabulary.vocabulary import PLACE_KINDS

if TYPE_CHECKING:
    from graph.view import View

_WEAKEST = {FactStatus.ACTUAL: 0, FactStatus.PLANNED: 1, FactStatus.ENDED: 2}


def find_district_statuses(view: View, entity_id: str) -> dict[str, FactStatus]:
    """Return by which status an entity is at work in each of its districts, by their ids.

    The districts are those that its locating relationships join it to, directly or through a
    municipality; an entity that has none takes those of what it is a part of, and so on. A way is as
    far as the weakest of its relationships; of several ways to a district the strongest counts.
    Cost: O(relationships on the ways).
    """
    return _reach(view, entity_id, set(), {})


def find_denied_places(view: View) -> dict[tuple[str, str], tuple[Relationship, ...]]:
    """Return what documents say is not in a district: the denied facts, by the ids of thing and district.

    Only what is denied to be so: that something is not foreseen does not say that it is not there.
    """
    found: dict[tuple[str, str], tuple[Relationship, ...]] = {}
    for tie in view.denied:
        if view.status_of(tie) is not FactStatus.ACTUAL:
            continue
        for thing, place in ((tie.source, tie.target), (tie.target, tie.source)):
            entity, district = view.get_entity(thing), view.get_entity(place)
            if entity is None or district is None or district.kind != "district":
                continue
            if _locates(view, tie, entity):
                key = (entity.id, district.id)
                found[key] = (*found.get(key, ()), tie)
    return found


def _reach(
    view: View, entity_id: str, above: set[str], done: dict[str, Mapping[str, FactStatus]]
) -> dict[str, FactStatus]:
    """Return the statuses; `above` are on the way here, so that a circle ends, `done` are known."""
    ego = view.get_entity(entity_id)
    if ego is None or ego.id in above:
        return {}
    if ego.kind == "district":
        return {ego.id: FactStatus.ACTUAL}
    if ego.id not in done:
        above.add(ego.id)
        found = _join(view, _find_places(view, ego), above, done)
        done[ego.id] = found or _join(view, _find_wholes(view, ego), above, done)
        above.discard(ego.id)
    return dict(done[ego.id])


def _join(
    view: View,
    ways: Iterator[tuple[Relationship, str]],
    above: set[str],
    done: dict[str, Mapping[str, FactStatus]],
) -> dict[str, FactStatus]:
    found: dict[str, FactStatus] = {}
    for tie, other in ways:
        own = view.status_of(tie)
        for district, beyond in _reach(view, other, above, done).items():
            status = max(own, beyond, key=_WEAKEST.__getitem__)
            found[district] = min(status, found.get(district, status), key=_WEAKEST.__getitem__)
    return found


def _find_places(view: View, ego: Entity) -> Iterator[tuple[Relationship, str]]:
    """Yield the relationships that say where an entity is, each with the place."""
    kinds = view.vocabulary.locating_kinds | view.vocabulary.place_giving_kinds(ego.kind)
    for tie in view.relationships_of(ego.id, kinds):
        if _locates(view, tie, ego):
            yield tie, tie.target if tie.source == ego.id else tie.source


def _find_wholes(view: View, ego: Entity) -> Iterator[tuple[Relationship, str]]:
    for tie in view.relationships_of(ego.id, view.vocabulary.containing_kinds):
        if tie.source == ego.id:
            yield tie, tie.target


def _locates(view: View, tie: Relationship, ego: Entity) -> bool:
    """Tell whether a relationship says where one of its ends is."""
    if tie.kind in view.vocabulary.locating_kinds:
        return tie.source == ego.id
    if tie.kind not in view.vocabulary.place_giving_kinds(ego.kind) or tie.target != ego.id:
        return False
    giver = view.get_entity(tie.source)
    return giver is not None and giver.kind in PLACE_KINDS
