"""Two networks side by side over the API: phases, scopes, and a network with itself."""

from __future__ import annotations

from typing import Any

import pytest

from graph.analysis.readings import load_readings
from graph.network import TieView
from graph.service import Service
from tests.conftest import Ask, Refusals
from tests.schema.measuring import COLLABORATIONS, PHASES, ask_whole, phase_of
from tests.schema.writing import key_of

pytestmark = pytest.mark.anyio

COMPARE = """query($scope: NetworkScope, $on: Moment, $with: NetworkScope, $other: Moment) {
    network(scope: $scope, on: $on) { nodeCount compare(with: $with, on: $other) {
        measures { measure before after difference pValue }
        joined { slug } left { slug } movedCount
        moved(first: 10) { entity { slug } changes { measure before after difference pValue } }
    } }
}"""
TESTED = {
    *("density", "average_degree", "component_count", "isolate_count", "reciprocity", "transitivity"),
    *("degree_centralisation", "fragmentation"),
}


async def compared(
    ask: Ask,
    service: Service,
    phase: str | None = None,
    other: str | None = None,
    *,
    scope: object = COLLABORATIONS,
    beside: object = None,
) -> dict[str, Any]:
    variables = {"scope": scope, "with": beside}
    if phase is not None:
        variables["on"] = {"phase": await phase_of(service, phase)}
    if other is not None:
        variables["other"] = {"phase": await phase_of(service, other)}
    return dict((await ask(service, COMPARE, variables))["network"]["compare"])


def values(found: dict[str, Any]) -> dict[str, tuple[float | None, float | None]]:
    return {item["measure"]: (item["before"], item["after"]) for item in found["measures"]}


@pytest.mark.parametrize(
    ("one", "other"), [(PHASES[0], PHASES[1]), (PHASES[1], PHASES[2]), (PHASES[0], PHASES[2])]
)
async def test_what_differs_between_phases_is_what_each_says_of_itself(
    ask: Ask, example_service: Service, one: str, other: str
) -> None:
    query = """query($scope: NetworkScope, $on: Moment) { network(scope: $scope, on: $on) {
        cohesion { density componentCount isolateCount averagePathLength diameter transitivity }
        degree: centralisation(measure: DEGREE) communities { modularity } mixing { eiIndex }
        resilience { fragmentation distanceFragmentation cutpoints { slug } bridgePairs { source { slug } } }
        corePeriphery { fit }
    } }"""
    said = []
    for phase in (one, other):
        on = {"phase": await phase_of(example_service, phase)}
        network = (await ask(example_service, query, {"scope": COLLABORATIONS, "on": on}))["network"]
        cohesion, resilience = network["cohesion"], network["resilience"]
        said.append(
            {
                "density": cohesion["density"],
                "component_count": cohesion["componentCount"],
                "isolate_count": cohesion["isolateCount"],
                "average_path_length": cohesion["averagePathLength"],
                "diameter": cohesion["diameter"],
                "transitivity": cohesion["transitivity"],
                "degree_centralisation": network["degree"],
                "modularity": network["communities"]["modularity"],
                "ei_index": network["mixing"]["eiIndex"],
                "fragmentation": resilience["fragmentation"],
                "distance_fragmentation": resilience["distanceFragmentation"],
                "cutpoints": len(resilience["cutpoints"]),
                "bridges": len(resilience["bridgePairs"]),
                "core_fit": network["corePeriphery"]["fit"],
            }
        )
    found = values(await compared(ask, example_service, one, other))
    for place in (0, 1):
        assert {name: found[name][place] for name in said[place]} == pytest.approx(said[place])


async def test_from_start_to_end_the_planted_changes_show(ask: Ask, example_service: Service) -> None:
    found = await compared(ask, example_service, PHASES[0], PHASES[2])
    measures = {item["measure"]: item for item in found["measures"]}
    assert (measures["component_count"]["before"], measures["component_count"]["after"]) == (11, 2)
    assert (measures["isolate_count"]["before"], measures["isolate_count"]["after"]) == (4, 1)
    assert measures["fragmentation"]["pValue"] <= 0.001
    assert measures["degree_centralisation"]["pValue"] > 0.05
    assert found["joined"] == found["left"] == []
    assert found["moved"][0]["entity"] == {"slug": "cooperativa-la-passerella"}
    changes = {item["measure"]: item for item in found["moved"][0]["changes"]}
    assert (changes["degree"]["before"], changes["degree"]["after"]) == (2, 10)


async def test_a_comparison_the_other_way_round_is_its_mirror(ask: Ask, example_service: Service) -> None:
    there = await compared(ask, example_service, PHASES[0], PHASES[2])
    back = await compared(ask, example_service, PHASES[2], PHASES[0])
    assert {name: pair[::-1] for name, pair in values(there).items()} == values(back)
    assert there["movedCount"] == back["movedCount"]


@pytest.mark.parametrize("ties", list(TieView))
async def test_a_network_beside_itself_differs_in_nothing(
    ask: Ask, example_service: Service, ties: TieView
) -> None:
    found = await compared(ask, example_service, scope={"ties": ties})
    assert {item["difference"] for item in found["measures"]} <= {0, None}
    assert {item["pValue"] for item in found["measures"]} <= {1, None}
    assert (found["joined"], found["left"], found["moved"], found["movedCount"]) == ([], [], [], 0)


async def test_a_moment_that_is_left_out_is_that_of_the_network(ask: Ask, example_service: Service) -> None:
    found = await compared(ask, example_service, PHASES[0])
    assert values(found)["component_count"] == (11, 11)
    on = {"phase": await phase_of(example_service, PHASES[0])}
    variables = {"scope": COLLABORATIONS, "on": on, "other": {}}
    elsewhen = (await ask(example_service, COMPARE, variables))["network"]["compare"]
    assert values(elsewhen)["component_count"] == (11, 2)


async def test_other_scopes_have_other_members_and_no_chances(ask: Ask, example_service: Service) -> None:
    valley = await key_of(example_service, "valle-tolvina")
    found = await compared(ask, example_service, PHASES[2], beside={**COLLABORATIONS, "districts": [valley]})
    assert (len(found["joined"]), len(found["left"])) == (0, 38 - 12)
    assert {item["pValue"] for item in found["measures"]} == {None}


async def test_ties_of_another_sort_are_compared_without_chances(ask: Ask, example_service: Service) -> None:
    shared = {"ties": "SHARED_AFFILIATION"}
    found = await compared(ask, example_service, scope={"ties": "DIRECT"}, beside=shared)
    assert (found["joined"], found["left"]) == ([], [])
    assert {item["pValue"] for item in found["measures"]} == {None}
    assert found["movedCount"] > 0


async def test_chance_has_a_say_where_the_nodes_are_the_same(ask: Ask, example_service: Service) -> None:
    found = await compared(ask, example_service, PHASES[0], PHASES[1])
    said = {item["measure"] for item in found["measures"] if item["pValue"] is not None}
    assert said == TESTED
    assert await compared(ask, example_service, PHASES[0], PHASES[1]) == found


async def test_every_measure_of_a_comparison_is_told_in_plain_words(
    ask: Ask, example_service: Service
) -> None:
    found = await compared(ask, example_service, PHASES[0], PHASES[2])
    moved = {item["measure"] for actor in found["moved"] for item in actor["changes"]}
    assert len(moved) > 10
    assert moved | set(values(found)) <= set(load_readings())


@pytest.mark.parametrize("ties", list(TieView))
@pytest.mark.parametrize(("one", "other"), [("fase-start-up", "fase-finale"), (None, "fase-finale")])
async def test_a_phase_that_nothing_speaks_of_has_no_data_and_the_rest_is_answered(
    plan_service: Service, ties: TieView, one: str | None, other: str
) -> None:
    on = None if one is None else {"phase": await phase_of(plan_service, one)}
    then = {"phase": await phase_of(plan_service, other)}
    data, (error,) = await ask_whole(
        plan_service, COMPARE, {"scope": {"ties": ties}, "on": on, "other": then}
    )
    assert data == {"network": {"nodeCount": 18, "compare": None}}
    assert error["extensions"] == {"code": "NO_DATA"}
    assert error["path"] == ["network", "compare"]


async def test_affiliations_that_speak_of_no_phase_are_no_evidence_of_it(example_service: Service) -> None:
    then = {"phase": await phase_of(example_service, PHASES[2])}
    shared = {"ties": "SHARED_AFFILIATION"}
    variables = {"scope": COLLABORATIONS, "on": then, "other": then, "with": shared}
    _, (error,) = await ask_whole(example_service, COMPARE, variables)
    assert error["extensions"] == {"code": "NO_DATA"}


async def test_what_cannot_be_seen_is_refused_with_its_place(
    refusals: Refusals, example_service: Service
) -> None:
    (scope,) = await refusals(example_service, COMPARE, {"with": {"around": "e000000000000a"}})
    assert scope["extensions"]["path"] == ["with", "around"]
    (phase,) = await refusals(example_service, COMPARE, {"other": {"phase": "e000000000000a"}})
    assert phase["extensions"]["path"] == ["on", "phase"]
