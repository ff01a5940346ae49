"""The page for people at the address of the API: a plain form, working without script or other hosts."""

from __future__ import annotations

from collections.abc import Container

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph.vocabulary.kinds import Label, Language
from schema.language import choose_language
from schema.pages import write_page
from schema.starters import STARTERS, get_starter

QUESTION_PARTS = ("query", "variables", "operationName", "extensions")
_TEXTS = {
    "title": Label("Interrogare la rete", "Ask the network"),
    "start": Label("Inizio", "Start"),
    "map": Label("Mappa", "Map"),
    "ask": Label("Domande", "Questions"),
    "reference": Label("Riferimento", "Reference"),
    "introduction": Label(
        "A questo indirizzo si risponde a domande in GraphQL. Scrivine una, o parti da una di quelle pronte;"
        " la risposta arriva come JSON, e il tasto «indietro» riporta qui.",
        "This address answers questions in GraphQL. Write one, or start from one that is ready; the answer"
        " comes as JSON, and the browser’s back button leads back here.",
    ),
    "question": Label("Domanda", "Question"),
    "variables": Label("Variabili (JSON, facoltative)", "Variables (JSON, optional)"),
    "send": Label("Chiedi", "Ask"),
    "starters": Label("Domande da cui partire", "Questions to start from"),
    "more": Label("Per saperne di più", "To know more"),
    "about_reference": Label(
        "descrive in inglese tutto ciò che si può chiedere e scrivere",
        "describes all that can be asked and written",
    ),
    "about_schema": Label("lo stesso per i programmi", "is the same for programs"),
    "about_programs": Label(
        "Un programma chiede con POST, il corpo in JSON. Con questo modulo si legge soltanto.",
        "A program asks by POST, with a JSON body. This form only reads.",
    ),
}


class Form:
    """Answers with the form, in Italian or English; `?example=` fills it with a question to start from."""

    def __init__(self, language: Language = Language.IT) -> None:
        self._language = language

    def answer(self, request: Request, vary: str) -> Response:
        """Answer one request; `vary` names the headers that decide whether this page is the answer."""
        language = choose_language(request, self._language)
        chosen = get_starter(request.query_params.get("example", "")) or STARTERS[0]
        page = write_page(
            "form",
            language=language,
            other=Language.EN if language is Language.IT else Language.IT,
            text={name: label.text(language) for name, label in _TEXTS.items()},
            starters=[(starter, starter.words.text(language)) for starter in STARTERS],
            chosen=chosen,
        )
        headers = {"content-language": language.value, "vary": f"{vary}, Accept-Language"}
        return HTMLResponse(page, headers=headers)


def is_question(parameters: Container[str]) -> bool:
    """Tell whether an address holds a part of a question, and not only how the form is to look."""
    return any(name in parameters for name in QUESTION_PARTS)
