"""What peers serve: the same network as plain objects, in lists that are in order already."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson

from benchmarks.generator import Generated
from graph.listing import name_key, sort_relationships
from graph.model import Entity, Relationship
from graph.moment import Moment
from graph.network import project
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.seats import find_holders, find_seats, occupancy_of
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Label
from graph.vocabulary.layering import load_vocabulary
from visualisations.scene import build_scene


def write_data(made: Generated, file: Path) -> None:
    """Write a network as JSON for peers: entities by name, their ties in order, the map as it is drawn."""
    view = View(
        build_snapshot(1, made.entities, made.relationships), load_vocabulary(), ViewClass.EDITOR, Moment()
    )
    content = {
        "viewer": {"name": LOCAL_EDITOR.name},
        "entities": [_entity(view, entity) for entity in sorted(made.entities, key=name_key)],
        "relationships": [_relationship(tie) for tie in made.relationships],
        "map": _map(view),
    }
    file.write_bytes(orjson.dumps(content))


def _entity(view: View, entity: Entity) -> dict[str, object]:
    ties = sort_relationships(view, np.array(view.rows_of_ties(entity.id), np.int32))
    content: dict[str, object] = {
        "key": entity.id,
        "kind": entity.kind,
        "slug": entity.slug,
        "name": entity.name,
        "summary": entity.summary,
        "ties": [tie.id for tie in ties],
    }
    if entity.kind == "body":
        content["level"] = entity.properties["level"]
        content["seats"] = [seat.id for seat in find_seats(view, entity)]
    elif entity.kind == "seat":
        content["occupancy"] = occupancy_of(view, entity)
        content["holders"] = [holder.id for holder in find_holders(view, entity)]
    return content


def _relationship(tie: Relationship) -> dict[str, object]:
    return {"key": tie.id, "kind": tie.kind, "status": tie.status}


def _map(view: View) -> dict[str, object]:
    network = project(view)
    scene = build_scene(view, network.nodes, network.relationships, title=Label("Rete", "Network"))
    return {
        "nodes": [
            {
                "entity": node.entity.id,
                "x": node.x,
                "y": node.y,
                "size": node.size,
                "colour": node.colour,
                "shape": node.shape,
            }
            for node in scene.nodes
        ],
        "ties": [
            {"source": tie.source, "target": tie.target, "kind": tie.kind, "weight": tie.weight}
            for tie in scene.ties
        ],
    }
