"""Bars: names in full, values as their language writes them, lengths that compare."""

from __future__ import annotations

import anyio
import numpy as np
import pytest

from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.readings import load_readings
from graph.analysis.scores import Scores
from graph.errors import Invalid
from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.network import Scope, project
from graph.rights import ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.conftest import HOSTILE
from tests.visualisations.lettering import SVG, read, written
from tests.visualisations.naming import named_entities, named_relationships
from visualisations.bars import Bar, value_texts, write_bars
from visualisations.charting import draw_measure
from visualisations.overview import get_main_plan
from visualisations.text_width import text_width
from visualisations.wording import typeset

LONG = "Piano di Lavoro Territoriale Provinciale per le Politiche Giovanili (APQ) dell’Ambito distrettuale"


def test_bars_are_as_long_as_their_values() -> None:
    root = read(write_bars([Bar("a", 8), Bar("b", 4), Bar("c", 0)], Language.IT, title="T"))
    widths = [float(bar.get("width", "")) for bar in root.iter(f"{SVG}rect")][1:]
    assert widths == pytest.approx([widths[0], widths[0] / 2, 0], abs=0.02)


@pytest.mark.parametrize("width", [400, 1000])
def test_nothing_is_clipped(width: int) -> None:
    bars = [Bar(LONG, 12345678.5), Bar("Unaparolasenzanessunospazio" * 4, 3)]
    root = read(write_bars(bars, Language.IT, title=LONG, width=width))
    for line in root.iter(f"{SVG}text"):
        wide = text_width(
            line.text or "", float(line.get("font-size", "")), bold=line.get("font-weight") == "700"
        )
        x = float(line.get("x", ""))
        left = x - wide if line.get("text-anchor") == "end" else x
        assert left >= 0
        assert left + wide <= width
        assert float(line.get("y", "")) < float(root.get("height", ""))


@pytest.mark.parametrize(
    ("value", "italian", "english"),
    [(12, "12", "12"), (1234, "1.234", "1,234"), (0.5, "0,5", "0.5"), (0.00123456, "0,00123", "0.00123"),
     (1234.56, "1.235", "1,235"), (0, "0", "0")],
)  # fmt: skip
def test_values_are_written_as_the_language_does(value: float, italian: str, english: str) -> None:
    assert value_texts([value], Language.IT) == [italian]
    assert value_texts([value], Language.EN) == [english]


@pytest.mark.parametrize(
    ("values", "written_so"),
    [([0.2, 0.0845, 0.074], ["0,200", "0,085", "0,074"]), ([3, 2.5, 1], ["3,0", "2,5", "1,0"]),
     ([12, 4, 0], ["12", "4", "0"]), ([1234.5, 0.25], ["1.234,50", "0,25"]), ([], [])],
)  # fmt: skip
def test_values_below_each_other_have_the_same_decimals(values: list[float], written_so: list[str]) -> None:
    assert value_texts(values, Language.IT) == written_so


def test_hostile_names_stay_text() -> None:
    svg = write_bars([Bar(text, 1) for text in HOSTILE], Language.IT, title=HOSTILE[1])
    assert {item.tag for item in read(svg).iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "desc", "rect", "text", "line")
    }


def test_a_measure_is_told_with_moment_reading_and_source(
    example_service: Service, language: Language
) -> None:
    view = anyio.run(example_service.view, ViewClass.EDITOR, Moment())
    network = project(view)
    scores = measure_centrality(network.ties, CentralityMeasure.DEGREE)
    svg = draw_measure(network, CentralityMeasure.DEGREE, scores, language, most=5)
    said = load_readings()["degree"]
    root = read(svg)
    assert root.findtext(f"{SVG}title") == said.label.text(language)
    words = root.findtext(f"{SVG}desc", "")
    assert typeset(said.reading.text(language)) in words
    plan = get_main_plan(view)
    assert plan is not None
    subtitles = [text.text for text in root.iter(f"{SVG}text")][1:3]
    assert subtitles[0] == plan.name
    actors = "Solo attori" if language is Language.IT else "Only actors"
    assert f" · {actors}" in (subtitles[1] or "")
    assert words.startswith(f"{plan.name}. ")
    assert ".." not in words
    assert ("Fonti: " if language is Language.IT else "Sources: ") in words
    assert len(list(root.iter(f"{SVG}rect"))) == 1 + 5
    best = max(zip(scores.values.tolist(), network.nodes, strict=True), key=lambda pair: pair[0])
    assert f"{best[1].name}: {best[0]:g}" in words


def test_apostrophes_are_set_as_printers_do(example_service: Service) -> None:
    view = anyio.run(example_service.view, ViewClass.EDITOR, Moment())
    network = project(view)
    scores = measure_centrality(network.ties, CentralityMeasure.BETWEENNESS)
    words = written(draw_measure(network, CentralityMeasure.BETWEENNESS, scores, Language.IT))
    assert "l’importanza" in words
    assert "'" not in words


def test_who_has_no_value_has_no_bar(example_service: Service) -> None:
    view = anyio.run(example_service.view, ViewClass.EDITOR, Moment())
    network = project(view)
    nobody = Scores(np.full(len(network.nodes), np.nan))
    svg = draw_measure(network, CentralityMeasure.CLOSENESS, nobody, Language.EN)
    assert "None of the" in written(svg)
    assert len(list(read(svg).iter(f"{SVG}rect"))) == 1


def test_young_people_are_in_no_chart() -> None:
    people = [Entity("y", "young_person", "y", "Una ragazza"), Entity("o", "organisation", "o", "Ente")]
    ties = [Relationship("m", "member_of", "y", "o")]
    snapshot = build_snapshot(1, named_entities(people), named_relationships(ties))
    view = View(snapshot, load_vocabulary(), ViewClass.DATA_OFFICER)
    network = project(view, Scope(entity_kinds=frozenset({"young_person", "organisation"})))
    scores = measure_centrality(network.ties, CentralityMeasure.DEGREE)
    with pytest.raises(Invalid, match="Young people are never drawn"):
        draw_measure(network, CentralityMeasure.DEGREE, scores)
