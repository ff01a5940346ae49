"""What every store promises: its log goes out in one form and comes in again whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.errors import Conflict, Invalid
from graph.stores.contract import Store
from graph.stores.memory import MemoryStore
from graph.stores.sqlite import SqliteStore
from tests.stores.conftest import NewStore
from tests.stores.writing import BOARD, GROUP, MEMBER, commit, create, delete, rename

pytestmark = pytest.mark.anyio


async def exported(store: Store) -> list[bytes]:
    return [line async for line in store.export()]


async def streamed(lines: list[bytes]) -> AsyncIterator[bytes]:
    for line in lines:
        yield line


async def taken_out(store: Store) -> list[bytes]:
    """Return what was exported of a filled store, which is closed: on Neo4j the next one has its place."""
    await fill(store)
    lines = await exported(store)
    await store.close()
    return lines


async def fill(store: Store) -> None:
    await commit(store, *create(BOARD, GROUP, MEMBER), key="first", note="è")
    await commit(store, rename(BOARD, "New"), delete(MEMBER))
    await store.set_vocabulary("entities: {}")


async def test_the_same_changes_give_the_same_export_in_every_store(store: Store) -> None:
    reference = MemoryStore()
    await fill(reference)
    await fill(store)
    assert await exported(store) == await exported(reference)


async def test_an_export_comes_back_whole(store: Store, new_store: NewStore) -> None:
    lines = await taken_out(store)
    other = new_store()
    await other.restore(streamed(lines))
    assert await exported(other) == lines
    assert await other.revision_of("first") == 1
    assert await other.vocabulary() == "entities: {}"


async def test_a_network_goes_from_a_file_into_any_store_and_back_byte_for_byte(
    store: Store, tmp_path: Path
) -> None:
    file, again = SqliteStore(tmp_path / "file.db"), SqliteStore(tmp_path / "again.db")
    await fill(file)
    lines = await exported(file)
    await store.restore(streamed(lines))
    there = await exported(store)
    await again.restore(streamed(there))
    assert lines == there == await exported(again)
    for opened in (file, again):
        await opened.close()


async def test_a_store_goes_on_after_a_restore(store: Store, new_store: NewStore) -> None:
    lines = await taken_out(store)
    other = new_store()
    await other.restore(streamed(lines))
    assert (await commit(other, rename(BOARD, "Newer"))).revision == 3


async def test_an_empty_log_goes_out_and_in(store: Store, new_store: NewStore) -> None:
    lines = await exported(store)
    assert len(lines) == 2
    await store.close()
    await new_store().restore(streamed(lines))


@pytest.mark.parametrize(
    "damage", ["cut", "altered", "trailer", "header", "nothing", "foreign", "older", "newer"]
)
async def test_a_damaged_export_is_refused_and_nothing_written(
    store: Store, new_store: NewStore, damage: str
) -> None:
    lines = await taken_out(store)
    damaged = {
        "cut": [*lines[:-2], lines[-1]],
        "altered": [lines[0], lines[1].replace(b"Board", b"Bored"), *lines[2:]],
        "trailer": lines[:-1],
        "header": lines[1:],
        "nothing": [],
        "foreign": [b'{"format": "other"}\n', *lines[1:]],
        "older": [lines[0].replace(b'"version":2', b'"version":1'), *lines[1:]],
        "newer": [lines[0].replace(b'"version":2', b'"version":99'), *lines[1:]],
    }[damage]
    assert damaged != lines
    other = new_store()
    with pytest.raises(Invalid):
        await other.restore(streamed(damaged))
    assert await other.head() == 0


async def test_only_an_empty_store_is_filled(store: Store, new_store: NewStore) -> None:
    lines = await taken_out(store)
    other = new_store()
    await commit(other, *create(GROUP))
    before = await exported(other)
    with pytest.raises(Conflict):
        await other.restore(streamed(lines))
    assert await exported(other) == before


async def test_a_bit_that_flips_anywhere_is_noticed(store: Store, new_store: NewStore) -> None:
    lines = await taken_out(store)
    other = new_store()
    for place, line in enumerate(lines):
        for position in range(0, len(line) - 1, 7):
            flipped = line[:position] + bytes([line[position] ^ 1]) + line[position + 1 :]
            with pytest.raises(Invalid):
                await other.restore(streamed([*lines[:place], flipped, *lines[place + 1 :]]))
            assert await other.head() == 0
