"""The directory: everything recorded, to search by words and to narrow by kind, district and status."""

from __future__ import annotations

import re

from graph.errors import NotFound
from graph.model import Entity, FactStatus
from graph.search import search
from graph.selection import EntityChoice, EntityOrder, choose_entities
from graph.view import View
from graph.vocabulary.kinds import Label
from visualisations.pages.asked import fault
from visualisations.pages.frame import write_page
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words

PAGE = 50
MOST_HITS = 1_000
PARAMETERS = ("q", "kind", "district", "status", "tied_to", "page")


def find_entity_faults(visit: Visit) -> dict[str, Label]:
    """Return what is wrong with the parameters of the directory, by their names."""
    asked = visit.asked
    faults = {}
    kinds = {kind.name for kind in visit.view.vocabulary.entity_kinds.values() if _is_shown(visit, kind.name)}
    choices = {
        "kind": kinds,
        "district": {district.slug for district in visit.districts},
        "status": {status.value for status in FactStatus},
    }
    for name, allowed in choices.items():
        if asked.get(name) and asked.get(name) not in allowed:
            faults[name] = fault("bad_choice", asked.get(name))
    tied_to = asked.get("tied_to")
    if tied_to and visit.view.get_entity_by_slug(tied_to) is None:
        faults["tied_to"] = fault("bad_choice", tied_to)
    page = asked.get("page")
    if page and not re.fullmatch(r"[1-9][0-9]{0,7}", page):
        faults["page"] = fault("bad_page", page)
    return faults


def write_entities(visit: Visit) -> str:
    """Return a page of the directory: fifty entities, by name, or of a search the best first.

    With a district it costs O(entities of the kind). Raises NotFound beyond the last page.
    """
    words, asked = Words(visit), visit.asked
    found, total = ([], 0) if asked.faults else _find(visit)
    page, pages = int(asked.get("page") or 1) if not asked.faults else 1, max(1, -(-total // PAGE))
    if page > pages:
        raise NotFound(f"There are {pages} pages.")
    tied_to = visit.view.get_entity_by_slug(asked.get("tied_to")) if asked.get("tied_to") else None
    kind = asked.get("kind") if "kind" not in asked.faults else ""
    narrowed = [words.kinds(kind)] if kind else []
    if asked.get("status") and not asked.faults:
        narrowed.append(words.say(asked.get("status")))
    if tied_to is not None:
        narrowed.append(words.lowered(words.say("tied_to", tied_to.name)))
    if page > 1:
        narrowed.append(words.say("page_of", page, pages))
    title = ": ".join([words.say("entities"), *filter(None, [", ".join(narrowed)])])
    return write_page(
        "entities",
        visit,
        title=title,
        found=[(entity, visit.view.districts_of(entity.id)) for entity in found],
        total=total,
        page=page,
        pages=pages,
        tied_to=tied_to,
        kinds=[
            (name, words.kinds(name)) for name in visit.view.vocabulary.entity_kinds if _is_shown(visit, name)
        ],
        statuses=[(status.value, words.say(status.value)) for status in FactStatus],
    )


def _find(visit: Visit) -> tuple[list[Entity], int]:
    view, asked = visit.view, visit.asked
    district = view.get_entity_by_slug(asked.get("district")) if asked.get("district") else None
    choice = EntityChoice(
        kinds=frozenset({asked.get("kind")}) if asked.get("kind") else None,
        districts=None if district is None else (district.id,),
        status=frozenset({FactStatus(asked.get("status"))}) if asked.get("status") else None,
        related_to=_id_of(view, asked.get("tied_to")),
    )
    first = (int(asked.get("page") or 1) - 1) * PAGE
    if not asked.get("q"):
        rows, _ = choose_entities(view, choice, EntityOrder.NAME)
        return list(rows[first : first + PAGE]), len(rows)
    tied = set() if choice.related_to is None else _tied_to(view, choice.related_to)
    hits = [
        hit.entity
        for hit in search(view, asked.get("q"), choice.kinds, MOST_HITS)
        if (choice.status is None or view.status_of(hit.entity) in choice.status)
        and (choice.related_to is None or hit.entity.id in tied)
        and (district is None or district in view.districts_of(hit.entity.id))
    ]
    return hits[first : first + PAGE], len(hits)


def _id_of(view: View, slug: str) -> str | None:
    entity = view.get_entity_by_slug(slug) if slug else None
    return None if entity is None else entity.id


def _tied_to(view: View, entity_id: str) -> set[str]:
    return {view.alter(tie, entity_id).id for tie in view.relationships_of(entity_id)}


def _is_shown(visit: Visit, kind: str) -> bool:
    return visit.view.vocabulary.entity_kinds[kind].visible_to <= visit.view.view_class
