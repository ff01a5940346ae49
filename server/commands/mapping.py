"""The command that writes a map: as a page, or as a picture."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graph.analysis.centrality import CentralityMeasure
from graph.errors import Invalid, NotFound, Unavailable
from graph.model import FactStatus
from graph.moment import Moment
from graph.network import Scope, TieView
from graph.rights import LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.service import Service
from graph.view import View
from graph.vocabulary.kinds import Language
from importers.loading import vocabulary_of
from schema.context import shown_day
from server.commands.options import Example, Lang, OptionalStore, Public
from server.commands.pictures import PICTURE_SUFFIXES, write_picture
from server.opening import opened
from server.settings import read_settings
from visualisations import picture
from visualisations.colouring import Colouring
from visualisations.layout import Layout
from visualisations.map_page import write_map_page
from visualisations.network_scene import whole_scope
from visualisations.overview import build_overview, main_scope
from visualisations.sourcing import scene_source
from visualisations.theme import Theme

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
    everything: bool


@dataclass(frozen=True, slots=True)
class PictureLook:
    """How large a picture is, and on which ground."""

    width: int
    height: int
    theme: Theme


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
    everything: Annotated[
        bool,
        typer.Option("--all", help="Also what one otherwise has to ask for: topics and other mere subjects."),
    ] = False,
    width: Annotated[int, typer.Option("--width", help="Of a picture: how wide.")] = picture.WIDTH,
    height: Annotated[int, typer.Option("--height", help="Of a picture: how high.")] = picture.HEIGHT,
    dark: Annotated[bool, typer.Option("--dark", help="Of a picture: on a dark ground.")] = False,
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
      intreccio map --out square.png --width 1200 --height 1200 --dark
      intreccio map --out topics.html --all
      intreccio map --out together.html --example --ties shared
      intreccio map --out valley.html --example --district valle-arvena --at 2024-06-01
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
        everything,
    )
    day = None if at is None else at.date()
    viewer = PUBLIC_VIEWER if public else LOCAL_EDITOR
    language = lang or read_settings().language
    look = PictureLook(width, height, Theme.DARK if dark else Theme.LIGHT)
    asyncio.run(_map(out, store, example, Moment(at=day), wanted, look, viewer, language))


async def _map(
    out: Path,
    url: str | None,
    example: bool,
    moment: Moment,
    wish: MapWish,
    look: PictureLook,
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
    is_page = out.suffix.lower() in PAGE_SUFFIXES
    # A page holds everything, and hides some of it; a picture can only leave it out.
    whole = whole_scope(view) if is_page or wish.everything else main_scope(view)
    scope = _scope_of(view, wish, whole)
    scene = build_overview(view, scope, layout=wish.layout, size=wish.size, colouring=wish.colouring)
    if is_page:
        page = write_map_page(scene, view, language, everything=wish.everything)
        await asyncio.to_thread(_write, out, page)
        typer.echo(f"{out}: {len(page.encode()) / 1e6:.1f} MB, open it in a browser.")
    else:
        source = scene_source(view, scene)
        svg = picture.write_svg(
            scene, language, width=look.width, height=look.height, theme=look.theme, source=source
        )
        typer.echo(write_picture(out, svg))


def _scope_of(view: View, wish: MapWish, whole: Scope) -> Scope:
    """Return the part of the whole that somebody wishes to see; raises NotFound for an unknown district."""
    districts = frozenset(_require(view, slug, "district") for slug in wish.districts) or None
    if wish.shown is Shown.EVERYTHING:
        return replace(whole, districts=districts)
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
