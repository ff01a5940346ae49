"""Taking a revision back over the API: whole, by a new revision, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.changes import (
    Change,
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
from graph.model import Claim, Fact, Relationship
from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER, ViewClass, Viewer
from graph.service import Service
from tests.conftest import Ask, Refusals
from tests.schema.writing import empty_service, export, write

pytestmark = pytest.mark.anyio

UNDO = """
    mutation($revision: Int!, $note: String) { undo(revision: $revision, note: $note) {
        revision dryRun entities { slug name } relationships { kind role }
        operations { type before { name value } after { name value } }
    } }
"""
EVERYTHING = """
    { entities(first: 1000) { edges { node {
        key slug name summary status since until properties { name value } claims { locator stance }
    } } }
    relationships(first: 1000) { edges { node { key kind role status since until strength } } } }
"""
APPLY = """
    mutation($changes: [ChangeInput!]!, $note: String) { apply(changes: $changes, note: $note) { revision } }
"""
CHANGES = "query($since: Int) { changes(since: $since) { edges { node { note } } } }"
DAY = date(2200, 1, 1)


@pytest.fixture
async def service() -> Service:
    return empty_service()


@pytest.fixture
async def refs(service: Service) -> dict[str, str]:
    """Write a small network at revision 1; return its ids."""
    result = await write(
        service,
        CreateEntity("document", "Verbale", ref="doc"),
        CreateEntity("organisation", "Uno", ref="one", claims=(Claim("doc", locator="p. 1"),)),
        CreateEntity("organisation", "Due", ref="two", summary="Di due."),
        CreateEntity("topic", "Tema", ref="topic"),
        CreateRelationship("collaborates_with", "one", "two", ref="tie", strength=0.5),
        CreateRelationship("about", "two", "topic", ref="about"),
    )
    return dict(result.refs)


def possible(refs: dict[str, str]) -> dict[str, Change]:
    return {
        "createEntity": CreateEntity("organisation", "Tre"),
        "updateEntity": UpdateEntity(refs["one"], name="Altro", slug="altro", claims=()),
        "endEntity": EndEntity(refs["one"], DAY),
        "deleteEntity": DeleteEntity(refs["two"], cascade=True),
        "mergeEntities": MergeEntities(refs["one"], (refs["two"],)),
        "createRelationship": CreateRelationship("collaborates_with", refs["one"], refs["two"]),
        "updateRelationship": UpdateRelationship(refs["tie"], role="insieme", strength=None),
        "endRelationship": EndRelationship(refs["tie"], DAY),
        "deleteRelationship": DeleteRelationship(refs["about"]),
    }


KINDS = list(possible(dict.fromkeys(("one", "two", "tie", "about"), "")))


async def undo(ask: Ask, service: Service, revision: int, **more: object) -> dict[str, Any]:
    return dict((await ask(service, UNDO, {"revision": revision, **more}))["undo"])


async def refuse(
    refusals: Refusals, service: Service, revision: int, viewer: Viewer = LOCAL_EDITOR
) -> dict[str, Any]:
    """Ask for an undo that must be refused, and change nothing; return the code, and the path if any."""
    before = await export(service)
    (error,) = await refusals(service, UNDO, {"revision": revision}, viewer)
    assert await export(service) == before
    return dict(error["extensions"])


@pytest.mark.parametrize("kind", KINDS)
async def test_after_an_undo_everything_answers_as_before(
    ask: Ask, service: Service, refs: dict[str, str], kind: str
) -> None:
    before = await ask(service, EVERYTHING)
    await write(service, possible(refs)[kind])
    assert await ask(service, EVERYTHING) != before
    assert (await undo(ask, service, 2))["revision"] == 3
    assert await ask(service, EVERYTHING) == before


@pytest.mark.parametrize("kind", KINDS)
async def test_an_undo_can_be_undone_and_that_too(
    ask: Ask, service: Service, refs: dict[str, str], kind: str
) -> None:
    before = await ask(service, EVERYTHING)
    await write(service, possible(refs)[kind])
    after = await ask(service, EVERYTHING)
    await undo(ask, service, 2)
    await undo(ask, service, 3)
    assert await ask(service, EVERYTHING) == after
    await undo(ask, service, 4)
    assert await ask(service, EVERYTHING) == before


async def test_after_the_undo_of_an_undo_of_a_merge_the_absorbed_id_leads_to_the_survivor_again(
    ask: Ask, service: Service, refs: dict[str, str]
) -> None:
    query = "query($id: ID!) { node(id: $id) { id } }"
    await write(service, MergeEntities(refs["one"], (refs["two"],)))
    led = []
    for revision in (2, 3, 4):
        led.append((await ask(service, query, {"id": refs["two"]}))["node"]["id"])
        await undo(ask, service, revision)
    assert led == [refs["one"], refs["two"], refs["one"]]


async def test_an_undo_tells_what_it_wrote(ask: Ask, service: Service, refs: dict[str, str]) -> None:
    await write(service, UpdateEntity(refs["one"], name="Altro"))
    payload = await undo(ask, service, 2)
    assert payload == {
        "revision": 3,
        "dryRun": False,
        "entities": [{"slug": "uno", "name": "Uno"}],
        "relationships": [],
        "operations": [
            {
                "type": "UPDATE",
                "before": [{"name": "name", "value": "Altro"}],
                "after": [{"name": "name", "value": "Uno"}],
            }
        ],
    }


@pytest.mark.parametrize(("said", "kept"), [("sbagliato", "sbagliato"), (None, "undo of revision 2")])
async def test_an_undo_keeps_its_note(
    ask: Ask, service: Service, refs: dict[str, str], said: str | None, kept: str
) -> None:
    await write(service, UpdateEntity(refs["one"], name="Altro"))
    await undo(ask, service, 2, note=said)
    (commit,) = await service.store.changes(2)
    assert (commit.note, commit.actor) == (kept, "local editor")


@pytest.mark.parametrize("revision", [0, -1, 99, 2**31 - 1])
async def test_a_revision_that_is_not_there_is_not_found(
    refusals: Refusals, service: Service, refs: dict[str, str], revision: int
) -> None:
    assert refs
    assert await refuse(refusals, service, revision) == {"code": "NOT_FOUND", "path": ["revision"]}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("create")])
async def test_a_fact_written_again_since_is_a_conflict(
    refusals: Refusals, service: Service, refs: dict[str, str], kind: str
) -> None:
    await write(service, possible(refs)[kind])
    assert await refuse(refusals, service, 1) == {"code": "CONFLICT"}


def built_on(refs: dict[str, str], made: str) -> dict[str, tuple[Change, ...]]:
    """Return what may have been written since somebody made an entity."""
    return {
        "a relationship to it": (CreateRelationship("collaborates_with", refs["one"], made),),
        "another entity merged into it": (MergeEntities(made, (refs["two"],)),),
        "itself merged into another": (MergeEntities(refs["one"], (made,)),),
        "a change of it": (UpdateEntity(made, summary="Ancora."),),
    }


@pytest.mark.parametrize("what", list(built_on(dict.fromkeys(("one", "two"), ""), "")))
async def test_what_somebody_built_on_is_a_conflict(
    refusals: Refusals, service: Service, refs: dict[str, str], what: str
) -> None:
    made = (await write(service, CreateEntity("organisation", "Tre", ref="a"))).refs["a"]
    await write(service, *built_on(refs, made)[what])
    assert await refuse(refusals, service, 2) == {"code": "CONFLICT"}


async def test_what_a_bare_entity_was_merged_into_is_not_taken_from_under_it(
    refusals: Refusals, service: Service
) -> None:
    keep = (await write(service, CreateEntity("topic", "Uno", ref="a"))).refs["a"]
    absorbed = (await write(service, CreateEntity("topic", "Due", ref="a"))).refs["a"]
    await write(service, MergeEntities(keep, (absorbed,)))
    assert await refuse(refusals, service, 1) == {"code": "CONFLICT"}


async def test_a_document_that_claims_rest_on_since_is_not_taken_from_under_them(
    refusals: Refusals, service: Service, refs: dict[str, str]
) -> None:
    made = (await write(service, CreateEntity("document", "Lettera", ref="a"))).refs["a"]
    await write(service, UpdateEntity(refs["one"], claims=(Claim(made),)))
    assert await refuse(refusals, service, 2) == {"code": "CONFLICT"}


async def test_a_phase_that_relationships_are_tied_to_since_is_not_taken_from_under_them(
    refusals: Refusals, service: Service, refs: dict[str, str]
) -> None:
    made = (await write(service, CreateEntity("phase", "Prima", ref="a"))).refs["a"]
    await write(service, UpdateRelationship(refs["tie"], phases=(made,)))
    assert await refuse(refusals, service, 2) == {"code": "CONFLICT"}


async def test_a_document_taken_back_leaves_no_claim_of_whom_may_not_be_seen(
    ask: Ask, service: Service, refs: dict[str, str]
) -> None:
    assert refs
    made = (await write(service, CreateEntity("document", "Lettera", ref="a"))).refs["a"]
    young = CreateEntity("young_person", "G-01", claims=(Claim(made), Claim(refs["doc"])))
    await write(service, young, viewer=FILE_LOADER)
    payload = await undo(ask, service, 2)
    assert [operation["type"] for operation in payload["operations"]] == ["DELETE"]
    query = (
        '{ entities(filter: {kinds: ["young_person"]}) { edges { node { claims { source { name } } } } } }'
    )
    (edge,) = (await ask(service, query, viewer=FILE_LOADER))["entities"]["edges"]
    assert edge["node"]["claims"] == [{"source": {"name": "Verbale"}}]


async def test_a_deletion_is_not_taken_back_when_its_document_is_gone(
    refusals: Refusals, service: Service, refs: dict[str, str]
) -> None:
    await write(service, DeleteEntity(refs["one"], cascade=True))
    await write(service, DeleteEntity(refs["doc"]))
    assert await refuse(refusals, service, 2) == {"code": "CONFLICT"}


async def test_a_slug_given_away_since_is_a_conflict(
    refusals: Refusals, service: Service, refs: dict[str, str]
) -> None:
    await write(service, UpdateEntity(refs["one"], slug="altro"))
    await write(service, CreateEntity("topic", "Nuovo", slug="uno"))
    assert await refuse(refusals, service, 2) == {"code": "CONFLICT"}


async def test_what_speaks_of_somebody_erased_is_a_conflict(refusals: Refusals, service: Service) -> None:
    ada = (await write(service, CreateEntity("person", "Ada", ref="a"))).refs["a"]
    await write(service, UpdateEntity(ada, name="Ada Nuova"))
    await service.erase(ada, LOCAL_EDITOR)
    for revision in (1, 2, 3):
        assert await refuse(refusals, service, revision) == {"code": "CONFLICT"}


@pytest.mark.parametrize("revision", [1, 99])
async def test_the_public_takes_nothing_back(
    refusals: Refusals, service: Service, refs: dict[str, str], revision: int
) -> None:
    assert refs
    assert await refuse(refusals, service, revision, PUBLIC_VIEWER) == {"code": "FORBIDDEN"}


async def test_a_revision_that_wrote_only_what_is_hidden_is_as_one_that_is_not_there(
    refusals: Refusals, service: Service
) -> None:
    await write(service, CreateEntity("young_person", "G-01"), viewer=FILE_LOADER)
    said = []
    for number in (1, 2):
        (error,) = await refusals(service, UNDO, {"revision": number})
        said.append({**error, "message": error["message"].replace(str(number), "…")})
    assert said[0] == said[1]
    assert await refuse(refusals, service, 1) == {"code": "NOT_FOUND", "path": ["revision"]}


async def test_a_revision_that_wrote_other_things_too_is_not_ones_own_to_take_back(
    ask: Ask, refusals: Refusals, service: Service
) -> None:
    both = CreateEntity("young_person", "G-01"), CreateEntity("topic", "Tema")
    await write(service, *both, viewer=FILE_LOADER)
    assert await refuse(refusals, service, 1) == {"code": "FORBIDDEN"}
    payload = (await ask(service, UNDO, {"revision": 1}, FILE_LOADER))["undo"]
    assert len(payload["operations"]) == 2


async def test_nobody_hidden_is_in_the_way_of_an_undo(ask: Ask, service: Service) -> None:
    cohort = (await write(service, CreateEntity("cohort", "Ragazzi", ref="c"))).refs["c"]
    young = CreateEntity("young_person", "G-01", ref="y")
    await write(service, young, CreateRelationship("member_of", "y", cohort), viewer=FILE_LOADER)
    payload = await undo(ask, service, 1)
    assert [operation["type"] for operation in payload["operations"]] == ["DELETE"]
    assert not list((await service.view(ViewClass.DATA_OFFICER)).find_relationships())


async def test_who_is_hidden_gives_way_with_their_slug_to_what_comes_back(ask: Ask, service: Service) -> None:
    tema = (await write(service, CreateEntity("topic", "Tema", ref="t", slug="g-01"))).refs["t"]
    await write(service, UpdateEntity(tema, slug="altro"))
    await write(service, CreateEntity("young_person", "G-01", slug="g-01"), viewer=FILE_LOADER)
    payload = await undo(ask, service, 2)
    assert payload["entities"] == [{"slug": "g-01", "name": "Tema"}]
    assert len(payload["operations"]) == 1


async def test_what_hidden_people_hang_on_is_deleted_and_brought_back_without_telling_of_them(
    ask: Ask, own_example_service: Service
) -> None:
    service = own_example_service
    before = await people(service)
    tied = {tie.target for tie in before.values() if isinstance(tie, Relationship)}
    view = await service.view(ViewClass.EDITOR)
    cohort = next(entity for entity in view.find_entities({"cohort"}) if entity.id in tied)
    changes = [{"deleteEntity": {"id": cohort.id, "cascade": True}}]
    written = await ask(service, APPLY, {"changes": changes, "note": "Twice recorded."})
    revision = written["apply"]["revision"]
    assert await people(service) != before
    found = await ask(service, CHANGES, {"since": revision - 1})
    assert [edge["node"]["note"] for edge in found["changes"]["edges"]] == ["Twice recorded."]
    await ask(service, UNDO, {"revision": revision})
    assert await people(service) == before


async def people(service: Service) -> dict[str, Fact]:
    """Return young people and all that is tied to them, as the data officer sees it, by id."""
    view = await service.view(ViewClass.DATA_OFFICER)
    found: dict[str, Fact] = {person.id: person for person in view.find_entities({"young_person"})}
    found |= {tie.id: tie for person in tuple(found) for tie in view.relationships_of(person)}
    return {fact_id: replace(fact, revision=0) for fact_id, fact in found.items()}
