"""What the shapes and colours of a map stand for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph.model import Entity, FactStatus
from graph.vocabulary.kinds import Label
from visualisations.colouring import Colouring, Painter
from visualisations.palette import NOWHERE, SEVERAL, distinct_colour
from visualisations.shapes import choose_shapes
from visualisations.wording import lower_first


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend: what a colour, a shape, or a look stands for.

    `kind` names the kind that it is about, `district` the slug of the district ("" for no district),
    `status` the status whose look it explains.
    """

    label: Label
    colour: str | None = None
    shape: str | None = None
    kind: str | None = None
    district: str | None = None
    status: FactStatus | None = None


def build_legend(
    painter: Painter,
    entities: Sequence[Entity],
    districts: Sequence[tuple[int, ...]],
    statuses: Collection[FactStatus],
) -> tuple[LegendEntry, ...]:
    """Return the entries that entities need: colours first, then shapes, then looks.

    `districts` holds, for each entity, the positions of its districts in the painter's.
    """
    entries: list[LegendEntry] = []
    if painter.colouring is Colouring.DISTRICT:
        entries += _district_entries(painter, districts)
    elif painter.colouring is Colouring.GROUP:
        entries += _group_entries(painter, entities)
    shapes = choose_shapes(painter.vocabulary)
    present = {entity.kind for entity in entities}
    for name, kind in painter.vocabulary.entity_kinds.items():
        if name in present:
            colour = painter.kind_colour(name) if painter.colouring is Colouring.KIND else None
            entries.append(LegendEntry(kind.label, colour, shapes[name], kind=name))
    if FactStatus.PLANNED in statuses:
        entries.append(
            LegendEntry(
                Label("Previsto: contorno e linea tratteggiati", "Planned: dashed outline and line"),
                status=FactStatus.PLANNED,
            )
        )
    if FactStatus.ENDED in statuses:
        entries.append(
            LegendEntry(
                Label("Concluso: vuoto, linea punteggiata", "Ended: hollow, dotted line"),
                status=FactStatus.ENDED,
            )
        )
    return tuple(entries)


def _district_entries(painter: Painter, districts: Sequence[tuple[int, ...]]) -> list[LegendEntry]:
    entries = [
        LegendEntry(
            Label(district.name, district.name), painter.district_colour(position), district=district.slug
        )
        for position, district in enumerate(painter.districts)
        if (position,) in districts  # its colour is that of what belongs to it alone
    ]
    if not painter.districts:
        return []
    kind = painter.vocabulary.entity_kinds["district"]
    if any(len(found) > 1 for found in districts):
        several = Label(f"Più {lower_first(kind.plural.it)}", f"Several {lower_first(kind.plural.en)}")
        entries.append(LegendEntry(several, SEVERAL))
    if any(not found for found in districts):
        nowhere = Label(f"Senza {lower_first(kind.label.it)}", f"No {lower_first(kind.label.en)}")
        entries.append(LegendEntry(nowhere, NOWHERE, district=""))
    return entries


def _group_entries(painter: Painter, entities: Sequence[Entity]) -> list[LegendEntry]:
    found = sorted({painter.groups[entity.id] for entity in entities if entity.id in painter.groups})
    entries = [
        LegendEntry(Label(f"Gruppo {group + 1}", f"Group {group + 1}"), distinct_colour(group))
        for group in found
    ]
    if any(entity.id not in painter.groups for entity in entities):
        entries.append(LegendEntry(Label("In nessun gruppo", "In no group"), NOWHERE))
    return entries
