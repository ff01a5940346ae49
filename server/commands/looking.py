"""Commands that show a network without a server."""

from __future__ import annotations

import asyncio
import textwrap
from typing import Annotated

import typer

from graph.analysis.readings import Measure, load_readings
from graph.errors import NotFound
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from graph.stores.contract import Store
from graph.view import View
from graph.vocabulary.kinds import Language
from importers.loading import vocabulary_of
from schema.api import build_api
from server.commands.options import Example, Lang, OptionalStore
from server.opening import opened
from server.settings import read_settings
from visualisations.facts import find_facts

WIDTH = 118


def facts(
    by_section: Annotated[
        bool, typer.Option("--by-section", help="Under each heading of each document, what it says there.")
    ] = False,
    store: OptionalStore = None,
    example: Example = False,
    lang: Lang = None,
) -> None:
    r"""Print everything that documents say, for checking it against them.

    \b
    Examples:
      intreccio facts --by-section
      intreccio facts --by-section --store sqlite:///plan.db --lang en
    """
    asyncio.run(_facts(store, example, lang or read_settings().language, by_section=by_section))


def schema() -> None:
    r"""Print the GraphQL schema: everything that can be asked.

    \b
    Example:
      intreccio schema > schema.graphql
    """
    typer.echo(build_api().as_str())


def vocabulary(store: OptionalStore = None, example: Example = False, lang: Lang = None) -> None:
    r"""Print the kinds of entity and relationship, with their properties.

    \b
    Examples:
      intreccio vocabulary
      intreccio vocabulary --store sqlite:///plan.db
    """
    asyncio.run(_vocabulary(store, example, lang or read_settings().language))


def measures(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME…", help="Only these measures, as answers name them. Default: all."),
    ] = None,
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="As docs/measures.md has them; without --lang in both languages."),
    ] = False,
    lang: Lang = None,
) -> None:
    r"""Print what each measure says in plain words: what a high value means, and what it doesn't.

    \b
    Examples:
      intreccio measures
      intreccio measures density betweenness --lang en
      intreccio measures --markdown
    """
    known = load_readings()
    for name in names or ():
        if name not in known:
            raise NotFound(f"There is no measure “{name}”; there are: {', '.join(known)}.")
    chosen = [known[name] for name in names] if names else list(known.values())
    if markdown:
        written = [_write_markdown(measure, [lang] if lang else list(Language)) for measure in chosen]
    else:
        language = lang or read_settings().language
        written = [_write_reading(measure, language) for measure in chosen]
    typer.echo("\n\n".join(written))


def _write_reading(measure: Measure, language: Language) -> str:
    """Return a measure as people read it in a terminal."""
    reading = textwrap.fill(
        measure.reading.text(language), WIDTH, initial_indent="    ", subsequent_indent="    "
    )
    return f"{measure.label.text(language)} ({measure.name})\n{reading}\n    {measure.source}"


def _write_markdown(measure: Measure, languages: list[Language]) -> str:
    """Return a measure as a page of the documentation has it: names, readings, source."""
    labels = ", ".join(measure.label.text(language) for language in languages)
    lines = [f"**{measure.name}**: {labels}. {measure.source}."]
    lines += [f"- *{language.value.lower()}* {measure.reading.text(language)}" for language in languages]
    first, *readings = [
        textwrap.fill(
            line,
            WIDTH,
            subsequent_indent="  " if line.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    ]
    return "\n".join([first, "", *readings])


async def _facts(url: str | None, example: bool, language: Language, *, by_section: bool) -> None:
    async with opened(url, example=example) as store:
        view = await _view(store)
        for document in find_facts(view, language):
            typer.echo(f"\n{document.document.name}\n{'=' * min(len(document.document.name), 100)}")
            for section in document.sections:
                if by_section:
                    typer.echo(f"\n{section.heading}\n{'-' * min(len(section.heading), 100)}")
                for statement in section.statements:
                    typer.echo(f"  {statement}")
                if by_section and not section.statements:
                    typer.echo("  –")


async def _vocabulary(url: str | None, example: bool, language: Language) -> None:
    async with opened(url, example=example) as store:
        words = await vocabulary_of(store)
    for kind in words.entity_kinds.values():
        typer.echo(f"{kind.name:<18} {kind.label.text(language)}")
        for item in kind.properties.values():
            typer.echo(f"    {item.name:<24} {item.type.value:<8} {item.label.text(language)}")
    typer.echo()
    for tie in words.relationship_kinds.values():
        typer.echo(f"{tie.name:<18} {tie.label.text(language)}")
        typer.echo(f"    {', '.join(sorted(tie.sources))} → {', '.join(sorted(tie.targets))}")


async def _view(store: Store) -> View:
    service = Service(store, await vocabulary_of(store))
    return await service.view(LOCAL_EDITOR.view_class)
