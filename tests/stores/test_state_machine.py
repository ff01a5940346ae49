"""What every store promises, held against plain dicts over sequences of calls that nobody thought of.

INTRECCIO_TEST_EXAMPLES makes it longer. The stores are driven in an event loop of the machine's own.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from graph.errors import Conflict, HeadMoved, Invalid
from graph.log import CommitRequest, OperationType, Write
from graph.model import Fact
from graph.stores.contract import Counts, Receipt, Store
from graph.stores.memory import MemoryStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address
from graph.stores.sqlite import SqliteStore
from graph.stores.verification import verify
from tests.stores.modelling import (
    ENTITY_IDS,
    ENTITY_KINDS,
    RELATIONSHIP_IDS,
    Batch,
    Model,
    batches,
)
from tests.stores.neo4j_pool import Neo4jPool
from tests.stores.writing import BOARD

ASKED = os.environ.get("INTRECCIO_TEST_EXAMPLES")
EXAMPLES, ON_A_SERVER = (int(ASKED), int(ASKED)) if ASKED else (15, 4)
BEGAN = datetime(2013, 3, 21, 12, tzinfo=UTC)
IDS = (*ENTITY_IDS, *RELATIONSHIP_IDS)
KEYS = ("import-1", "import-2")
ResultT = TypeVar("ResultT")

revisions = st.integers(0, 30)  # taken modulo what there is
fact_ids = st.sampled_from(IDS)


class StoreMachine(RuleBasedStateMachine):
    """One store and the model of it; `requests` are those that were accepted."""

    kind: str
    other_kinds: tuple[str, ...]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        self.models = [Model()]
        self.requests: list[CommitRequest] = []
        self.keys: dict[str, int] = {}
        self.person_keys: dict[str, bytes] = {}
        self.erased: set[str] = set()

    @initialize()
    def open(self) -> None:
        """Begin with an empty store."""
        self.store = self.new_store(self.kind)

    def new_store(self, kind: str) -> Store:
        """Return a store; one on disk is always the same file of its folder."""
        if kind == "memory":
            return MemoryStore()
        return SqliteStore(Path(self.folder.name) / f"{self.kind}.db")

    def wait(self, answer: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Return what a coroutine comes to."""
        return self.runner.run(answer)

    @property
    def model(self) -> Model:
        """The network as it is."""
        return self.models[-1]

    def as_of(self, revision: int) -> tuple[int, Model]:
        """Return one of the revisions there are."""
        revision %= len(self.models)
        return revision, self.models[revision]

    def request(self, writes: tuple[Write, ...], key: str | None = None, **said: Any) -> CommitRequest:  # noqa: ANN401
        """Return a request against the head."""
        head = len(self.requests)
        at = BEGAN + timedelta(minutes=head)
        return CommitRequest(**{"base": head, "writes": writes, "actor": "a", "at": at, "key": key, **said})

    def accept(self, request: CommitRequest) -> None:
        """Commit what the store has to accept."""
        self.requests.append(request)
        head = len(self.requests)
        assert self.wait(self.store.commit(request)) == Receipt(head)
        following = self.model.copy()
        following.take(request.writes, head)
        self.models.append(following)
        if request.key is not None:
            self.keys[request.key] = head

    @rule(batch=batches, key=st.none() | st.sampled_from(KEYS), note=st.none() | st.text("aè\n", max_size=3))
    def commit(self, batch: Batch, key: str | None, note: str | None) -> None:
        """Create, change, strike and merge facts, as expected; a key seen before writes nothing."""
        writes = self.model.writes_of(batch)
        expected = {write.id: _revision(self.model.facts.get(write.id)) for write in writes}
        request = self.request(writes, key, note=note, expected=expected)
        if key in self.keys:
            assert self.wait(self.store.commit(request)) == Receipt(self.keys[key], replayed=True)
        else:
            self.accept(request)

    @precondition(lambda self: self.requests)
    @rule(batch=batches, behind=st.integers(1, 30), ahead=st.booleans())
    def commit_against_another_head(self, batch: Batch, behind: int, ahead: bool) -> None:
        """See that a base that is not the head is refused."""
        head = len(self.requests)
        base = head + behind if ahead else max(0, head - behind)
        with pytest.raises(HeadMoved):
            self.wait(self.store.commit(self.request(self.model.writes_of(batch), base=base)))

    @rule(batch=batches, fact_id=fact_ids, off=st.sampled_from((-1, 1, 7)))
    def commit_expecting_otherwise(self, batch: Batch, fact_id: str, off: int) -> None:
        """See that an expectation that does not hold is refused, whatever is written."""
        expected = {fact_id: _revision(self.model.facts.get(fact_id)) + off}
        with pytest.raises(Conflict) as refusal:
            self.wait(self.store.commit(self.request(self.model.writes_of(batch), expected=expected)))
        assert not isinstance(refusal.value, HeadMoved)

    @precondition(lambda self: self.keys)
    @rule(key=st.sampled_from(KEYS), base=st.integers(0, 30))
    def repeat_a_key(self, key: str, base: int) -> None:
        """See that a key seen before answers as it did, whatever comes with it."""
        if key in self.keys:
            writes = (Write(OperationType.CREATE, BOARD.id, BOARD),)
            request = self.request(writes, key, base=base, expected={BOARD.id: 99})
            assert self.wait(self.store.commit(request)) == Receipt(self.keys[key], replayed=True)

    @rule(person=fact_ids, wrapped=st.binary(max_size=4))
    def commit_a_key(self, person: str, wrapped: bytes) -> None:
        """Write a person's key with a commit."""
        if person not in self.person_keys and person not in self.erased:
            self.accept(self.request((), new_keys={person: wrapped}))
            self.person_keys[person] = wrapped

    @rule(person=fact_ids, by_commit=st.booleans())
    def erase(self, person: str, by_commit: bool) -> None:
        """Destroy a person's key, and see them among the erased."""
        if by_commit:
            self.accept(self.request((), erased=(person,)))
        else:
            self.wait(self.store.forget([person]))
        self.person_keys.pop(person, None)
        self.erased.add(person)

    @rule()
    def restart(self) -> None:
        """Close the store and open it again."""
        if self.kind != "memory":
            self.wait(self.store.close())
            self.store = self.new_store(self.kind)

    @rule(fact_id=fact_ids, revision=revisions)
    def get(self, fact_id: str, revision: int) -> None:
        """Read a fact as it stood."""
        as_of, model = self.as_of(revision)
        assert self.wait(self.store.get(fact_id, as_of)) == model.facts.get(fact_id)

    @rule(kinds=st.none() | st.sets(st.sampled_from(ENTITY_KINDS)), revision=revisions)
    def find(self, kinds: set[str] | None, revision: int) -> None:
        """Find entities as they stood, oldest first."""
        as_of, model = self.as_of(revision)
        wanted = [item for item in model.entities() if kinds is None or item.kind in kinds]
        assert self.wait(self.store.find(kinds, as_of)) == wanted

    @rule(fact_id=st.sampled_from(ENTITY_IDS), revision=revisions)
    def relationships(self, fact_id: str, revision: int) -> None:
        """Find relationships as they stood, at both ends, oldest first."""
        as_of, model = self.as_of(revision)
        found, wanted = self.wait(self.store.relationships(fact_id, as_of)), model.relationships(fact_id)
        assert {item.id: item for item in found} == {item.id: item for item in wanted}
        # Those whose ends were merged: tests/graph/test_snapshot.py.
        assert [item for item in found if item.id not in model.moved] == [
            item for item in wanted if item.id not in model.moved
        ]

    @rule(revision=revisions)
    def count(self, revision: int) -> None:
        """Count facts as they stood."""
        as_of, model = self.as_of(revision)
        wanted = Counts(len(model.entities()), len(model.relationships()))
        assert self.wait(self.store.count(as_of)) == wanted

    @rule(fact_id=fact_ids)
    def history(self, fact_id: str) -> None:
        """Read every version of a fact, each with the one before."""
        told = [
            (commit.revision, item.type, item.before, item.after, item.merged_into)
            for commit in self.wait(self.store.history(fact_id))
            for item in commit.operations
        ]
        assert told == [entry for entry, write in self.written() if write.id == fact_id]

    @rule(since=revisions, limit=st.integers(1, 5))
    def changes(self, since: int, limit: int) -> None:
        """Read a page of the change feed."""
        page = self.wait(self.store.changes(since, limit))
        asked = self.requests[since : since + limit]
        assert [item.revision for item in page] == list(range(since + 1, since + 1 + len(asked)))
        told = [(item.actor, item.at, item.note, item.key) for item in page]
        assert told == [(request.actor, request.at, request.note, request.key) for request in asked]

    @rule(revision=revisions)
    def snapshot(self, revision: int) -> None:
        """Read the whole network as it stood, absorbed ids leading on."""
        as_of, model = self.as_of(revision)
        found = self.wait(self.store.snapshot(as_of))
        assert (found.revision, found.facts(), dict(found.merges)) == (as_of, model.facts, model.merges)

    @rule(beyond=st.integers(1, 3))
    def read_the_future(self, beyond: int) -> None:
        """See that a revision that is not there is refused."""
        with pytest.raises(Invalid):
            self.wait(self.store.count(len(self.requests) + beyond))

    @invariant()
    def stands_where_the_model_stands(self) -> None:
        """Compare head, facts and keys with the model: refusals have written nothing."""
        if not hasattr(self, "store"):
            return
        assert self.wait(self.store.head()) == len(self.requests)
        assert self.wait(self.store.snapshot()).facts() == self.model.facts
        assert {key: self.wait(self.store.revision_of(key)) for key in self.keys} == self.keys
        assert self.wait(self.store.keys()) == self.person_keys
        assert self.wait(self.store.erased()) == self.erased

    def written(self) -> list[tuple[tuple[int, OperationType, Fact | None, Fact | None, str | None], Write]]:
        """Return every write of every request, told as history tells it."""
        told = []
        for revision, request in enumerate(self.requests, 1):
            before, after = self.models[revision - 1].facts, self.models[revision].facts
            for write in request.writes:
                versions = before.get(write.id), after.get(write.id)
                told.append(((revision, write.type, *versions, write.merged_into), write))
        return told

    def teardown(self) -> None:
        """Check the store; replay its requests into others, whose exports are the same line for line."""
        try:
            assert self.wait(verify(self.store)) == []
            for kind in self.other_kinds:
                other = self.new_store(kind)
                try:
                    assert self.wait(self.replayed_into(other)) == self.wait(_exported(self.store))
                finally:
                    self.wait(other.close())
        finally:
            self.wait(self.store.close())
            self.runner.close()
            self.folder.cleanup()

    async def replayed_into(self, store: Store) -> list[bytes]:
        """Return the export of a store after every accepted request."""
        for request in self.requests:
            await store.commit(request)
        await store.forget(self.erased)
        return await _exported(store)


class MemoryMachine(StoreMachine):
    """The store in memory."""

    kind, other_kinds = "memory", ("sqlite",)


class SqliteMachine(StoreMachine):
    """The store in a file."""

    kind, other_kinds = "sqlite", ("memory",)


class Neo4jMachine(StoreMachine):
    """The store in a Neo4j database."""

    kind, other_kinds = "neo4j", ("memory", "sqlite")
    pool: ClassVar[Neo4jPool]
    address: Address

    @initialize()
    def open(self) -> None:
        """Begin with an empty database."""
        self.address = self.pool.empty()
        super().open()

    def new_store(self, kind: str) -> Store:
        """Return a store; one in Neo4j is always the same database."""
        return Neo4jStore(self.address) if kind == "neo4j" else super().new_store(kind)


def _revision(fact: Fact | None) -> int:
    return 0 if fact is None else fact.revision


async def _exported(store: Store) -> list[bytes]:
    return [line async for line in store.export()]


PROFILE = settings(
    max_examples=EXAMPLES,
    stateful_step_count=20,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)
TestMemoryMachine = MemoryMachine.TestCase
TestMemoryMachine.settings = PROFILE
TestSqliteMachine = SqliteMachine.TestCase
TestSqliteMachine.settings = PROFILE


@pytest.fixture(scope="module")
def machines_pool(neo4j_pool: Neo4jPool) -> None:
    """Let the machine know where databases are to be had; hypothesis makes it, not pytest."""
    neo4j_pool.empty()  # with no server to be had, the test is skipped here
    Neo4jMachine.pool = neo4j_pool


TestNeo4jMachine = pytest.mark.usefixtures("machines_pool")(Neo4jMachine.TestCase)
TestNeo4jMachine.settings = settings(PROFILE, max_examples=ON_A_SERVER)
