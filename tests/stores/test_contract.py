"""What every store promises: commits, and reading them back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from graph.errors import Conflict, HeadMoved, Invalid, Unavailable
from graph.log import CommitRequest, OperationType, Write
from graph.model import Claim, Entity, FactStatus, Stance
from graph.snapshot import Snapshot
from graph.stores.contract import Counts, SoFar, Store
from graph.stores.verification import verify
from tests.stores.writing import BOARD, COVERS, GROUP, MEMBER, NOON, PLACE, commit, create, delete, rename

pytestmark = pytest.mark.anyio

SOON = 30.0


async def test_an_empty_store_stands_at_revision_0(store: Store) -> None:
    assert await store.head() == 0
    assert await store.count() == Counts(0, 0)
    assert (await store.snapshot()).revision == 0


async def test_a_commit_is_the_next_revision(store: Store) -> None:
    assert (await commit(store, *create(BOARD))).revision == 1
    assert (await commit(store, *create(GROUP))).revision == 2
    assert await store.head() == 2


async def test_a_fact_comes_back_as_it_was_written(store: Store) -> None:
    entity = Entity(
        id="e0000000000009",
        kind="activity",
        slug="lab",
        name="“Lab” d'estate\n<b>",
        summary="è",
        status=FactStatus.PLANNED,
        since=date(2013, 3, 21),
        until=date(2014, 1, 1),
        properties={"modules": 3, "hours": 2.5, "open": True, "on": date(2013, 4, 1), "contents": ("a", "b")},
        claims=(Claim("e0000000000003", Stance.PLANS, "modules", 3, "1.2", date(2012, 1, 1)),),
    )
    await commit(store, *create(PLACE, entity))
    assert await store.get(entity.id) == replace(entity, revision=1)


async def test_a_relationship_comes_back_as_it_was_written(store: Store) -> None:
    tie = replace(MEMBER, strength=0.25, phases=(PLACE.id,), properties={"hours": 3}, status=FactStatus.ENDED)
    await commit(store, *create(BOARD, GROUP, PLACE, tie))
    assert await store.get(tie.id) == replace(tie, revision=1)


async def test_what_is_unknown_is_none(store: Store) -> None:
    assert await store.get("e0000000000001") is None


async def test_a_moved_head_is_refused_and_nothing_written(store: Store) -> None:
    await commit(store, *create(BOARD))
    with pytest.raises(HeadMoved):
        await commit(store, *create(GROUP), base=0)
    assert await store.head() == 1
    assert await store.get(GROUP.id) is None


async def test_an_expectation_that_holds_is_no_obstacle(store: Store) -> None:
    await commit(store, *create(BOARD))
    await commit(store, rename(BOARD, "New"), expected={BOARD.id: 1, GROUP.id: 0})
    assert await store.head() == 2


@pytest.mark.parametrize("expected", [{BOARD.id: 0}, {BOARD.id: 2}, {GROUP.id: 1}])
async def test_an_expectation_that_fails_is_a_conflict(store: Store, expected: dict[str, int]) -> None:
    await commit(store, *create(BOARD))
    with pytest.raises(Conflict):
        await commit(store, rename(BOARD, "New"), expected=expected)
    board = await store.get(BOARD.id)
    assert isinstance(board, Entity)
    assert board.name == "Board"
    assert await store.head() == 1


async def test_what_was_deleted_is_expected_not_to_exist(store: Store) -> None:
    await commit(store, *create(BOARD))
    await commit(store, delete(BOARD))
    assert (await commit(store, *create(BOARD), expected={BOARD.id: 0})).revision == 3


async def test_a_key_seen_before_writes_nothing(store: Store) -> None:
    first = await commit(store, *create(BOARD), key="import-1")
    again = await commit(store, *create(GROUP), key="import-1", base=0)
    assert (again.revision, again.replayed) == (first.revision, True)
    assert not first.replayed
    assert await store.head() == 1
    assert await store.revision_of("import-1") == 1
    assert await store.revision_of("import-2") is None


async def test_a_commit_that_nobody_waits_for_any_more_is_written_whole(store: Store) -> None:
    request = CommitRequest(0, create(BOARD, GROUP, MEMBER), "tester", NOON)
    writing = asyncio.create_task(store.commit(request))
    await asyncio.sleep(0)  # it has begun
    writing.cancel()
    async with asyncio.timeout(SOON):
        while await store.head() == 0:  # noqa: ASYNC110 - another task makes it so
            await asyncio.sleep(0.01)
    assert await store.count() == Counts(2, 1)
    assert await verify(store) == []


async def test_an_earlier_revision_reads_as_it_was(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP, MEMBER))
    await commit(store, rename(BOARD, "New"), delete(MEMBER))
    before = await store.get(BOARD.id, as_of=1)
    assert isinstance(before, Entity)
    assert before.name == "Board"
    assert await store.get(MEMBER.id) is None
    assert [tie.id for tie in await store.relationships(GROUP.id, as_of=1)] == [MEMBER.id]
    assert await store.count(as_of=1) == Counts(2, 1)
    assert await store.count() == Counts(2, 0)


async def test_a_revision_that_is_not_there_is_invalid(store: Store) -> None:
    with pytest.raises(Invalid):
        await store.snapshot(as_of=1)


async def test_entities_are_found_by_kind_oldest_first(store: Store) -> None:
    await commit(store, *create(PLACE, BOARD))
    await commit(store, *create(GROUP))
    assert [entity.slug for entity in await store.find()] == ["place", "board", "group"]
    assert [entity.slug for entity in await store.find({"body", "informal_group"})] == ["board", "group"]
    assert await store.find(set()) == []


async def test_relationships_are_found_from_both_ends(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP, PLACE, MEMBER, COVERS))
    assert [tie.id for tie in await store.relationships(BOARD.id)] == [MEMBER.id, COVERS.id]
    assert [tie.id for tie in await store.relationships(PLACE.id)] == [COVERS.id]


async def test_parallel_relationships_stay_distinct(store: Store) -> None:
    twin = replace(MEMBER, id="r0000000000009", role="host")
    await commit(store, *create(BOARD, GROUP, MEMBER, twin))
    assert len(await store.relationships(GROUP.id)) == 2


@pytest.mark.parametrize("text", ["caffe", "GROUP caffè", "they", "group"])
async def test_candidates_are_found_by_words(store: Store, text: str) -> None:
    await commit(store, *create(BOARD, GROUP))
    assert [entity.id for entity in await store.search(text)] == [GROUP.id]


async def test_no_words_find_nothing(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP))
    assert await store.search(" - ") == []
    assert await store.search("100%") == []


async def test_changes_tell_who_wrote_what_before_and_after(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP), note="first")
    await commit(store, rename(BOARD, "New"), delete(GROUP))
    first, second = await store.changes()
    assert (first.revision, first.actor, first.note, first.at) == (1, "tester", "first", NOON)
    assert [item.type for item in second.operations] == [OperationType.UPDATE, OperationType.DELETE]
    renamed, deleted = second.operations
    assert isinstance(renamed.before, Entity)
    assert isinstance(renamed.after, Entity)
    assert (renamed.before.name, renamed.after.name) == ("Board", "New")
    assert (deleted.before, deleted.after) == (replace(GROUP, revision=1), None)


async def test_changes_come_in_pages(store: Store) -> None:
    for number in range(5):
        await commit(store, rename(BOARD, str(number)))
    assert [item.revision for item in await store.changes(since=1, limit=2)] == [2, 3]
    assert [item.revision for item in await store.changes(since=4)] == [5]
    assert await store.changes(since=5) == []


async def test_history_is_of_one_fact_only(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP))
    await commit(store, rename(GROUP, "Other"))
    await commit(store, rename(BOARD, "New"))
    history = await store.history(BOARD.id)
    assert [item.revision for item in history] == [1, 3]
    assert [operation.id for item in history for operation in item.operations] == [BOARD.id, BOARD.id]


async def test_an_absorbed_id_leads_to_the_survivor_for_good(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP, PLACE))
    await commit(store, Write(OperationType.MERGE, GROUP.id, None, merged_into=BOARD.id))
    await commit(store, Write(OperationType.MERGE, BOARD.id, None, merged_into=PLACE.id))
    found = (await store.snapshot()).get_entity(GROUP.id)
    assert found is not None
    assert found.id == PLACE.id
    earlier = (await store.snapshot(as_of=2)).get_entity(GROUP.id)
    assert earlier is not None
    assert earlier.id == BOARD.id


async def test_the_snapshot_holds_everything_that_stands(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP, PLACE, MEMBER, COVERS))
    await commit(store, rename(BOARD, "New"), delete(MEMBER))
    snapshot = await store.snapshot()
    assert snapshot.revision == 2
    assert {entity.slug for entity in snapshot.find_entities()} == {"board", "group", "place"}
    assert [tie.id for tie in snapshot.relationships_of(BOARD.id)] == [COVERS.id]
    assert snapshot.relationships_of(GROUP.id) == []


async def test_the_store_is_what_its_log_says(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP, MEMBER))
    await commit(store, rename(BOARD, "New"), delete(MEMBER))
    await commit(store, Write(OperationType.MERGE, GROUP.id, None, merged_into=BOARD.id))
    assert await verify(store) == []


async def test_a_store_is_sound_also_while_others_write(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await commit(store, *create(BOARD, GROUP))
    read = store.snapshot

    async def read_later(as_of: int | None = None, read_so_far: SoFar | None = None) -> Snapshot:
        await commit(store, *create(PLACE), rename(BOARD, "New"))
        return await read(as_of, read_so_far)

    monkeypatch.setattr(store, "snapshot", read_later)
    assert await verify(store) == []


async def test_the_vocabulary_text_is_kept(store: Store) -> None:
    assert await store.vocabulary() is None
    await store.set_vocabulary("entities: {}")
    assert await store.vocabulary() == "entities: {}"
    await store.set_vocabulary(None)
    assert await store.vocabulary() is None


async def test_a_closed_store_is_unavailable(store: Store) -> None:
    await store.close()
    await store.close()
    with pytest.raises(Unavailable):
        await store.head()
    with pytest.raises(Unavailable):
        await commit(store, *create(BOARD))
    assert not (await store.health()).ok


async def test_an_open_store_is_healthy(store: Store) -> None:
    await commit(store, *create(BOARD))
    health = await store.health()
    assert (health.ok, health.head) == (True, 1)
