"""The facts are printed under the headings that they stand under, each claim once, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import anyio
import pytest

from graph.difference import FIELD_LABELS, STATUS_LABELS
from graph.model import Entity, Fact
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from graph.view import View
from graph.vocabulary.kinds import EntityKind, Label, Language, RelationshipKind
from tests.server.conftest import Run
from visualisations.facts import find_facts

LANGUAGES = list(Language)
DETAIL = re.compile(r"(?:\(|; )([^“”=;()]+) = ")
HEAD = re.compile(r"  \[([^\]]+)\] (.*)")
STANCES = {
    Language.IT: {"afferma", "prevede", "nega", "si deduce"},
    Language.EN: {"asserts", "plans", "denies", "inferred"},
}


@pytest.fixture(scope="module")
def view(plan_service: Service) -> View:
    return anyio.run(plan_service.view, LOCAL_EDITOR.view_class)


@pytest.fixture(scope="module")
def example_view(example_service: Service) -> View:
    return anyio.run(example_service.view, LOCAL_EDITOR.view_class)


def lines(run: Run, *options: str, lang: Language = Language.IT) -> list[str]:
    return run("facts", "--by-section", "--lang", lang.value, *options).out.splitlines()


def headings(printed: list[str]) -> list[str]:
    """Return the lines that are underlined with dashes."""
    return [line for line, under in pairwise(printed) if re.fullmatch("-+", under)]


def claims(view: View) -> int:
    facts: list[Fact] = [*view.find_entities(), *view.find_relationships(), *view.denied]
    return sum(len(fact.claims) for fact in facts)


def labels(view: View) -> Iterator[Label]:
    words = view.vocabulary
    kinds: list[EntityKind | RelationshipKind] = [*words.entity_kinds.values()]
    for kind in [*kinds, *words.relationship_kinds.values()]:
        yield kind.label
        yield from (item.label for item in kind.properties.values())
    yield from FIELD_LABELS.values()
    yield from STATUS_LABELS.values()


def foreign(view: View, lang: Language) -> set[str]:
    """Return the labels of the other language that no label of this one is like."""
    other = Language.EN if lang is Language.IT else Language.IT
    return {label.text(other) for label in labels(view)} - {label.text(lang) for label in labels(view)}


def said_by_us(line: str) -> set[str]:
    """Return the words of a statement that are the network's own, not a document's."""
    stance, rest = HEAD.fullmatch(line).groups()  # type: ignore[union-attr]
    bare = re.sub(r"“[^“”]*(?:“[^“”]*”[^“”]*)*”", "“”", rest)
    kind = bare.partition("“")[0].strip() or bare.split("“”")[1].strip()
    return {stance, kind, *DETAIL.findall(bare)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_heading_of_the_page_is_printed_in_its_order(run: Run, view: View, lang: Language) -> None:
    page = view.get_entity_by_slug("pagina-piano")
    assert isinstance(page, Entity)
    assert headings(lines(run, lang=lang)) == list(page.properties["sections"])  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_claim_is_printed_once(run: Run, view: View, lang: Language) -> None:
    statements = [line for line in lines(run, lang=lang) if line.startswith("  [")]
    assert len(statements) == claims(view) > 500


def test_every_claim_stands_under_its_own_heading(run: Run, view: View) -> None:
    printed = lines(run)
    for document in find_facts(view, Language.IT):
        for section in document.sections:
            place = printed.index(section.heading, printed.index("Introduzione"))
            found = printed[place + 2 : place + 2 + len(section.statements)]
            assert found == [f"  {statement}" for statement in section.statements]


def test_a_heading_that_nothing_is_said_under_is_printed_too(run: Run) -> None:
    printed = lines(run, "--example")
    empty = printed.index("  –")
    assert re.fullmatch("-+", printed[empty - 1])


@pytest.mark.parametrize("options", [[], ["--example"]], ids=["plan", "example"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_language_is_spoken_and_no_other(
    run: Run, view: View, example_view: View, lang: Language, options: list[str]
) -> None:
    statements = [line for line in lines(run, *options, lang=lang) if line.startswith("  [")]
    assert statements
    said = set().union(*map(said_by_us, statements))
    assert said & foreign(example_view if options else view, lang) == set()
    assert said & STANCES[Language.EN if lang is Language.IT else Language.IT] == set()


def test_denied_relationships_are_printed(run: Run, example_view: View) -> None:
    printed = lines(run, "--example")
    assert len([line for line in printed if line.startswith("  [nega]")]) >= 2
    assert len([line for line in printed if line.startswith("  [")]) == claims(example_view)


def test_young_people_are_not_printed(run: Run) -> None:
    assert "G-01" not in "\n".join(lines(run, "--example"))


def test_without_sections_the_statements_are_the_same(run: Run) -> None:
    by_section = [line for line in lines(run) if line.startswith("  [")]
    plain = [line for line in run("facts").out.splitlines() if line.startswith("  [")]
    assert plain == by_section
