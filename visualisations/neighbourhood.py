"""The picture of one thing among what it is tied to: itself bold, the others under what ties them to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graph.listing import name_key
from graph.model import Entity, Relationship
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from visualisations.drawable import joining_kinds, may_be_drawn
from visualisations.fan import HEADING, NAME, Fan, Group, spread_fan, stands_single
from visualisations.layout import Layout
from visualisations.marks import DASHES, draw_mark
from visualisations.picture_legend import draw_legend_lines, fold_legend, lines_height, short_legend
from visualisations.scene import Scene, SceneTie, build_scene
from visualisations.sheet import LEADING, Sheet
from visualisations.sourcing import scene_source
from visualisations.svg import element, number
from visualisations.text_width import fold
from visualisations.theme import Theme
from visualisations.wording import joined, number_text

WIDTH, HEIGHT = 700, 420
_MOST = 80
_EGO, _OTHER, _NAME = 13.0, 5.5, 16.0
_AIR = 14.0
_APART = 11.0  # the bends of two ties of one pair; the ties themselves come less far apart
_NOTES = 52.0  # room for the lines at the bottom
_AND = Label("e", "and")

Verbs = tuple[tuple[str, bool], ...]
"""Kinds of relationship in the vocabulary's order, and of each whether it is read from its source."""


@dataclass(frozen=True, slots=True)
class _Alter:
    entity: Entity
    ties: tuple[Relationship, ...]
    verbs: Verbs
    degree: int


def write_neighbourhood(
    view: View,
    entity: Entity,
    language: Language = Language.IT,
    *,
    theme: Theme = Theme.LIGHT,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> str | None:
    """Return an entity among what it is tied to as SVG; None when there are no ties to draw.

    `height` is the most that it may be high. Where not all have room, those with most ties are drawn, and
    a line says of how many. Young people are never among them. Raises Invalid for a size that is no
    picture's. Cost: the relationships of the entity and of what is drawn.
    """
    alters = _find_alters(view, entity)
    if not alters:
        return None
    sheet = Sheet(width, height, language, theme)
    single = stands_single(len(alters), sheet.inner_width)
    _write_name(sheet, entity.name, single=single)
    bottom = sheet.bottom - _NOTES
    # A legend of fewer things is no higher: what has room above that of more has room above its own.
    shown, _ = _spread(view, sheet, alters[:_MOST], bottom, single=single)
    legend = fold_legend([short_legend(_scene(view, entity, shown), sized=False)], sheet)
    bottom -= lines_height(legend) + _AIR
    shown, fan = _spread(view, sheet, shown, bottom, single=single)
    scene = _scene(view, entity, shown)
    _draw_ties(sheet, scene, fan)
    _draw_things(sheet, scene, fan)
    ended = draw_legend_lines(
        sheet, fold_legend([short_legend(scene, sized=False)], sheet), fan.bottom + _AIR
    )
    moment, source = scene.moment_text.text(language), scene_source(view, scene)
    note = f"{moment}. {_note(len(shown), len(alters), language)}".strip()
    sheet.end(ended + 2, note, "" if source is None else source.text(language))
    told = "; ".join(
        f"{group.heading}: {joined([name for _, name in group.members], _AND.text(language))}"
        for group in _groups(view, shown, language)
    )
    return sheet.finish(entity.name, f"{told}. {note}")


def _find_alters(view: View, ego: Entity) -> list[_Alter]:
    """Return what an entity is tied to, most tied first."""
    if not may_be_drawn(view, ego):
        return []
    order = {name: row for row, name in enumerate(view.vocabulary.relationship_kinds)}
    ties: dict[str, list[Relationship]] = {}
    for tie in view.relationships_of(ego.id, joining_kinds(view)):
        ties.setdefault(view.alter(tie, ego.id).id, []).append(tie)
    found = []
    for entity_id, own in ties.items():
        other = view.require_entity(entity_id)
        if other.id != ego.id and may_be_drawn(view, other):
            verbs = {(tie.kind, _is_outward(view, tie, ego)) for tie in own}
            ordered = tuple(sorted(verbs, key=lambda verb: (order[verb[0]], not verb[1])))
            degree = int(view.degrees[view.require_row(other.id)])
            found.append(_Alter(other, tuple(own), ordered, degree))
    return sorted(found, key=lambda alter: (-alter.degree, alter.entity.slug))


def _is_outward(view: View, tie: Relationship, ego: Entity) -> bool:
    return view.vocabulary.relationship_kinds[tie.kind].symmetric or tie.source == ego.id


def _write_name(sheet: Sheet, name: str, *, single: bool) -> None:
    """Write the name over the middle: at the top of the sheet, beside the mark where there is one column."""
    x = sheet.margin + 36 if single else sheet.width / 2
    lines = fold(name, sheet.width - sheet.margin - x if single else sheet.inner_width, _NAME, bold=True)
    top = sheet.top + max(_NAME * LEADING * (1 - len(lines)), 0.0)
    sheet.top = sheet.write(lines, x, top, _NAME, bold=True, anchor="start" if single else "middle") + 8


def _spread(
    view: View, sheet: Sheet, alters: Sequence[_Alter], bottom: float, *, single: bool
) -> tuple[Sequence[_Alter], Fan]:
    """Return as many of the alters as have room, and where they lie."""
    groups = _groups(view, alters, sheet.language)
    right = sheet.width - sheet.margin
    fan = spread_fan(groups, sheet.margin, right, sheet.top, bottom, single=single)
    return alters[: len(fan.marks)], fan


def _groups(view: View, alters: Sequence[_Alter], language: Language) -> list[Group]:
    """Return the alters, each with its rank, under what ties them to the ego, in the vocabulary's order."""
    order = list(view.vocabulary.relationship_kinds)
    members: dict[Verbs, list[int]] = {}
    for rank, alter in enumerate(alters):
        members.setdefault(alter.verbs, []).append(rank)
    return [
        Group(
            ", ".join(_verb(view, verb, language) for verb in verbs),
            tuple(
                (rank, alters[rank].entity.name)
                for rank in sorted(members[verbs], key=lambda rank: name_key(alters[rank].entity))
            ),
        )
        for verbs in sorted(members, key=lambda verbs: [(order.index(kind), not out) for kind, out in verbs])
    ]


def _verb(view: View, verb: tuple[str, bool], language: Language) -> str:
    name, outward = verb
    kind = view.vocabulary.relationship_kinds[name]
    return (kind.label if outward or kind.symmetric else kind.inverse).text(language)


def _scene(view: View, ego: Entity, alters: Sequence[_Alter]) -> Scene:
    """Return the ego, which comes first, and the alters in their order, with the ties among all of them."""
    entities = [ego, *(alter.entity for alter in alters)]
    rows = np.array([view.require_row(entity.id) for entity in entities], np.int32)
    touching, others = view.ties_of_rows(rows, joining_kinds(view))
    found = map(view.snapshot.relationship_at, np.unique(touching[np.isin(others, rows)]).tolist())
    return build_scene(
        view,
        entities,
        [tie for tie in found if tie is not None],
        title=Label(ego.name, ego.name),
        layout=Layout.FORCE,
    )


def _note(shown: int, total: int, language: Language) -> str:
    if shown == total:
        return ""
    few, all_of_them = number_text(shown, language), number_text(total, language)
    if language is Language.IT:
        return f"Sono disegnati i {few} con più legami, di {all_of_them}."
    return f"The {few} with most ties are drawn, of {all_of_them}."


def _draw_ties(sheet: Sheet, scene: Scene, fan: Fan) -> None:
    """Draw the ties among the others finely, and those of the ego over them."""
    own = [tie for tie in scene.ties if 0 in (tie.source, tie.target)]
    rest = [tie for tie in scene.ties if 0 not in (tie.source, tie.target)]
    for ties, path, width, opacity in ((rest, _bow, 0.9, 0.5), (own, _spoke, 2.0, 1.0)):
        drawn = [
            element(
                "path",
                d=path(tie, fan, aside),
                stroke_width=width * (1 if tie.relationship.strength is None else 0.5 + tie.weight),
                stroke_dasharray=DASHES.get(tie.status),
            )
            for tie, aside in _set_apart(ties)
        ]
        sheet.add(
            element(
                "g",
                *drawn,
                fill="none",
                stroke=sheet.inks.tie,
                stroke_opacity=opacity,
                stroke_linecap="round",
            )
        )


def _set_apart(ties: Sequence[SceneTie]) -> Iterator[tuple[SceneTie, float]]:
    """Yield ties, each with how far it bends aside from where it would run alone: those of a pair differ."""
    pairs: dict[tuple[int, int], list[SceneTie]] = {}
    for tie in ties:
        if tie.source != tie.target:
            pairs.setdefault((min(tie.source, tie.target), max(tie.source, tie.target)), []).append(tie)
    for parallel in pairs.values():
        for turn, tie in enumerate(parallel):
            yield tie, _APART * (turn - (len(parallel) - 1) / 2)


def _spoke(tie: SceneTie, fan: Fan, aside: float) -> str:
    """Return the path from the ego: level at both ends, in one column down a trunk first."""
    (x, y), (end_x, end_y) = fan.middle, fan.marks[max(tie.source, tie.target) - 1]
    if fan.single:
        bends = (x, y + 0.8 * (end_y - y) + aside, x, end_y + aside)
    else:
        right, down = _across(x, y, end_x, end_y, aside)
        half = (x + end_x) / 2
        bends = (half + right, y + down, half + right, end_y + down)
    return f"M{_written(x, y)}C{_written(*bends, end_x, end_y)}"


def _bow(tie: SceneTie, fan: Fan, aside: float) -> str:
    """Return the path between two others, bent towards the middle, the more the further they are apart."""
    rows = sorted((tie.source, tie.target))
    (x, y), (end_x, end_y) = (fan.marks[row - 1] for row in rows)
    right, down = _across(x, y, end_x, end_y, aside)
    pull = min(0.9, 0.2 + abs(end_y - y) / 300)
    bend_x = (x + end_x) / 2 * (1 - pull) + fan.middle[0] * pull
    return f"M{_written(x, y)}Q{_written(bend_x + right, (y + end_y) / 2 + down, end_x, end_y)}"


def _across(x: float, y: float, end_x: float, end_y: float, aside: float) -> tuple[float, float]:
    """Return a step that far aside from the way between two points."""
    length = max(math.hypot(end_x - x, end_y - y), 1.0)
    return (y - end_y) / length * aside, (end_x - x) / length * aside


def _written(*values: float) -> str:
    return " ".join(map(number, values))


def _draw_things(sheet: Sheet, scene: Scene, fan: Fan) -> None:
    ego, *others = scene.nodes
    inks = sheet.inks
    x, y = fan.middle
    radius = _EGO * (0.7 if fan.single else 1)
    sheet.add(
        element("circle", cx=x, cy=y, r=radius + 4.5, fill=inks.ground, stroke=inks.ink, stroke_width=2),
        draw_mark(ego.shape, x, y, radius, ego.colour, inks, ego.status, ego.label),
    )
    for rank, node in enumerate(others):
        sheet.add(draw_mark(node.shape, *fan.marks[rank], _OTHER, node.colour, inks, node.status, node.label))
    for heading in fan.headings:
        sheet.write(heading.lines, heading.x, heading.top, HEADING, colour=inks.soft, anchor=heading.anchor)
    for name in fan.names:
        sheet.write(name.lines, name.x, name.top, NAME, anchor=name.anchor)
