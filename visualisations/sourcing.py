"""The source line of a picture: which documents say what it shows."""

from __future__ import annotations

from collections.abc import Iterable

from graph.listing import name_key
from graph.model import Fact
from graph.view import View
from graph.vocabulary.kinds import Label
from visualisations.scene import Scene
from visualisations.wording import joined

_NAMED = 3


def source_line(view: View, facts: Iterable[Fact]) -> Label | None:
    """Return the documents that speak of these facts, those that say most first; None when none does."""
    said: dict[str, int] = {}
    for fact in facts:
        for source in {claim.source for claim in fact.claims}:
            said[source] = said.get(source, 0) + 1
    found = [(said[item], document) for item in said if (document := view.get_entity(item)) is not None]
    if not found:
        return None
    found.sort(key=lambda pair: (-pair[0], name_key(pair[1])))
    names = [document.name for _, document in found]
    # One that is left over is named too: "and 1 other" would be no shorter.
    named = names if len(names) <= _NAMED + 1 else names[:_NAMED]
    others = len(names) - len(named)
    italian = [*named, f"altri {others} documenti"] if others else named
    english = [*named, f"{others} other documents"] if others else named
    plural = len(names) > 1
    return Label(
        f"{'Fonti' if plural else 'Fonte'}: {joined(italian, 'e')}",
        f"{'Sources' if plural else 'Source'}: {joined(english, 'and')}",
    )


def scene_source(view: View, scene: Scene) -> Label | None:
    """Return the source line of a map."""
    facts: list[Fact] = [node.entity for node in scene.nodes]
    facts += [tie.relationship for tie in scene.ties]
    return source_line(view, facts)
