"""The examples that people read are what the API answers, and every setting is described."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import anyio
import pytest

from graph.service import Service
from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.territory import Territory
from schema.api import Api
from schema.limits import Limits
from tests.docs.examples import Example, Misplaced, ask_in_order, read_examples

ROOT = Path(__file__).parents[2]
CODE = ("graph", "importers", "schema", "server", "visualisations")
NAMES = ("README.md", "docs/api.md", "docs/measures.md")
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in NAMES}
PAGES = {name: read_examples(text) for name, text in TEXTS.items()}
EXAMPLES = [(page, place) for page, examples in PAGES.items() for place in range(len(examples))]
Answers = dict[str, list[object]]


def named(pair: tuple[str, int]) -> str:
    page, place = pair
    return f"{page}: {PAGES[page][place].name}"


def settings() -> list[str]:
    """Return the names of the settings that the program reads."""
    files = [file for folder in CODE for file in (ROOT / folder).rglob("*.py")]
    found = (re.findall(r"\bINTRECCIO_[A-Z_]*[A-Z]\b", file.read_text(encoding="utf-8")) for file in files)
    limits = {f"INTRECCIO_MAX_{limit.name.upper()}" for limit in fields(Limits)}
    return sorted({name for names in found for name in names} | limits)


@pytest.fixture(scope="module")
def answers(api: Api, plan_territory: Territory) -> Answers:
    """Return what a fresh store of the plan answers to each page, asked from its top to its end."""

    async def ask(examples: list[Example]) -> list[object]:
        store = MemoryStore()
        await load_territory(store, plan_territory)
        return await ask_in_order(api, Service(store, plan_territory.vocabulary), examples)

    return {page: anyio.run(ask, examples) for page, examples in PAGES.items()}


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_an_example_is_what_the_api_answers(answers: Answers, example: tuple[str, int]) -> None:
    page, place = example
    assert answers[page][place] == PAGES[page][place].answer


@pytest.mark.parametrize("page", PAGES)
def test_every_question_of_a_page_is_asked(page: str) -> None:
    questions = re.findall(r"^ *[`~]{3,} *graphql", TEXTS[page], re.MULTILINE)
    assert len(PAGES[page]) == len(questions) > 0


@pytest.mark.parametrize(
    "page",
    [
        "```graphql\n{ a }\n```\n",
        "```graphql\n{ a }\n```\n\n```graphql\n{ b }\n```\n\n```json\n{}\n```\n",
        "```json variables\n{}\n```\n\n```json\n{}\n```\n",
        "```json\n{}\n```\n",
        "```graphql\n{ a }\n```\n\n```yaml\na: b\n```\n\n```json\n{}\n```\n",
    ],
    ids=["no answer", "two questions", "variables alone", "an answer alone", "something between"],
)
def test_a_block_out_of_place_is_refused(page: str) -> None:
    with pytest.raises(Misplaced, match=r"^Line [0-9]+: "):
        read_examples(page)


def test_the_settings_that_are_looked_for_are_there() -> None:
    assert {"INTRECCIO_STORE", "INTRECCIO_KEYS", "INTRECCIO_DATE", "INTRECCIO_MAX_PAGE"} <= set(settings())


@pytest.mark.parametrize("setting", settings())
def test_every_setting_is_described(setting: str) -> None:
    described = TEXTS["README.md"] + (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    assert re.search(rf"`{setting}`", described)
