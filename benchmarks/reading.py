"""Reading: betweenness and a neighbourhood, beside networkx on the same network."""

from __future__ import annotations

import networkx as nx

from benchmarks.generator import generate
from benchmarks.table import Row, show, timed, typical
from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.network import project
from graph.rights import ViewClass
from graph.snapshot import build_snapshot
from graph.steps import measure_steps
from graph.view import View
from graph.vocabulary.kinds import Language
from graph.vocabulary.layering import load_vocabulary
from visualisations.overview import write_overview


def compare_reading(*, quick: bool) -> str:
    """Return figures of a view beside networkx."""
    entities, relationships = (200, 600) if quick else (2_000, 6_000)
    made = generate(entities, relationships)
    build, snapshot = timed(lambda: build_snapshot(1, made.entities, made.relationships))
    view = View(snapshot, load_vocabulary(), ViewClass.EDITOR)
    network = project(view)
    graph = nx.Graph(network.to_networkx())
    whole: nx.MultiGraph[str] = nx.MultiGraph((item.source, item.target) for item in made.relationships)
    whole.add_nodes_from(item.id for item in made.entities)
    ids = [entity.id for entity in made.entities[:100]]
    measure_centrality(network.ties, CentralityMeasure.BETWEENNESS)  # the engine is imported late
    ours, _ = timed(lambda: measure_centrality(network.ties, CentralityMeasure.BETWEENNESS))
    theirs, _ = timed(lambda: nx.betweenness_centrality(graph))
    near = typical(lambda number: measure_steps(view, ids[number], most=2), len(ids))
    near_nx = typical(lambda number: nx.single_source_shortest_path_length(whole, ids[number], 2), len(ids))
    write_overview(
        View(build_snapshot(0, [], []), load_vocabulary(), ViewClass.EDITOR), Language.EN
    )  # likewise
    page, _ = timed(lambda: write_overview(view, Language.EN))
    return show(
        f"Reading ({entities:,} entities, {relationships:,} relationships, {len(network.nodes):,} actors)",
        [
            Row("snapshot from facts", "ms", build * 1000),
            Row("betweenness, exact", "ms", ours * 1000, theirs * 1000, "networkx"),
            Row("two-step neighbourhood, median", "ms", near * 1000, near_nx * 1000, "networkx"),
            Row("map as a page, laid out and written", "ms", page * 1000),
        ],
    )
