"""Words as people search for them: without case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
# Numbers, or words of letters, that hyphens or dots hold together: 6.2, drop-out, SI.T.O.
_COMPOUND = r"(?<![^\W_])(?:\d+(?:[.‐-]\d+){1,7}|[^\W\d_]+(?:[.‐-][^\W\d_]+){1,7})(?![^\W_])"
_COMPOUNDS = re.compile(_COMPOUND)
_COMPOUNDS_AND_WORDS = re.compile(rf"{_COMPOUND}|[^\W_]+")

_STOP_WORDS_IT = """
    a ad al allo alla all ai agli alle c che chi ci con col coi d da dal dallo dalla dall dai dagli dalle
    de dei degli del dello della dell delle di e ed fra gli i il in l la le lo ne negli nei nel nell
    nella nelle nello o od per s si su sui sugli sul sull sulla sulle sullo tra un una uno
"""
_STOP_WORDS_EN = "a an and are as at by for from in is it its of on or s t the to with"
STOP_WORDS = frozenset(f"{_STOP_WORDS_IT} {_STOP_WORDS_EN}".split())


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question; `parts` are those of a compound, that may have been written apart."""

    word: str
    parts: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Return a text in small letters without accents: "Caffè" and "caffe" fold alike."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return _WORD.findall(fold(text))


def searchable_words(text: str) -> list[str]:
    """Return the folded words of a text, and its compounds in one: "drop-out" gives dropout too."""
    folded = fold(text)
    words: list[str] = _WORD.findall(folded)
    if "-" in folded or "." in folded or "‐" in folded:
        words += map(_joined, _COMPOUNDS.findall(folded))
    return words


def asked_words(text: str) -> list[AskedWord]:
    """Return the words to look for when somebody asks for a text, each once, in order.

    Stop words of Italian and English are left out, unless there is nothing else.
    """
    found: dict[str, AskedWord] = {}
    for piece in _COMPOUNDS_AND_WORDS.findall(fold(text)):
        parts = _WORD.findall(piece)
        word = parts[0] if len(parts) == 1 else _joined(piece)
        found[word] = AskedWord(word, () if len(parts) == 1 else tuple(without_stop_words(parts)))
    return [found[word] for word in without_stop_words(tuple(found))]


def without_stop_words(words: Sequence[str]) -> Sequence[str]:
    """Return words without the stop words among them; all of them when they are nothing else."""
    return [word for word in words if word not in STOP_WORDS] or words


def _joined(compound: str) -> str:
    """Return a compound in one: numbers keep a dot between them, so that 6.2 is not 62."""
    return ("." if compound[0].isdigit() else "").join(_WORD.findall(compound))
