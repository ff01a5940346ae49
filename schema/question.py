"""What a request asks: a document, which operation of it, variables and extensions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from strawberry.http import GraphQLRequestData, GraphQLRequestProtocol

from schema.refusal import Refused

FOUND_BY_HASH = "persistedQuery"


@dataclass
class Question(GraphQLRequestData):
    """What is asked; `digest` is the SHA-256 of its document, in hexadecimal digits.

    `to_persist`: the client wants the document to be known by its digest from now on.
    """

    digest: str = ""
    to_persist: bool = False


def read_question(
    content: object, protocol: GraphQLRequestProtocol, find: Callable[[str], str | None]
) -> Question:
    """Return what the parsed body or address of a request asks; raises Refused.

    `find` returns the document that was persisted under a digest, None when there is none.
    """
    if isinstance(content, list):
        raise Refused(400, "One operation a request: lists of them are not taken.")
    if not isinstance(content, dict):
        raise Refused(400, "The body must be a JSON object with a `query`.")
    query = _read(content, "query", str, "a text")
    variables = _read(content, "variables", dict, "an object")
    operation_name = _read(content, "operationName", str, "a text")
    extensions = _read(content, "extensions", dict, "an object")
    promised = _read_digest(extensions)
    if not query:
        if promised is None:
            raise Refused(400, "Nothing is asked: send a `query`.")
        query = find(promised)
        if query is None:
            # By this message and code, and status 200, Apollo's clients know to send the document.
            raise Refused(200, "PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
        return Question(query, variables, operation_name, extensions, protocol, promised)
    digest = hashlib.sha256(query.encode()).hexdigest()
    if promised is not None and promised != digest:
        raise Refused(400, "The `sha256Hash` is not the SHA-256 of the `query`.")
    return Question(query, variables, operation_name, extensions, protocol, digest, promised is not None)


def _read(content: dict[str, Any], name: str, type_: type, described: str) -> Any:  # noqa: ANN401 - of that type
    value = content.get(name)
    if value is not None and not isinstance(value, type_):
        raise Refused(400, f"`{name}` must be {described}, or left out.")
    return value


def _read_digest(extensions: dict[str, Any] | None) -> str | None:
    said = (extensions or {}).get(FOUND_BY_HASH)
    if said is None:
        return None
    if not isinstance(said, dict) or said.get("version") != 1:
        raise Refused(400, "A persisted query is named as {version: 1, sha256Hash: …}.")
    digest = said.get("sha256Hash")
    if not isinstance(digest, str) or len(digest) != 64:
        raise Refused(400, "A `sha256Hash` is 64 hexadecimal digits.")
    return digest.lower()
