"""Charts of a network: the highest values of a measure, and how much each district has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graph.analysis.centrality import CentralityMeasure
from graph.analysis.readings import load_readings
from graph.coverage import CoverageRow, CoverageRows
from graph.listing import name_key
from graph.network import Network
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from visualisations.bars import WIDTH, Bar, write_bars
from visualisations.drawable import require_drawable
from visualisations.heat_map import write_heat_map
from visualisations.overview import get_main_plan
from visualisations.part import part_text
from visualisations.sourcing import source_line
from visualisations.theme import Theme
from visualisations.wording import lower_first, moment_of, number_text, typeset

_IN_CELLS = {
    CoverageRows.TOPIC: Label(
        "Ogni numero dice quante cose, lì, riguardano il tema.",
        "Each number says how many things are about the topic there.",
    ),
    CoverageRows.COHORT: Label(
        "Ogni numero dice quante cose, lì, si rivolgono a questi destinatari.",
        "Each number says how many things are meant for these young people there.",
    ),
    CoverageRows.BODY: Label(
        "Ogni numero dice quanti organismi di quel livello operano lì.",
        "Each number says how many bodies of that level are at work there.",
    ),
}
_PARTS = Label(
    "Ogni numero conta ciò che opera lì: la cosa stessa e le sue parti.",
    "Each number counts what is at work there: the thing itself and its parts.",
)


class Valued(Protocol):
    """Values of nodes in their order, NaN where there is none."""

    @property
    def values(self) -> NDArray[np.float64]:
        """The values."""
        ...

    @property
    def estimated(self) -> bool:
        """Whether they are estimates."""
        ...


def draw_measure(
    network: Network,
    measure: CentralityMeasure,
    scores: Valued,
    language: Language = Language.IT,
    *,
    most: int = 20,
    width: int = WIDTH,
    theme: Theme = Theme.LIGHT,
) -> str:
    """Return the highest values of a measure as bars, with what they mean below.

    Raises Invalid when young people are in the network.
    """
    require_drawable(network.view, network.nodes)
    said = load_readings()[measure.value.lower()]
    found = [
        (value, entity)
        for value, entity in zip(scores.values.tolist(), network.nodes, strict=True)
        if value > 0  # NaN is not
    ]
    found.sort(key=lambda pair: (-pair[0], name_key(pair[1])))
    shown = found[:most]
    values = [value for value, _ in found]
    notes = [
        _selection_note(values, len(shown), len(network.nodes), language),
        typeset(said.reading.text(language)),
    ]
    if scores.estimated:
        notes.append("I valori sono stime." if language is Language.IT else "The values are estimates.")
    source = source_line(network.view, [*network.nodes, *network.relationships])
    notes += [source.text(language)] if source else []
    return write_bars(
        [Bar(entity.name, value) for value, entity in shown],
        language,
        title=typeset(said.label.text(language)),
        subtitles=_subtitles(network.view, language, part_text(network.view, network.scope)),
        notes=notes,
        width=width,
        theme=theme,
    )


def draw_coverage(
    view: View,
    rows: CoverageRows,
    measured: Sequence[CoverageRow],
    language: Language = Language.IT,
    *,
    width: int = WIDTH,
    theme: Theme = Theme.LIGHT,
) -> str:
    """Return what `measure_coverage(view, rows)` found as a table of tinted cells."""
    kinds = view.vocabulary.entity_kinds
    of, place = kinds[rows.value.lower()], kinds["district"]
    title = Label(
        f"{of.plural.it} per {lower_first(place.label.it)}",
        f"{of.plural.en} by {lower_first(place.label.en)}",
    )
    within = {entity.id: entity for row in measured for cell in row.cells for entity in cell.entities}
    source = source_line(view, within.values())
    return write_heat_map(
        measured,
        language,
        title=title.text(language),
        subtitles=_subtitles(view, language),
        notes=[_IN_CELLS.get(rows, _PARTS).text(language), *([source.text(language)] if source else [])],
        width=width,
        theme=theme,
    )


def _subtitles(view: View, language: Language, part: Label | None = None) -> list[str]:
    """Return which network a chart is of, then at which moment, and of which part if not of the whole."""
    plan = get_main_plan(view)
    moment = moment_of(view).text(language)
    named = [] if plan is None else [plan.name]
    return [*named, moment if part is None else f"{moment} · {part.text(language)}"]


def _selection_note(values: Sequence[float], shown: int, total: int, language: Language) -> str:
    """Return who is shown and who is not, the ones with the same value as the last among them."""
    count, all_count, equal = (number_text(item, language) for item in (shown, total, _equal(values, shown)))
    if language is Language.IT:
        if not shown:
            return f"Nessuno dei {all_count} soggetti ha un valore sopra lo zero."
        if shown == len(values):
            who = "Un solo soggetto ha" if shown == 1 else f"{count} soggetti hanno"
            return f"{who} un valore sopra lo zero, su {all_count}."
        note = f"I {count} valori più alti, di {all_count} soggetti."
        return note if equal == "0" else f"{note} Altri con lo stesso valore dell’ultimo: {equal}."
    if not shown:
        return f"None of the {all_count} parties has a value above zero."
    if shown == len(values):
        who = "One party has" if shown == 1 else f"{count} parties have"
        return f"{who} a value above zero, of {all_count}."
    note = f"The {count} highest values, of {all_count} parties."
    return note if equal == "0" else f"{note} Others with the same value as the last: {equal}."


def _equal(values: Sequence[float], shown: int) -> int:
    """Return how many that are not shown have the value of the last that is."""
    return sum(value == values[shown - 1] for value in values[shown:])
