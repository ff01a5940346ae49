"""A map before anybody draws it: what lies where, how it looks, and what it means.

Every writer (the page, the API, pictures) draws the same scene, so that all of them agree. Young
people are never in one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Entity, FactStatus, Relationship
from graph.view import View, district_order
from graph.vocabulary.kinds import Label
from visualisations.colouring import Colouring, Painter
from visualisations.drawable import require_drawable
from visualisations.layout import LARGEST, Ellipse, Layout, Mark, lay_out
from visualisations.legend import LegendEntry, build_legend
from visualisations.opening import Opening, build_opening, find_background
from visualisations.shapes import choose_shapes
from visualisations.sizing import find_radii
from visualisations.wording import moment_of, scene_sentence

TIE_COUNT = Label("Grandezza: numero di legami", "Size: number of ties")
Drawing = tuple[Sequence[Entity], Sequence[Relationship]]
"""What is drawn: entities, and relationships between them."""


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

    `moment_text` says at which moment, and of which part of the network where it is not the whole.
    `sentence` says what one sees, for those who don't see it. `districts` are those that its nodes
    belong to, in their order; those have regions that something belongs to alone, unless the layout knows
    no districts. `extent` (left, top,
    right, bottom) holds everything that has a place on it at any moment; `size_text` says what sizes
    stand for; `omission` says what was left out to keep the map readable, `opening` what writers that
    can leave for a click.
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
    size_text: Label = TIE_COUNT
    extent: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    omission: Label | None = None
    opening: Opening | None = None


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
    lasting: Drawing | None = None,
    size_text: Label = TIE_COUNT,
    background: Collection[str] = (),
    opening_sizes: Mapping[str, float] | None = None,
    part: Label | None = None,
    chosen_districts: Collection[str] | None = None,
) -> Scene:
    """Build the scene of these entities and of those relationships that join two of them.

    `sizes` gives a value for each entity id; without it, the number of ties in the scene counts.
    `groups` numbers the group of each entity id, for Colouring.GROUP. `lasting` is what would be drawn
    whatever the moment, found in `at_all_times(view)`: everything keeps the place that it has there, so
    that the maps of two moments can be laid side by side. Both are in order of recording, so that what
    is added moves little. `background` are kinds that the scene can open without, and `opening_sizes` the
    values then. `part` says in one line that this is not the whole, and `chosen_districts` holds the ids of
    the districts it was narrowed to: its sentence names no others. Raises Invalid when a young person, or
    anything that only the data officer may see, is among the entities.
    """
    require_drawable(view, entities)
    positions = {entity.id: position for position, entity in enumerate(entities)}
    drawn = [item for item in relationships if item.source in positions and item.target in positions]
    ends = [(positions[item.source], positions[item.target]) for item in drawn]
    ever, ties_ever = lasting or (entities, relationships)
    # What lies elsewhere at all times, but belongs to the scope at this moment, comes last.
    known = {entity.id for entity in ever}
    ever = [*ever, *(entity for entity in entities if entity.id not in known)]
    ground = _lay_ground(at_all_times(view), (ever, ties_ever), layout, seed)
    places = [ground.places[entity.id] for entity in entities]
    own = [view.districts_of(entity.id) for entity in entities]
    districts = sorted(
        {district.id: district for each in own for district in each}.values(), key=district_order
    )
    district_rows = {district.id: row for row, district in enumerate(districts)}
    own_rows = [tuple(district_rows[district.id] for district in each) for each in own]
    inhabited = {rows[0] for rows in own_rows if len(rows) == 1}
    named = [each for each in districts if chosen_districts is None or each.id in chosen_districts]
    radii = find_radii(entities, ends, sizes)
    painter = Painter(view.vocabulary, colouring, tuple(districts), groups or {})
    shapes = choose_shapes(view.vocabulary)
    nodes = tuple(
        SceneNode(
            entity=entity,
            label=entity.name,
            x=x,
            y=y,
            size=radius,
            colour=painter.colour(entity, rows),
            shape=shapes[entity.kind],
            districts=tuple(districts[row].slug for row in rows),
            status=view.status_of(entity),
        )
        for entity, rows, radius, (x, y) in zip(entities, own_rows, radii, places, strict=True)
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
        moment_text=_with_part(moment_of(view), part),
        sentence=scene_sentence(view.vocabulary, entities, len(ties), named),
        nodes=nodes,
        ties=ties,
        regions=tuple(
            SceneRegion(district, ground.areas[district.id], painter.district_colour(row))
            for row, district in enumerate(districts)
            if row in inhabited and district.id in ground.areas
        ),
        districts=tuple(districts),
        legend=build_legend(
            painter,
            entities,
            own_rows,
            {node.status for node in nodes} | {tie.status for tie in ties},
        ),
        size_text=size_text,
        extent=ground.extent,
        opening=build_opening(
            view.vocabulary, entities, ends, named, find_background(entities, background), opening_sizes
        ),
    )


def _with_part(moment: Label, part: Label | None) -> Label:
    return moment if part is None else Label(f"{moment.it} · {part.it}", f"{moment.en} · {part.en}")


def at_all_times(view: View) -> View:
    """Return what the viewer of a view may see whatever the moment, as it was known then."""
    return View(view.snapshot, view.vocabulary, view.view_class) if view.is_dated else view


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where things lie by id, and the areas of districts by id, whatever the moment."""

    places: Mapping[str, tuple[float, float]]
    areas: Mapping[str, Ellipse]
    extent: tuple[float, float, float, float]


def _lay_ground(view: View, drawing: Drawing, layout: Layout, seed: int) -> _Ground:
    entities, relationships = drawing
    positions = {entity.id: position for position, entity in enumerate(entities)}
    ends = [
        (positions[item.source], positions[item.target])
        for item in relationships
        if item.source in positions and item.target in positions
    ]
    own = [view.districts_of(entity.id) for entity in entities]
    districts = sorted(
        {district.id: district for each in own for district in each}.values(), key=district_order
    )
    rows = {district.id: row for row, district in enumerate(districts)}
    marks = [
        Mark(entity.slug, tuple(rows[district.id] for district in each))
        for entity, each in zip(entities, own, strict=True)
    ]
    placement = lay_out(marks, ends, layout=layout, district_count=len(districts), seed=seed)
    points = [(x, y) for x, y in placement.points.tolist()]
    areas = dict(zip((district.id for district in districts), placement.areas, strict=False))
    reach = [(x, y, LARGEST, LARGEST) for x, y in points]
    reach += [(area.x, area.y, area.half_width, area.half_height) for area in placement.areas]
    return _Ground(
        dict(zip(positions, points, strict=True)),
        areas,
        (
            min((x - wide for x, _, wide, _ in reach), default=0.0),
            min((y - high for _, y, _, high in reach), default=0.0),
            max((x + wide for x, _, wide, _ in reach), default=0.0),
            max((y + high for _, y, _, high in reach), default=0.0),
        ),
    )
