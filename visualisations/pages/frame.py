"""What every page has: its head, the way to the other pages, the moment shown, and the style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from graph.model import Entity
from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.vocabulary import Vocabulary
from visualisations.pages.asked import Asked
from visualisations.pages.texts import TEXTS
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words
from visualisations.wording import moment_of

BODY = Label("Organismi", "Bodies")
_ADDRESSES = {
    "start": "/",
    "map": "/map",
    "involvement": "/involvement",
    "bodies": "/bodies",
    "coverage": "/coverage",
    "entities": "/entities",
    "sources": "/sources",
    "ask": "/graphql",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A page on the way to the one shown, and its address."""

    text: str
    address: str


def write_page(
    template: str,
    visit: Visit,
    *,
    title: str,
    trail: Sequence[Step] = (),
    moment_at: str = "moment",
    **content: object,
) -> str:
    """Return a page over a network; what is put into its template is text, and escaped.

    `trail` are the pages between the first and this one; `moment_at` names the place in the page where
    another moment is chosen: below all else, unless it has a place of its own.
    """
    words, asked = Words(visit), visit.asked
    return _write(
        template,
        asked,
        visit.view.vocabulary,
        title=title,
        trail=trail,
        words=words,
        visit=visit,
        view=visit.view,
        moment_at=moment_at,
        moment=moment_of(visit.view).text(asked.language),
        **content,
    )


def write_refusal(asked: Asked, name: str, *parts: object) -> str:
    """Return a page that says no; `name` is that of its texts."""
    return _write(
        "refusal",
        asked,
        None,
        title=TEXTS[name].text(asked.language),
        trail=(),
        visit=None,
        sentence=TEXTS[f"{name}_words"].text(asked.language).format(*parts),
    )


def entity_link(asked: Asked, entity: Entity) -> str:
    """Return the address of an entity's page."""
    return asked.link(f"/entities/{entity.slug}")


@cache
def read_style() -> str:
    """Return the style of all pages."""
    folder = resources.files("visualisations") / "templates" / "pages"
    return (folder / "site.css").read_text(encoding="utf-8")


def style_edition() -> str:
    """Return a name for the style as it is now, for addresses that may be kept for good."""
    return sha256(read_style().encode()).hexdigest()[:12]


def _write(template: str, asked: Asked, vocabulary: Vocabulary | None, **content: object) -> str:
    language = asked.language
    other = Language.EN if language is Language.IT else Language.IT
    texts = {name: label.text(language) for name, label in TEXTS.items()}
    body = BODY if vocabulary is None else vocabulary.entity_kinds["body"].plural
    menu = [(asked.link(path), _name(name, body, texts, language), path) for name, path in _ADDRESSES.items()]
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            asked=asked,
            text=texts,
            language=language.value,
            other=other.value,
            other_name="English" if other is Language.EN else "Italiano",
            other_address=asked.here(lang=other.value),
            menu=menu,
            to=lambda entity: entity_link(asked, entity),
            style_address=f"{asked.root}/site.css?edition={style_edition()}",
            **content,
        )
    )


def _name(name: str, body: Label, texts: dict[str, str], language: Language) -> str:
    return body.text(language) if name == "bodies" else texts[name]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("visualisations", "templates/pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
