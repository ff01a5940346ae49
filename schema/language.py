"""The language that people are answered in."""

from __future__ import annotations

from starlette.requests import Request

from graph.vocabulary.kinds import Language


def choose_language(request: Request, otherwise: Language) -> Language:
    """Return the language that a request asks for, by address or by the browser's order of languages."""
    accepted = request.headers.get("accept-language", "").lower().split(",")
    wanted = [request.query_params.get("lang", ""), *(part.strip()[:2] for part in accepted)]
    return next((Language(name) for name in wanted if name in set(Language)), otherwise)
