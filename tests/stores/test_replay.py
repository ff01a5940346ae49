"""What every store promises: the same changes lead to the same log, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from graph.changes import CreateEntity, CreateRelationship, MergeEntities, UpdateEntity
from graph.log import CommitRequest
from graph.model import Claim, Entity, FactStatus, Relationship, Stance
from graph.rights import FILE_LOADER
from graph.service import Service
from graph.stores.contract import Receipt, Store
from graph.stores.memory import MemoryStore
from graph.stores.verification import verify
from importers.loading import load_territory, vocabulary_of
from importers.territory import Territory
from tests.stores.writing import PLACE, commit, create, delete

pytestmark = pytest.mark.anyio

STRANGE = "“Caffè”\u0301 \U0001f9f6\u200d \u05e9\u05dc\u05d5\u05dd\n\t\\ 'n' {n} $n \x7f"
ODD = Entity(
    id="e000000000000a",
    kind="activity",
    slug="odd",
    name=STRANGE,
    summary=STRANGE * 500,
    status=FactStatus.PLANNED,
    since=date(1, 1, 1),
    until=date(9999, 12, 31),
    properties={
        "huge": 1e300,
        "tiny": 5e-324,
        "exact": 2**53 - 1,
        "third": 1 / 3,
        "none": 0.0,
        "open": False,
        "on": date(2012, 2, 29),
        "contents": ("", "a", STRANGE),
        "name": "like a name of ours",
    },
    claims=(Claim(PLACE.id, Stance.DENIES, "huge", 1e300, STRANGE, date(2012, 1, 1)),),
)
TIED = Relationship("r000000000000a", "covers", ODD.id, PLACE.id, role=STRANGE, strength=0.1 + 0.2)


class Recorder(MemoryStore):
    """A store that can say again all that was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[CommitRequest] = []

    async def commit(self, request: CommitRequest) -> Receipt:
        """Note what was accepted."""
        receipt = await super().commit(request)
        if not receipt.replayed:
            self.requests.append(request)
        return receipt

    async def replay_into(self, store: Store) -> None:
        """Write all of it to another store."""
        await store.set_vocabulary(await self.vocabulary())
        for request in self.requests:
            await store.commit(request)


async def checksum(store: Store) -> str:
    digest = sha256()
    async for line in store.export():
        digest.update(line)
    return digest.hexdigest()


@pytest.fixture
async def recorded(example_territory: Territory) -> Recorder:
    """Return a territory with a vocabulary of its own, in which people then worked."""
    store = Recorder()
    await load_territory(store, example_territory)
    service = Service(store, await vocabulary_of(store))
    made = await service.apply(
        [
            CreateEntity("young_person", "Ada Segreta", ref="ada"),
            CreateEntity("person", "Bruno Noto", ref="bruno"),
            CreateEntity("informal_group", "Gli uni", ref="one"),
            CreateEntity("informal_group", "Gli altri", ref="other"),
            CreateRelationship("member_of", "ada", "one", role="portavoce"),
            CreateRelationship("member_of", "bruno", "other"),
        ],
        FILE_LOADER,
        key="first",
        note="perché sì",
    )
    renamed = await service.apply([UpdateEntity(made.refs["bruno"], name="Bruno Notissimo")], FILE_LOADER)
    await service.undo(renamed.revision, FILE_LOADER)
    merged = await service.apply([MergeEntities(made.refs["one"], (made.refs["other"],))], FILE_LOADER)
    await service.undo(merged.revision, FILE_LOADER)
    await service.apply([MergeEntities(made.refs["other"], (made.refs["one"],))], FILE_LOADER)
    await service.erase(made.refs["ada"], FILE_LOADER)
    await commit(store, *create(PLACE, ODD, TIED), key=STRANGE, note=STRANGE)
    await commit(store, delete(TIED), *create(replace(TIED, id="r000000000000b", source=PLACE.id)))
    return store


async def test_a_replayed_network_is_the_same_byte_for_byte(store: Store, recorded: Recorder) -> None:
    assert len(await recorded.erased()) == 1
    assert await recorded.vocabulary() is not None
    await recorded.replay_into(store)
    assert await checksum(store) == await checksum(recorded)
    assert await verify(store) == []
    assert (await store.snapshot()).facts() == (await recorded.snapshot()).facts()
