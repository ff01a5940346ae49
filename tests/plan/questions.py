"""Named answers: reading them, asking them, and putting what the API says into a form people can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import Api
from schema.context import Context
from schema.errors import format_error

ANSWERS = Path(__file__).with_name("answers")
NOTHING = "–"


@dataclass(frozen=True)
class Question:
    """One question and the answer that the page gives to it.

    `slugs` are variables of the query: each takes the key of the entity of that slug. `each` leads to
    the list in the data that is answered from, the only root field when left out. Of its items those
    are kept that have all values in `only`, and say something at the path `told`; each becomes a
    `line`, under a heading `by`, if given. Without `line` the answer is the data as it is.
    """

    name: str
    query: str
    answer: object
    slugs: Mapping[str, str] = field(default_factory=dict)
    each: str = ""
    only: Mapping[str, object] = field(default_factory=dict)
    told: str = ""
    by: str = ""
    line: str = ""

    @property
    def text(self) -> str:
        """All that is said in the question and its answer."""
        return f"{self.query} {' '.join(self.slugs.values())} {self.answer}"


def read_questions() -> list[Question]:
    """Return the questions of the files in `answers`."""
    files = sorted(ANSWERS.glob("*.yaml"))
    listed = [item for file in files for item in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [
        Question(
            name=item["question"],
            query=item["query"],
            answer=item.get("answer"),
            slugs=item.get("with", {}),
            each=item.get("each", ""),
            only=item.get("only", {}),
            told=item.get("told", ""),
            by=item.get("by", ""),
            line=item.get("line", ""),
        )
        for item in listed
    ]


async def answer(api: Api, service: Service, question: Question) -> object:
    """Return what the API says to a question; what is missing or refused is told in words."""
    context = Context(service, LOCAL_EDITOR)
    view = (await context.look()).view
    variables: dict[str, object] = {}
    for name, slug in question.slugs.items():
        entity = view.get_entity_by_slug(slug)
        if entity is None:
            return f"there is no {slug}"
        variables[name] = entity.id
    result = await api.execute(question.query, variable_values=variables, context_value=context)
    if result.errors or result.data is None:
        return [format_error(error)["message"] for error in result.errors or ()]
    return read_out(question, result.data)


def read_out(question: Question, data: Mapping[str, Any]) -> object:
    """Return the part of the data that answers a question, in the form that the answer has."""
    found = _reach(data, question.each or next(iter(data)))
    if not question.line:
        return found
    items = found if isinstance(found, list) else [found]
    kept = [
        item
        for item in items
        if all(_has(item, path, said) for path, said in question.only.items())
        and not (question.told and _reach(item, question.told) in (None, []))
    ]
    if not question.by:
        return sorted(_fill(question.line, item) for item in kept)
    headings: dict[str, list[str]] = {}
    for item in kept:
        headings.setdefault(_fill(question.by, item), []).append(_fill(question.line, item))
    return {heading: sorted(lines) for heading, lines in sorted(headings.items())}


def _has(item: object, path: str, said: object) -> bool:
    found = _reach(item, path)
    return said in found if isinstance(found, list) and not isinstance(said, list) else found == said


def _fill(line: str, item: object) -> str:
    return re.sub(r"\{([^}]+)\}", lambda match: _write(_reach(item, match[1])), line)


def _write(found: object) -> str:
    if isinstance(found, list):
        return ", ".join(_write(part) for part in found) or NOTHING
    return NOTHING if found is None else str(found)


def _reach(item: Any, path: str) -> Any:  # noqa: ANN401 - data as it came
    for step in path.split("."):
        item = _step(item, step)
    return _nodes(item)


def _step(item: Any, step: str) -> Any:  # noqa: ANN401 - data as it came
    item = _nodes(item)
    if isinstance(item, list):
        if item and all(set(part) == {"name", "value"} for part in item) and step not in item[0]:
            return next((part["value"] for part in item if part["name"] == step), None)
        return list(_flat(_step(part, step) for part in item))
    return None if item is None else item.get(step)


def _nodes(item: Any) -> Any:  # noqa: ANN401 - data as it came
    return [edge["node"] for edge in item["edges"]] if isinstance(item, dict) and "edges" in item else item


def _flat(parts: Iterable[object]) -> Iterable[object]:
    for part in parts:
        if isinstance(part, Sequence) and not isinstance(part, str):
            yield from part
        else:
            yield part
