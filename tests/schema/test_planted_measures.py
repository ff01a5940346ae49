"""What coaches ask of the example, and what was planted there for measures to find; see PLANTED.md."""

from __future__ import annotations

import pytest

from graph.network import TieView
from graph.service import Service
from tests.conftest import Ask
from tests.schema.measuring import ACTORS, COLLABORATING, COLLABORATIONS, PHASES, measured, network_of
from tests.schema.writing import key_of

pytestmark = pytest.mark.anyio


async def test_the_planted_cutpoint_is_found_and_its_loss_is_told(ask: Ask, example_service: Service) -> None:
    fields = f"""
        loss(of: "{await key_of(example_service, "cooperativa-la-passerella")}") {{
            pieces parted before {{ componentCount }} after {{ componentCount }}
        }}
        other: loss(of: "{await key_of(example_service, "agenzia-mezzaluce")}") {{ pieces parted }}
        resilience {{ cutpoints {{ slug }} keyPlayers {{ entities {{ slug }} exact }} }}
        centrality(measure: BETWEENNESS, first: 1) {{ entity {{ slug }} }}
    """
    found = await measured(ask, example_service, fields, COLLABORATIONS, "fase-finale")
    alone = [{"slug": "cooperativa-la-passerella"}]
    assert found["resilience"] == {"cutpoints": alone, "keyPlayers": {"entities": alone, "exact": True}}
    assert found["loss"] == {
        "pieces": [29, 7],
        "parted": 29 * 7,
        "before": {"componentCount": 2},
        "after": {"componentCount": 3},
    }
    assert found["other"] == {"pieces": [36], "parted": 0}
    assert found["centrality"][0]["entity"] == alone[0]


async def test_with_all_ties_the_technical_group_is_a_cutpoint_as_well(
    ask: Ask, example_service: Service
) -> None:
    fields = "resilience { cutpoints { slug } }"
    found = await measured(ask, example_service, fields, {}, "fase-finale")
    cutpoints = {item["slug"] for item in found["resilience"]["cutpoints"]}
    assert cutpoints == {"cooperativa-la-passerella", "gruppo-tecnico"}


async def test_the_plan_hangs_on_who_advises_it_where_plans_are_nodes(
    ask: Ask, example_service: Service
) -> None:
    kinds = [*ACTORS, "body", "plan"]
    scope = {"entityKinds": kinds, "relationshipKinds": ["collaborates_with", "advises", "reports_to"]}
    loss = f'loss(of: "{await key_of(example_service, "studio-ordito")}") {{ pieces }}'
    fields = f"resilience {{ cutpoints {{ slug }} }} {loss}"
    found = await measured(ask, example_service, fields, scope, "fase-finale")
    assert {"slug": "studio-ordito"} in found["resilience"]["cutpoints"]
    assert 1 in found["loss"]["pieces"]


@pytest.mark.parametrize(("phase", "value"), list(zip(PHASES, (0.225, 0.595, 0.215), strict=True)))
async def test_the_planted_hub_and_spoke_shows_as_centralisation(
    ask: Ask, example_service: Service, phase: str, value: float
) -> None:
    found = await measured(ask, example_service, "centralisation(measure: DEGREE)", COLLABORATIONS, phase)
    assert round(found["centralisation"], 3) == value


@pytest.mark.parametrize(("phase", "between"), list(zip(PHASES, (1, 2, 18), strict=True)))
async def test_the_planted_ties_between_valleys_are_counted(
    ask: Ask, example_service: Service, phase: str, between: int
) -> None:
    mixing = (
        await measured(
            ask,
            example_service,
            "mixing { eiIndex expected pValue cells { from to ties } }",
            COLLABORATIONS,
            phase,
        )
    )["mixing"]
    cells = [cell for cell in mixing["cells"] if "," not in cell["from"] + cell["to"]]
    assert sum(cell["ties"] for cell in cells if cell["from"] != cell["to"]) == between
    assert mixing["eiIndex"] < mixing["expected"]


async def test_the_one_tie_between_valleys_at_the_start_is_a_bridge_between_two_brokers(
    ask: Ask, example_service: Service
) -> None:
    fields = """
        resilience { bridges { source { slug } target { slug } } cutpoints { slug } }
        brokerage(first: 1000) { entity { slug } gatekeeper representative liaison }
    """
    found = await measured(ask, example_service, fields, COLLABORATIONS, "fase-avvio")
    ends = {"sportello-lavoro-arvena", "cooperativa-vespertina"}
    bridges = [{tie["source"]["slug"], tie["target"]["slug"]} for tie in found["resilience"]["bridges"]]
    assert ends in bridges
    assert ends <= {item["slug"] for item in found["resilience"]["cutpoints"]}
    across = {item["entity"]["slug"] for item in found["brokerage"] if item["gatekeeper"]}
    assert across == ends


@pytest.mark.parametrize("phase", PHASES)
async def test_the_planted_isolate_is_constrained_by_nobody_and_key_to_nothing(
    ask: Ask, example_service: Service, phase: str
) -> None:
    fields = f"""
        structuralHoles(first: 1000) {{ entity {{ slug }} constraint }}
        loss(of: "{await key_of(example_service, "radio-borgolieve")}") {{ pieces parted }}
    """
    found = await measured(ask, example_service, fields, COLLABORATIONS, phase)
    alone = {item["entity"]["slug"] for item in found["structuralHoles"] if item["constraint"] is None}
    assert "radio-borgolieve" in alone
    assert found["loss"] == {"pieces": [], "parted": 0}


async def test_planted_valleys_are_communities(ask: Ask, example_service: Service) -> None:
    fields = "communities { groups { members(first: 40) { slug districts { slug } } } }"
    found = await measured(ask, example_service, fields, COLLABORATIONS, "fase-finale")
    whole = [
        {member["slug"] for member in group["members"]}
        for group in found["communities"]["groups"]
        if all(
            [district["slug"] for district in member["districts"]] == ["valle-tolvina"]
            for member in group["members"]
        )
    ]
    network = await network_of(example_service, COLLABORATING, "fase-finale")
    valley = {
        node.slug
        for node in network.nodes
        if [place.slug for place in network.view.districts_of(node.id)] == ["valle-tolvina"]
    }
    assert whole == [valley]


async def test_the_thin_network_of_the_plan_says_more_when_affiliations_tie(
    ask: Ask, plan_service: Service
) -> None:
    fields = "nodeCount tieCount cohesion { isolateCount }"
    counts = [await measured(ask, plan_service, fields, {"ties": ties}) for ties in TieView]
    assert [(item["nodeCount"], item["tieCount"], item["cohesion"]["isolateCount"]) for item in counts] == [
        (18, 3, 13),
        (18, 12, 9),
    ]
