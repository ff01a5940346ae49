"""How much of something each district has, and where there is nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.errors import NotFound
from graph.listing import name_key
from graph.model import Entity, Fact, FactStatus, Relationship
from graph.parts import find_contained, natural_order
from graph.view import Direction, View, district_order
from graph.vocabulary.kinds import Label


class CoverageRows(StrEnum):
    """What the rows of a coverage are."""

    TOPIC = "TOPIC"
    ACTION = "ACTION"
    RESOURCE = "RESOURCE"
    PROGRAMME = "PROGRAMME"
    BODY = "BODY"
    COHORT = "COHORT"


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """What a row has in a district, by name: what is so, and what is foreseen.

    `denied`: by what documents say that the thing of the row is not there. It counts nowhere.
    """

    district: Entity
    actual: tuple[Entity, ...]
    planned: tuple[Entity, ...]
    denied: tuple[Relationship, ...] = ()

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All of it, what is so first."""
        return self.actual + self.planned


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A row and its cells, one for each district; `entity` None where a row is a level of bodies."""

    label: Label
    entity: Entity | None
    cells: tuple[CoverageCell, ...]


# What stands in the cells of rows that are things which others speak of, or are meant for.
_LEADING_TO: Mapping[CoverageRows, str] = {CoverageRows.TOPIC: "about", CoverageRows.COHORT: "targets"}
Found = tuple[Entity, bool]


def measure_coverage(
    view: View, rows: CoverageRows, district_ids: Sequence[str] | None = None
) -> list[CoverageRow]:
    """Return how much of something each district has: all districts, or those named.

    TOPIC: what is about the topic. COHORT: what is meant for the cohort. ACTION, RESOURCE, PROGRAMME:
    the thing itself, its parts and their parts. BODY: bodies, a row for each level. Each counts in the
    districts that it is at work in (`View.districts_of`), once in a cell; as planned when it is, or when
    what leads to the row or to the district is. What has ended counts nowhere. Of rows that are the
    thing itself, cells say too where documents deny it. Raises NotFound, with a path, for a district
    that cannot be seen. Cost: O(rows' relationships), and the cells.
    """
    districts = _districts(view, district_ids)
    covered = {district.id for district in districts}
    is_thing = rows not in _LEADING_TO
    return [
        CoverageRow(
            label, entity, _cells(view, list(found), districts, covered, entity if is_thing else None)
        )
        for label, entity, found in _rows(view, rows)
    ]


def _districts(view: View, ids: Sequence[str] | None) -> list[Entity]:
    if ids is None:
        return sorted(view.find_entities({"district"}), key=district_order)
    found = []
    for place, item in enumerate(ids):
        district = view.get_entity(item)
        if district is None or district.kind != "district":
            raise NotFound(f"There is no district {item}.", ("districts", place))
        found.append(district)
    return found


def _rows(view: View, rows: CoverageRows) -> Iterator[tuple[Label, Entity | None, Iterator[Found]]]:
    kind = rows.value.lower()
    if rows is CoverageRows.BODY:
        level_kind = view.vocabulary.entity_kinds[kind].properties["level"]
        bodies: dict[str, list[Entity]] = {level: [] for level in level_kind.choices}
        for body in view.find_entities({kind}):
            bodies.setdefault(str(body.properties.get("level")), []).append(body)
        for level, found in bodies.items():
            said = level_kind.choices.get(level, Label(level, level))
            label = Label(f"{level_kind.label.it}: {said.it}", f"{level_kind.label.en}: {said.en}")
            yield label, None, ((body, _is_planned(view, body)) for body in found)
        return
    for entity in sorted(view.find_entities({kind}), key=natural_order):
        leading = _LEADING_TO.get(rows)
        found_here = _within(view, entity) if leading is None else _led(view, entity, leading)
        yield Label(entity.name, entity.name), entity, found_here


def _within(view: View, whole: Entity) -> Iterator[Found]:
    for part in (whole, *find_contained(view, whole)):
        yield part, _is_planned(view, part)


def _led(view: View, entity: Entity, kind: str) -> Iterator[Found]:
    for tie in view.relationships_of(entity.id, {kind}, Direction.IN):
        source = view.require_entity(tie.source)
        if view.status_of(tie) is not FactStatus.ENDED:
            yield source, _is_planned(view, source) or _is_planned(view, tie)


def _cells(
    view: View, found: list[Found], districts: Sequence[Entity], covered: set[str], thing: Entity | None
) -> tuple[CoverageCell, ...]:
    """Return the cells of a row, of what was found for it; `thing` is what documents may deny there."""
    standing: dict[str, dict[str, Found]] = {district.id: {} for district in districts}
    for entity, planned in found:
        if view.status_of(entity) is FactStatus.ENDED:
            continue
        for district_id, status in view.district_statuses(entity.id).items():
            if district_id in covered and status is not FactStatus.ENDED:
                earlier = standing[district_id].get(entity.id)
                foreseen = planned or status is FactStatus.PLANNED
                # One relationship that is so outweighs others that are foreseen.
                is_planned = foreseen and (earlier is None or earlier[1])
                standing[district_id][entity.id] = (entity, is_planned)
    return tuple(_cell(view, district, list(standing[district.id].values()), thing) for district in districts)


def _cell(view: View, district: Entity, found: list[Found], thing: Entity | None) -> CoverageCell:
    ordered = sorted(found, key=lambda item: name_key(item[0]))
    return CoverageCell(
        district,
        tuple(entity for entity, planned in ordered if not planned),
        tuple(entity for entity, planned in ordered if planned),
        () if thing is None else view.denied_places.get((thing.id, district.id), ()),
    )


def _is_planned(view: View, fact: Fact) -> bool:
    return view.status_of(fact) is FactStatus.PLANNED
