"""Finding entities by words, as people type them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from graph.folding import folded_words
from graph.model import Entity
from graph.view import View

NAME_WEIGHT = 3.0
SUMMARY_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An entity that a text leads to; a higher score is a better fit."""

    entity: Entity
    score: float


def search(view: View, text: str, kinds: Collection[str] | None = None, first: int = 20) -> list[SearchHit]:
    """Return the entities that fit every word of a text, best first.

    Words may come in any order and be cut short; case and accents do not matter, and a word of five
    letters or more may hold one slip, of eight or more two. A word in the name counts three times a
    word in the summary; of equals, the better connected come first. An empty text finds nothing.
    """
    words = folded_words(text)
    if not words:
        return []
    hits = []
    for entity in view.find_entities(kinds):
        name = folded_words(entity.name) + entity.slug.split("-")
        summary = folded_words(entity.summary or "")
        scores = [
            max(NAME_WEIGHT * _best(word, name), SUMMARY_WEIGHT * _best(word, summary)) for word in words
        ]
        if all(scores):
            hits.append(SearchHit(entity, sum(scores) / len(scores) / NAME_WEIGHT))
    hits.sort(key=lambda hit: (-hit.score, -view.degree(hit.entity.id), hit.entity.name))
    return hits[:first]


def _best(word: str, among: list[str]) -> float:
    return max((_likeness(word, candidate) for candidate in among), default=0.0)


def _likeness(word: str, candidate: str) -> float:
    """Return 1 for the same word, less for one that begins so, less again for one with slips, or 0."""
    if word == candidate:
        return 1.0
    if candidate.startswith(word):
        return 0.9
    slips = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
    if slips == 0:
        return 0.0
    # A word cut short may hold a slip too, so it is held against as long a beginning.
    for piece, best in ((candidate, 0.7), (candidate[: len(word)], 0.6)):
        distance = DamerauLevenshtein.distance(word, piece, score_cutoff=slips)
        if distance <= slips:
            return best - 0.1 * distance
    return 0.0
