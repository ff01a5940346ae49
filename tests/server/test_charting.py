"""Charts are drawn by a command, into the file whose name says how."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.analysis.centrality import CentralityMeasure
from graph.coverage import CoverageRows
from server.commands.charting import CoverageName, MeasureName
from tests.server.conftest import Run


@pytest.mark.parametrize(
    "options",
    [
        ["--measure", "betweenness", "--shared", "--lang", "en", "--most", "3"],
        ["--coverage", "topics", "--at", "2013-06-01"],
        ["--coverage", "bodies", "--example", "--phase", "fase-finale", "--dark", "--public"],
    ],
)
def test_a_chart_is_written(run: Run, tmp_path: Path, options: list[str]) -> None:
    out = tmp_path / "chart.svg"
    done = run("chart", "--out", str(out), *options)
    assert (done.code, done.err) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("<svg")
    assert str(out) in done.out


def test_a_png_is_a_png(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "chart.PNG"
    assert run("chart", "--coverage", "actions", "--out", str(out)).code == 0
    assert out.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "options",
    [
        ["--out", "chart.svg"],
        ["--out", "chart.svg", "--measure", "degree", "--coverage", "topics"],
        ["--out", "chart.pdf", "--measure", "degree"],
        ["--out", "chart.svg", "--measure", "degree", "--at", "2014-01-01", "--phase", "x"],
        ["--out", "chart.svg", "--measure", "degree", "--phase", "nowhere"],
        ["--out", "no/such/folder/chart.svg", "--measure", "degree"],
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("chart", *options)
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_every_measure_and_coverage_can_be_named() -> None:
    assert {name.name for name in MeasureName} == set(CentralityMeasure.__members__)
    assert {name.name for name in CoverageName} == set(CoverageRows.__members__)
