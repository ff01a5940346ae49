"""Who is involved where: directly, by way of parts, and for one actor; and how two are connected."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from graph.service import Service
from tests.conftest import Ask, Refusals

INVOLVEMENT = """
    query($in: ID, $who: ID, $kinds: [KindName!], $parts: Boolean, $first: Int) {
        involvement(in: $in, who: $who, kinds: $kinds, includeParts: $parts, first: $first) {
            totalCount
            edges { node { entity { slug } where { slug } relationship { kind } via { slug } } }
        }
    }
"""
PATHS = """
    query($from: ID!, $to: ID!, $kinds: [KindName!], $most: Int, $first: Int) {
        paths(from: $from, to: $to, kinds: $kinds, maxLength: $most, first: $first) {
            length entities { slug } relationships { kind source { slug } target { slug } }
        }
    }
"""


async def key(ask: Ask, service: Service, slug: str) -> str:
    data = await ask(service, "query($slug: String!) { entity(slug: $slug) { key } }", {"slug": slug})
    return str(data["entity"]["key"])


async def involved(
    ask: Ask, service: Service, *, within: str = "", who: str = "", **more: object
) -> set[tuple[str, ...]]:
    """Return who is involved, where, how, and by way of what."""
    variables: dict[str, object] = {"first": 1000, **more}
    if within:
        variables["in"] = await key(ask, service, within)
    if who:
        variables["who"] = await key(ask, service, who)
    found = (await ask(service, INVOLVEMENT, variables))["involvement"]
    rows = [edge["node"] for edge in found["edges"]]
    assert found["totalCount"] == len(rows)
    return {
        (
            row["entity"]["slug"],
            row["relationship"]["kind"],
            row["where"]["slug"],
            *(step["slug"] for step in row["via"]),
        )
        for row in rows
    }


async def ways(ask: Ask, service: Service, start: str, goal: str, **more: object) -> list[dict[str, Any]]:
    ends = {"from": await key(ask, service, start), "to": await key(ask, service, goal)}
    return list((await ask(service, PATHS, {**ends, **more}))["paths"])


@pytest.mark.anyio
async def test_who_is_involved_in_an_action_is_told_with_how(ask: Ask, plan_service: Service) -> None:
    assert await involved(ask, plan_service, within="azione-5-1", parts=False) == {
        ("cabina-regia-cremona", "proposes", "azione-5-1"),
        ("cabina-regia-provinciale", "validates", "azione-5-1"),
        ("giovani-18-25", "targets", "azione-5-1"),
    }


@pytest.mark.anyio
async def test_who_is_involved_in_a_part_is_involved_in_the_whole_by_way_of_it(
    ask: Ask, plan_service: Service
) -> None:
    found = await involved(ask, plan_service, within="azione-5")
    assert ("giovani-18-25", "targets", "azione-5-1", "azione-5") in found
    assert (
        *("gruppi-con-prima-esperienza", "targets", "moduli-di-approfondimento"),
        *("laboratori-professional-skills", "azione-5-1", "azione-5"),
    ) in found


@pytest.mark.anyio
async def test_parts_can_be_left_out(ask: Ask, plan_service: Service) -> None:
    assert await involved(ask, plan_service, within="azione-5", parts=False) == set()


@pytest.mark.anyio
async def test_parts_count_when_nobody_says_otherwise(ask: Ask, plan_service: Service) -> None:
    explicit = await involved(ask, plan_service, within="azione-6", parts=True)
    assert await involved(ask, plan_service, within="azione-6", parts=None) == explicit


@pytest.mark.anyio
async def test_a_body_is_asked_by_its_seats_too(ask: Ask, example_service: Service) -> None:
    found = await involved(ask, example_service, within="gruppo-tecnico")
    assert {row[1] for row in found if row[2].startswith("posto-")} == {"holds"}


@pytest.mark.anyio
async def test_where_an_actor_is_involved_leads_from_parts_up_to_wholes(
    ask: Ask, plan_service: Service
) -> None:
    found = await involved(ask, plan_service, who="servizio-universita-informagiovani")
    assert {
        ("servizio-universita-informagiovani", "delivers", "sitogiovani"),
        ("servizio-universita-informagiovani", "delivers", "azione-2", "sitogiovani"),
        ("servizio-universita-informagiovani", "delivers", "piano-giovani", "sitogiovani", "azione-2"),
        ("servizio-universita-informagiovani", "coordinates", "azione-2"),
        ("servizio-universita-informagiovani", "coordinates", "piano-giovani", "azione-2"),
    } == found


@pytest.mark.anyio
async def test_both_together_tell_how_one_is_involved_in_the_other(ask: Ask, plan_service: Service) -> None:
    assert await involved(ask, plan_service, within="azione-6-2", who="cisvol") == {
        ("cisvol", "proposes", "azione-6-2")
    }


@pytest.mark.anyio
async def test_kinds_narrow_it(ask: Ask, plan_service: Service) -> None:
    assert await involved(ask, plan_service, within="azione-6-2", kinds=["validates"]) == {
        ("cabina-regia-provinciale", "validates", "azione-6-2")
    }


@pytest.mark.anyio
async def test_with_neither_every_direct_involvement_is_told_once(ask: Ask, plan_service: Service) -> None:
    found = await involved(ask, plan_service, kinds=["partner_in"])
    assert {row[0] for row in found} == {"caffe-politico", "clan-vecchio-argine", "kairos"}
    assert all(len(row) == 3 for row in found)


@pytest.mark.anyio
async def test_what_the_page_denies_involves_nobody(ask: Ask, plan_service: Service) -> None:
    found = await involved(ask, plan_service, within="progetti-dei-giovani")
    assert {row[0] for row in found if row[1] == "offers"} == {
        *("azione-6", "azione-6-3", "ambito-cremona", "ambito-crema"),
    }


@pytest.mark.anyio
async def test_paths_are_ways_whose_steps_hang_together(ask: Ask, plan_service: Service) -> None:
    found = await ways(ask, plan_service, "caffe-politico", "universita-cattolica", first=50)
    assert len(found) == 50
    for way in found:
        slugs = [entity["slug"] for entity in way["entities"]]
        steps = [{tie["source"]["slug"], tie["target"]["slug"]} for tie in way["relationships"]]
        assert (slugs[0], slugs[-1]) == ("caffe-politico", "universita-cattolica")
        assert steps == [set(pair) for pair in pairwise(slugs)]
        assert len(set(slugs)) == len(slugs) == way["length"] + 1


@pytest.mark.anyio
async def test_shorter_ways_come_first(ask: Ask, plan_service: Service) -> None:
    found = await ways(ask, plan_service, "caffe-politico", "universita-cattolica", first=50)
    lengths = [way["length"] for way in found]
    assert lengths == sorted(lengths)
    assert lengths[0] == 3


@pytest.mark.anyio
async def test_three_ways_come_when_nobody_says_how_many(ask: Ask, plan_service: Service) -> None:
    assert len(await ways(ask, plan_service, "caffe-politico", "universita-cattolica")) == 3


@pytest.mark.anyio
async def test_kinds_narrow_the_steps(ask: Ask, plan_service: Service) -> None:
    kinds = ["partner_in", "part_of", "advises"]
    found = await ways(
        ask, plan_service, "caffe-politico", "universita-cattolica", kinds=kinds, most=3, first=50
    )
    assert len(found) == 10
    assert {entity["slug"] for way in found for entity in way["entities"][1:2]} == {"piano-giovani"}


@pytest.mark.anyio
async def test_where_nothing_connects_two_there_is_no_way(ask: Ask, plan_service: Service) -> None:
    assert await ways(ask, plan_service, "caffe-politico", "kairos", kinds=["advises"]) == []
    assert await ways(ask, plan_service, "caffe-politico", "universita-cattolica", most=2) == []


@pytest.mark.anyio
async def test_the_way_from_one_to_itself_has_no_steps(ask: Ask, plan_service: Service) -> None:
    found = await ways(ask, plan_service, "kairos", "kairos")
    assert found == [{"length": 0, "entities": [{"slug": "kairos"}], "relationships": []}]


@pytest.mark.parametrize(("name", "argument", "bound"), [("first", "first", 50), ("most", "maxLength", 12)])
@pytest.mark.anyio
async def test_paths_have_bounds(
    ask: Ask, refusals: Refusals, plan_service: Service, name: str, argument: str, bound: int
) -> None:
    ends = dict.fromkeys(("from", "to"), await key(ask, plan_service, "kairos"))
    (few,) = await refusals(plan_service, PATHS, {**ends, name: -1})
    assert few["extensions"] == {"code": "INVALID", "path": [argument]}
    (many,) = await refusals(plan_service, PATHS, {**ends, name: bound + 1})
    expected = {"code": "TOO_COMPLEX", "measure": argument, "figure": bound + 1, "bound": bound}
    assert many["extensions"] == expected


@pytest.mark.anyio
async def test_neighbours_are_all_within_so_many_steps_and_not_oneself(
    ask: Ask, plan_service: Service
) -> None:
    query = """
        query($steps: Int, $kinds: [KindName!]) { entity(slug: "cisvol") {
            neighbours(steps: $steps, kinds: $kinds, first: 1000) { edges { node { slug } } }
        } }
    """

    async def near(**variables: object) -> set[str]:
        data = await ask(plan_service, query, variables)
        return {edge["node"]["slug"] for edge in data["entity"]["neighbours"]["edges"]}

    boards = {"cabina-regia-cremona", "cabina-regia-crema", "cabina-regia-casalmaggiore"}
    assert await near() == {*boards, "azione-6-2"}
    assert await near(kinds=["collaborates_with"], steps=2) == boards
    further = await near(steps=2)
    assert further > await near()
    assert "cisvol" not in further


@pytest.mark.anyio
async def test_neighbours_have_bounds(refusals: Refusals, plan_service: Service) -> None:
    query = 'query($steps: Int) { entity(slug: "cisvol") { neighbours(steps: $steps) { totalCount } } }'
    (few,) = await refusals(plan_service, query, {"steps": 0})
    assert few["extensions"] == {"code": "INVALID", "path": ["steps"]}
    (many,) = await refusals(plan_service, query, {"steps": 7})
    assert many["extensions"] == {"code": "TOO_COMPLEX", "measure": "steps", "figure": 7, "bound": 6}
