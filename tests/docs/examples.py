"""The examples of a page: finding them, and asking them one after the other as a reader would.

A page's questions and answers are fenced blocks: `json variables`, if the question takes any, then
`graphql`, then `json`. In variables and answers `@slug` stands for the key of the entity with that
slug, also where an id begins with it, `@endCursor` for the last cursor that an answer gave, `@now` for
the time at which something was written. A subscription is answered by its first event.

Commands are blocks of `sh`, each followed by `text`: what it prints.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from strawberry.types import ExecutionResult

from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import Api
from schema.context import Context
from schema.errors import format_error

FENCED = re.compile(r"^```(?P<language>[^\n]*)\n(?P<text>.*?)^```$|^#+ (?P<heading>[^\n]+)$", re.M | re.S)
VARIABLES, QUESTION, ANSWER = "json variables", "graphql", "json"
BEFORE: Mapping[str, tuple[str | None, ...]] = {
    VARIABLES: (None,),
    QUESTION: (None, VARIABLES),
    ANSWER: (QUESTION,),
}
KEY = re.compile(r"\be[0-9a-z]{13}\b")
COMMAND, PRINTED = "sh", "text"
END_CURSOR = "endCursor"
TIME, NOW = "at", "@now"
DIGITS = 12  # of numbers that are not whole: the last ones may differ between machines

Answered = dict[str, object]
Asking = Callable[[str, dict[str, Any] | None], Awaitable[Answered]]
KeysNow = Callable[[], Awaitable[Mapping[str, str]]]


class Misplaced(Exception):
    """A block does not stand where it asks or answers something."""


@dataclass(frozen=True)
class Block:
    """What stands between two fences, under which heading, and in which line of the page."""

    language: str
    text: str
    heading: str
    line: int


@dataclass(frozen=True)
class Example:
    """A question on a page, and the answer that stands below it."""

    name: str
    query: str
    variables: Mapping[str, object] | None
    answer: object


def find_blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    heading = ""
    for found in FENCED.finditer(page):
        if found["heading"] is not None:
            heading = found["heading"]
        else:
            line = page.count("\n", 0, found.start()) + 1
            yield Block(found["language"].strip(), found["text"], heading, line)


def read_examples(page: str) -> list[Example]:
    """Return the examples of a page in its order.

    Raises Misplaced for a question with no answer as the next block, for variables with no question,
    and for an answer to nothing.
    """
    examples: list[Example] = []
    counted: Counter[str] = Counter()
    waiting: list[Block] = []
    for block in find_blocks(page):
        last = waiting[-1].language if waiting else None
        if last not in BEFORE.get(block.language, (None,)):
            told = "nothing" if last is None else f"“{last}” in line {waiting[-1].line}"
            raise Misplaced(f"Line {block.line}: “{block.language}” after {told}.")
        if block.language in BEFORE:
            waiting.append(block)
        if block.language == ANSWER:
            *given, question, answer = waiting
            counted[answer.heading] += 1
            examples.append(
                Example(
                    name=f"{answer.heading} {counted[answer.heading]}",
                    query=question.text,
                    variables=json.loads(given[0].text) if given else None,
                    answer=_changed(json.loads(answer.text), _rounded),
                )
            )
            waiting = []
    if waiting:
        raise Misplaced(f"Line {waiting[-1].line}: nothing follows “{waiting[-1].language}”.")
    return examples


@dataclass(frozen=True)
class Command:
    """A command on a page, and what it prints."""

    name: str
    command: str
    printed: str


def read_commands(page: str) -> list[Command]:
    """Return the commands of a page in its order; raises Misplaced for one without what it prints."""
    commands = []
    counted: Counter[str] = Counter()
    blocks = list(find_blocks(page))
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.language != COMMAND:
            continue
        if following is None or following.language != PRINTED:
            raise Misplaced(f"Line {block.line}: what does the command print?")
        counted[block.heading] += 1
        name = f"{block.heading} {counted[block.heading]}"
        commands.append(Command(name, block.text, following.text))
    return commands


async def ask_in_order(api: Api, service: Service, examples: Sequence[Example]) -> list[object]:
    """Return what the server would answer to each example, keys and cursors written as on pages."""

    async def ask(query: str, variables: dict[str, Any] | None) -> Answered:
        result = await _ask(api, query, variables, Context(service, LOCAL_EDITOR))
        errors = [format_error(error) for error in result.errors or ()]
        answer: Answered = {"errors": errors} if errors else {}
        if result.data is not None or any("path" in error for error in errors):
            answer["data"] = result.data
        return answer

    return await answer_in_order(examples, ask, partial(keys_of, service))


async def answer_in_order(examples: Sequence[Example], ask: Asking, keys_now: KeysNow) -> list[object]:
    """Return what is answered to each example, asked in some way; `keys_now` tells the keys of all slugs."""
    cursor: str | None = None
    answers = []
    for example in examples:
        keys = {f"@{slug}": key for slug, key in (await keys_now()).items()}
        keys[f"@{END_CURSOR}"] = cursor or ""
        answer = await ask(example.query, _changed(example.variables, partial(_filled_in, keys)))
        written = _Written({key: f"@{slug}" for slug, key in (await keys_now()).items()})
        answers.append(_changed(answer, written.change))
        cursor = written.cursor or cursor
    return answers


async def _ask(api: Api, query: str, variables: dict[str, Any] | None, context: Context) -> ExecutionResult:
    if not query.startswith("subscription"):
        return await api.execute(query, variable_values=variables, context_value=context)
    async with aclosing(await api.stream(query, variables, context)) as events:
        return cast("ExecutionResult", await anext(events))


class _Written:
    """Writes an answer as a page does, and remembers its last cursor."""

    def __init__(self, slugs: Mapping[str, str]) -> None:
        self._slugs = slugs
        self.cursor: str | None = None

    def change(self, name: str, value: object) -> object:
        if name == END_CURSOR and isinstance(value, str):
            self.cursor = value
            return f"@{END_CURSOR}"
        if name == TIME and isinstance(value, str):
            datetime.fromisoformat(value)
            return NOW
        if isinstance(value, str):
            return KEY.sub(lambda key: self._slugs.get(key[0], key[0]), value)
        return _rounded(name, value)


async def keys_of(service: Service) -> dict[str, str]:
    """Return the keys of all entities, by their slugs."""
    return {entity.slug: entity.id for entity in (await service.snapshot()).find_entities()}


def _filled_in(keys: Mapping[str, str], _: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    key, dot, moment = value.partition(".")
    return keys.get(key, key) + dot + moment


def _rounded(_: str, value: object) -> object:
    return round(value, DIGITS) if isinstance(value, float) else value


def _changed(value: Any, change: Callable[[str, object], object], name: str = "") -> Any:  # noqa: ANN401
    """Return JSON with each value changed that holds no others; `name` is what it is called."""
    if isinstance(value, Mapping):
        return {key: _changed(item, change, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_changed(item, change, name) for item in value]
    return change(name, value)
