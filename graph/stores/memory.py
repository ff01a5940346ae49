"""The log in memory: choose this for tests, what-if and a quick look; it is gone with the process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import replace

from graph.errors import Conflict, HeadMoved, Invalid, Unavailable
from graph.folding import fold, folded_words
from graph.log import Commit, CommitRequest, Operation, Write
from graph.model import Entity, Fact, Relationship
from graph.snapshot import EMPTY_SNAPSHOT, Snapshot
from graph.stores.contract import Counts, Health, Receipt, SoFar
from graph.stores.portable import PortableHeader, PortableReading, write_portable


class MemoryStore:
    """A store that keeps its log as a list of commits."""

    def __init__(self) -> None:
        self._commits: list[Commit] = []
        self._keys: dict[str, int] = {}
        self._snapshot = EMPTY_SNAPSHOT
        self._person_keys: dict[str, bytes] = {}
        self._erased: frozenset[str] = frozenset()
        self._vocabulary: str | None = None
        self._closed = False

    async def head(self) -> int:
        """Return the newest revision, 0 for an empty log."""
        self._require_open()
        return len(self._commits)

    async def commit(self, request: CommitRequest) -> Receipt:
        """Write a commit whole, or raise HeadMoved or Conflict and write nothing."""
        self._require_open()
        if request.key is not None and request.key in self._keys:
            return Receipt(self._keys[request.key], replayed=True)
        for fact_id, revision in request.expected.items():
            if (found := self._standing_revision(fact_id)) != revision:
                raise Conflict(f"{fact_id} was expected at revision {revision} and is at {found}.")
        if request.base != len(self._commits):
            raise HeadMoved(f"Computed against revision {request.base}; the head is {len(self._commits)}.")
        if request.new_keys.keys() & (self._person_keys.keys() | self._erased):
            raise HeadMoved("Somebody else has made a key for the same person.")
        revision = len(self._commits) + 1
        writes = [_stamped(write, revision) for write in request.writes]
        snapshot = self._snapshot.advance(revision, writes)
        operations = tuple(
            Operation(write.type, write.id, self._snapshot.get_fact(write.id), write.after, write.merged_into)
            for write in writes
        )
        self._commits.append(
            Commit(revision, request.at, request.actor, request.note, request.key, operations)
        )
        if request.key is not None:
            self._keys[request.key] = revision
        self._snapshot = snapshot
        self._person_keys.update(request.new_keys)
        self._forget(request.erased)
        return Receipt(revision)

    async def revision_of(self, key: str) -> int | None:
        """Return the revision that a commit with this idempotency key led to, None when there is none."""
        self._require_open()
        return self._keys.get(key)

    async def get(self, fact_id: str, as_of: int | None = None) -> Fact | None:
        """Return the entity or relationship of that id as it stood; merges are not followed."""
        return (await self.snapshot(as_of)).get_fact(fact_id)

    async def find(self, kinds: Collection[str] | None = None, as_of: int | None = None) -> list[Entity]:
        """Return the entities that stood, of these kinds when given, oldest first."""
        entities = (await self.snapshot(as_of)).find_entities()
        return [entity for entity in entities if kinds is None or entity.kind in kinds]

    async def relationships(self, entity_id: str, as_of: int | None = None) -> list[Relationship]:
        """Return the relationships that touched an entity, in both directions, oldest first."""
        return (await self.snapshot(as_of)).relationships_of(entity_id)

    async def count(self, as_of: int | None = None) -> Counts:
        """Return how many facts stood."""
        snapshot = await self.snapshot(as_of)
        entities = sum(1 for _ in snapshot.find_entities())
        return Counts(entities, sum(1 for _ in snapshot.find_relationships()))

    async def search(self, text: str, limit: int = 20) -> list[Entity]:
        """Return entities whose name, slug or summary holds every word of a text, oldest first."""
        words = folded_words(text)
        found = [
            entity
            for entity in (await self.snapshot()).find_entities()
            if words
            and all(word in fold(f"{entity.name} {entity.slug} {entity.summary or ''}") for word in words)
        ]
        return found[:limit]

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after revision `since`, oldest first."""
        self._require_open()
        return self._commits[since : since + limit]

    async def history(self, fact_id: str, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after `since` that wrote a fact, oldest first, with that operation only."""
        self._require_open()
        found = []
        for commit in self._commits[since:]:
            operations = tuple(item for item in commit.operations if item.id == fact_id)
            if operations:
                found.append(replace(commit, operations=operations))
        return found[:limit]

    async def snapshot(
        self,
        as_of: int | None = None,
        read_so_far: SoFar | None = None,  # noqa: ARG002 - it takes a moment
    ) -> Snapshot:
        """Return the whole network as it stood at a revision; an earlier one is replayed."""
        self._require_open()
        if as_of is None or as_of == len(self._commits):
            return self._snapshot
        if not 0 <= as_of < len(self._commits):
            raise Invalid(f"There is no revision {as_of}; the head is {len(self._commits)}.")
        snapshot = EMPTY_SNAPSHOT
        for commit in self._commits[:as_of]:
            writes = [Write(item.type, item.id, item.after, item.merged_into) for item in commit.operations]
            snapshot = snapshot.advance(commit.revision, writes)
        return snapshot

    async def vocabulary(self) -> str | None:
        """Return the text of the network's own vocabulary file, None when it has none."""
        self._require_open()
        return self._vocabulary

    async def set_vocabulary(self, text: str | None) -> None:
        """Keep the text of the network's own vocabulary file beside the log."""
        self._require_open()
        self._vocabulary = text

    async def keys(self) -> dict[str, bytes]:
        """Return the wrapped key of every person whose values can still be read."""
        self._require_open()
        return dict(self._person_keys)

    async def erased(self) -> frozenset[str]:
        """Return the ids of the persons whose keys were destroyed."""
        self._require_open()
        return self._erased

    async def forget(self, person_ids: Collection[str]) -> None:
        """Destroy the keys of persons and enter them among the erased; again does no harm."""
        self._require_open()
        self._forget(person_ids)

    async def export(self) -> AsyncIterator[bytes]:
        """Yield the log in its portable form, line by line."""
        self._require_open()
        commits = tuple(self._commits)
        header = PortableHeader(len(commits), self._vocabulary, dict(self._person_keys), self._erased)

        async def replay() -> AsyncIterator[Commit]:
            for commit in commits:
                yield commit

        async for line in write_portable(header, replay()):
            yield line

    async def restore(
        self,
        lines: AsyncIterator[bytes],
        written_so_far: SoFar | None = None,  # noqa: ARG002 - it has written them when it has read them
    ) -> None:
        """Fill an empty store from a portable export; Invalid, with nothing written, if it is damaged."""
        if await self.head() != 0:
            raise Conflict("Only an empty store can be filled from an export.")
        filled, reading = MemoryStore(), PortableReading()
        requests = [request async for line in lines if (request := reading.feed(line)) is not None]
        header = reading.finish()
        for request in requests:
            await filled.commit(request)
        filled._vocabulary = header.vocabulary
        filled._person_keys.update(header.keys)
        filled._erased = header.erased
        self.__dict__.update(filled.__dict__)

    async def health(self) -> Health:
        """Tell whether the store can be used; never raises."""
        return Health(not self._closed, len(self._commits), "in memory")

    async def close(self) -> None:
        """Refuse further use."""
        self._closed = True

    def _forget(self, person_ids: Collection[str]) -> None:
        for person_id in person_ids:
            self._person_keys.pop(person_id, None)
        self._erased |= frozenset(person_ids)

    def _standing_revision(self, fact_id: str) -> int:
        fact = self._snapshot.get_fact(fact_id)
        return 0 if fact is None else fact.revision

    def _require_open(self) -> None:
        if self._closed:
            raise Unavailable("The store is closed.")


def _stamped(write: Write, revision: int) -> Write:
    return write if write.after is None else replace(write, after=replace(write.after, revision=revision))
