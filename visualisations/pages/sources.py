"""The pages of sources: which documents there are, what each says, and where they disagree."""

from __future__ import annotations

from dataclasses import dataclass

from graph.citations import count_claims, find_contestable
from graph.model import Entity
from visualisations.facts import NO_SECTION, Statement, read_document
from visualisations.pages.frame import Step, write_page
from visualisations.pages.sayings import Dispute, find_disputes
from visualisations.pages.visit import Visit
from visualisations.pages.words import SILENT_PROPERTIES, Words

MOST_DISPUTED = 100
MOST_STATEMENTS = 300
"""How many of one section are shown."""


@dataclass(frozen=True, slots=True)
class DisputedFact:
    """A fact that documents disagree on: its ends, the verb between them if there are two."""

    ends: tuple[Entity, ...]
    verb: str
    disputes: tuple[Dispute, ...]


def write_sources(visit: Visit) -> str:
    """Return the page of all documents and of what they disagree on. Cost: O(facts)."""
    said = count_claims(visit.view)
    documents = [(document, said[document.id]) for document in visit.view.find_entities({"document"})]
    disputed = find_disputed(visit)
    return write_page(
        "sources",
        visit,
        title=Words(visit).say("sources"),
        documents=sorted(documents, key=lambda item: -item[1]),
        disputed=disputed[:MOST_DISPUTED],
        more_disputed=max(0, len(disputed) - MOST_DISPUTED),
    )


def write_document(visit: Visit, document: Entity) -> str:
    """Return the page of what one document says, section by section. Cost: O(facts)."""
    words = Words(visit)
    sections = read_document(visit.view, document, visit.language).sections
    return write_page(
        "document",
        visit,
        title=f"{words.say('sources')}: {document.name}",
        trail=(Step(words.say("sources"), visit.asked.link("/sources")),),
        document=document,
        sections=sections,
        heads=[_heading(words, section.heading) for section in sections],
        count=sum(len(section.statements) for section in sections),
        most=MOST_STATEMENTS,
        tell=lambda statement: _tell(words, statement),
    )


def find_disputed(visit: Visit) -> list[DisputedFact]:
    """Return the facts that documents disagree on, entities first."""
    view, words = visit.view, Words(visit)
    found = []
    for fact in find_contestable(view):
        if not (disputes := find_disputes(visit, fact)):
            continue
        if isinstance(fact, Entity):
            found.append(DisputedFact((fact,), "", tuple(disputes)))
        else:
            ends = (view.require_entity(fact.source), view.require_entity(fact.target))
            found.append(DisputedFact(ends, words.verb(fact), tuple(disputes)))
    return found


def _heading(words: Words, heading: str) -> str:
    """Return a heading of a document in its language, or that there is none in the page's."""
    return heading if heading == words.label(NO_SECTION) else words.own(heading)


def _tell(words: Words, statement: Statement) -> list[tuple[str, str]]:
    """Return what a document says of a fact, by fields and in words; what only programs need is left out.

    Properties come last, in the vocabulary's order.
    """
    fact = statement.fact
    order = {name: row for row, name in enumerate(words.properties(fact), start=1)}
    return [
        (words.field(fact, name), words.value(fact, name, value))
        for name, value in sorted(statement.said, key=lambda said: order.get(said[0], 0))
        if name not in SILENT_PROPERTIES
    ]
