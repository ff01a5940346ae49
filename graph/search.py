"""Finding entities by words, as people type them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from graph.columns import Mask, Rows
from graph.folding import (
    STOP_WORDS,
    AskedWord,
    asked_words,
    folded_words,
    searchable_words,
)
from graph.model import Entity
from graph.search_index import NAME_WEIGHT, NAMING_PROPERTY, SAME, Scores, likeness
from graph.view import View

LONGEST_TEXT = 1_000
MOST_WORDS = 16
APART = 0.8
KIND_WORTH = 30
AROUND = 60
Totals = NDArray[np.int32]
_WRITTEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An entity that a text leads to; a higher score is a better fit, 1 is every word in its name.

    `words` are those that were looked for.
    """

    entity: Entity
    score: float
    words: tuple[str, ...] = ()

    @property
    def highlight(self) -> str | None:
        """The piece of the summary around a word looked for; None when the words are in the name."""
        named = {*searchable_words(self.entity.name), *folded_words(self.entity.slug)}
        named.update(searchable_words(str(self.entity.properties.get(NAMING_PROPERTY, ""))))
        return _snippet(self.entity.summary or "", [word for word in self.words if not _fits(word, named)])


def search(view: View, text: str, kinds: Collection[str] | None = None, first: int = 20) -> list[SearchHit]:
    """Return the entities that fit every word of a text, best first.

    Words may come in any order and be cut short; case and accents do not matter, and a word of five
    letters or more may hold one slip, of eight or more two. Stop words need not fit. Names, slugs and
    codes count three times summaries and other properties; what its kind is called says a little of
    every entity. Of equals, those come first whose name has no other words, then the better
    connected, then the first recorded. An empty text finds nothing, and of a very long one only the
    beginning is looked for. The first search over new columns costs O(entities).
    """
    text = text[:LONGEST_TEXT]
    asked = _few(asked_words(text))
    if not asked or first < 1:
        return []
    finding = _Finding(view, kinds)
    total = np.zeros(view.snapshot.entity_rows, np.int32)
    fits = finding.seen.copy()
    for item in asked:
        scores = finding.score(item.word, item.parts)
        fits &= scores > 0
        total += scores
    words = tuple(word for item in asked for word in (item.parts or (item.word,)))
    best = SAME * NAME_WEIGHT * len(asked)
    return [
        SearchHit(entity, int(total[row]) / best, words)
        for row in _ranked(fits, total, finding.whole(text), view.degrees, first)
        if (entity := view.snapshot.entity_at(row)) is not None
    ]


class _Finding:
    """What words are worth for the entities of a view: in columns, and in what has changed over them."""

    def __init__(self, view: View, kinds: Collection[str] | None) -> None:
        snapshot = view.snapshot
        self._kinds = view.vocabulary.entity_kinds
        self._columns, self._overlay = snapshot.entity_columns, snapshot.overlay
        self._changed = np.fromiter(self._overlay.entities, np.int32, len(self._overlay.entities))
        self._count = snapshot.entity_rows
        self.seen = view.seen_entities if kinds is None else view.seen_entities & self._of_kinds(set(kinds))

    def score(self, word: str, parts: Sequence[str] = ()) -> Scores:
        """Return what a word is worth in each row; of a compound, its parts may stand apart."""
        scores = np.zeros(self._count, np.int16)
        self._columns.words.mark(word, scores)
        if len(self._changed):
            scores[self._changed] = 0
            self._overlay.words.mark(word, scores)
        if called := self._kinds_called(word):
            scores[self._of_kinds(called) & (scores == 0)] = KIND_WORTH
        if parts:
            apart = np.minimum.reduce([self.score(part) for part in parts])
            scores = np.maximum(scores, (apart * APART).astype(np.int16))
        return scores

    def whole(self, text: str) -> Mask:
        """Return which rows hold an entity whose name, or slug, has a text's words and no others."""
        words = folded_words(text)
        found = np.zeros(self._count, np.bool_)
        found[self._columns.words.find_whole(words)] = True
        if len(self._changed):
            found[self._changed] = False
            found[self._overlay.words.find_whole(words)] = True
        return found

    def _of_kinds(self, kinds: set[str]) -> Mask:
        found = np.zeros(self._count, np.bool_)
        found[: len(self._columns)] = self._columns.figures.of_kinds(kinds)
        for row, entity in self._overlay.entities.items():
            found[row] = entity is not None and entity.kind in kinds
        return found

    def _kinds_called(self, word: str) -> set[str]:
        """Return the kinds that a word, in Italian or English, names."""
        return {
            name
            for name, kind in self._kinds.items()
            for label in (kind.label, kind.plural)
            if word in folded_words(f"{label.it} {label.en}") and word not in STOP_WORDS
        }


def _few(asked: Sequence[AskedWord]) -> list[AskedWord]:
    """Return the first words asked for: as many as may be looked for, parts of compounds counted too."""
    looked_up = accumulate(1 + len(item.parts) for item in asked)
    return [item for item, count in zip(asked, looked_up, strict=True) if count <= MOST_WORDS]


def _fits(word: str, among: Iterable[str]) -> bool:
    return any(likeness(word, candidate) for candidate in among)


def _ranked(fits: Mask, total: Totals, whole: Mask, degrees: Rows, first: int) -> list[int]:
    """Return the first rows that fit: by total, then wholeness, then degree, then the order of rows."""
    rows = np.flatnonzero(fits)
    # One number for all three: a total is below 2 ** 13, a degree below 2 ** 31.
    keys = (total[rows].astype(np.int64) << 33) | (whole[rows].astype(np.int64) << 32) | degrees[rows]
    if first < len(rows):
        keep = keys >= np.partition(keys, len(keys) - first)[len(keys) - first]
        rows, keys = rows[keep], keys[keep]
    found: list[int] = rows[np.argsort(-keys, kind="stable")][:first].tolist()
    return found


def _snippet(summary: str, words: Sequence[str]) -> str | None:
    """Return the words of a summary around the first that is one of these, None when none is."""
    for written in _WRITTEN.finditer(summary):
        if not any(_fits(word, searchable_words(written[0])) for word in words):
            continue
        start, stop = written.span()
        begin = 0 if start <= AROUND else summary.find(" ", start - AROUND, start) + 1
        end = len(summary) if len(summary) <= stop + AROUND else summary.rfind(" ", stop, stop + AROUND)
        end = max(end, stop)
        return ("…" if begin else "") + summary[begin:end] + ("…" if end < len(summary) else "")
    return None
