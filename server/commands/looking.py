"""Commands that show a network without a server."""

from __future__ import annotations

import asyncio
import textwrap
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graph.analysis.centrality import CentralityMeasure
from graph.analysis.readings import Measure, load_readings
from graph.errors import Invalid, NotFound, Unavailable
from graph.model import FactStatus
from graph.moment import Moment
from graph.network import Scope, TieView
from graph.rights import LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.service import Service
from graph.stores.contract import Store
from graph.view import View
from graph.vocabulary.kinds import Language
from importers.loading import vocabulary_of
from schema.api import build_api
from schema.context import shown_day
from server.commands.options import Example, Lang, OptionalStore, Public
from server.commands.pictures import PICTURE_SUFFIXES, write_picture
from server.opening import opened
from server.settings import read_settings
from visualisations.colouring import Colouring
from visualisations.facts import find_facts
from visualisations.layout import Layout
from visualisations.map_page import write_map_page
from visualisations.network_scene import whole_scope
from visualisations.overview import build_overview
from visualisations.picture import write_svg
from visualisations.sourcing import scene_source

WIDTH = 118
PAGE_SUFFIXES = (".html", ".htm", "")


class Shown(StrEnum):
    """Which entities a map shows."""

    EVERYTHING = "everything"
    ACTORS = "actors"


class Tied(StrEnum):
    """What counts as a tie on a map."""

    DIRECT = "direct"
    SHARED = "shared"


class Coloured(StrEnum):
    """What colours stand for, as people ask for it."""

    DISTRICT = "district"
    KIND = "kind"
    COMMUNITY = "community"


class Arranged(StrEnum):
    """How things are placed, as people ask for it."""

    DISTRICT = "district"
    FORCE = "force"


_COLOURINGS = {
    Coloured.DISTRICT: Colouring.DISTRICT,
    Coloured.KIND: Colouring.KIND,
    Coloured.COMMUNITY: Colouring.GROUP,
}
_LAYOUTS = {Arranged.DISTRICT: Layout.BY_DISTRICT, Arranged.FORCE: Layout.FORCE}


@dataclass(frozen=True, slots=True)
class MapWish:
    """What somebody wants to see on a map; phase and districts by slug."""

    phase: str | None
    districts: tuple[str, ...]
    shown: Shown
    ties: Tied
    size: CentralityMeasure | None
    colouring: Colouring
    layout: Layout


def map_page(
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="What to write: a page for browsers (map.html), or a picture (map.svg, map.png).",
        ),
    ],
    store: OptionalStore = None,
    example: Example = False,
    at: Annotated[
        datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="As it was on this day.")
    ] = None,
    phase: Annotated[
        str | None, typer.Option("--phase", metavar="SLUG", help="In this phase of the plan.")
    ] = None,
    district: Annotated[
        list[str] | None,
        typer.Option("--district", metavar="SLUG", help="Only what is at work there; may be given again."),
    ] = None,
    scope: Annotated[
        Shown, typer.Option("--scope", case_sensitive=False, help="Everything on the map, or actors only.")
    ] = Shown.EVERYTHING,
    ties: Annotated[
        Tied,
        typer.Option(
            "--ties",
            case_sensitive=False,
            help="What is recorded, or (of actors only) that two take part in the same thing.",
        ),
    ] = Tied.DIRECT,
    size: Annotated[
        CentralityMeasure | None,
        typer.Option(
            "--size", case_sensitive=False, help="What sizes stand for. Default: the number of ties drawn."
        ),
    ] = None,
    colour: Annotated[
        Coloured, typer.Option("--colour", case_sensitive=False, help="What colours stand for.")
    ] = Coloured.DISTRICT,
    layout: Annotated[
        Arranged,
        typer.Option("--layout", case_sensitive=False, help="An area for each district, or by ties alone."),
    ] = Arranged.DISTRICT,
    public: Public = False,
    lang: Lang = None,
) -> None:
    r"""Write the map: a page that opens without a server or the internet, or a picture for a report.

    What the page and the picture show is in docs/map.md.

    \b
    Examples:
      intreccio map --out map.html
      intreccio map --out final.svg --example --phase fase-finale --lang en
      intreccio map --out actors.png --scope actors --size betweenness --colour community --layout force
      intreccio map --out together.html --example --ties shared
      intreccio map --out valley.html --district valle-arvena --at 2013-06-01
      intreccio map --out for-everybody.html --example --public
    """
    if at is not None and phase is not None:
        raise Invalid("Choose a day with --at or a phase with --phase, not both.")
    if out.suffix.lower() not in (*PAGE_SUFFIXES, *PICTURE_SUFFIXES):
        raise Invalid(f"A map's name ends in .html, .svg or .png, not “{out.name}”.")
    wanted = MapWish(
        phase,
        tuple(district or ()),
        Shown.ACTORS if ties is Tied.SHARED else scope,
        ties,
        size,
        _COLOURINGS[colour],
        _LAYOUTS[layout],
    )
    day = None if at is None else at.date()
    viewer = PUBLIC_VIEWER if public else LOCAL_EDITOR
    language = lang or read_settings().language
    asyncio.run(_map(out, store, example, Moment(at=day), wanted, viewer, language))


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


async def _map(
    out: Path,
    url: str | None,
    example: bool,
    moment: Moment,
    wish: MapWish,
    viewer: Viewer,
    language: Language,
) -> None:
    async with opened(url, example=example) as store:
        service = Service(store, await vocabulary_of(store))
        timeless = await service.view(viewer.view_class)
        if wish.phase is not None:
            moment = Moment(phase=_require(timeless, wish.phase, "phase"))
        elif moment.at is None:
            moment = Moment(at=read_settings().default_date or shown_day(timeless))
        view = await service.view(viewer.view_class, moment)
    scope = _scope_of(view, wish)
    scene = build_overview(view, scope, layout=wish.layout, size=wish.size, colouring=wish.colouring)
    if out.suffix.lower() in PAGE_SUFFIXES:
        page = write_map_page(scene, view, language)
        await asyncio.to_thread(_write, out, page)
        typer.echo(f"{out}: {len(page.encode()) / 1e6:.1f} MB, open it in a browser.")
    else:
        typer.echo(write_picture(out, write_svg(scene, language, source=scene_source(view, scene))))


def _scope_of(view: View, wish: MapWish) -> Scope:
    """Return the scope that somebody wishes to see; raises NotFound for an unknown district."""
    districts = frozenset(_require(view, slug, "district") for slug in wish.districts) or None
    if wish.shown is Shown.EVERYTHING:
        return replace(whole_scope(view), districts=districts)
    shared = wish.ties is Tied.SHARED
    return Scope(
        districts=districts,
        status=frozenset(FactStatus),
        ties=TieView.SHARED_AFFILIATION if shared else TieView.DIRECT,
    )


def _write(out: Path, page: str) -> None:
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise Unavailable(f"{out} cannot be written ({error.strerror}).") from error


def _require(view: View, slug: str, kind: str) -> str:
    """Return the id of the entity of that kind and slug; raises NotFound, naming those there are."""
    found = view.get_entity_by_slug(slug)
    if found is None or found.kind != kind:
        known = ", ".join(entity.slug for entity in view.find_entities({kind})) or "none"
        raise NotFound(f"There is no {kind} “{slug}”; there are: {known}.")
    return found.id


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
