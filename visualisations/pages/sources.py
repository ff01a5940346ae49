"""The pages of sources: which documents there are, what each says, and where they disagree."""

from __future__ import annotations

from dataclasses import dataclass

from graph.model import Entity, Fact
from visualisations.facts import DocumentFacts, Statement, find_facts
from visualisations.pages.frame import Step, write_page
from visualisations.pages.sayings import Dispute, find_disputes
from visualisations.pages.visit import Visit
from visualisations.pages.words import SILENT_PROPERTIES, Words


@dataclass(frozen=True, slots=True)
class DisputedFact:
    """A fact that documents disagree on: its ends, the verb between them if there are two."""

    ends: tuple[Entity, ...]
    verb: str
    disputes: tuple[Dispute, ...]


def write_sources(visit: Visit) -> str:
    """Return the page of all documents and of what they disagree on. Cost: O(claims)."""
    said = {facts.document.id: facts for facts in find_facts(visit.view, visit.language)}
    documents = [
        (document, said.get(document.id), _count(said.get(document.id)))
        for document in visit.view.find_entities({"document"})
    ]
    return write_page(
        "sources",
        visit,
        title=Words(visit).say("sources"),
        documents=sorted(documents, key=lambda item: -item[2]),
        disputed=find_disputed(visit),
    )


def write_document(visit: Visit, document: Entity) -> str:
    """Return the page of what one document says, section by section. Cost: O(claims)."""
    words = Words(visit)
    found = next(
        (facts for facts in find_facts(visit.view, visit.language) if facts.document.id == document.id), None
    )
    return write_page(
        "document",
        visit,
        title=f"{words.say('sources')}: {document.name}",
        trail=(Step(words.say("sources"), visit.asked.link("/sources")),),
        document=document,
        sections=() if found is None else found.sections,
        count=_count(found),
        tell=lambda statement: _tell(words, statement),
    )


def find_disputed(visit: Visit) -> list[DisputedFact]:
    """Return the facts that documents disagree on, entities first."""
    view, words = visit.view, Words(visit)
    facts: list[Fact] = [*view.find_entities(), *view.find_relationships()]
    found = []
    for fact in facts:
        # Two documents at least are needed for that: most facts have fewer.
        if len(fact.claims) < 2 or not (disputes := find_disputes(visit, fact)):
            continue
        if isinstance(fact, Entity):
            found.append(DisputedFact((fact,), "", tuple(disputes)))
        else:
            ends = (view.require_entity(fact.source), view.require_entity(fact.target))
            found.append(DisputedFact(ends, words.verb(fact), tuple(disputes)))
    return found


def _tell(words: Words, statement: Statement) -> list[tuple[str, str]]:
    """Return what a document says of a fact, by fields and in words; what only programs need is left out."""
    return [
        (words.field(statement.fact, name), words.value(statement.fact, name, value))
        for name, value in statement.said
        if name not in SILENT_PROPERTIES
    ]


def _count(facts: DocumentFacts | None) -> int:
    return 0 if facts is None else sum(len(section.statements) for section in facts.sections)
