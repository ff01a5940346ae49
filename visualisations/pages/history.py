"""When an entity was written and changed, by whom, and from what to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.difference import differences
from graph.log import Commit, Operation, OperationType
from graph.model import Claim, Fact
from graph.vocabulary.kinds import Label
from visualisations.pages.texts import TEXTS
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words

CLAIMS = Label("Fonti", "Sources")
_UNDO = re.compile(r"undo of revision (\d+)")
# What the program itself writes as a note is said by the name of who writes it.
_SILENT_ACTORS = frozenset({"file loader", "ledger"})


@dataclass(frozen=True, slots=True)
class Turn:
    """A field that a change wrote: its label, and what stood in it before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change of an entity, in words; of its first recording no turns are told."""

    what: str
    when: str
    by: str
    revision: int
    note: str
    turns: tuple[Turn, ...]


def tell_changes(visit: Visit, commits: Sequence[Commit]) -> list[ChangeLine]:
    """Return commits of one fact, disclosed before, in words and newest first."""
    words = Words(visit)
    return [
        ChangeLine(
            words.say(operation.type.value),
            words.time(commit.at),
            _actor(words, commit.actor),
            commit.revision,
            _note(words, commit),
            tuple(_turns(visit, words, operation)) if operation.type is not OperationType.CREATE else (),
        )
        for commit in reversed(commits)
        for operation in commit.operations
    ]


def _turns(visit: Visit, words: Words, operation: Operation) -> Iterator[Turn]:
    fact = operation.fact
    before, after = differences(operation.before, operation.after)
    for name in dict.fromkeys((*before, *after)):
        yield Turn(
            words.field(fact, name),
            words.value(fact, name, before.get(name)),
            words.value(fact, name, after.get(name)),
        )
    sides = [_claims(visit, words, fact, side) for side in (operation.before, operation.after)]
    if sides[0] != sides[1]:
        yield Turn(words.label(CLAIMS), *sides)


def _claims(visit: Visit, words: Words, fact: Fact, side: Fact | None) -> str:
    if side is None:
        return ""
    return words.chained("; ", (_claim(visit, words, fact, claim) for claim in side.claims))


def _claim(visit: Visit, words: Words, fact: Fact, claim: Claim) -> str:
    document = visit.timeless.get_entity(claim.source)
    said = [] if document is None else [words.own(document.name)]
    said.append(words.say(f"tag_{claim.stance.value}"))
    if claim.property is not None:
        value = words.value(fact, claim.property, claim.value)
        said.append(words.chained(" = ", (words.field(fact, claim.property), value)))
    return words.chained(" · ", [*said, *filter(None, [words.place(claim)])])


def _actor(words: Words, actor: str) -> str:
    return words.say(f"actor_{actor}") if f"actor_{actor}" in TEXTS else actor


def _note(words: Words, commit: Commit) -> str:
    if commit.note is None or commit.actor in _SILENT_ACTORS:
        return ""
    undone = _UNDO.fullmatch(commit.note)
    return words.own(commit.note) if undone is None else words.say("undo", undone[1])
