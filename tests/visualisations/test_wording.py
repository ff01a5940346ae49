"""Sentences about maps: what moment they show."""

from __future__ import annotations

import anyio
import pytest

from graph.model import Entity
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.vocabulary.kinds import Label
from graph.vocabulary.layering import load_vocabulary
from visualisations.wording import moment_of, phase_label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Avvio", Label("Fase: Avvio", "Phase: Avvio")),
        ("fase di start-up", Label("Fase di start-up", "Fase di start-up")),
        ("Seconda fase", Label("Seconda fase", "Seconda fase")),
        ("FASE 1", Label("FASE 1", "FASE 1")),
        ("Final phase", Label("Final phase", "Final phase")),
        ("Sfasettatura", Label("Fase: Sfasettatura", "Phase: Sfasettatura")),
    ],
)
def test_that_it_is_a_phase_is_said_once(name: str, label: Label) -> None:
    assert phase_label(load_vocabulary(), Entity("f", "phase", "f", name)) == label


@pytest.mark.parametrize("territory", ["plan", "example"])
def test_no_moment_of_a_territory_says_it_twice(territory: str, request: pytest.FixtureRequest) -> None:
    service: Service = request.getfixturevalue(f"{territory}_service")
    phases = list(anyio.run(service.view, ViewClass.EDITOR).find_entities({"phase"}))
    assert len(phases) == 3
    for phase in phases:
        said = moment_of(anyio.run(service.view, ViewClass.EDITOR, Moment(phase=phase.id)))
        for words in (said.it.lower(), said.en.lower()):
            assert words.count("fase") + words.count("phase") == 1
