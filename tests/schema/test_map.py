"""The map of a network, for frontends that draw it themselves."""

from __future__ import annotations

from datetime import date

import pytest

from graph.moment import Moment
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary
from tests.conftest import Ask

MAP = """
    query($scope: NetworkScope, $layout: MapLayout, $size: CentralityMeasure, $colour: MapColour) {
        network(scope: $scope) { nodeCount tieCount map(layout: $layout, size: $size, colour: $colour) {
            nodes { entity { slug kind districts { slug } } x y size colour shape }
            ties { source target kind weight }
            legend { label colour shape }
        } }
    }
"""


@pytest.mark.anyio
async def test_shared_affiliations_weigh_after_newman(ask: Ask) -> None:
    """A and B share a board of two and a table of three, C the table: 1/1 + 1/2, 1/2 and 1/2."""
    service = Service(MemoryStore(), load_vocabulary())
    changes: list[dict[str, object]] = [
        {"createEntity": {"ref": ref, "kind": "organisation", "name": ref}} for ref in "abcd"
    ]
    changes += [
        {
            "createEntity": {
                "ref": ref,
                "kind": "body",
                "name": ref,
                "properties": [{"name": "level", "value": "THEMATIC"}],
            }
        }
        for ref in ("board", "table", "alone")
    ]
    changes += [
        {"createRelationship": {"kind": "member_of", "source": member, "target": body}}
        for body, members in {"board": "ab", "table": "abc", "alone": "d"}.items()
        for member in members
    ]
    apply = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { revision } }"
    await ask(service, apply, {"changes": changes})
    scope = {"ties": "SHARED_AFFILIATION", "entityKinds": ["organisation"]}
    found = (await ask(service, MAP, {"scope": scope}))["network"]
    names = [node["entity"]["slug"] for node in found["map"]["nodes"]]
    weights = {
        frozenset((names[tie["source"]], names[tie["target"]])): tie["weight"] for tie in found["map"]["ties"]
    }
    assert found["nodeCount"] == 4
    assert weights == {frozenset("ab"): 1.5, frozenset("ac"): 0.5, frozenset("bc"): 0.5}


@pytest.mark.parametrize("layout", ["BY_DISTRICT", "FORCE", None])
@pytest.mark.parametrize("size", ["DEGREE", "BETWEENNESS", None])
@pytest.mark.parametrize("colour", ["DISTRICT", "KIND", None])
@pytest.mark.anyio
async def test_a_map_shows_every_node_and_tie_once(
    ask: Ask, example_service: Service, layout: str | None, size: str | None, colour: str | None
) -> None:
    found = (await ask(example_service, MAP, {"layout": layout, "size": size, "colour": colour}))["network"]
    drawn = found["map"]
    slugs = [node["entity"]["slug"] for node in drawn["nodes"]]
    assert len(slugs) == len(set(slugs)) == found["nodeCount"]
    assert len(drawn["ties"]) == found["tieCount"] > 85
    assert all(0 <= tie[end] < len(slugs) for tie in drawn["ties"] for end in ("source", "target"))
    assert all(len(node["colour"]) == 7 and node["colour"].startswith("#") for node in drawn["nodes"])
    assert all(node["size"] > 0 and node["shape"] for node in drawn["nodes"])
    assert len({(round(node["x"]), round(node["y"])) for node in drawn["nodes"]}) == len(slugs)


@pytest.mark.anyio
async def test_ties_of_a_map_join_the_nodes_that_the_facts_join(ask: Ask, example_service: Service) -> None:
    drawn = (await ask(example_service, MAP, {"scope": {"relationshipKinds": ["collaborates_with"]}}))[
        "network"
    ]["map"]
    slugs = [node["entity"]["slug"] for node in drawn["nodes"]]
    pairs = {frozenset((slugs[tie["source"]], slugs[tie["target"]])) for tie in drawn["ties"]}
    view = await example_service.view(LOCAL_EDITOR.view_class, Moment(at=date(2025, 5, 15)))
    joined = {
        frozenset(view.require_entity(end).slug for end in (tie.source, tie.target))
        for tie in view.find_relationships({"collaborates_with"})
    }
    assert len(pairs) == 85
    assert pairs == joined


@pytest.mark.anyio
async def test_the_legend_of_a_map_names_each_of_its_colours_and_shapes(
    ask: Ask, example_service: Service
) -> None:
    drawn = (await ask(example_service, MAP))["network"]["map"]
    for part in ("colour", "shape"):
        used = {node[part] for node in drawn["nodes"]}
        assert used <= {entry[part] for entry in drawn["legend"]}
    assert "Valle Arvena" in {entry["label"] for entry in drawn["legend"]}
