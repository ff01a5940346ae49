"""Entity tags: by them a client learns, without anything being executed, that its answer still holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import orjson

from graph.service import Service
from graph.vocabulary.vocabulary import Vocabulary
from schema.context import Context
from schema.question import Question
from schema.refusal import Refused


class Unchanged(Exception):
    """The answer that the client holds is the one it would get."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


class EntityTags:
    """Makes the tag of an answer from everything that the answer depends on, before it is computed.

    That is: the question, what the viewer may see, the default day, the head revision and the commit
    that made it, so that another network at the same revision has other tags, the vocabulary, and the
    `edition` of the program. Tags are weak: answers of one tag may differ in how they are compressed.
    """

    def __init__(self, service: Service, edition: str) -> None:
        self._service = service
        self._base = hashlib.sha256(edition.encode() + _dump_vocabulary(service.vocabulary)).hexdigest()
        self._newest = (-1, "")

    async def tag(self, question: Question, context: Context, media_type: str) -> str:
        """Return the tag of the answer to a question; the context will read the head that it names.

        Costs one read of the store per new head. Raises Refused for variables that nest too deeply.
        """
        parts = [
            self._base,
            await self._name(await context.fix_head()),
            context.viewer,
            context.default_date or date.today(),
            media_type,
            question.digest,
            question.operation_name,
            question.variables or None,
        ]
        try:
            named = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError as error:
            raise Refused(400, "The `variables` nest too deeply.") from error
        return f'W/"{hashlib.sha256(named).hexdigest()[:32]}"'

    async def _name(self, head: int) -> str:
        """Return what tells a revision from that of the same number in another network."""
        if self._newest[0] != head:
            commits = await self._service.store.changes(head - 1, 1) if head else []
            self._newest = (head, f"{head} {commits[0].at.isoformat()}" if commits else str(head))
        return self._newest[1]


def holds(if_none_match: str, tag: str) -> bool:
    """Tell whether an `If-None-Match` header names a tag, compared weakly."""
    opaque = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == opaque for part in if_none_match.split(","))


def _dump_vocabulary(vocabulary: Vocabulary) -> bytes:
    kinds = [dict(vocabulary.entity_kinds), dict(vocabulary.relationship_kinds)]
    return orjson.dumps(kinds, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} in a vocabulary")
