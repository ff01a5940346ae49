"""The command that writes a map: as a page, or as a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graph.analysis.centrality import CentralityMeasure
from graph.errors import Invalid
from graph.model import FactStatus
from graph.network import Scope, TieView
from graph.view import View
from server.commands.options import At, Example, InPhase, Lang, OptionalStore, Public
from server.commands.pictures import PICTURE_SUFFIXES, write_file, write_picture
from server.commands.viewing import open_view, require_by_slug
from server.settings import read_settings
from visualisations import picture
from visualisations.colouring import Colouring
from visualisations.drawable import background_kinds
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
    at: At = None,
    phase: InPhase = None,
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
    if out.suffix.lower() not in (*PAGE_SUFFIXES, *PICTURE_SUFFIXES):
        raise Invalid(f"A map's name ends in .html, .svg or .png, not “{out.name}”.")
    view = asyncio.run(open_view(store, example=example, at=at, phase=phase, public=public))
    language = lang or read_settings().language
    is_page = out.suffix.lower() in PAGE_SUFFIXES
    # A page holds everything, and hides some of it; a picture can only leave it out.
    whole = whole_scope(view) if is_page or everything else main_scope(view)
    chosen = _choose(view, whole, tuple(district or ()), scope, ties)
    scene = build_overview(
        view,
        chosen,
        layout=_LAYOUTS[layout],
        size=size,
        colouring=_COLOURINGS[colour],
        background=background_kinds(view) if is_page and not everything else (),
    )
    if is_page:
        page = write_map_page(scene, view, language).encode()
        write_file(out, page)
        typer.echo(f"{out}: {len(page) / 1e6:.1f} MB, open it in a browser.")
    else:
        theme = Theme.DARK if dark else Theme.LIGHT
        source = scene_source(view, scene)
        svg = picture.write_svg(scene, language, width=width, height=height, theme=theme, source=source)
        typer.echo(write_picture(out, svg))


def _choose(view: View, whole: Scope, slugs: Sequence[str], shown: Shown, ties: Tied) -> Scope:
    """Return the part of the whole that is asked for; raises NotFound for an unknown district."""
    districts = frozenset(require_by_slug(view, slug, "district").id for slug in slugs) or None
    if shown is Shown.EVERYTHING and ties is Tied.DIRECT:
        return replace(whole, districts=districts)
    return Scope(
        districts=districts,
        status=frozenset(FactStatus),
        ties=TieView.SHARED_AFFILIATION if ties is Tied.SHARED else TieView.DIRECT,
    )
