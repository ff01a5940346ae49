"""Measures of a network over the API are what the graph's own functions find, with names for numbers."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import anyio
import numpy as np
import pytest

from graph.analysis import two_mode
from graph.analysis.brokerage import measure_brokerage
from graph.analysis.brokerage_roles import ROLES, TOTAL
from graph.analysis.centralisation import measure_centralisation
from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.cohesion import measure_cohesion
from graph.analysis.communities import CommunityMethod, find_communities
from graph.analysis.core_periphery import measure_core_periphery
from graph.analysis.key_players import choose_fragmenters, choose_reachers
from graph.analysis.mixing import measure_mixing
from graph.analysis.resilience import measure_loss, measure_resilience
from graph.analysis.scores import Scores
from graph.analysis.structural_holes import measure_structural_holes
from graph.grouping import Grouping, group_by_district, group_by_kind, group_by_membership
from graph.network import Network, Scope, TieView, find_affiliations
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.territory import Territory
from schema.look import Look
from schema.measures import rank_scores
from tests.conftest import Ask, Refusals
from tests.schema.measuring import (
    COLLABORATIONS,
    ask_whole,
    measured,
    network_of,
    phase_of,
    small_world,
)
from tests.schema.writing import key_of

pytestmark = pytest.mark.anyio

# As the schema says: what is drawn by chance is drawn the same each time.
SEED = 1
BOTH = pytest.mark.parametrize("ties", list(TieView))
GROUPED = """query($scope: NetworkScope, $on: Moment, $by: Grouping) { network(scope: $scope, on: $on) {
    brokerage(by: $by, first: 200) {
        entity { slug } coordinator itinerant gatekeeper representative liaison total z
        roles { role count expected z }
    }
    mixing(by: $by) {
        eiIndex expected pValue rounds groups { label size eiIndex }
        cells { from to ties expected density } actors(first: 200) { entity { slug } value rank }
    }
} }"""
PAIRS = """query($scope: NetworkScope, $by: Grouping) { network(scope: $scope) {
    brokerage(by: $by, first: 80) {
        entity { slug } total roles { count } pairs(first: 500) { source { slug } target { slug } }
    }
} }"""
RESILIENCE = """query($scope: NetworkScope, $on: Moment, $size: Int) { network(scope: $scope, on: $on) {
    resilience(size: $size) {
        cutpoints { slug } bridges { source { slug } target { slug } } fragmentation distanceFragmentation
        bridgePairs { source { slug } target { slug } }
        keyPlayers { entities { slug } fragmentation distanceFragmentation reach exact method(language: EN) }
        reachingPlayers { entities { slug } reach exact }
    }
} }"""


@pytest.fixture(scope="module")
def example_services(example_service: Service, example_territory: Territory) -> list[Service]:
    """Return the example twice, so that nothing is kept from one to the other, ids neither."""
    store = MemoryStore()
    anyio.run(load_territory, store, example_territory)
    return [example_service, Service(store, example_territory.vocabulary)]


def slugs(network: Network, places: Any) -> list[str]:  # noqa: ANN401 - any array of positions
    return [network.nodes[place].slug for place in places.tolist()]


def by_slug(network: Network, values: Any) -> dict[str, float]:  # noqa: ANN401 - any array of values
    pairs = zip(network.nodes, values.tolist(), strict=True)
    return {node.slug: value for node, value in pairs if value == value}


@BOTH
@pytest.mark.parametrize("measure", list(CentralityMeasure))
async def test_centrality_is_what_the_graph_measures(
    ask: Ask, example_service: Service, ties: TieView, measure: CentralityMeasure
) -> None:
    network = await network_of(example_service, Scope(ties=ties))
    fields = f"centrality(measure: {measure}, first: 1000) {{ entity {{ slug }} value error }}"
    found = (await measured(ask, example_service, fields, {"ties": ties}))["centrality"]
    assert {score["entity"]["slug"]: score["value"] for score in found} == pytest.approx(
        by_slug(network, measure_centrality(network.ties, measure).values)
    )
    assert {score["error"] for score in found} == {None}


@BOTH
@pytest.mark.parametrize("measure", list(CentralityMeasure))
async def test_centralisation_is_what_the_graph_measures(
    ask: Ask, example_service: Service, ties: TieView, measure: CentralityMeasure
) -> None:
    network = await network_of(example_service, Scope(ties=ties))
    fields = f"centralisation(measure: {measure})"
    found = (await measured(ask, example_service, fields, {"ties": ties}))["centralisation"]
    assert found == measure_centralisation(network.ties, measure)


@BOTH
async def test_cohesion_is_what_the_graph_measures(ask: Ask, example_service: Service, ties: TieView) -> None:
    network = await network_of(example_service, Scope(ties=ties))
    fields = "cohesion { density componentCount averagePathLength diameter reciprocity transitivity }"
    found = (await measured(ask, example_service, fields, {"ties": ties}))["cohesion"]
    expected = measure_cohesion(network.ties)
    assert list(found.values()) == [
        expected.density,
        expected.component_count,
        expected.average_path_length,
        expected.diameter,
        expected.reciprocity,
        expected.transitivity,
    ]


@BOTH
async def test_structural_holes_are_what_the_graph_measures(
    ask: Ask, example_service: Service, ties: TieView
) -> None:
    network = await network_of(example_service, Scope(ties=ties))
    fields = "structuralHoles(first: 1000) { entity { slug } constraint effectiveSize efficiency hierarchy }"
    found = (await measured(ask, example_service, fields, {"ties": ties}))["structuralHoles"]
    expected = measure_structural_holes(network.ties)
    for name in ("constraint", "effective_size", "efficiency", "hierarchy"):
        said = name if name != "effective_size" else "effectiveSize"
        values = {item["entity"]["slug"]: item[said] for item in found if item[said] is not None}
        assert values == pytest.approx(by_slug(network, getattr(expected, name)))
    constraints = [item["constraint"] for item in found]
    alone = constraints.count(None)
    assert 0 < alone < len(constraints) == len(network.nodes)
    assert constraints[-alone:] == [None] * alone
    assert constraints[:-alone] == pytest.approx(sorted(constraints[:-alone]))


@BOTH
@pytest.mark.parametrize("method", list(CommunityMethod))
@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
async def test_communities_are_what_the_graph_finds_and_the_same_each_time(
    ask: Ask, example_services: list[Service], ties: TieView, method: str, resolution: float
) -> None:
    fields = (
        f"communities(method: {method}, resolution: {resolution})"
        " { modularity groups { index size members(first: 1000) { slug } } }"
    )
    answers = []
    for service in example_services:
        network = await network_of(service, Scope(ties=ties))
        expected = find_communities(network.ties, CommunityMethod(method), resolution=resolution, seed=SEED)
        found = (await measured(ask, service, fields, {"ties": ties}))["communities"]
        assert found["modularity"] == expected.modularity
        assert found["groups"] == [
            {
                "index": index,
                "size": len(places),
                "members": [{"slug": slug} for slug in slugs(network, places)],
            }
            for index, places in enumerate(expected.groups())
        ]
        answers.append(found)
    assert answers[0] == answers[1]


@BOTH
@pytest.mark.parametrize("by", list(Grouping))
async def test_brokerage_and_mixing_are_what_the_graph_measures(
    ask: Ask, example_service: Service, ties: TieView, by: Grouping
) -> None:
    network = await network_of(example_service, Scope(ties=ties))
    grouped = {
        Grouping.DISTRICT: lambda: group_by_district(network),
        Grouping.KIND: lambda: group_by_kind(network),
        Grouping.COMMUNITY: lambda: group_by_membership(find_communities(network.ties, seed=SEED).membership),
    }[by]()
    found = (await ask(example_service, GROUPED, {"scope": {"ties": ties}, "by": by}))["network"]
    brokerage = measure_brokerage(network.ties, grouped.codes)
    places = {node.slug: place for place, node in enumerate(network.nodes)}
    assert [item["total"] for item in found["brokerage"]] == sorted(
        brokerage.counts[:, TOTAL].tolist(), reverse=True
    )
    for item in found["brokerage"]:
        place = places[item["entity"]["slug"]]
        assert [item[role.lower()] for role in ROLES] == brokerage.counts[place, :TOTAL].tolist()
        assert item["z"] == pytest.approx(brokerage.z[place, TOTAL])
        assert [role["expected"] for role in item["roles"]] == pytest.approx(
            brokerage.expected[place, :TOTAL].tolist()
        )
    mixing = measure_mixing(network.ties, grouped.codes, seed=SEED)
    said = found["mixing"]
    assert (said["eiIndex"], said["expected"], said["pValue"], said["rounds"]) == (
        *(mixing.ei_index, mixing.expected, mixing.p_value),
        mixing.rounds,
    )
    assert [group["size"] for group in said["groups"]] == mixing.sizes.tolist()
    assert [cell["ties"] for cell in said["cells"]] == mixing.cells.ties.tolist()
    assert {score["entity"]["slug"]: score["value"] for score in said["actors"]} == by_slug(
        network, mixing.by_node
    )


@BOTH
@pytest.mark.parametrize("by", list(Grouping))
async def test_the_pairs_behind_a_count_add_up(
    ask: Ask, example_service: Service, ties: TieView, by: Grouping
) -> None:
    found = (await ask(example_service, PAIRS, {"scope": {"ties": ties}, "by": by}))["network"]["brokerage"]
    assert any(item["total"] for item in found)
    for item in found:
        assert item["total"] == sum(role["count"] for role in item["roles"])
        pairs = [(pair["source"]["slug"], pair["target"]["slug"]) for pair in item["pairs"]]
        assert len(set(pairs)) == len(pairs) == min(item["total"], 500)
        assert item["entity"]["slug"] not in {end for pair in pairs for end in pair}


async def test_the_pairs_of_each_role_are_those_of_all(ask: Ask, example_service: Service) -> None:
    roles = " ".join(f"{role}: pairs(role: {role}, first: 1000) {{ ...ends }}" for role in ROLES)
    query = f"""fragment ends on EntityPair {{ source {{ slug }} target {{ slug }} }}
    query($scope: NetworkScope, $on: Moment) {{ network(scope: $scope, on: $on) {{ brokerage(first: 5) {{
        all: pairs(first: 1000) {{ ...ends }} two: pairs(first: 2) {{ ...ends }} {roles}
        roles {{ role count }}
    }} }} }}"""
    on = {"phase": await phase_of(example_service, "fase-finale")}
    found = (await ask(example_service, query, {"scope": COLLABORATIONS, "on": on}))["network"]["brokerage"]
    for item in found:
        assert item["two"] == item["all"][:2]
        for role in item["roles"]:
            assert len(item[role["role"]]) == role["count"]
        told = Counter(str(pair) for role in ROLES for pair in item[role])
        assert told == Counter(map(str, item["all"]))


@pytest.mark.parametrize("by", list(Grouping))
async def test_all_cells_together_have_all_ties(ask: Ask, example_service: Service, by: Grouping) -> None:
    on = {"phase": await phase_of(example_service, "fase-finale")}
    asked = {"scope": COLLABORATIONS, "on": on, "by": by}
    mixing = (await ask(example_service, GROUPED, asked))["network"]["mixing"]
    cells, groups = mixing["cells"], mixing["groups"]
    assert sum(cell["ties"] for cell in cells) == 85
    assert sum(cell["expected"] for cell in cells) == pytest.approx(85)
    assert len(cells) == len(groups) * (len(groups) + 1) / 2
    outer = sum(cell["ties"] for cell in cells if cell["from"] != cell["to"])
    assert mixing["eiIndex"] == pytest.approx((2 * outer - 85) / 85)
    assert sum(group["size"] for group in groups) == 38


async def test_groups_and_cells_are_named_in_either_language(ask: Ask, example_service: Service) -> None:
    query = """{ network { mixing(by: KIND) {
        groups { label english: label(language: EN) }
        cells { from to oneOf: from(language: EN) another: to(language: EN) }
    } } }"""
    mixing = (await ask(example_service, query))["network"]["mixing"]
    words = {group["label"]: group["english"] for group in mixing["groups"]}
    assert words["Gruppo informale"] == "Informal group"
    assert all(
        (words[cell["from"]], words[cell["to"]]) == (cell["oneOf"], cell["another"])
        for cell in mixing["cells"]
    )


@BOTH
@pytest.mark.parametrize("size", [1, 2, 3])
async def test_resilience_is_what_the_graph_measures(
    ask: Ask, example_service: Service, ties: TieView, size: int
) -> None:
    network = await network_of(example_service, Scope(ties=ties))
    asked = {"scope": {"ties": ties}, "size": size}
    found = (await ask(example_service, RESILIENCE, asked))["network"]["resilience"]
    expected = measure_resilience(network.ties, seed=SEED)
    assert [item["slug"] for item in found["cutpoints"]] == slugs(network, expected.cutpoints)
    assert found["fragmentation"] == expected.fragmentation.fragmentation
    assert found["distanceFragmentation"] == expected.fragmentation.distance_fragmentation
    assert [(pair["source"]["slug"], pair["target"]["slug"]) for pair in found["bridgePairs"]] == [
        tuple(slugs(network, pair)) for pair in expected.bridges
    ]
    if ties is TieView.SHARED_AFFILIATION:
        assert found["bridges"] == []
    else:
        assert {frozenset((tie["source"]["slug"], tie["target"]["slug"])) for tie in found["bridges"]} == {
            frozenset(slugs(network, pair)) for pair in expected.bridges
        }
    players = choose_fragmenters(network.ties, size, seed=SEED)
    assert players is not None
    said = found["keyPlayers"]
    assert [item["slug"] for item in said["entities"]] == slugs(network, players.members)
    assert said["fragmentation"] == players.without.fragmentation
    assert said["distanceFragmentation"] == players.without.distance_fragmentation
    assert said["reach"] == players.reach.distance_weighted
    assert said["exact"] == players.search.exact
    reachers = choose_reachers(network.ties, size, seed=SEED)
    assert reachers is not None
    assert [item["slug"] for item in found["reachingPlayers"]["entities"]] == slugs(network, reachers.members)
    assert found["reachingPlayers"]["reach"] >= said["reach"]


@pytest.mark.parametrize("measure", ["degree", "betweenness", "closeness"])
async def test_affiliations_are_what_the_graph_measures(
    ask: Ask, example_service: Service, measure: str
) -> None:
    network = await network_of(example_service, Scope())
    affiliations = find_affiliations(network, Scope())
    fields = f"""affiliations {{ actorCount sharedCount tieCount density clustering
        actors(measure: {measure.upper()}, first: 1000) {{ entity {{ slug }} value }}
        shared(measure: {measure.upper()}, first: 1000) {{ entity {{ slug }} value }}
    }}"""
    found = (await measured(ask, example_service, fields, {}))["affiliations"]
    assert (found["actorCount"], found["sharedCount"]) == (len(network.nodes), len(affiliations.shared))
    assert found["density"] == two_mode.measure_two_mode_density(affiliations.ties)
    assert found["clustering"] == two_mode.measure_two_mode_clustering(affiliations.ties)
    expected = getattr(two_mode, f"measure_two_mode_{measure}")(affiliations.ties)
    for nodes, values, said in (
        (network.nodes, expected.actors, found["actors"]),
        (affiliations.shared, expected.shared, found["shared"]),
    ):
        named = {node.slug: value for node, value in zip(nodes, values.tolist(), strict=True)}
        assert {score["entity"]["slug"]: score["value"] for score in said} == {
            slug: pytest.approx(value) for slug, value in named.items() if value == value
        }


@BOTH
async def test_a_core_is_what_the_graph_finds(ask: Ask, example_service: Service, ties: TieView) -> None:
    network = await network_of(example_service, Scope(ties=ties))
    fields = "corePeriphery { core { slug } fit equallyGoodCores variant exact coreDensity }"
    found = (await measured(ask, example_service, fields, {"ties": ties}))["corePeriphery"]
    expected = measure_core_periphery(network.ties, seed=SEED)
    assert [item["slug"] for item in found["core"]] == slugs(network, expected.core)
    assert (
        found["fit"],
        found["equallyGoodCores"],
        found["variant"],
        found["exact"],
        found["coreDensity"],
    ) == (
        *(expected.fit, expected.equally_good_cores, expected.variant),
        *(expected.exact, expected.core_density),
    )


@BOTH
async def test_a_loss_is_what_the_graph_measures(ask: Ask, example_service: Service, ties: TieView) -> None:
    network = await network_of(example_service, Scope(ties=ties))
    query = """query($scope: NetworkScope, $of: ID!) { network(scope: $scope) { loss(of: $of) {
        before { componentCount fragmentation distanceFragmentation }
        after { componentCount fragmentation distanceFragmentation } pieces parted
    } } }"""
    for place, node in list(enumerate(network.nodes))[::7]:
        found = (await ask(example_service, query, {"scope": {"ties": ties}, "of": node.id}))["network"][
            "loss"
        ]
        expected = measure_loss(network.ties, place, seed=SEED)
        assert (found["pieces"], found["parted"]) == (expected.pieces.tolist(), expected.parted)
        assert found["before"]["fragmentation"] == expected.before.fragmentation
        assert found["after"]["distanceFragmentation"] == expected.after.distance_fragmentation
        assert found["after"]["componentCount"] == len(expected.after.components)


async def test_the_loss_of_who_is_no_node_is_null(ask: Ask, plan_service: Service) -> None:
    query = "query($of: ID!) { network { nodeCount loss(of: $of) { parted } } }"
    found = await ask(plan_service, query, {"of": await key_of(plan_service, "azione-5-2")})
    assert found == {"network": {"nodeCount": 18, "loss": None}}


async def test_the_loss_of_nobody_is_refused(plan_service: Service) -> None:
    query = '{ network { nodeCount loss(of: "e000000000000a") { parted } } }'
    data, (error,) = await ask_whole(plan_service, query)
    assert data == {"network": {"nodeCount": 18, "loss": None}}
    assert error["extensions"] == {"code": "NOT_FOUND", "path": ["of"]}


async def test_values_that_differ_by_rounding_share_a_rank(example_service: Service) -> None:
    view = await example_service.view(LOCAL_EDITOR.view_class)
    nodes = sorted(view.find_entities({"school"}), key=lambda node: node.name)[:3]
    look = Look(view, view.moment)
    scores = Scores(np.array([1.7, 1.7000000000000002, 2.0]))
    ranked = rank_scores(look, nodes, scores, 10)
    assert [(score.rank, score.entity.fact.name) for score in ranked] == [
        (1, nodes[2].name),
        (2, nodes[0].name),
        (2, nodes[1].name),
    ]


@BOTH
@pytest.mark.parametrize("measure", list(CentralityMeasure))
async def test_the_highest_comes_first_and_equals_by_name(
    ask: Ask, example_service: Service, ties: TieView, measure: CentralityMeasure
) -> None:
    fields = f"centrality(measure: {measure}, first: 1000) {{ entity {{ name }} value rank }}"
    found = (await measured(ask, example_service, fields, {"ties": ties}))["centrality"]
    for one, other in pairwise(found):
        if one["rank"] == other["rank"]:
            assert one["value"] == pytest.approx(other["value"])
            assert one["entity"]["name"] <= other["entity"]["name"]
        else:
            assert one["value"] > other["value"]
    assert [score["rank"] for score in found] == [
        1 + sum(other["rank"] < score["rank"] for other in found) for score in found
    ]


@pytest.mark.parametrize("ties", ["DIRECT", "SHARED_AFFILIATION"])
async def test_a_map_is_coloured_by_the_communities_that_are_found(
    ask: Ask, example_service: Service, ties: str
) -> None:
    fields = """
        communities { groups { size members(first: 1000) { slug } } }
        map(colour: COMMUNITY) {
            nodes { entity { slug } colour } legend { label(language: EN) colour shape }
        }
    """
    found = await measured(ask, example_service, fields, {"ties": ties})
    colour = {node["entity"]["slug"]: node["colour"] for node in found["map"]["nodes"]}
    groups = [group for group in found["communities"]["groups"] if group["size"] > 1]
    coloured = [{colour[member["slug"]] for member in group["members"]} for group in groups]
    assert all(len(colours) == 1 for colours in coloured)
    legend = [line["label"] for line in found["map"]["legend"] if line["shape"] is None]
    assert legend[:2] == ["Group 1", "Group 2"]
    assert len({next(iter(colours)) for colours in coloured[:5]}) == min(len(groups), 5)


async def test_a_map_is_sized_by_a_measure(ask: Ask, example_service: Service) -> None:
    fields = """
        centrality(measure: BETWEENNESS, first: 1) { entity { slug } }
        map(size: BETWEENNESS) { nodes { entity { slug } size } }
    """
    found = await measured(ask, example_service, fields, COLLABORATIONS, "fase-finale")
    largest = max(found["map"]["nodes"], key=lambda node: node["size"])
    assert largest["entity"] == found["centrality"][0]["entity"] == {"slug": "cooperativa-la-passerella"}


async def test_an_answer_is_json(ask: Ask) -> None:
    service = await small_world("abc", ["ab", "ba"])
    query = "{ network { structuralHoles { constraint hierarchy } mixing { eiIndex pValue } } }"
    json.dumps(await ask(service, query), allow_nan=False)


async def test_an_unknown_measure_is_refused(refusals: Refusals, plan_service: Service) -> None:
    (error,) = await refusals(plan_service, "{ network { centrality(measure: FAME) { value } } }")
    assert error["extensions"]["code"] == "INVALID"
