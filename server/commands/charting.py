"""The command that draws charts."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.coverage import CoverageRows, measure_coverage
from graph.errors import Invalid
from graph.network import Scope, TieView, project
from server.commands.options import At, Example, InPhase, Lang, OptionalStore, Public
from server.commands.pictures import require_picture_name, write_picture
from server.commands.viewing import open_view
from server.settings import read_settings
from visualisations.charting import draw_coverage, draw_measure
from visualisations.theme import Theme


class MeasureName(StrEnum):
    """The measures that bars can show, as the command line calls them."""

    DEGREE = "degree"
    IN_DEGREE = "in_degree"
    OUT_DEGREE = "out_degree"
    STRENGTH = "strength"
    BETWEENNESS = "betweenness"
    CLOSENESS = "closeness"
    HARMONIC = "harmonic"
    EIGENVECTOR = "eigenvector"
    PAGERANK = "pagerank"
    KATZ = "katz"
    CORENESS = "coreness"
    REACH = "reach"
    REACH_EFFICIENCY = "reach_efficiency"


class CoverageName(StrEnum):
    """What districts can be compared by, as the command line calls it."""

    TOPIC = "topics"
    ACTION = "actions"
    RESOURCE = "resources"
    PROGRAMME = "programmes"
    BODY = "bodies"
    COHORT = "cohorts"


def chart(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The picture to write: .svg or .png.")],
    measure: Annotated[
        MeasureName | None, typer.Option("--measure", help="The highest values of this measure, as bars.")
    ] = None,
    coverage: Annotated[
        CoverageName | None,
        typer.Option("--coverage", help="How much of these each district has, and where there is nothing."),
    ] = None,
    shared: Annotated[
        bool, typer.Option("--shared", help="With --measure: who shares something is tied.")
    ] = False,
    most: Annotated[int, typer.Option("--most", min=1, max=100, help="With --measure: how many bars.")] = 20,
    store: OptionalStore = None,
    example: Example = False,
    at: At = None,
    phase: InPhase = None,
    public: Public = False,
    dark: Annotated[bool, typer.Option("--dark", help="On a dark ground.")] = False,
    lang: Lang = None,
) -> None:
    r"""Draw a chart: the highest values of a measure, or what each district has.

    \b
    Examples:
      intreccio chart --measure degree --example --out degree.svg
      intreccio chart --measure betweenness --shared --out bridges.png --lang en
      intreccio chart --coverage topics --out topics.svg --at 2013-06-01
    """
    require_picture_name(out)
    if (measure is None) == (coverage is None):
        raise Invalid("Choose one chart: --measure NAME or --coverage ROWS.")
    view = asyncio.run(open_view(store, example=example, at=at, phase=phase, public=public))
    language = lang or read_settings().language
    theme = Theme.DARK if dark else Theme.LIGHT
    if measure is not None:
        asked = CentralityMeasure[measure.name]
        network = project(view, Scope(ties=TieView.SHARED_AFFILIATION if shared else TieView.DIRECT))
        scores = measure_centrality(network.ties, asked)
        typer.echo(write_picture(out, draw_measure(network, asked, scores, language, most=most, theme=theme)))
    if coverage is not None:
        rows = CoverageRows[coverage.name]
        found = measure_coverage(view, rows)
        typer.echo(write_picture(out, draw_coverage(view, rows, found, language, theme=theme)))
