"""What every store promises.

A store keeps one network as an append-only log. The promises, which `tests/stores` runs over every
store alike:

- A commit is written whole at the next revision, or not at all; revisions are 1, 2, 3 … without gaps.
- Nothing written is ever changed: every earlier revision can be read as it was.
- A commit computed against a head that is no longer the head is refused with HeadMoved.
- A commit whose `expected` revisions do not hold is refused with Conflict.
- A key seen before leads to the revision it led to then, and writes nothing.
- A commit refused with Unavailable may have been written all the same, if the answer was lost on its way:
  repeated with its key it is written once. One that nobody waits for any more goes on to its end.
- Personal values come and go sealed. Destroyed keys are gone for good, from exports too.
- What was acknowledged is there after the process, or the machine, has died (stores on disk).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from graph.log import Commit, CommitRequest
from graph.model import Entity, Fact, Relationship
from graph.snapshot import Snapshot

SoFar = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The revision a commit led to; `replayed` when an earlier call with its key had led there."""

    revision: int
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many facts stand."""

    entities: int
    relationships: int


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a store can be used, and where it stands."""

    ok: bool
    head: int
    detail: str


class Store(Protocol):
    """A network's log. `as_of` is a revision; None means the head.

    Every method raises Unavailable when the store cannot be reached or used.
    """

    async def head(self) -> int:
        """Return the newest revision, 0 for an empty log."""
        ...

    async def commit(self, request: CommitRequest) -> Receipt:
        """Write a commit whole, or raise HeadMoved or Conflict and write nothing.

        After Unavailable nobody knows: repeat it, with its key.
        """
        ...

    async def revision_of(self, key: str) -> int | None:
        """Return the revision that a commit with this idempotency key led to, None when there is none."""
        ...

    async def get(self, fact_id: str, as_of: int | None = None) -> Fact | None:
        """Return the entity or relationship of that id as it stood; merges are not followed."""
        ...

    async def find(self, kinds: Collection[str] | None = None, as_of: int | None = None) -> list[Entity]:
        """Return the entities that stood, of these kinds when given, oldest first."""
        ...

    async def relationships(self, entity_id: str, as_of: int | None = None) -> list[Relationship]:
        """Return the relationships that touched an entity, in both directions, oldest first."""
        ...

    async def count(self, as_of: int | None = None) -> Counts:
        """Return how many facts stood."""
        ...

    async def search(self, text: str, limit: int = 20) -> list[Entity]:
        """Return entities whose name, slug or summary holds every word of a text, oldest first.

        Case and accents are ignored. This finds candidates for maintenance; what people search is
        the view, which ranks and hides.
        """
        ...

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after revision `since`, oldest first."""
        ...

    async def history(self, fact_id: str, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after `since` that wrote a fact, oldest first, with that operation only."""
        ...

    async def snapshot(self, as_of: int | None = None, read_so_far: SoFar | None = None) -> Snapshot:
        """Return the whole network as it stood at a revision.

        `read_so_far` is told now and then how many of how many facts were read, by stores that take long.
        """
        ...

    async def vocabulary(self) -> str | None:
        """Return the text of the network's own vocabulary file, None when it has none."""
        ...

    async def set_vocabulary(self, text: str | None) -> None:
        """Keep the text of the network's own vocabulary file beside the log."""
        ...

    async def keys(self) -> dict[str, bytes]:
        """Return the wrapped key of every person whose values can still be read."""
        ...

    async def erased(self) -> frozenset[str]:
        """Return the ids of the persons whose keys were destroyed."""
        ...

    async def forget(self, person_ids: Collection[str]) -> None:
        """Destroy the keys of persons and enter them among the erased; again does no harm."""
        ...

    def export(self) -> AsyncIterator[bytes]:
        """Yield the log in its portable form, line by line; see `graph.stores.portable`."""
        ...

    async def restore(self, lines: AsyncIterator[bytes], written_so_far: SoFar | None = None) -> None:
        """Fill an empty store from a portable export; Invalid, with nothing written, if it is damaged.

        `written_so_far` is told now and then how many of how many facts were written, by stores that are
        busy for long when they have all lines.
        """
        ...

    async def health(self) -> Health:
        """Tell whether the store can be used; never raises."""
        ...

    async def close(self) -> None:
        """Finish what is being written, and let go of files and connections; twice does no harm."""
        ...
