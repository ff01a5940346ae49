"""A scene as the data of the map page: what pyvis draws, and what the page tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.model import FactStatus
from graph.view import View
from graph.vocabulary.kinds import Language, PropertyKind
from visualisations.details import DetailWriter
from visualisations.map_site import MapSite
from visualisations.network_scene import SHARED_AFFILIATION
from visualisations.page_texts import PAGE_TEXTS
from visualisations.palette import SEVERAL
from visualisations.scene import Scene
from visualisations.shapes import SHAPE_POINTS, choose_shapes
from visualisations.tables import short_districts
from visualisations.text_width import shorten
from visualisations.wording import SHARED_TIE

Json = dict[str, Any]

_LONGEST_NAME = 45.0  # of a district on the map, in heights of its letters
_BUILT_IN = frozenset(("dot", "square", "diamond", "triangle", "triangleDown", "hexagon", "star"))
_SHARING: Json = {
    "label": SHARED_TIE,
    "inverse": SHARED_TIE,
    "symmetric": True,
    "properties": {},
}
_DASHES = {FactStatus.PLANNED: [6, 5], FactStatus.ENDED: [1, 5]}


def pyvis_nodes(scene: Scene) -> list[Json]:
    """Return the nodes as vis-network takes them; ids are positions in the scene."""
    return [
        {
            "id": position,
            "x": node.x,
            "y": node.y,
            "size": size,
            "shape": node.shape if node.shape in _BUILT_IN else "custom",
            "color": {"background": node.colour, "border": node.colour},
            "shapeProperties": {"borderDashes": [4, 3] if node.planned else False},
        }
        for position, (node, size) in enumerate(zip(scene.nodes, _opening_sizes(scene), strict=True))
    ]


def pyvis_edges(scene: Scene) -> list[Json]:
    """Return the ties as vis-network takes them; parallel ones are bent apart."""
    seen: dict[tuple[int, int], int] = {}
    edges = []
    for position, tie in enumerate(scene.ties):
        pair = (min(tie.source, tie.target), max(tie.source, tie.target))
        turn = seen.get(pair, 0)
        seen[pair] = turn + 1
        edge: Json = {
            "id": position,
            "from": tie.source,
            "to": tie.target,
            "width": 1.2 if tie.relationship.strength is None else round(0.6 + 2.4 * min(tie.weight, 2.0), 2),
            "color": {"color": SEVERAL},
            "dashes": _DASHES.get(tie.status, False),
        }
        if turn:
            side = "curvedCW" if (turn % 2 == 1) == (tie.source == pair[0]) else "curvedCCW"
            edge["smooth"] = {"enabled": True, "type": side, "roundness": round(0.08 * ((turn + 1) // 2), 2)}
        edges.append(edge)
    return edges


def page_data(
    scene: Scene,
    view: View,
    language: Language,
    *,
    links: bool,
    site: MapSite | None = None,
) -> Json:
    """Return everything that the page tells, in both languages."""
    vocabulary = view.vocabulary
    short = short_districts(scene)
    opening = scene.opening
    writer = DetailWriter(view, scene)
    district_rows = {district.slug: row for row, district in enumerate(scene.districts)}
    nodes = [writer.node(node, district_rows) for node in scene.nodes]
    ties = [writer.tie(tie) for tie in scene.ties]
    shapes = choose_shapes(vocabulary)
    spoken = {tie["kind"] for tie in ties} | {
        other["kind"] for node in nodes for other in node.get("others", ())
    }
    met = {node["kind"] for node in nodes} | {
        other["of_kind"] for node in nodes for other in node.get("others", ())
    }
    return {
        "language": language.value,
        "written_in": vocabulary.language,
        "links": links,
        "site": site,
        "texts": {
            each.value: {name: text.text(each) for name, text in PAGE_TEXTS.items()} for each in Language
        },
        "title": scene.title,
        "note": scene.note,
        "moment": scene.moment_text,
        "sentence": scene.sentence,
        "background": [] if opening is None else opening.background,
        "opening": scene.sentence if opening is None else opening.sentence,
        "sizes": {"opening": _opening_sizes(scene), "whole": [node.size for node in scene.nodes]},
        "kinds": {
            name: {
                "label": kind.label,
                "plural": kind.plural,
                "shape": shapes[name],
                "properties": _properties(kind.properties),
            }
            for name, kind in vocabulary.entity_kinds.items()
            if name in met or name in ("district", "phase")
        },
        "ties_of": {
            name: {
                "label": kind.label,
                "inverse": kind.label if kind.symmetric else kind.inverse,
                "symmetric": kind.symmetric,
                "properties": _properties(kind.properties),
            }
            for name, kind in vocabulary.relationship_kinds.items()
            if name in spoken
        }
        | ({SHARED_AFFILIATION: _SHARING} if SHARED_AFFILIATION in spoken else {}),
        "districts": [
            {"slug": district.slug, "name": district.name, "short": short[district.slug]}
            for district in scene.districts
        ],
        "phases": writer.phases,
        "documents": writer.documents,
        "regions": [
            {
                "name": shorten(short[region.district.slug], _LONGEST_NAME, 1),
                "district": district_rows[region.district.slug],
                "colour": region.colour,
                "area": region.area,
            }
            for region in scene.regions
        ],
        "extent": scene.extent,
        "legend": scene.legend,
        "size_text": scene.size_text,
        "shapes": SHAPE_POINTS,
        "nodes": nodes,
        "ties": ties,
    }


def _opening_sizes(scene: Scene) -> Sequence[float]:
    return [node.size for node in scene.nodes] if scene.opening is None else scene.opening.sizes


def _properties(properties: Mapping[str, PropertyKind]) -> Json:
    return {name: {"label": said.label, "choices": said.choices} for name, said in properties.items()}
