"""Measures in plain words, and every measure of a network where there is little or nothing to measure."""

from __future__ import annotations

from typing import Any

import pytest

from graph.analysis.centrality import CentralityMeasure
from graph.analysis.readings import load_readings
from graph.service import Service
from tests.conftest import Ask
from tests.schema.measuring import ask_whole, small_world

pytestmark = pytest.mark.anyio

NAMED = "entity { slug }"
# Every field of `Network` that measures; in several questions, since one would cost too much.
FIELDS = {
    "cohesion": (
        "{ density componentCount isolateCount averageDegree averagePathLength diameter reciprocity"
        " transitivity averagePathError }"
    ),
    "communities": "{ modularity groups { index size members { slug } } }",
    "structuralHoles": f"{{ {NAMED} constraint effectiveSize efficiency hierarchy }}",
    "brokerage": (
        f"{{ {NAMED} coordinator itinerant gatekeeper representative liaison total z"
        " roles { role count expected z } pairs { source { slug } target { slug } } }"
    ),
    "mixing": (
        "{ eiIndex expected pValue rounds groups { label size eiIndex expected pValue }"
        f" cells {{ from to ties expected density }} actors {{ value rank {NAMED} }} }}"
    ),
    "resilience": (
        "{ cutpoints { slug } bridges { kind } bridgePairs { source { slug } target { slug } }"
        " fragmentation distanceFragmentation"
        " keyPlayers { entities { slug } fragmentation distanceFragmentation reach exact method }"
        " reachingPlayers { entities { slug } fragmentation reach exact } }"
    ),
    "corePeriphery": (
        "{ core { slug } fit equallyGoodCores variant exact coreDensity betweenDensity peripheryDensity }"
    ),
    "affiliations": (
        "{ actorCount sharedCount tieCount density clustering"
        f" actors(measure: BETWEENNESS) {{ value {NAMED} }} shared(measure: CLOSENESS) {{ value {NAMED} }} }}"
    ),
    "map(colour: COMMUNITY)": "{ nodes { entity { slug } } ties { weight } legend { label } }",
}
CENTRALITIES = " ".join(
    f"{measure}: centrality(measure: {measure}, first: 1000) {{ value rank error {NAMED} }}"
    for measure in CentralityMeasure
)
CENTRALISATIONS = " ".join(
    f"c_{measure}: centralisation(measure: {measure})"
    for measure in ("DEGREE", "BETWEENNESS", "CLOSENESS", "KATZ")
)
SCOPED = "query($scope: NetworkScope) { network(scope: $scope) { nodeCount tieCount"
WHAT = [
    f"{SCOPED} {' '.join(f'{name} {FIELDS[name]}' for name in names)} }} }}"
    for names in (list(FIELDS)[:5], list(FIELDS)[5:])
]
WHO = f"{SCOPED} {CENTRALITIES} }} }}"
HOW_FAR = f"{SCOPED} {CENTRALISATIONS} }} }}"
VIEWS = ["DIRECT", "SHARED_AFFILIATION"]
# Nobody, one alone, two who have nothing to do with each other, two who have.
LITTLE: dict[str, tuple[str, list[str]]] = {
    "nobody": ("", []),
    "one": ("a", []),
    "two apart": ("ab", []),
    "two tied": ("ab", ["ab"]),
}


async def everything(ask: Ask, service: Service, **scope: object) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in (*WHAT, WHO, HOW_FAR):
        found |= (await ask(service, question, {"scope": scope}))["network"]
    return found


@pytest.mark.parametrize("language", ["IT", "EN"])
async def test_measures_are_told_in_plain_words(ask: Ask, plan_service: Service, language: str) -> None:
    query = """query($in: Language!) {
        measures { name label(language: $in) reading(language: $in) source }
    }"""
    said = (await ask(plan_service, query, {"in": language}))["measures"]
    assert said == [
        {
            "name": measure.name,
            "label": getattr(measure.label, language.lower()),
            "reading": getattr(measure.reading, language.lower()),
            "source": measure.source,
        }
        for measure in load_readings().values()
    ]


async def test_measures_are_told_in_italian_unless_asked_otherwise(ask: Ask, plan_service: Service) -> None:
    query = "{ measures { label italian: label(language: IT) reading read: reading(language: IT) } }"
    for said in (await ask(plan_service, query))["measures"]:
        assert (said["label"], said["reading"]) == (said["italian"], said["read"])


@pytest.mark.parametrize("ties", VIEWS)
@pytest.mark.parametrize("which", ["plan", "example"])
async def test_every_field_of_a_network_is_answered(
    ask: Ask, plan_service: Service, example_service: Service, which: str, ties: str
) -> None:
    service = plan_service if which == "plan" else example_service
    found = await everything(ask, service, ties=ties)
    assert found["nodeCount"] > 2 < found["tieCount"]
    undefined = {name for name, value in found.items() if value is None}
    # Freeman's maximum of closeness holds for connected networks, and nobody gave one for Katz.
    assert undefined == {"c_CLOSENESS", "c_KATZ"}


@pytest.mark.parametrize("ties", VIEWS)
@pytest.mark.parametrize("which", LITTLE)
async def test_every_field_is_answered_where_there_is_little(ask: Ask, which: str, ties: str) -> None:
    names, pairs = LITTLE[which]
    found = await everything(ask, await small_world(names, pairs), ties=ties)
    count = len(names)
    assert (found["nodeCount"], found["tieCount"]) == (count, len(pairs))
    assert [found[f"c_{measure}"] for measure in ("DEGREE", "BETWEENNESS", "CLOSENESS", "KATZ")] == [None] * 4
    assert len(found["structuralHoles"]) == len(found["brokerage"]) == count
    assert len(found["map"]["nodes"]) == count
    assert sum(group["size"] for group in found["communities"]["groups"]) == count
    assert all(item["total"] == 0 and item["pairs"] == [] for item in found["brokerage"])
    assert (found["resilience"]["cutpoints"], found["corePeriphery"]["core"]) == ([], [])
    assert found["affiliations"]["actorCount"] == count
    assert found["affiliations"]["tieCount"] == 2 * len(pairs)
    if not pairs:
        assert (found["affiliations"]["density"], found["affiliations"]["shared"]) == (None, [])
        assert found["cohesion"]["averagePathLength"] is None
        assert found["communities"]["modularity"] is None
        assert (found["mixing"]["eiIndex"], found["mixing"]["pValue"]) == (None, None)
        assert found["corePeriphery"]["fit"] is None
        assert all(item["constraint"] is None for item in found["structuralHoles"])
    if count < 2:
        assert found["cohesion"]["density"] is None
        assert found["resilience"]["fragmentation"] is None


@pytest.mark.parametrize("ties", VIEWS)
async def test_two_who_are_tied_are_a_network(ask: Ask, ties: str) -> None:
    found = await everything(ask, await small_world("ab", ["ab"]), ties=ties)
    assert found["cohesion"] == {
        "density": 1.0,
        "componentCount": 1,
        "isolateCount": 0,
        "averageDegree": 1.0,
        "averagePathLength": 1.0,
        "diameter": 1,
        "reciprocity": 1.0,
        "transitivity": None,
        "averagePathError": None,
    }
    assert [score["value"] for score in found["DEGREE"]] == [1.0, 1.0]
    assert found["resilience"]["fragmentation"] == 0.0
    assert found["resilience"]["keyPlayers"] is None
    assert found["resilience"]["reachingPlayers"]["reach"] == 1.0
    assert len(found["resilience"]["bridgePairs"]) == 1


async def test_who_has_no_value_is_left_out_of_a_ranking(ask: Ask) -> None:
    query = """{ network {
        centrality(measure: REACH_EFFICIENCY) { entity { slug } value rank }
        mixing { actors { entity { slug } } }
    } }"""
    found = (await ask(await small_world("abc", ["ab"]), query))["network"]
    ranked = [(score["entity"]["slug"], score["value"], score["rank"]) for score in found["centrality"]]
    assert ranked == [("a", 1.0, 1), ("b", 1.0, 1)]
    assert [score["entity"]["slug"] for score in found["mixing"]["actors"]] == ["a", "b"]


# What asks for too much or too little, and what is said of it.
BOUNDS = {
    "centrality(measure: DEGREE, first: -1) { value }": ("INVALID", "first"),
    "centrality(measure: DEGREE, first: 1001) { value }": ("TOO_COMPLEX", "first"),
    "structuralHoles(first: -1) { constraint }": ("INVALID", "first"),
    "structuralHoles(first: 1001) { constraint }": ("TOO_COMPLEX", "first"),
    "brokerage(first: -1) { total }": ("INVALID", "first"),
    "brokerage(first: 1001) { total }": ("TOO_COMPLEX", "first"),
    "resilience(size: 0) { fragmentation }": ("INVALID", "size"),
    "resilience(size: 21) { fragmentation }": ("TOO_COMPLEX", "size"),
    "communities(resolution: 0) { modularity }": ("INVALID", "resolution"),
    "communities(resolution: -1) { modularity }": ("INVALID", "resolution"),
    "communities(resolution: 1001) { modularity }": ("INVALID", "resolution"),
}


@pytest.mark.parametrize("asked", BOUNDS)
async def test_what_passes_a_bound_is_null_and_the_rest_is_answered(
    plan_service: Service, asked: str
) -> None:
    data, (error,) = await ask_whole(plan_service, f"{{ network {{ nodeCount {asked} again: nodeCount }} }}")
    name = asked.partition("(")[0]
    assert data == {"network": {"nodeCount": 18, name: None, "again": 18}}
    assert error["path"] == ["network", name]
    code, argument = BOUNDS[asked]
    told = error["extensions"]
    assert told["code"] == code
    assert (told["path"] if code == "INVALID" else [told["measure"]]) == [argument]


async def test_the_most_that_is_allowed_is_answered(ask: Ask, plan_service: Service) -> None:
    query = """{ network {
        structuralHoles(first: 1000) { constraint } none: structuralHoles(first: 0) { constraint }
        resilience(size: 20) { keyPlayers { exact } reachingPlayers { exact } }
        communities(resolution: 1000) { groups { size } } one: communities(resolution: 0.001) { modularity }
    } }"""
    found = (await ask(plan_service, query))["network"]
    assert (len(found["structuralHoles"]), found["none"]) == (18, [])
    assert found["resilience"] == {"keyPlayers": None, "reachingPlayers": None}
    assert {group["size"] for group in found["communities"]["groups"]} == {1}


async def test_an_argument_that_is_null_is_one_that_was_left_out(ask: Ask, plan_service: Service) -> None:
    query = """{ network {
        a: communities { groups { size } } b: communities(method: null, resolution: null) { groups { size } }
        c: brokerage { total } d: brokerage(by: null, first: null) { total }
        e: mixing { eiIndex } f: mixing(by: null) { eiIndex }
        g: resilience { fragmentation } h: resilience(size: null) { fragmentation }
    } }"""
    found = (await ask(plan_service, query))["network"]
    assert [found[name] for name in "aceg"] == [found[name] for name in "bdfh"]
