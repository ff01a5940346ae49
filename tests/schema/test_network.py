"""A network over the API: its size, cohesion and centrality as networkx has them, and its map."""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx
import pytest

from graph.moment import Moment
from graph.network import project
from graph.rights import FILE_LOADER, LOCAL_EDITOR
from graph.service import Service
from tests.conftest import Ask, Refusals

NETWORK = """
    query($scope: NetworkScope, $on: Moment) { network(scope: $scope, on: $on) {
        nodeCount tieCount revision
        cohesion {
            density componentCount isolateCount averageDegree averagePathLength
            diameter reciprocity transitivity
        }
        degree: centrality(measure: DEGREE, first: 1000) { entity { slug } value rank }
        betweenness: centrality(measure: BETWEENNESS, first: 1000) { entity { slug } value rank }
    } }
"""
PHASES = ["fase-avvio", "fase-intermedia", "fase-finale"]
ACTORS = ["organisation", "youth_centre", "school", "informal_group"]
COLLABORATIONS = {"entityKinds": ACTORS, "relationshipKinds": ["collaborates_with"]}


async def moment_of(service: Service, slug: str) -> Moment:
    entity = (await service.view(FILE_LOADER.view_class)).get_entity_by_slug(slug)
    assert entity is not None
    return Moment(phase=entity.id)


async def as_networkx(service: Service, moment: Moment) -> nx.Graph[str]:
    """Return the collaborations of the 38 actors as an undirected graph, read from the facts themselves."""
    view = await service.view(LOCAL_EDITOR.view_class, moment)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(entity.slug for entity in view.find_entities(ACTORS))
    for tie in view.find_relationships({"collaborates_with"}):
        ends = [view.require_entity(end).slug for end in (tie.source, tie.target)]
        if set(ends) <= set(graph):
            graph.add_edge(*ends)
    return graph


async def asked(ask: Ask, service: Service, moment: Moment, **scope: object) -> dict[str, Any]:
    variables = {"scope": {**COLLABORATIONS, **scope}, "on": {"phase": moment.phase}}
    return dict((await ask(service, NETWORK, variables))["network"])


@pytest.mark.parametrize("slug", PHASES)
@pytest.mark.anyio
async def test_cohesion_is_what_networkx_measures(ask: Ask, example_service: Service, slug: str) -> None:
    moment = await moment_of(example_service, slug)
    graph = await as_networkx(example_service, moment)
    lengths = [
        steps
        for _, reached in nx.all_pairs_shortest_path_length(graph)
        for steps in reached.values()
        if steps > 0
    ]
    found = await asked(ask, example_service, moment)
    assert found["nodeCount"] == graph.number_of_nodes() == 38
    assert found["tieCount"] == graph.number_of_edges()
    assert found["cohesion"] == {
        "density": pytest.approx(nx.density(graph)),
        "componentCount": nx.number_connected_components(graph),
        "isolateCount": nx.number_of_isolates(graph),
        "averageDegree": pytest.approx(2 * graph.number_of_edges() / 38),
        "averagePathLength": pytest.approx(sum(lengths) / len(lengths)),
        "diameter": max(lengths),
        "reciprocity": 1.0,
        "transitivity": pytest.approx(nx.transitivity(graph)),
    }


@pytest.mark.parametrize("slug", PHASES)
@pytest.mark.anyio
async def test_degree_is_what_networkx_counts(ask: Ask, example_service: Service, slug: str) -> None:
    moment = await moment_of(example_service, slug)
    found = await asked(ask, example_service, moment)
    expected = dict((await as_networkx(example_service, moment)).degree())
    assert {score["entity"]["slug"]: score["value"] for score in found["degree"]} == expected


@pytest.mark.parametrize("slug", PHASES)
@pytest.mark.anyio
async def test_betweenness_is_what_networkx_measures(ask: Ask, example_service: Service, slug: str) -> None:
    moment = await moment_of(example_service, slug)
    found = await asked(ask, example_service, moment)
    expected = nx.betweenness_centrality(await as_networkx(example_service, moment))
    values = {score["entity"]["slug"]: score["value"] for score in found["betweenness"]}
    assert values == {slug: pytest.approx(value) for slug, value in expected.items()}


@pytest.mark.anyio
async def test_what_networkx_is_given_is_the_same_network(example_service: Service) -> None:
    view = await example_service.view(LOCAL_EDITOR.view_class)
    network = project(view)
    graph = network.to_networkx()
    ties = [
        (view.require_entity(tie.source).slug, view.require_entity(tie.target).slug, tie.kind, tie.strength)
        for tie in network.relationships
    ]
    kinds = {slug: said["kind"] for slug, said in graph.nodes(data=True)}
    assert kinds == {node.slug: node.kind for node in network.nodes}
    edges = [(one, other, said["kind"], said["strength"]) for one, other, said in graph.edges(data=True)]
    assert Counter(edges) == Counter(ties)


@pytest.mark.anyio
async def test_scores_are_ranked_and_equal_values_share_a_rank(ask: Ask, example_service: Service) -> None:
    scores = (await asked(ask, example_service, await moment_of(example_service, "fase-finale")))["degree"]
    values = [score["value"] for score in scores]
    assert [(score["entity"]["slug"], score["value"], score["rank"]) for score in scores[:1]] == [
        ("consorzio-arvena", 12.0, 1)
    ]
    assert {score["entity"]["slug"] for score in scores if score["rank"] == 2} == {
        *("agenzia-mezzaluce", "centro-la-tintoria", "cooperativa-vespertina"),
    }
    assert [score["rank"] for score in scores] == [
        1 + sum(more > value for more in values) for value in values
    ]


@pytest.mark.anyio
async def test_fifty_scores_come_when_nobody_says_how_many(ask: Ask, plan_service: Service) -> None:
    query = """
        { network(scope: {entityKinds: ["topic"]}) {
            centrality(measure: DEGREE) { rank } few: centrality(measure: DEGREE, first: 3) { rank }
        } }
    """
    found = (await ask(plan_service, query))["network"]
    assert (len(found["centrality"]), len(found["few"])) == (50, 3)


@pytest.mark.anyio
async def test_how_many_scores_has_bounds(refusals: Refusals, plan_service: Service) -> None:
    query = "query($n: Int) { network { nodeCount centrality(measure: DEGREE, first: $n) { rank } } }"
    (few,) = await refusals(plan_service, query, {"n": -1})
    assert few["extensions"] == {"code": "INVALID", "path": ["first"]}
    (many,) = await refusals(plan_service, query, {"n": 1001})
    assert many["extensions"] == {"code": "TOO_COMPLEX", "measure": "first", "figure": 1001, "bound": 1000}


@pytest.mark.parametrize("slug", PHASES)
@pytest.mark.anyio
async def test_the_planted_isolate_is_one_in_every_phase(
    ask: Ask, example_service: Service, slug: str
) -> None:
    found = await asked(ask, example_service, await moment_of(example_service, slug))
    alone = {score["entity"]["slug"] for score in found["degree"] if score["value"] == 0}
    assert "radio-borgolieve" in alone
    assert len(alone) == found["cohesion"]["isolateCount"] == (4 if slug == "fase-avvio" else 1)


@pytest.mark.anyio
async def test_the_planted_cutpoint_holds_a_valley_to_the_rest(
    ask: Ask, own_example_service: Service
) -> None:
    moment = await moment_of(own_example_service, "fase-finale")
    with_it = await asked(ask, own_example_service, moment)
    query = '{ entity(slug: "cooperativa-la-passerella") { id } }'
    passerella = (await ask(own_example_service, query))["entity"]["id"]
    apply = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { revision } }"
    change = {"deleteEntity": {"id": passerella, "cascade": True}}
    await ask(own_example_service, apply, {"changes": [change]})
    without = await asked(ask, own_example_service, moment)
    assert with_it["cohesion"]["componentCount"] == 2
    assert without["cohesion"]["componentCount"] == 3
    assert without["cohesion"]["isolateCount"] == 1


@pytest.mark.anyio
async def test_a_scope_narrows_to_districts(ask: Ask, example_service: Service) -> None:
    query = "query($s: String!) { entity(slug: $s) { id } }"
    valley = (await ask(example_service, query, {"s": "valle-tolvina"}))["entity"]["id"]
    found = await asked(
        ask, example_service, await moment_of(example_service, "fase-finale"), districts=[valley]
    )
    assert found["nodeCount"] == 12


@pytest.mark.anyio
async def test_an_ego_network_reaches_so_many_steps(ask: Ask, example_service: Service) -> None:
    moment = await moment_of(example_service, "fase-finale")
    graph = await as_networkx(example_service, moment)
    query = "query($s: String!) { entity(slug: $s) { id } }"
    ego = (await ask(example_service, query, {"s": "cooperativa-la-passerella"}))["entity"]["id"]
    for steps in (0, 1, 2):
        near = nx.ego_graph(graph, "cooperativa-la-passerella", radius=steps)
        found = await asked(ask, example_service, moment, around=ego, steps=steps)
        assert (found["nodeCount"], found["tieCount"]) == (near.number_of_nodes(), near.number_of_edges())


@pytest.mark.parametrize(("steps", "code"), [(-1, "INVALID"), (7, "TOO_COMPLEX")])
@pytest.mark.anyio
async def test_an_ego_network_has_bounds(
    refusals: Refusals, plan_service: Service, steps: int, code: str
) -> None:
    (error,) = await refusals(plan_service, NETWORK, {"scope": {"steps": steps}})
    assert error["extensions"]["code"] == code


@pytest.mark.anyio
async def test_only_what_is_actual_counts_unless_asked_otherwise(ask: Ask, plan_service: Service) -> None:
    actual = (await ask(plan_service, NETWORK, {}))["network"]
    planned = (await ask(plan_service, NETWORK, {"scope": {"status": ["ACTUAL", "PLANNED"]}}))["network"]
    assert (actual["nodeCount"], actual["tieCount"]) == (18, 3)
    assert (planned["nodeCount"], planned["tieCount"]) == (24, 16)


@pytest.mark.anyio
async def test_measures_of_nothing_are_null_and_not_an_error(ask: Ask, plan_service: Service) -> None:
    found = (await ask(plan_service, NETWORK, {"scope": {"entityKinds": ["person"]}}))["network"]
    assert (found["nodeCount"], found["degree"], found["betweenness"]) == (0, [], [])
    cohesion = found["cohesion"]
    assert (cohesion["componentCount"], cohesion["isolateCount"]) == (0, 0)
    assert {cohesion[name] for name in ("density", "averageDegree", "diameter", "transitivity")} == {None}
