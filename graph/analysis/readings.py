"""What measures say in plain words, for people who are no network analysts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, RootModel, StringConstraints

from graph.errors import FilesRefused, Problem
from graph.vocabulary.declarations import Name, VocabularySource
from graph.vocabulary.kinds import Label

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure in plain words.

    `reading` says what a high value means here, and what it doesn't; `source` gives formula and origin.
    """

    name: str
    label: Label
    reading: Label
    source: str


class _Declaration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Said(_Declaration):
    it: Text
    en: Text


class _Reading(_Declaration):
    label: _Said
    reading: _Said
    source: Text


class _ReadingFile(RootModel[dict[Name, _Reading]]):
    model_config = ConfigDict(frozen=True, strict=True)


@cache
def load_readings() -> Mapping[str, Measure]:
    """Return all measures by name: those of `readings.yaml`, then of the other `readings_*.yaml` by name."""
    folder = Path(str(resources.files("graph.analysis")))
    return read_readings(sorted(folder.glob("readings*.yaml"), key=lambda path: path.stem))


def read_readings(files: list[Path]) -> Mapping[str, Measure]:
    """Return the measures of these files, in their order.

    Raises FilesRefused, naming file and line, for unknown keys, a language that is missing and a measure
    that is there twice.
    """
    measures: dict[str, Measure] = {}
    for path in files:
        for name, said in VocabularySource.read(path).parse(_ReadingFile).root.items():
            if name in measures:
                raise FilesRefused([Problem(path.name, f"the measure {name} is there twice.")])
            measures[name] = Measure(
                name,
                Label(said.label.it, said.label.en),
                Label(said.reading.it, said.reading.en),
                said.source,
            )
    return MappingProxyType(measures)
