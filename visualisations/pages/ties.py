"""The relationships of an entity, by their verbs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph.folding import fold
from graph.model import Entity, Relationship
from visualisations.pages.sayings import Dispute, Saying, find_disputes, find_sayings
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words


@dataclass(frozen=True, slots=True)
class TieLine:
    """A relationship, as seen from one of its ends: the other end, and what is said of it."""

    tie: Relationship
    other: Entity
    notes: tuple[str, ...]
    sayings: tuple[Saying, ...]
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True)
class TieGroup:
    """The relationships of an entity that one verb tells of, by the name of their other ends."""

    verb: str
    lines: tuple[TieLine, ...]


def group_ties(visit: Visit, ego: Entity, without: Collection[str] = ()) -> list[TieGroup]:
    """Return the relationships of an entity but those of some ids, in the order of the vocabulary."""
    ties = (tie for tie in visit.view.relationships_of(ego.id) if tie.id not in without)
    return _grouped(visit, ego, ties)


def group_denied(visit: Visit, ego: Entity) -> list[TieGroup]:
    """Return the relationships of an entity that the documents deny."""
    return _grouped(visit, ego, (tie for tie in visit.view.denied if ego.id in (tie.source, tie.target)))


def _grouped(visit: Visit, ego: Entity, ties: Iterable[Relationship]) -> list[TieGroup]:
    words = Words(visit)
    by_verb: dict[tuple[str, bool], list[TieLine]] = {}
    kinds = visit.view.vocabulary.relationship_kinds
    for tie in ties:
        outward = tie.source == ego.id or kinds[tie.kind].symmetric
        by_verb.setdefault((tie.kind, outward), []).append(tie_line(visit, words, ego, tie))
    order = list(kinds)
    return [
        TieGroup(words.verb_of(kind, outward=outward), tuple(sorted(by_verb[kind, outward], key=_line_order)))
        for kind, outward in sorted(by_verb, key=lambda item: (order.index(item[0]), not item[1]))
    ]


def tie_line(visit: Visit, words: Words, ego: Entity, tie: Relationship) -> TieLine:
    """Return what is told of a relationship on the page of one of its ends."""
    return TieLine(
        tie,
        visit.view.alter(tie, ego.id),
        tuple(_notes(words, tie)),
        tuple(find_sayings(visit, tie)),
        tuple(find_disputes(visit, tie)),
    )


def _notes(words: Words, tie: Relationship) -> Iterable[str]:
    if tie.role:
        yield words.own(tie.role)
    if phases := words.phases(tie):
        yield words.listed([words.own(phase.name) for phase in phases])
    if dates := words.dates(tie):
        yield dates
    if tie.strength is not None:
        yield words.say("strength", words.value(tie, "strength", tie.strength))
    for name in words.properties(tie):
        if name in tie.properties:
            yield words.chained(": ", (words.field(tie, name), words.value(tie, name, tie.properties[name])))


def _line_order(line: TieLine) -> tuple[str, str, str]:
    return (fold(line.other.name), str(line.tie.since or ""), line.tie.id)
