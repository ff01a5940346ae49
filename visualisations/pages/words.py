"""How facts read on pages: labels, verbs, values, dates and sources, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from graph.difference import FIELD_LABELS
from graph.model import Claim, Entity, Fact, PropertyValue, Relationship, Scalar
from graph.view import View
from graph.vocabulary.kinds import Label, Language, PropertyKind
from visualisations.pages.texts import TEXTS
from visualisations.pages.visit import Visit
from visualisations.wording import day_text, elided, joined, lower_first, number_text

SILENT_PROPERTIES = frozenset({"order", "shown_on"})
"""What is recorded for programs rather than people."""
WEB = ("https://", "http://")
_CODES = frozenset({"slug", "code", "tax_code", "istat_code", "number"})
"""Texts that are in no language."""


class Words:
    """Puts what a view holds into words for a reader."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._language = visit.language

    def say(self, name: str, *parts: object) -> str:
        """Return one of the pages' own texts, filled in."""
        return TEXTS[name].text(self._language).format(*parts)

    @property
    def own_lang(self) -> Markup:
        """The attribute by which a tag says that its text is the network's; empty in the page's language."""
        if self._is_own:
            return Markup("")
        return Markup(' lang="{}"').format(self._view.vocabulary.language)

    def own(self, text: str) -> str:
        """Return a text of the network, marked up as in its language where the page is in another."""
        if self._is_own or not text:
            return text
        return Markup("<span{}>{}</span>").format(self.own_lang, text)

    def say_own(self, name: str, *parts: str) -> str:
        """Return one of the pages' own texts, filled in with texts of the network, which are marked up."""
        return self.fill(name, *map(self.own, parts))

    def fill(self, name: str, *parts: str) -> str:
        """Return one of the pages' own texts, filled in; what is marked up of its parts stays so."""
        if self._is_own:
            return self.say(name, *parts)
        return escape(TEXTS[name].text(self._language)).format(*parts)

    def chained(self, separator: str, parts: Iterable[str]) -> str:
        """Return texts one after the other; what is marked up stays so."""
        return separator.join(parts) if self._is_own else escape(separator).join(parts)

    def on_days(self, name: str, *days: str) -> str:
        """Return one of the pages' own texts, filled in with days."""
        said = self.say(name, *days)
        return elided(said) if self._language is Language.IT else said

    def label(self, label: Label) -> str:
        """Return a label."""
        return label.text(self._language)

    def kind(self, name: str) -> str:
        """Return what one thing of a kind is called."""
        kind = self._view.vocabulary.entity_kinds.get(name)
        return name if kind is None else self.label(kind.label)

    def kinds(self, name: str) -> str:
        """Return what several things of a kind are called."""
        kind = self._view.vocabulary.entity_kinds.get(name)
        return name if kind is None else self.label(kind.plural)

    def verb(self, tie: Relationship, *, outward: bool = True) -> str:
        """Return the verb of a relationship, from its source or, not outward, from its target."""
        return self.verb_of(tie.kind, outward=outward)

    def verb_of(self, kind_name: str, *, outward: bool = True) -> str:
        """Return the verb of a kind of relationship."""
        kind = self._view.vocabulary.relationship_kinds[kind_name]
        return self.label(kind.label if outward or kind.symmetric else kind.inverse)

    def status(self, fact: Fact) -> str:
        """Return the status of a fact at the moment."""
        return self.say(self._view.status_of(fact).value)

    def day(self, day: date) -> str:
        """Return a day as people write it."""
        return day_text(day, self._language)

    def time(self, moment: datetime) -> str:
        """Return a day and time, in Universal Time."""
        return f"{self.day(moment.date())}, {moment:%H:%M} UTC"

    def dates(self, fact: Fact) -> str:
        """Return when a fact is true, as far as is known; empty when nothing is."""
        if fact.since is not None and fact.until is not None:
            return self.on_days("from_until", self.day(fact.since), self._last_day(fact.until))
        if fact.since is not None:
            return self.on_days("from", self.day(fact.since))
        return "" if fact.until is None else self.on_days("until", self._last_day(fact.until))

    def number(self, number: int) -> str:
        """Return a whole number with its thousands set apart."""
        return number_text(number, self._language)

    def counted(self, name: str, count: int) -> str:
        """Return a text for none, one or many: that of `name_none`, `name_one` or `name_many`."""
        size = "none" if count == 0 else "one" if count == 1 else "many"
        return self.say(f"{name}_{size}", self.number(count))

    def listed(self, parts: Sequence[str]) -> str:
        """Return parts as people list them: a, b and c; what is marked up stays so."""
        and_word = "e" if self._language is Language.IT else "and"
        if self._is_own:
            return joined(parts, and_word)
        # Every part is escaped, and the words between are ours.
        return Markup(joined([str(escape(part)) for part in parts], and_word))  # noqa: S704

    def districts(self, districts: Sequence[Entity]) -> str:
        """Return the names of districts, short where they are alike."""
        names = self._visit.district_names
        return ", ".join(names.get(district.id, district.name) for district in districts)

    def lowered(self, text: str) -> str:
        """Return a label as it reads inside a sentence."""
        return lower_first(text)

    def field(self, fact: Fact, name: str) -> str:
        """Return what a field or property of a fact is called."""
        kinds = self.properties(fact)
        label = kinds[name].label if name in kinds else FIELD_LABELS.get(name)
        return name if label is None else self.label(label)

    def value(self, fact: Fact, name: str, value: PropertyValue | None) -> str:
        """Return a value of a field or property of a fact."""
        values = value if isinstance(value, tuple) else (value,)
        return self.chained("; ", (self._one(fact, name, item) for item in values if item is not None))

    def properties(self, fact: Fact) -> Mapping[str, PropertyKind]:
        """Return the properties that a fact of its kind may have, by name."""
        words = self._view.vocabulary
        kinds = words.entity_kinds if isinstance(fact, Entity) else words.relationship_kinds
        return kinds[fact.kind].properties if fact.kind in kinds else {}

    def phases(self, tie: Relationship) -> list[Entity]:
        """Return the phases that a relationship is tied to and that can be seen."""
        found = (self._visit.timeless.get_entity(phase) for phase in tie.phases)
        return [phase for phase in found if phase is not None]

    def place(self, claim: Claim) -> str:
        """Return where in a document a claim stands, and when it was stated; empty if nobody said."""
        parts = [] if claim.locator is None else [self.say_own("in_section", claim.locator)]
        if claim.stated_on is not None:
            parts.append(self.on_days("stated_on", self.day(claim.stated_on)))
        return self.chained(", ", parts)

    def is_address(self, value: object) -> bool:
        """Tell whether a value is a web address that may be followed."""
        return isinstance(value, str) and value.lower().startswith(WEB) and not any(map(str.isspace, value))

    def _last_day(self, until: date) -> str:
        # `until` is the first day on which it is no longer so.
        return self.day(until - timedelta(days=until > date.min))

    def _one(self, fact: Fact, name: str, value: Scalar) -> str:
        kinds = self.properties(fact)
        if name in kinds and str(value) in kinds[name].choices:
            return self.label(kinds[name].choices[str(value)])
        if name == "status" and str(value) in TEXTS:
            return self.say(str(value))
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, date):
            return self._last_day(value) if name == "until" else self.day(value)
        if isinstance(value, float):
            text = f"{value:g}"
            return text.replace(".", ",") if self._language is Language.IT else text
        if name == "kind":
            return self.kind(str(value))
        is_written = isinstance(value, str) and not self.is_address(value) and name not in _CODES
        return self.own(str(value)) if is_written else str(value)

    @property
    def _is_own(self) -> bool:
        """Whether the page is in the language of the network."""
        return self._view.vocabulary.is_written_in(self._language)

    @property
    def _view(self) -> View:
        return self._visit.view
