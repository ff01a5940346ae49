"""What the pages' parts promise by themselves: their words, their addresses, what they keep of a style."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import visualisations.pages
from graph.vocabulary.kinds import Language
from visualisations.pages.asked import Asked, fault
from visualisations.pages.frame import read_style, write_refusal
from visualisations.pages.involvement_table import harmless
from visualisations.pages.texts import TEXTS
from visualisations.palette import contrast

HERE = Path(str(visualisations.pages.__file__)).parent
TEMPLATES = HERE.parent / "templates" / "pages"
# What is said by putting a name together: question_seats, found_none, tag_ASSERTS …
PUT_TOGETHER = re.compile(
    r"(question|hint|figure|state|tag|actor|found|involved|said|unknown)_.+|.+_words|[A-Z]+|PLANNED|not_allowed"
)
# Marks where a colour is used as a ground for another, in both modes.
PAIRS = [
    *(("ink", ground) for ground in ("page", "card", "tint", "warn-tint", "good-tint")),
    *(("soft", ground) for ground in ("page", "card", "tint")),
    *(("accent", ground) for ground in ("page", "card", "warn-tint", "tint")),
    *(
        ("warn", "warn-tint"),
        ("warn", "card"),
        ("warn", "page"),
        ("good", "good-tint"),
        ("on-accent", "accent"),
    ),
]


def colours(mode: str) -> dict[str, str]:
    """Return the colours of the style by name, in light or dark mode."""
    light, dark = read_style().split("prefers-color-scheme: dark", 1)
    return dict(
        re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light if mode == "light" else dark.split("}\n}")[0])
    )


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_says_the_same_in_both_languages(name: str) -> None:
    label = TEXTS[name]
    assert label.it.strip() == label.it != ""
    assert label.en.strip() == label.en != ""
    assert placeholders(label.it) == placeholders(label.en)
    assert label.it != label.en or label.it in {"no", "partner"}


def test_every_text_is_used() -> None:
    files = [*HERE.glob("*.py"), *TEMPLATES.glob("*.j2"), *(HERE.parents[1] / "server").glob("*.py")]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files if not file.name.endswith("texts.py"))
    unused = [
        name
        for name in TEXTS
        if not PUT_TOGETHER.fullmatch(name) and not re.search(rf"(text\.|[\"']){re.escape(name)}\b", code)
    ]
    assert unused == []


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.j2")), ids=lambda file: file.name)
def test_templates_hold_no_words_of_their_own(file: Path) -> None:
    text = re.sub(r"\{[{%].*?[%}]\}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = re.sub(r"<[^>]*>| [\w-]+=\"[^\"]*\"", " ", text, flags=re.DOTALL)
    assert set(re.findall(r"[^\W\d_]{2,}", words)) <= {"Intreccio"}


def test_every_colour_can_be_read_on_its_ground() -> None:
    for mode in ("light", "dark"):
        found = colours(mode)
        low = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in PAIRS}
        assert {pair: round(value, 2) for pair, value in low.items() if value < 4.5} == {}, mode
        # The edges of controls, and the ring around what has the focus.
        assert (
            min(
                contrast(found[edge], found[ground])
                for edge in ("control", "accent")
                for ground in ("page", "card")
            )
            >= 3
        )


def test_the_style_fetches_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", read_style())


def test_the_style_knows_dark_screens_paper_phones_and_less_motion() -> None:
    for wish in ("prefers-color-scheme: dark", "@media print", "max-width: 40rem", "prefers-reduced-motion"):
        assert wish in read_style()


def test_links_keep_language_and_moment_and_nothing_else() -> None:
    given = {"lang": "en", "at": "2014-01-01", "district": "nord"}
    asked = Asked("/involvement", Language.EN, given, root="/rete")
    assert asked.link("/bodies") == "/rete/bodies?lang=en&at=2014-01-01"
    assert asked.link("/entities", kind="body") == "/rete/entities?lang=en&at=2014-01-01&kind=body"
    assert asked.here(lang="it") == "/rete/involvement?lang=it&at=2014-01-01&district=nord"
    assert asked.kept("at") == {"lang": "en", "district": "nord"}


def test_links_do_not_carry_on_what_is_wrong() -> None:
    asked = Asked("/bodies", Language.IT, {"at": "ieri", "lang": "it"}, {"at": fault("bad_day", "ieri")})
    assert asked.link("/") == "/?lang=it"
    assert asked.kept() == {"lang": "it"}


def test_addresses_are_written_so_that_names_cannot_break_out() -> None:
    asked = Asked('/entities/"><b>', Language.IT)
    assert asked.here(q='"><i>&=') == "/entities/%22%3E%3Cb%3E?q=%22%3E%3Ci%3E%26%3D"


@pytest.mark.parametrize(
    "cell", ["=1", "+39 0372", "-x", "@you", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1"]
)
def test_what_could_be_a_formula_is_none(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Kairos", "1-2", "a=b", "'x", "è"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["not_found", "not_allowed", "unavailable", "unforeseen"])
def test_a_page_that_says_no_needs_no_network(name: str, language: Language) -> None:
    page = write_refusal(Asked("/boh", language), name, "abc-1")
    assert f"<h1>{TEXTS[name].text(language)}</h1>" in page
    assert ("abc-1" in page) is (name == "unforeseen")
