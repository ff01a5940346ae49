"""Which words lead to which rows of entities, and how well.

An index is immutable, lives in memory only, and is thrown away with the rows it was made of: entities
that are erased leave nothing behind in it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from graph.folding import folded_words, searchable_words, without_stop_words

Rows = NDArray[np.int32]
Scores = NDArray[np.int16]
Bits = NDArray[np.uint64]

# What a word is worth, in hundredths: the same word; one that begins so; one with slips in it; one that
# begins so, with slips. Found in a name it is worth three times as much as in a summary or a property.
SAME, BEGINS, SLIPPED, BEGINS_SLIPPED = 100, 90, 70, 60
A_SLIP = 10
NAME_WEIGHT = 3
NAMING_PROPERTY = "code"
HEADS = (7, 10, None)


@dataclass(frozen=True)
class Postings:
    """The rows that words lead to: those of word i lie between `bounds[i]` and `bounds[i + 1]`."""

    bounds: Rows
    rows: Rows

    def of_range(self, first: int, end: int) -> Rows:
        """Return the rows of the words from `first` up to `end`; a row may come more than once."""
        return self.rows[self.bounds[first] : self.bounds[end]]

    def of_words(self, words: Rows, values: Scores) -> tuple[Rows, Scores]:
        """Return the rows of single words, one word after the other, each with its word's value."""
        counts = self.bounds[words + 1] - self.bounds[words]
        pieces = [self.of_range(word, word + 1) for word in words.tolist()]
        return np.concatenate(pieces), np.repeat(values, counts)


@dataclass(frozen=True)
class Letters:
    """The letters of words, to tell quickly which words another is surely no slip of.

    `bits` are, of each word's beginnings and of the whole word, the letters that it has once, and above
    them those that it has again; some letters share a bit.
    """

    bits: tuple[Bits, ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> Letters:
        """Return the letters of these words."""
        return cls(tuple(_bits([word[:head] for word in words]) for head in HEADS))

    def lacking(self, word: str) -> NDArray[np.uint8]:
        """Return how many letters of a word each is surely without; a slip takes one at most."""
        # Only beginnings that leave room for two letters more are compared.
        place = next(place for place, head in enumerate(HEADS) if head is None or head >= len(word) + 2)
        found: NDArray[np.uint8] = np.bitwise_count(_bits([word])[0] & ~self.bits[place])
        return found


def _bits(words: Sequence[str]) -> Bits:
    if not words:
        return np.zeros(0, np.uint64)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    codes = np.frombuffer("".join(words).encode("utf-32-le"), "<u4") & 31
    letters = np.sort(np.repeat(np.arange(len(words)) << 5, lengths) | codes)
    again = np.zeros(len(letters), np.int64)
    again[1:] = letters[1:] == letters[:-1]
    bits = np.uint64(1) << ((letters & 31) + 32 * again).astype(np.uint64)
    return np.bitwise_or.reduceat(bits, np.cumsum(lengths) - lengths)


@dataclass(frozen=True)
class WordIndex:
    """Words in alphabetical order, the rows they lead to, and what slips are looked for in.

    `rows` are those that were indexed; `whole_names` and `whole_slugs` are a number for all the words
    of each one's name and slug, whatever their order. `spelt` are the words made of letters only, with
    their lengths and letters.
    """

    words: list[str]
    in_names: Postings
    in_texts: Postings
    rows: Rows
    whole_names: NDArray[np.int64]
    whole_slugs: NDArray[np.int64]
    spelt: Rows
    lengths: Rows
    letters: Letters

    def mark(self, word: str, scores: Scores) -> None:
        """Set the score of every row that a word leads to: what it is worth in the best place."""
        slipped, values = self._find_slipped(word)
        first, end = bisect_left(self.words, word), bisect_left(self.words, word + "\U0010ffff")
        same = first < end and self.words[first] == word
        # From the lowest worth to the highest: what is set later stands.
        for postings, weight in ((self.in_texts, 1), (self.in_names, NAME_WEIGHT)):
            if len(slipped):
                rows, worth = postings.of_words(slipped, values)
                scores[rows] = worth * weight
            scores[postings.of_range(first, end)] = BEGINS * weight
            if same:
                scores[postings.of_range(first, first + 1)] = SAME * weight

    def find_whole(self, words: Sequence[str]) -> Rows:
        """Return the rows whose name, or slug, has these words and no others; stop words do not count."""
        key = _key(words)
        found: Rows = self.rows[(self.whole_names == key) | (self.whole_slugs == key)]
        return found

    def _find_slipped(self, word: str) -> tuple[Rows, Scores]:
        """Return the words that a word may be a slip of, and their worth, the lowest first."""
        slips = allowed_slips(word)
        found = np.zeros(len(self.spelt), np.int16)
        if slips == 0 or not len(self.spelt):
            return self.spelt[:0], found[:0]
        near = self.letters.lacking(word) <= slips
        near &= self.lengths >= len(word) - slips
        whole = _places(near & (self.lengths <= len(word) + slips))
        self._compare(word, whole, None, slips, found)
        longer = _places(near & (self.lengths >= len(word)))
        # Cut to its length first: a letter more or less is one slip more or less.
        within = self._compare(word, longer, len(word), slips, found)
        for length in (len(word) - 1, len(word) + 1):
            self._compare(word, within[self.lengths[within] > length], length, slips, found)
        places = _places(found > 0)
        places = places[np.argsort(found[places], kind="stable")]
        return self.spelt[places], found[places]

    def _compare(self, word: str, places: Rows, cut: int | None, slips: int, found: Scores) -> Rows:
        """Note the worth of these spelt words, cut short; return which are one slip too far at most."""
        pieces = [self.words[item][:cut] for item in self.spelt[places].tolist()]
        if not pieces:
            return places
        distances = cdist([word], pieces, scorer=OSA.distance, score_cutoff=slips + 1, dtype=np.uint8)[0]
        hits = distances <= slips
        worth = (SLIPPED if cut is None else BEGINS_SLIPPED) - A_SLIP * distances[hits].astype(np.int16)
        found[places[hits]] = np.maximum(found[places[hits]], worth)
        within: Rows = places[distances <= slips + 1]
        return within


def allowed_slips(word: str) -> int:
    """Return how many slips a word may hold: 1 from five letters on, 2 from eight, 0 with digits in it."""
    if len(word) < 5 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def likeness(word: str, candidate: str) -> int:
    """Return what a word is worth where `candidate` stands, 0 when it does not fit: one by one."""
    if word == candidate:
        return SAME
    if candidate.startswith(word):
        return BEGINS
    slips = allowed_slips(word)
    if slips == 0 or not candidate.isalpha():
        return 0
    length = len(word)
    pieces = [(candidate, SLIPPED)]
    pieces += [
        (candidate[:cut], BEGINS_SLIPPED) for cut in (length - 1, length, length + 1) if cut < len(candidate)
    ]
    distances = [(OSA.distance(word, piece), best) for piece, best in pieces]
    return max((best - A_SLIP * slip for slip, best in distances if slip <= slips), default=0)


def index_entities(rows: Iterable[int], bodies: Iterable[bytes]) -> WordIndex:
    """Return an index of entities, given by their rows and as `encode_fact` writes them."""
    places: dict[str, int] = {}
    named, told = array("i"), array("i")  # words, row by row
    names, slugs = array("q"), array("q")
    counts = array("i"), array("i")
    indexed = np.fromiter(rows, np.int32)
    for body in bodies:
        said = orjson.loads(body)
        properties = said.get("properties", {})
        slug_words = folded_words(said["slug"])
        in_name = {*searchable_words(said["name"]), *slug_words}
        if (code := properties.get(NAMING_PROPERTY)) is not None:
            in_name.update(searchable_words(str(code)))
        in_text = set(searchable_words(said.get("summary") or ""))
        for value in properties.values():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, str):
                    in_text.update(searchable_words(item))
        in_text -= in_name
        names.append(_key(folded_words(said["name"])))
        slugs.append(_key(slug_words))
        for found, into, count in ((in_name, named, counts[0]), (in_text, told, counts[1])):
            into.extend([places.setdefault(word, len(places)) for word in found])
            count.append(len(found))
    words = sorted(places)
    ranks = np.empty(len(words), np.int32)
    ranks[[places[word] for word in words]] = np.arange(len(words), dtype=np.int32)
    spelt = [place for place, word in enumerate(words) if word.isalpha()]
    return WordIndex(
        words=words,
        in_names=_postings(ranks, named, np.repeat(indexed, counts[0])),
        in_texts=_postings(ranks, told, np.repeat(indexed, counts[1])),
        rows=indexed,
        whole_names=np.array(names, np.int64),
        whole_slugs=np.array(slugs, np.int64),
        spelt=np.array(spelt, np.int32),
        lengths=np.array([len(words[place]) for place in spelt], np.int32),
        letters=Letters.of([words[place] for place in spelt]),
    )


def _postings(ranks: Rows, words: array[int], rows: Rows) -> Postings:
    ranked = ranks[np.array(words, np.int32)]
    bounds = np.zeros(len(ranks) + 1, np.int32)
    np.cumsum(np.bincount(ranked, minlength=len(ranks)), out=bounds[1:])
    return Postings(bounds, rows[np.argsort(ranked, kind="stable")])


def _places(mask: NDArray[np.bool_]) -> Rows:
    return np.flatnonzero(mask).astype(np.int32)


def _key(words: Sequence[str]) -> int:
    """Return a number for a set of words without its stop words, good within this process."""
    return hash(frozenset(without_stop_words(words)))
