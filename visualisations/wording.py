"""Sentences about a map, in Italian and English: what one sees, and at what moment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from graph.model import Entity
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.vocabulary import Vocabulary

SHARED_TIE = Label("partecipa con", "takes part together with")
"""What the tie of two actors is called that have a part in the same thing."""
_KINDS_NAMED = 4
_STRAIGHT = re.compile(r"(?<=\w)'")
_ARTICLE = re.compile(r"\b(i|a|da)l (?=(?:8|11) )")
_MONTHS = {
    Language.IT: (
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
        *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
    ),
    Language.EN: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def day_text(day: date, language: Language) -> str:
    """Return a day as people write it: 15 maggio 2025, 15 May 2025."""
    number = "1º" if language is Language.IT and day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[language][day.month - 1]} {day.year}"


def elided(text: str) -> str:
    """Return Italian text with articles as they are said before 8 and 11: dall’8 marzo, not dal 8 marzo."""
    return _ARTICLE.sub(lambda found: f"{'' if found[1] == 'i' else found[1] + 'l'}l’", text)


def moment_of(view: View) -> Label:
    """Return in words what moment a view shows."""
    moment = view.moment
    phase = None if moment.phase is None else view.get_entity(moment.phase)
    italian, english = [], []
    if moment.at is not None:
        italian.append(elided(f"Situazione al {day_text(moment.at, Language.IT)}"))
        english.append(f"As of {day_text(moment.at, Language.EN)}")
    if phase is not None:
        said = phase_label(view.vocabulary, phase)
        italian.append(said.it)
        english.append(said.en)
    if moment.at is None and phase is None:
        italian.append("Tutto ciò che è registrato, di ogni data")
        english.append("Everything recorded, of any date")
    if moment.as_of is not None:
        italian.append(f"come si sapeva alla revisione {moment.as_of}")
        english.append(f"as known at revision {moment.as_of}")
    return Label(", ".join(italian), ", ".join(english))


def phase_label(vocabulary: Vocabulary, phase: Entity) -> Label:
    """Return what a phase is called where nothing else says that it is one: “Phase: Start”, “Final phase”.

    A name that has the word in it, in whichever language, says it itself.
    """
    name, kind = phase.name, vocabulary.entity_kinds[phase.kind].label
    if re.search(rf"\b(?:{re.escape(kind.it)}|{re.escape(kind.en)})\b", name, re.IGNORECASE):
        return Label(upper_first(name), upper_first(name))
    return Label(f"{kind.it}: {name}", f"{kind.en}: {name}")


def scene_sentence(
    vocabulary: Vocabulary, entities: Sequence[Entity], tie_count: int, districts: Sequence[Entity]
) -> Label:
    """Return one sentence that says what a map shows: how many of what, how many ties, which districts."""
    counts = Counter(entity.kind for entity in entities)
    return Label(
        _sentence(vocabulary, counts, tie_count, districts, Language.IT),
        _sentence(vocabulary, counts, tie_count, districts, Language.EN),
    )


def _sentence(
    vocabulary: Vocabulary,
    counts: Counter[str],
    tie_count: int,
    districts: Sequence[Entity],
    language: Language,
) -> str:
    italian = language is Language.IT
    if not counts:
        return "Qui non è registrato nulla." if italian else "Nothing is recorded here."
    # The most frequent kinds are named; ties in frequency follow the vocabulary's order.
    rank = {name: position for position, name in enumerate(vocabulary.entity_kinds)}
    kinds = sorted(counts, key=lambda name: (-counts[name], rank[name]))
    # One kind left over is named too: "and 1 other" would be no shorter.
    named = kinds if len(kinds) <= _KINDS_NAMED + 1 else kinds[:_KINDS_NAMED]
    parts = [_counted(vocabulary, name, counts[name], language) for name in named]
    others = sum(counts.values()) - sum(counts[name] for name in named)
    if others:
        parts.append(f"altri {others} elementi" if italian else f"{others} other things")
    and_word = "e" if italian else "and"
    number = number_text(tie_count, language)
    if italian:
        ties = {0: "nessun legame", 1: "un legame"}.get(tie_count, f"{number} legami")
        sentence = f"La mappa mostra {joined(parts, and_word)}, con {ties}."
    else:
        ties = {0: "no ties", 1: "one tie"}.get(tie_count, f"{number} ties")
        sentence = f"The map shows {joined(parts, and_word)}, with {ties}."
    if districts:
        kind = vocabulary.entity_kinds[districts[0].kind]
        word = (kind.plural if len(districts) > 1 else kind.label).text(language)
        sentence += f" {word}: {joined(short_names([district.name for district in districts]), and_word)}."
    return sentence


def omission_text(vocabulary: Vocabulary, counts: Counter[str]) -> Label | None:
    """Return how many things of each kind are not drawn; None when it is none."""
    if not counts.total():
        return None
    italian, english = (
        joined([_counted(vocabulary, kind, counts[kind], language) for kind in sorted(counts)], and_word)
        for language, and_word in ((Language.IT, "e"), (Language.EN, "and"))
    )
    return Label(f"Fuori dal disegno: {italian}.", f"Not drawn: {english}.")


def _counted(vocabulary: Vocabulary, kind: str, count: int, language: Language) -> str:
    said = vocabulary.entity_kinds[kind]
    word = (said.label if count == 1 else said.plural).text(language)
    return f"{number_text(count, language)} {lower_first(word)}"


def number_text(number: int, language: Language) -> str:
    """Return a whole number with its thousands set apart: 12.000, 12,000."""
    return f"{number:,}".replace(",", "." if language is Language.IT else ",")


def lower_first(text: str) -> str:
    """Return a label as it reads inside a sentence; abbreviations stay as they are."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return a name as it stands at the beginning."""
    return text[:1].upper() + text[1:]


def short_names(names: Sequence[str]) -> list[str]:
    """Return names without the words that all begin with, if two or more, unless that leaves bare numbers."""
    words = [name.split() for name in names]
    alike = 0
    while (
        len(words) > 1
        and len({tuple(each[: alike + 1]) for each in words}) == 1 < min(map(len, words)) - alike
    ):
        alike += 1
    short = [" ".join(each[alike:]) for each in words]
    return short if alike > 1 and all(any(map(str.isalpha, name)) for name in short) else list(names)


def sentences(*parts: str) -> str:
    """Return parts as sentences, one after the other, each with one stop; empty ones are left out."""
    return " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts if part)


def typeset(text: str) -> str:
    """Return text with apostrophes as printers set them: l’importanza, not with a straight one."""
    return _STRAIGHT.sub("’", text)


def joined(parts: Sequence[str], and_word: str) -> str:
    """Return parts as people list them: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {and_word} {parts[-1]}"
