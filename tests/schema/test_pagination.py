"""Pages of long lists: all of it once, in order, and in its place while others write."""

from __future__ import annotations

from typing import Any

import pytest

from graph.service import Service
from tests.conftest import Ask, Refusals

PAGE = """
    query($first: Int, $after: String, $last: Int, $before: String, $by: EntityOrderField!, $down: Boolean) {
        entities(
            filter: {kinds: ["topic"]}, orderBy: {by: $by, descending: $down},
            first: $first, after: $after, last: $last, before: $before
        ) {
            totalCount
            edges { cursor node { slug name } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
    }
"""
APPLY = "mutation($changes: [ChangeInput!]!) { apply(changes: $changes) { entities { key } } }"


async def page(ask: Ask, service: Service, by: str = "NAME", **window: object) -> dict[str, Any]:
    return dict((await ask(service, PAGE, {"by": by, **window}))["entities"])


def slugs(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["slug"] for edge in found["edges"]]


async def walk(ask: Ask, service: Service, size: int, by: str, **more: object) -> list[str]:
    """Return the slugs of a list read page by page, forwards."""
    seen: list[str] = []
    after = None
    while True:
        found = await page(ask, service, by, first=size, after=after, **more)
        seen += slugs(found)
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            return seen


@pytest.mark.parametrize("by", ["NAME", "KIND", "REVISION", "DEGREE"])
@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("size", [1, 7, 54, 55, 100])
@pytest.mark.anyio
async def test_pages_forwards_show_all_once_in_order(
    ask: Ask, plan_service: Service, by: str, down: bool, size: int
) -> None:
    whole = slugs(await page(ask, plan_service, by, first=1000, down=down))
    assert len(set(whole)) == 55
    assert await walk(ask, plan_service, size, by, down=down) == whole


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.anyio
async def test_pages_backwards_show_all_once_in_order(ask: Ask, plan_service: Service, down: bool) -> None:
    whole = slugs(await page(ask, plan_service, first=1000, down=down))
    seen: list[str] = []
    before = None
    while True:
        found = await page(ask, plan_service, last=8, before=before, down=down)
        seen = slugs(found) + seen
        before = found["pageInfo"]["startCursor"]
        if not found["pageInfo"]["hasPreviousPage"]:
            break
    assert seen == whole


@pytest.mark.anyio
async def test_descending_is_ascending_the_other_way_round(ask: Ask, plan_service: Service) -> None:
    ascending = slugs(await page(ask, plan_service, first=1000))
    assert slugs(await page(ask, plan_service, first=1000, down=True)) == ascending[::-1]


@pytest.mark.anyio
async def test_names_are_in_order_without_case_and_accents(ask: Ask, own_plan_service: Service) -> None:
    new = {"createEntity": {"kind": "topic", "name": "Élite"}}
    await ask(own_plan_service, APPLY, {"changes": [new]})
    found = await page(ask, own_plan_service, first=1000)
    names = [edge["node"]["name"] for edge in found["edges"]]
    expected = ["cultura", "doti", "Élite", "Eures", "eventi", "fare impresa", "Formazione e Talento"]
    assert [name for name in names if name in expected] == expected


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.anyio
async def test_page_info_tells_what_lies_on_both_sides(ask: Ask, plan_service: Service, down: bool) -> None:
    start = await page(ask, plan_service, first=10, down=down)
    middle = await page(ask, plan_service, first=10, after=start["pageInfo"]["endCursor"], down=down)
    end = await page(ask, plan_service, last=10, down=down)
    sides = [
        (item["pageInfo"]["hasPreviousPage"], item["pageInfo"]["hasNextPage"])
        for item in (start, middle, end)
    ]
    assert sides == [(False, True), (True, True), (True, False)]


@pytest.mark.anyio
async def test_cursors_of_a_page_are_those_of_its_first_and_last_item(
    ask: Ask, plan_service: Service
) -> None:
    found = await page(ask, plan_service, first=10)
    cursors = [edge["cursor"] for edge in found["edges"]]
    assert (found["pageInfo"]["startCursor"], found["pageInfo"]["endCursor"]) == (cursors[0], cursors[-1])


@pytest.mark.anyio
async def test_the_total_is_of_the_whole_list(ask: Ask, plan_service: Service) -> None:
    assert (await page(ask, plan_service, first=3))["totalCount"] == 55


@pytest.mark.anyio
async def test_a_page_of_nothing_is_empty_and_has_no_cursors(ask: Ask, plan_service: Service) -> None:
    found = await page(ask, plan_service, first=0)
    assert found["edges"] == []
    assert (found["pageInfo"]["startCursor"], found["pageInfo"]["endCursor"]) == (None, None)


@pytest.mark.anyio
async def test_a_hundred_come_when_nobody_says_how_many(ask: Ask, plan_service: Service) -> None:
    data = await ask(plan_service, "{ entities { totalCount edges { cursor } } }")
    assert data["entities"]["totalCount"] == 176
    assert len(data["entities"]["edges"]) == 100


@pytest.mark.anyio
async def test_first_is_cut_before_last(ask: Ask, plan_service: Service) -> None:
    whole = slugs(await page(ask, plan_service, first=1000))
    assert slugs(await page(ask, plan_service, first=10, last=3)) == whole[7:10]


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.anyio
async def test_after_and_before_together_cut_out_what_lies_between(
    ask: Ask, plan_service: Service, down: bool
) -> None:
    whole = await page(ask, plan_service, first=1000, down=down)
    after, before = whole["edges"][4]["cursor"], whole["edges"][9]["cursor"]
    assert slugs(await page(ask, plan_service, after=after, before=before, down=down)) == slugs(whole)[5:9]


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.anyio
async def test_a_cursor_keeps_its_place_when_something_comes_in_before_it(
    ask: Ask, own_plan_service: Service, down: bool
) -> None:
    after = (await page(ask, own_plan_service, first=10, down=down))["pageInfo"]["endCursor"]
    rest = slugs(await page(ask, own_plan_service, first=1000, after=after, down=down))
    new = {"createEntity": {"kind": "topic", "name": "zzz" if down else "aaa"}}
    await ask(own_plan_service, APPLY, {"changes": [new]})
    again = await page(ask, own_plan_service, first=1000, after=after, down=down)
    assert again["totalCount"] == 56
    assert slugs(again) == rest


@pytest.mark.anyio
async def test_a_cursor_keeps_its_place_when_its_own_item_goes(ask: Ask, own_plan_service: Service) -> None:
    start = await page(ask, own_plan_service, first=10)
    after = start["pageInfo"]["endCursor"]
    rest = slugs(await page(ask, own_plan_service, first=1000, after=after))
    data = await ask(
        own_plan_service, "query($s: String!) { entity(slug: $s) { id } }", {"s": slugs(start)[-1]}
    )
    gone = {"deleteEntity": {"id": data["entity"]["id"], "cascade": True}}
    await ask(own_plan_service, APPLY, {"changes": [gone]})
    again = await page(ask, own_plan_service, first=1000, after=after)
    assert again["totalCount"] == 54
    assert slugs(again) == rest


@pytest.mark.parametrize(("size", "code"), [(-1, "INVALID"), (1001, "TOO_COMPLEX")])
@pytest.mark.parametrize("side", ["first", "last"])
@pytest.mark.anyio
async def test_a_page_has_bounds(
    refusals: Refusals, plan_service: Service, side: str, size: int, code: str
) -> None:
    errors = await refusals(plan_service, PAGE, {"by": "NAME", side: size})
    assert errors[0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    "cursor", ["", "x", "no cursor", "bnVsbA", "e30", "WzEuNV0", "W251bGxd", "%%%%", "é"]
)
@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.anyio
async def test_what_is_no_cursor_is_refused(
    refusals: Refusals, plan_service: Service, side: str, cursor: str
) -> None:
    errors = await refusals(plan_service, PAGE, {"by": "NAME", side: cursor})
    assert errors[0]["extensions"]["code"] == "INVALID"


@pytest.mark.anyio
async def test_a_cursor_of_a_list_in_another_order_is_refused(
    ask: Ask, refusals: Refusals, plan_service: Service
) -> None:
    cursor = (await page(ask, plan_service, "DEGREE", first=1))["pageInfo"]["endCursor"]
    errors = await refusals(plan_service, PAGE, {"by": "NAME", "after": cursor})
    assert errors[0]["extensions"]["code"] == "INVALID"


@pytest.mark.parametrize(
    ("field", "order"),
    [
        ("relationships", "id"),
        ('entity(slug: "piano-giovani") { relationships', "id"),
        ('entity(slug: "piano-giovani") { neighbours(steps: 2)', "id"),
        ("involvement", "entity { id } where { id } relationship { id }"),
    ],
    ids=["relationships", "relationships of one", "neighbours", "involvement"],
)
@pytest.mark.anyio
async def test_every_long_list_is_paged_alike(
    ask: Ask, plan_service: Service, field: str, order: str
) -> None:
    def query(window: str) -> str:
        asked = field[:-1] + f", {window})" if field.endswith(")") else f"{field}({window})"
        body = f"{asked} {{ totalCount edges {{ node {{ {order} }} }} pageInfo {{ endCursor hasNextPage }} }}"
        return "{ " + body + " }" * (field.count("{") + 1)

    async def listed(window: str) -> dict[str, Any]:
        data = await ask(plan_service, query(window))
        found = next(iter(data.values()))
        return found if "edges" in found else dict(next(iter(found.values())))

    whole = await listed("first: 1000")
    half = await listed(f"first: {whole['totalCount'] // 2}")
    rest = await listed(f'first: 1000, after: "{half["pageInfo"]["endCursor"]}"')
    assert len(whole["edges"]) == whole["totalCount"] > 20
    assert half["edges"] + rest["edges"] == whole["edges"]
    assert (half["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
