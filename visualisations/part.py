"""Which part of a network a picture is of, in one line: a picture of a part must not pass for the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.model import FactStatus
from graph.network import Scope, TieView
from graph.view import View, district_order
from graph.vocabulary.kinds import Label, Language
from visualisations.drawable import background_kinds, drawn_kinds, joining_kinds
from visualisations.value_texts import VALUE_TEXTS
from visualisations.wording import joined, lower_first, short_names

_AND = Label("e", "and")


def part_text(view: View, scope: Scope) -> Label | None:
    """Return in one line which part of a view a scope shows; None when it is all that is on a map.

    Background kinds that are left out are none: pictures say so by themselves. Raises NotFound for ids that
    cannot be seen.
    """
    said = list(_clauses(view, scope))
    if not said:
        return None
    return Label(" · ".join(clause.it for clause in said), " · ".join(clause.en for clause in said))


def _clauses(view: View, scope: Scope) -> Iterator[Label]:
    if (things := _things(view, scope)) is not None:
        yield things
    if scope.districts is not None:
        places = _listed(Label(name, name) for name in _district_names(view, scope.districts))
        yield Label(f"Solo ciò che opera in {places.it}", f"Only what is at work in {places.en}")
    if scope.plan is not None:
        name = view.require_entity(scope.plan).name
        yield Label(f"Solo ciò che fa parte di “{name}”", f"Only what is a part of “{name}”")
    if scope.around is not None:
        name, steps = view.require_entity(scope.around).name, scope.steps
        yield Label(
            f"Solo ciò che è entro {steps} {'passo' if steps == 1 else 'passi'} da “{name}”",
            f"Only what is within {steps} {'step' if steps == 1 else 'steps'} of “{name}”",
        )
    kinds = view.vocabulary.relationship_kinds
    if scope.relationship_kinds is not None and not scope.relationship_kinds >= joining_kinds(view):
        chosen = [kinds[name].label for name in kinds if name in scope.relationship_kinds]
        verbs = _listed(Label(f"“{verb.it}”", f"“{verb.en}”") for verb in chosen)
        yield Label(f"Solo i legami {verbs.it}", f"Only the ties {verbs.en}")
    if set(scope.status) < set(FactStatus):
        states = _listed(VALUE_TEXTS[status.value] for status in FactStatus if status in scope.status)
        yield Label(f"Solo ciò che è {states.it}", f"Only what is {states.en}")


def _things(view: View, scope: Scope) -> Label | None:
    """Return which kinds a scope narrows a view to; None when nothing but background is left out."""
    asked = scope.entity_kinds
    if asked is None:
        if scope.ties is TieView.SHARED_AFFILIATION:
            return Label("Solo attori, legati da ciò che condividono", "Only actors, tied by what they share")
        return Label("Solo attori", "Only actors")
    if asked >= drawn_kinds(view) - background_kinds(view):
        return None
    kinds = view.vocabulary.entity_kinds
    plurals = (kinds[name].plural for name in kinds if name in asked)
    named = _listed(Label(lower_first(plural.it), lower_first(plural.en)) for plural in plurals)
    return Label(f"Solo {named.it}", f"Only {named.en}")


def _district_names(view: View, chosen: frozenset[str]) -> list[str]:
    """Return the names of districts as areas have them: without the words that all of the view begin with."""
    districts = sorted(view.find_entities({"district"}), key=district_order)
    short = short_names([district.name for district in districts])
    names = {district.id: name for district, name in zip(districts, short, strict=True)}
    return [name for entity_id, name in names.items() if entity_id in chosen] + [
        view.require_entity(entity_id).name for entity_id in sorted(chosen - names.keys())
    ]


def _listed(labels: Iterable[Label]) -> Label:
    found = list(labels)
    italian, english = (
        joined([label.text(language) for label in found], _AND.text(language)) for language in Language
    )
    return Label(italian, english)
