"""A map before anybody draws it: what lies where, how it looks, and what it means.

Every writer (the page, the API, pictures) draws the same scene, so that all of them agree. Young
people are never in one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import Invalid
from graph.model import Entity, FactStatus, Relationship
from graph.rights import ViewClass
from graph.view import View, district_order
from graph.vocabulary.kinds import Label
from visualisations.colouring import Colouring, Painter
from visualisations.layout import Ellipse, Layout, Mark, Placement, lay_out
from visualisations.legend import LegendEntry, build_legend
from visualisations.settling import settle
from visualisations.wording import moment_of, scene_sentence

_SMALLEST, _LARGEST = 7.0, 22.0
_NOT_DRAWN = frozenset({"in_phase"})


@dataclass(frozen=True, slots=True)
class SceneNode:
    """An entity on the map. `districts` are slugs in their order; `status` is that of the moment."""

    entity: Entity
    label: str
    x: float
    y: float
    size: float
    colour: str
    shape: str
    districts: tuple[str, ...]
    status: FactStatus

    @property
    def planned(self) -> bool:
        """Whether it is foreseen: drawn hollow."""
        return self.status is FactStatus.PLANNED


@dataclass(frozen=True, slots=True)
class SceneTie:
    """A relationship on the map; `source` and `target` are positions in the scene's nodes.

    `weight` is the relationship's strength, 1 where nobody said. `status` is that of the moment.
    """

    source: int
    target: int
    relationship: Relationship
    kind: str
    weight: float
    status: FactStatus

    @property
    def planned(self) -> bool:
        """Whether it is foreseen: drawn dashed."""
        return self.status is FactStatus.PLANNED


@dataclass(frozen=True, slots=True)
class SceneRegion:
    """The area in which a district's own things lie."""

    district: Entity
    area: Ellipse
    colour: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A map: everything that a writer needs, and nothing on how it will be drawn.

    `sentence` says what one sees, for those who don't see it. `districts` are those that its nodes
    belong to, in their order; without a layout by district they have no regions.
    """

    title: Label
    note: Label | None
    moment_text: Label
    sentence: Label
    nodes: tuple[SceneNode, ...]
    ties: tuple[SceneTie, ...]
    regions: tuple[SceneRegion, ...]
    districts: tuple[Entity, ...]
    legend: tuple[LegendEntry, ...]


def build_scene(
    view: View,
    entities: Sequence[Entity],
    relationships: Sequence[Relationship],
    *,
    title: Label,
    note: Label | None = None,
    layout: Layout = Layout.BY_DISTRICT,
    sizes: Mapping[str, float] | None = None,
    colouring: Colouring = Colouring.DISTRICT,
    groups: Mapping[str, int] | None = None,
    seed: int = 0,
    like: Scene | None = None,
) -> Scene:
    """Build the scene of these entities and of those relationships that join two of them.

    `sizes` gives a value for each entity id; without it, the number of ties in the scene counts.
    `groups` numbers the group of each entity id, for Colouring.GROUP. With `like`, another scene of
    the same layout, whatever that one holds keeps its place, so that a change can be seen. Raises
    Invalid when a young person, or anything that only the data officer may see, is among the entities.
    """
    for entity in entities:
        if not may_be_drawn(view, entity):
            raise Invalid("Young people are never drawn on a map.")
    positions = {entity.id: position for position, entity in enumerate(entities)}
    drawn = [item for item in relationships if item.source in positions and item.target in positions]
    ends = [(positions[item.source], positions[item.target]) for item in drawn]
    districts = sorted(
        {district.id: district for entity in entities for district in view.districts_of(entity.id)}.values(),
        key=district_order,
    )
    district_rows = {district.id: row for row, district in enumerate(districts)}
    radii = _radii(entities, ends, sizes)
    marks = [
        Mark(
            entity.slug,
            radius,
            tuple(district_rows[district.id] for district in view.districts_of(entity.id)),
        )
        for entity, radius in zip(entities, radii, strict=True)
    ]
    placement = _placed_like(like, marks, ends, districts, layout, seed) if like is not None else None
    if placement is None:
        placement = lay_out(marks, ends, layout=layout, district_count=len(districts), seed=seed)
    painter = Painter(view.vocabulary, colouring, tuple(districts), groups or {})
    kinds = view.vocabulary.entity_kinds
    nodes = tuple(
        SceneNode(
            entity=entity,
            label=entity.name,
            x=x,
            y=y,
            size=radius,
            colour=painter.colour(entity, mark.districts),
            shape=kinds[entity.kind].shape,
            districts=tuple(districts[row].slug for row in mark.districts),
            status=view.status_of(entity),
        )
        for entity, mark, radius, (x, y) in zip(
            entities, marks, radii, placement.points.tolist(), strict=True
        )
    )
    ties = tuple(
        SceneTie(
            source=source,
            target=target,
            relationship=item,
            kind=item.kind,
            weight=1.0 if item.strength is None else item.strength,
            status=view.status_of(item),
        )
        for item, (source, target) in zip(drawn, ends, strict=True)
    )
    return Scene(
        title=title,
        note=note,
        moment_text=moment_of(view),
        sentence=scene_sentence(view.vocabulary, entities, len(ties), districts),
        nodes=nodes,
        ties=ties,
        regions=tuple(
            SceneRegion(district, area, painter.district_colour(row))
            for row, (district, area) in enumerate(zip(districts, placement.areas, strict=False))
        ),
        districts=tuple(districts),
        legend=build_legend(
            painter,
            entities,
            [mark.districts for mark in marks],
            {node.status for node in nodes} | {tie.status for tie in ties},
        ),
    )


def whole_map(view: View) -> tuple[list[Entity], list[Relationship]]:
    """Return what the whole map shows: entities of the kinds that belong on it, and what joins them.

    Districts and phases are left to areas and filters: relationships that say where or in which
    phase something is are not among those returned.
    """
    kinds = view.vocabulary.entity_kinds
    on_map = {name for name, kind in kinds.items() if kind.on_map}
    entities = [entity for entity in view.find_entities(on_map) if may_be_drawn(view, entity)]
    ids = {entity.id for entity in entities}
    joining = set(view.vocabulary.relationship_kinds) - view.vocabulary.locating_kinds - _NOT_DRAWN
    relationships = [
        item for item in view.find_relationships(joining) if item.source in ids and item.target in ids
    ]
    return entities, relationships


def may_be_drawn(view: View, entity: Entity) -> bool:
    """Return whether an entity may stand on a map: not when only the data officer may see its kind."""
    kind = view.vocabulary.entity_kinds.get(entity.kind)
    return kind is not None and kind.visible_to < ViewClass.DATA_OFFICER


def _placed_like(
    like: Scene,
    marks: Sequence[Mark],
    ends: Sequence[tuple[int, int]],
    districts: Sequence[Entity],
    layout: Layout,
    seed: int,
) -> Placement | None:
    """Place marks as in another scene; None when that one lacks the area of a district."""
    areas = {region.district.slug: region.area for region in like.regions}
    by_district = layout is Layout.BY_DISTRICT
    if by_district and not {district.slug for district in districts} <= set(areas):
        return None
    known = {node.entity.slug: node for node in like.nodes}
    slugs = [district.slug for district in districts]
    places = {
        mark.slug: (node.x, node.y)
        for mark in marks
        if (node := known.get(mark.slug))
        and (not by_district or node.districts == tuple(slugs[row] for row in mark.districts))
    }
    return settle(marks, ends, places, tuple(areas[slug] for slug in slugs) if by_district else (), seed=seed)


def _radii(
    entities: Sequence[Entity], ends: Sequence[tuple[int, int]], sizes: Mapping[str, float] | None
) -> list[float]:
    values = [0.0] * len(entities)
    if sizes is None:
        for source, target in ends:
            values[source] += 1
            values[target] += 1
    else:
        values = [max(0.0, sizes.get(entity.id, 0.0)) for entity in entities]
    largest = max(values, default=0.0) or 1.0
    return [
        round(_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(value / largest), 2)  # areas, not radii, compare
        for value in values
    ]
