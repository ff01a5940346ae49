"""Everything that documents say, under the headings they say it: for checking it against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.citations import find_cited
from graph.difference import FIELD_LABELS, STATUS_LABELS, describe
from graph.model import Claim, Entity, Fact, FactStatus, PropertyValue, Relationship, Stance
from graph.view import View
from graph.vocabulary.kinds import Label, Language, PropertyKind

NO_SECTION = Label("Senza indicazione del punto", "No place given")
_LEFT_OUT = frozenset({"kind", "name", "slug", "source", "target", "sections", "phases"})
_STANCES = {
    Stance.ASSERTS: Label("afferma", "asserts"),
    Stance.PLANS: Label("prevede", "plans"),
    Stance.DENIES: Label("nega", "denies"),
    Stance.INFERRED: Label("si deduce", "inferred"),
}


Said = tuple[tuple[str, PropertyValue | None], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says of a fact: of an entity, or of two and the verb between them.

    `words` are the entity's kind, or the verb; `detail` is what is said of it, of one property only when
    `of_property`; `said` is the same, field by field. As a string it is one line.
    """

    fact: Fact

    stance: Stance
    stance_text: str
    ends: tuple[Entity, ...]
    words: str
    detail: str
    of_property: bool
    said: Said

    def __str__(self) -> str:
        """Return the statement in one line: [asserts] Organisation “Studio” (In short = …)."""
        first, last = self.ends[0].name, self.ends[-1].name
        subject = f"{self.words} “{first}”" if len(self.ends) == 1 else f"“{first}” {self.words} “{last}”"
        detail = f" ({self.detail})" if self.detail else ""
        return f"[{self.stance_text}] {subject}" + (f": {self.detail}" if self.of_property else detail)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a document and what is said under it."""

    heading: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document, section by section in its own order; headings without a statement are there too."""

    document: Entity
    sections: tuple[Section, ...]


def find_facts(view: View, language: Language) -> Iterator[DocumentFacts]:
    """Yield each document that says something, with what it says. Cost: O(facts) for each document."""
    for document in view.find_entities({"document"}):
        facts = read_document(view, document, language)
        if any(section.statements for section in facts.sections):
            yield facts


def read_document(view: View, document: Entity, language: Language) -> DocumentFacts:
    """Return what one document says."""
    said: dict[str, list[Statement]] = {}
    for fact in find_cited(view, document.id):
        for claim in fact.claims:
            if claim.source == document.id:
                heading = claim.locator or NO_SECTION.text(language)
                said.setdefault(heading, []).append(_statement(view, fact, claim, language))
    return DocumentFacts(document, tuple(_in_order(document, said)))


def _in_order(document: Entity, said: dict[str, list[Statement]]) -> Iterator[Section]:
    headings = document.properties.get("sections", ())
    own = [str(heading) for heading in headings] if isinstance(headings, tuple) else []
    for heading in dict.fromkeys((*own, *said)):
        yield Section(heading, tuple(said.get(heading, ())))


def _statement(view: View, fact: Fact, claim: Claim, language: Language) -> Statement:
    stance = _STANCES[claim.stance].text(language)
    ends: tuple[Entity, ...]
    if isinstance(fact, Entity):
        kind = view.vocabulary.entity_kinds[fact.kind]
        ends, words, properties = (fact,), kind.label.text(language), kind.properties
    else:
        tie_kind = view.vocabulary.relationship_kinds[fact.kind]
        ends = (view.require_entity(fact.source), view.require_entity(fact.target))
        words, properties = tie_kind.label.text(language), tie_kind.properties
    said: Said
    if claim.property is not None:
        said = ((claim.property, claim.value),)
    else:
        fields = [
            (name, value)
            for name, value in describe(fact).items()
            if name not in _LEFT_OUT and (name, value) != ("status", FactStatus.ACTUAL)
        ]
        phases = tuple(phase.name for item in _phases(fact) if (phase := view.get_entity(item)) is not None)
        said = (*fields, ("phases", phases)) if phases else tuple(fields)
    detail = "; ".join(_said(name, value, properties, language) for name, value in said)
    of_property = claim.property is not None
    return Statement(fact, claim.stance, stance, ends, words, detail, of_property=of_property, said=said)


def _said(
    name: str, value: PropertyValue | None, kinds: Mapping[str, PropertyKind], language: Language
) -> str:
    label = kinds[name].label if name in kinds else FIELD_LABELS.get(name, Label(name, name))
    values = value if isinstance(value, tuple) else (value,)
    choices = kinds[name].choices if name in kinds else {}
    if name == "status":
        choices = {status.value: words for status, words in STATUS_LABELS.items()}
    texts = [choices[str(item)].text(language) if str(item) in choices else str(item) for item in values]
    return f"{label.text(language)} = {', '.join(texts)}"


def _phases(fact: Fact) -> tuple[str, ...]:
    return fact.phases if isinstance(fact, Relationship) else ()
