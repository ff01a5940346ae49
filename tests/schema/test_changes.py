"""The log over the API: what was written, in pages, and nothing of what a viewer may not see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.changes import (
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    DeleteRelationship,
    EndEntity,
    EndRelationship,
    MergeEntities,
    UpdateEntity,
    UpdateRelationship,
)
from graph.identity import mint_entity_id
from graph.model import Claim, Stance
from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.service import Service
from tests.conftest import Ask, Refusals
from tests.schema.writing import empty_service, write

pytestmark = pytest.mark.anyio

LOG = """
    query($since: Int, $subject: ID, $first: Int, $after: String) {
        changes(since: $since, subject: $subject, first: $first, after: $after) {
            edges { cursor node { revision at actor note operations {
                type subject { __typename id ... on Entity { slug } }
                before { name value } after { name value }
            } } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
    }
"""
DAY = date(2014, 1, 1)


async def log(ask: Ask, service: Service, viewer: Viewer = LOCAL_EDITOR, **window: object) -> dict[str, Any]:
    return dict((await ask(service, LOG, window, viewer))["changes"])


def revisions(found: dict[str, Any]) -> list[int]:
    return [edge["node"]["revision"] for edge in found["edges"]]


def side(operation: dict[str, Any], name: str) -> dict[str, Any]:
    return {item["name"]: item["value"] for item in operation[name]}


async def last(ask: Ask, service: Service) -> list[dict[str, Any]]:
    """Return the operations of the newest change."""
    operations: list[dict[str, Any]] = (await log(ask, service))["edges"][-1]["node"]["operations"]
    return operations


@pytest.fixture
async def service() -> Service:
    """Return a network of twelve revisions; 3 to 9 wrote young people alone, 10 one and others too."""
    service = empty_service()
    await write(service, CreateEntity("organisation", "Uno", slug="uno"), note="inizio")
    await write(service, CreateEntity("organisation", "Due", slug="due"), note="avanti")
    for number in range(7):
        await write(service, CreateEntity("young_person", f"G-{number}"), viewer=FILE_LOADER, note="nascosto")
    both = CreateEntity("organisation", "Tre", slug="tre"), CreateEntity("young_person", "G-10")
    await write(service, *both, viewer=FILE_LOADER, note="con G-10")
    await write(service, CreateEntity("person", "Ada"), note="di Ada")
    await write(service, CreateEntity("topic", "Tema", slug="tema"))
    return service


async def test_a_change_tells_its_revision_time_author_and_note(ask: Ask, service: Service) -> None:
    change = (await log(ask, service))["edges"][0]["node"]
    (commit,) = await service.store.changes(0, 1)
    assert (change["revision"], change["actor"], change["note"]) == (1, "local editor", "inizio")
    assert change["at"] == commit.at.isoformat()


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (FILE_LOADER, list(range(1, 13))),
        (LOCAL_EDITOR, [1, 2, 10, 11, 12]),
        (PUBLIC_VIEWER, [1, 2, 10, 12]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
async def test_pages_show_all_that_a_viewer_may_know_once_and_are_full_but_for_the_last(
    ask: Ask, service: Service, viewer: Viewer, seen: list[int], size: int
) -> None:
    found: list[list[int]] = []
    after = None
    goes_on = True
    while goes_on:
        page = await log(ask, service, viewer, first=size, after=after)
        found.append(revisions(page))
        after, goes_on = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert [revision for page in found for revision in page] == seen
    assert {len(page) for page in found[:-1]} <= {size}
    assert found[-1]


@pytest.mark.parametrize(
    ("viewer", "note", "operations"),
    [(FILE_LOADER, "con G-10", 2), (LOCAL_EDITOR, None, 1), (PUBLIC_VIEWER, None, 1)],
)
async def test_of_a_change_that_is_hidden_in_part_the_note_is_withheld(
    ask: Ask, service: Service, viewer: Viewer, note: str | None, operations: int
) -> None:
    (edge,) = (await log(ask, service, viewer, since=9, first=1))["edges"]
    assert (edge["node"]["note"], len(edge["node"]["operations"])) == (note, operations)


async def test_since_leaves_out_what_was_written_up_to_it(ask: Ask, service: Service) -> None:
    assert revisions(await log(ask, service, since=2)) == [10, 11, 12]
    assert revisions(await log(ask, service, since=12)) == []
    assert revisions(await log(ask, service, since=99)) == []


async def test_since_and_after_hold_both(ask: Ask, service: Service) -> None:
    assert revisions(await log(ask, service, since=10, after="1")) == [11, 12]
    assert revisions(await log(ask, service, since=1, after="10")) == [11, 12]


async def test_page_info_tells_what_lies_on_both_sides(ask: Ask, service: Service) -> None:
    start = await log(ask, service, first=2)
    end = await log(ask, service, first=3, after=start["pageInfo"]["endCursor"])
    assert start["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": "1",
        "endCursor": "2",
    }
    assert (end["pageInfo"]["hasNextPage"], end["pageInfo"]["hasPreviousPage"]) == (False, True)


async def test_a_page_of_nothing_is_empty_and_has_no_cursors(ask: Ask, service: Service) -> None:
    page = await log(ask, service, first=0)
    assert (page["edges"], page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]) == ([], None, None)


async def test_an_empty_log_is_an_empty_list(ask: Ask) -> None:
    page = await log(ask, empty_service())
    assert (page["edges"], page["pageInfo"]["hasNextPage"]) == ([], False)


async def test_a_cursor_keeps_its_place_while_others_write(ask: Ask, service: Service) -> None:
    cursor = (await log(ask, service, first=2))["pageInfo"]["endCursor"]
    await write(service, CreateEntity("topic", "Altro tema"))
    assert revisions(await log(ask, service, after=cursor)) == [10, 11, 12, 13]


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "²", "9" * 5000, "WyJhIiwiYiJd"])
async def test_what_is_no_cursor_is_refused(refusals: Refusals, service: Service, cursor: str) -> None:
    (error,) = await refusals(service, LOG, {"after": cursor})
    assert error["extensions"] == {"code": "INVALID", "path": ["after"]}


async def test_a_since_below_zero_is_refused(refusals: Refusals, service: Service) -> None:
    (error,) = await refusals(service, LOG, {"since": -1})
    assert error["extensions"] == {"code": "INVALID", "path": ["since"]}


async def test_of_a_subject_only_what_was_written_of_it(ask: Ask, service: Service) -> None:
    one = (await log(ask, service))["edges"][0]["node"]["operations"][0]["subject"]["id"]
    await write(service, UpdateEntity(one, name="Primo"), CreateEntity("topic", "Altro"))
    found = await log(ask, service, subject=one)
    assert revisions(found) == [1, 13]
    assert [len(edge["node"]["operations"]) for edge in found["edges"]] == [1, 1]


async def test_a_subject_may_be_given_by_an_id_of_another_moment(ask: Ask, service: Service) -> None:
    query = '{ entity(slug: "uno", on: {at: "2014-01-01"}) { id } }'
    said = (await ask(service, query))["entity"]["id"]
    assert "." in said
    assert revisions(await log(ask, service, subject=said)) == [1]


async def test_a_subject_that_was_never_there_has_no_changes(ask: Ask, service: Service) -> None:
    assert (await log(ask, service, subject=mint_entity_id()))["edges"] == []


async def test_a_subject_that_is_no_id_leads_to_the_argument(refusals: Refusals, service: Service) -> None:
    (error,) = await refusals(service, LOG, {"subject": "uno"})
    assert error["extensions"] == {"code": "NOT_FOUND", "path": ["subject"]}


async def test_of_a_new_entity_all_it_says_stands_after(ask: Ask) -> None:
    service = empty_service()
    new = CreateEntity("cohort", "Ragazzi", slug="ragazzi", summary="Chi.", properties={"age_from": 14})
    await write(service, new)
    (operation,) = await last(ask, service)
    assert operation["type"] == "CREATE"
    assert operation["before"] == []
    assert side(operation, "after") == {
        "kind": "cohort",
        "name": "Ragazzi",
        "slug": "ragazzi",
        "status": "ACTUAL",
        "summary": "Chi.",
        "age_from": 14,
    }


async def test_of_an_update_only_what_differs_stands_before_and_after(ask: Ask) -> None:
    service = empty_service()
    new = CreateEntity(
        "cohort", "Ragazzi", ref="a", summary="Chi.", properties={"age_from": 14, "age_to": 18}
    )
    key = (await write(service, new)).refs["a"]
    change = UpdateEntity(key, name="Giovani", summary=None, properties={"age_from": 15, "age_to": None})
    await write(service, change)
    (operation,) = await last(ask, service)
    assert operation["type"] == "UPDATE"
    assert side(operation, "before") == {"name": "Ragazzi", "summary": "Chi.", "age_from": 14, "age_to": 18}
    assert side(operation, "after") == {"name": "Giovani", "age_from": 15}


async def test_of_an_end_status_and_day_differ(ask: Ask, service: Service) -> None:
    one = (await service.view(LOCAL_EDITOR.view_class)).get_entity_by_slug("uno")
    assert one is not None
    await write(service, EndEntity(one.id, DAY))
    (operation,) = await last(ask, service)
    assert operation["type"] == "END"
    assert side(operation, "before") == {"status": "ACTUAL"}
    assert side(operation, "after") == {"status": "ENDED", "until": "2014-01-01"}


async def test_what_was_deleted_is_there_before_and_leads_nowhere(ask: Ask) -> None:
    service = empty_service()
    key = (await write(service, CreateEntity("topic", "Tema", ref="a"))).refs["a"]
    await write(service, DeleteEntity(key))
    (operation,) = await last(ask, service)
    assert (operation["type"], operation["subject"], operation["after"]) == ("DELETE", None, [])
    assert side(operation, "before")["name"] == "Tema"
    assert (await log(ask, service))["edges"][0]["node"]["operations"][0]["subject"] is None


async def test_what_was_merged_leads_to_the_entity_that_stays(ask: Ask) -> None:
    service = empty_service()
    refs = (
        await write(
            service,
            CreateEntity("organisation", "Uno", ref="one", slug="uno"),
            CreateEntity("organisation", "Due", ref="two", summary="Di due."),
        )
    ).refs
    await write(service, MergeEntities(refs["one"], (refs["two"],)))
    operations = {operation["type"]: operation for operation in await last(ask, service)}
    assert set(operations) == {"MERGE", "UPDATE"}
    assert {item["subject"]["slug"] for item in operations.values()} == {"uno"}
    assert side(operations["MERGE"], "before")["name"] == "Due"
    assert operations["MERGE"]["after"] == []
    assert side(operations["UPDATE"], "after") == {"summary": "Di due."}


async def test_relationships_are_created_changed_ended_and_deleted_with_both_sides(ask: Ask) -> None:
    service = empty_service()
    refs = (
        await write(
            service,
            CreateEntity("organisation", "Uno", ref="one"),
            CreateEntity("organisation", "Due", ref="two"),
        )
    ).refs
    new = CreateRelationship("collaborates_with", refs["one"], refs["two"], ref="tie", strength=0.5)
    tie = (await write(service, new)).refs["tie"]
    told = [(await last(ask, service))[0]]
    for change in (
        UpdateRelationship(tie, role="insieme", strength=None),
        EndRelationship(tie, DAY),
        DeleteRelationship(tie),
    ):
        await write(service, change)
        told.append((await last(ask, service))[0])
    assert [operation["type"] for operation in told] == ["CREATE", "UPDATE", "END", "DELETE"]
    said = {"kind": "collaborates_with", "source": refs["one"], "target": refs["two"]}
    assert [side(operation, "before") for operation in told] == [
        {},
        {"strength": 0.5},
        {"status": "ACTUAL"},
        {**said, "status": "ENDED", "until": "2014-01-01", "role": "insieme"},
    ]
    assert [side(operation, "after") for operation in told] == [
        {**said, "status": "ACTUAL", "strength": 0.5},
        {"role": "insieme"},
        {"status": "ENDED", "until": "2014-01-01"},
        {},
    ]
    assert [operation["subject"] and operation["subject"]["__typename"] for operation in told] == [
        *("Relationship", "Relationship", "Relationship"),
        None,
    ]


async def test_claims_stand_before_and_after_in_words(ask: Ask) -> None:
    service = empty_service()
    refs = (
        await write(
            service,
            CreateEntity("document", "Verbale", ref="doc"),
            CreateEntity("organisation", "Uno", ref="one", claims=(Claim("doc", locator="p. 1"),)),
        )
    ).refs
    denial = Claim(refs["doc"], Stance.DENIES, "name", "Unò")
    await write(service, UpdateEntity(refs["one"], claims=(denial,)))
    (operation,) = await last(ask, service)
    assert side(operation, "before") == {"claims": ["ASSERTS · Verbale · p. 1"]}
    assert side(operation, "after") == {"claims": ["DENIES · Verbale · name = Unò"]}


async def test_properties_of_a_change_are_labelled_in_both_languages(ask: Ask) -> None:
    service = empty_service()
    await write(service, CreateEntity("cohort", "Ragazzi", properties={"age_from": 14}))
    query = """{ changes { edges { node { operations { after {
        name it: label(language: IT) en: label(language: EN)
    } } } } } }"""
    (edge,) = (await ask(service, query))["changes"]["edges"]
    labels = edge["node"]["operations"][0]["after"]
    assert {item["name"] for item in labels} >= {"kind", "name", "age_from"}
    assert all(item["it"] and item["en"] and item["it"] != item["name"] for item in labels)


async def test_what_a_keyed_call_had_nothing_to_write_is_no_change(ask: Ask, service: Service) -> None:
    before = revisions(await log(ask, service))
    apply = 'mutation($c: [ChangeInput!]!) { apply(changes: $c, key: "k") { revision } }'
    same = {
        "updateEntity": {
            "id": (await log(ask, service))["edges"][0]["node"]["operations"][0]["subject"]["id"]
        }
    }
    revision = (await ask(service, apply, {"c": [same]}))["apply"]["revision"]
    assert revision == 13
    assert revisions(await log(ask, service)) == before


async def test_a_relationship_that_went_with_its_ends_is_still_told(ask: Ask) -> None:
    service = empty_service()
    refs = (
        await write(
            service,
            CreateEntity("organisation", "Uno", ref="one"),
            CreateEntity("organisation", "Due", ref="two"),
            CreateRelationship("collaborates_with", "one", "two", ref="tie"),
        )
    ).refs
    await write(service, DeleteRelationship(refs["tie"]))
    await write(service, DeleteEntity(refs["one"]), DeleteEntity(refs["two"]))
    assert revisions(await log(ask, service, subject=refs["tie"])) == [1, 2]
    assert revisions(await log(ask, service)) == [1, 2, 3]


async def test_nothing_is_told_of_a_relationship_to_somebody_hidden_who_is_gone(ask: Ask) -> None:
    service = empty_service()
    refs = (
        await write(
            service,
            CreateEntity("cohort", "Ragazzi", ref="cohort"),
            CreateEntity("young_person", "G-01", ref="young"),
            CreateRelationship("member_of", "young", "cohort", ref="tie"),
            viewer=FILE_LOADER,
        )
    ).refs
    await write(service, DeleteRelationship(refs["tie"]), viewer=FILE_LOADER)
    await write(service, DeleteEntity(refs["young"]), viewer=FILE_LOADER)
    for subject in (refs["tie"], refs["young"]):
        assert (await log(ask, service, subject=subject))["edges"] == []
        assert (await log(ask, service, FILE_LOADER, subject=subject))["edges"] != []
    assert revisions(await log(ask, service)) == [1]
