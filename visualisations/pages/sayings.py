"""Which documents say a fact, in words, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.model import Claim, Entity, Fact
from visualisations.details import disputed
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words


@dataclass(frozen=True, slots=True)
class Saying:
    """What one document says: of a property its value, with `label` empty of the fact as a whole."""

    document: Entity
    stance: str
    tag: str
    label: str
    value: str
    place: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Something about a fact that documents disagree on: a property, or with `label` empty the whole."""

    label: str
    sayings: tuple[Saying, ...]


def find_sayings(visit: Visit, fact: Fact) -> list[Saying]:
    """Return what documents that can be seen say of a fact, of the whole of it first."""
    words = Words(visit)
    claims = sorted(fact.claims, key=lambda claim: claim.property is not None)
    return list(_said(visit, words, fact, claims))


def find_disputes(visit: Visit, fact: Fact) -> list[Dispute]:
    """Return the points of a fact that documents disagree on, with what each of them says."""
    words = Words(visit)
    found = []
    for name in disputed(fact.claims, words.properties(fact)):
        claims = [claim for claim in fact.claims if (claim.property or "") == name]
        label = words.field(fact, name) if name else ""
        found.append(Dispute(label, tuple(_said(visit, words, fact, claims))))
    return [dispute for dispute in found if len(dispute.sayings) > 1]


def _said(visit: Visit, words: Words, fact: Fact, claims: list[Claim]) -> Iterator[Saying]:
    for claim in claims:
        document = visit.timeless.get_entity(claim.source)
        if document is None:
            continue
        name = claim.property
        yield Saying(
            document,
            words.say(claim.stance.value),
            words.say(f"tag_{claim.stance.value}"),
            "" if name is None else words.field(fact, name),
            "" if name is None else words.value(fact, name, claim.value),
            words.place(claim),
        )
