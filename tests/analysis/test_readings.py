"""Readings: every measure in plain words, in both languages, or a refusal that names the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.analysis.centrality import CentralityMeasure
from graph.analysis.cohesion import Cohesion
from graph.analysis.readings import load_readings, read_readings
from graph.analysis.structural_holes import StructuralHoles
from graph.errors import FilesRefused

ONE = "{label: {it: Uno, en: One}, reading: {it: Molto., en: Much.}, source: Somebody (1999)}"


def test_every_centrality_cohesion_and_structural_hole_has_a_reading() -> None:
    errors = {"average_path_error"}
    wanted = {measure.value.lower() for measure in CentralityMeasure}
    wanted |= set(Cohesion.__dataclass_fields__) - errors
    wanted |= set(StructuralHoles.__dataclass_fields__)
    assert wanted <= set(load_readings())


def test_a_reading_says_what_a_high_value_does_not_mean() -> None:
    for measure in load_readings().values():
        assert len(measure.reading.en) > 80, measure.name
        assert len(measure.reading.it) > 80, measure.name
        assert measure.label.it
        assert measure.source


def test_readings_come_in_the_order_of_their_files() -> None:
    assert list(load_readings())[:3] == ["density", "component_count", "isolate_count"]


def written(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"readings_{number}.yaml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_files_are_read_one_after_the_other(tmp_path: Path) -> None:
    found = read_readings(written(tmp_path, f"second: {ONE}\n", f"first: {ONE}\n"))
    assert list(found) == ["second", "first"]
    assert found["first"].reading.it == "Molto."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"one: {ONE}\ntwo: {ONE.replace(', en: Much.', '')}\n", r"row 2: two\.reading\.en: it is missing"),
        (f"one: {ONE}\ntwo: {ONE.replace('Molto.', '')}\n", r"row 2: two\.reading\.it"),
        (f"one: {ONE[:-1]}, advice: More}}\n", "advice: nothing of this name"),
        (f"One: {ONE}\n", "One"),
    ],
    ids=["a language is missing", "a text is empty", "an unknown key", "a name that is none"],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(FilesRefused, match=reason):
        read_readings(written(tmp_path, text))


def test_a_measure_has_one_reading(tmp_path: Path) -> None:
    with pytest.raises(FilesRefused, match="one is there twice"):
        read_readings(written(tmp_path, f"one: {ONE}\n", f"one: {ONE}\n"))
