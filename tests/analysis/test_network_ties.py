"""The ties of a network as arrays, and the way out to networkx."""

from __future__ import annotations

import networkx as nx
import pytest

from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.cohesion import measure_cohesion
from graph.identity import entity_id, relationship_id
from graph.model import Claim, Entity, FactStatus, Relationship, Stance
from graph.network import Scope, TieView, project
from graph.rights import FILE_LOADER, ViewClass
from graph.service import Service
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.layering import load_vocabulary

ANNA, BRUNO, CARLA, BOARD, PAPER = (entity_id(number) for number in range(1, 6))
NAMES = {ANNA: "anna", BRUNO: "bruno", CARLA: "carla", BOARD: "tavolo", PAPER: "verbale"}


def tie(number: int, kind: str, source: str, target: str, strength: float | None = None) -> Relationship:
    return Relationship(relationship_id(number), kind, source, target, strength=strength)


def view_of(*ties: Relationship, view_class: ViewClass = ViewClass.EDITOR) -> View:
    kinds = {BOARD: "body", PAPER: "document"}
    entities = [
        Entity(each, kinds.get(each, "organisation"), slug, slug.title()) for each, slug in NAMES.items()
    ]
    return View(build_snapshot(1, entities, ties), load_vocabulary(), view_class)


TIES = (
    tie(1, "collaborates_with", ANNA, BRUNO, 0.5),
    tie(2, "advises", CARLA, BRUNO),
    tie(3, "member_of", ANNA, BOARD),
    tie(4, "member_of", CARLA, BOARD),
)


def test_symmetric_kinds_are_mutual_and_a_strength_that_nobody_gave_is_one() -> None:
    network = project(view_of(*TIES))
    places = {node.slug: place for place, node in enumerate(network.nodes)}
    ties = network.ties
    assert ties.nodes == len(network.nodes)
    assert ties.sources.tolist() == [places["anna"], places["carla"]]
    assert ties.targets.tolist() == [places["bruno"], places["bruno"]]
    assert ties.weights.tolist() == [0.5, 1.0]
    assert ties.mutual.tolist() == [True, False]


def test_shared_affiliations_are_mutual_and_carry_newmans_weights() -> None:
    network = project(view_of(*TIES), Scope(ties=TieView.SHARED_AFFILIATION))
    names = [network.nodes[place].slug for place in (*network.ties.sources, *network.ties.targets)]
    assert names == ["anna", "carla"]
    assert network.ties.weights.tolist() == [1.0]
    assert network.ties.mutual.all()


@pytest.mark.parametrize("ties", list(TieView))
@pytest.mark.anyio
async def test_the_plan_is_measured_both_by_ties_and_by_what_is_shared(
    plan_service: Service, ties: TieView
) -> None:
    network = project(await plan_service.view(FILE_LOADER.view_class), Scope(ties=ties))
    graph = nx.Graph(network.to_networkx())
    graph.remove_edges_from(nx.selfloop_edges(graph))
    found = measure_cohesion(network.ties)
    assert found.component_count == nx.number_connected_components(graph)
    assert found.density == pytest.approx(nx.density(graph))
    between = measure_centrality(network.ties, CentralityMeasure.BETWEENNESS).values.tolist()
    expected = nx.betweenness_centrality(graph)
    assert between == pytest.approx([expected[node.slug] for node in network.nodes])


def test_a_network_is_a_networkx_graph_of_its_nodes_and_ties() -> None:
    graph = project(view_of(*TIES)).to_networkx()
    recorded = {"kind": "collaborates_with", "status": "ACTUAL", "strength": 0.5}
    assert graph.edges["anna", "bruno", 0] == recorded | {"weight": 0.5, "symmetric": True}
    assert graph.nodes["anna"] == {"kind": "organisation", "name": "Anna", "status": "ACTUAL"}


def test_a_view_is_a_networkx_graph_of_all_that_it_shows() -> None:
    view = view_of(*TIES)
    graph = view.to_networkx()
    assert set(graph) == set(NAMES.values())
    assert graph.number_of_edges() == view.relationship_count == 4
    edge = graph.edges["carla", "tavolo", relationship_id(4)]
    assert (edge["kind"], edge["strength"], edge["weight"]) == ("member_of", None, 1.0)
    assert graph.graph["revision"] == 1
    assert graph.nodes["tavolo"]["id"] == BOARD


def test_what_is_denied_or_hidden_is_not_in_the_graph() -> None:
    denied = Relationship(relationship_id(9), "advises", ANNA, CARLA, claims=(Claim(PAPER, Stance.DENIES),))
    hidden = Entity(entity_id(99), "person", "dina", "Dina", status=FactStatus.ACTUAL)
    entities = [Entity(ANNA, "organisation", "anna", "Anna"), Entity(CARLA, "organisation", "carla", "Carla")]
    paper = Entity(PAPER, "document", "verbale", "Verbale")
    snapshot = build_snapshot(1, [*entities, paper, hidden], [denied, tie(10, "advises", hidden.id, ANNA)])
    graph = View(snapshot, load_vocabulary(), ViewClass.PUBLIC).to_networkx()
    assert "dina" not in graph
    assert graph.number_of_edges() == 0
