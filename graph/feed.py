"""Following the log as it grows."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection

from graph.errors import Conflict, Invalid, Unavailable
from graph.log import Commit
from graph.rights import ViewClass
from graph.service import Service
from graph.view import View
from graph.watch import LONGEST_PAUSE, LOOK_SECONDS


async def find_start(service: Service, since: int | None) -> int:
    """Return the revision to follow from: the given one, else the head; Invalid for one that is not there.

    While the store is away the head is the one last read; Unavailable for one that only the store may know.
    """
    head = (await service.reach(since or 0)).revision
    if since is not None and since > head:
        service.contact.require()
    if since is not None and not 0 <= since <= head:
        raise Invalid(f"There is no revision {since}: `since` is 0 to {head}, the newest.", ("since",))
    return head if since is None else since


async def follow(
    service: Service, view_class: ViewClass, since: int, kinds: Collection[str] | None = None
) -> AsyncGenerator[tuple[Commit, View], None]:
    """Yield every commit after a revision as a class of viewer may know it, in order, each once.

    With it comes the network at that time, all facts whatever their dates. `kinds` chooses commits that
    wrote a fact of one of these kinds. When the newest is given out this waits for the next, until the
    service's watch is closed; while the store cannot be used it waits too. Commits are read one by one, as
    they are taken: the log is the buffer, who is slow holds up nobody, and is told nothing that was
    erased meanwhile. Raises Conflict when the log no longer reaches `since`, as after an older backup was
    put back.
    """
    watch, revision, pause = service.watch, since, LOOK_SECONDS
    while not watch.closed:
        moves = watch.moves
        try:
            commits = await service.changes(revision, 1)
            if not commits:
                await _require_revision(service, revision)
            view = await service.view(view_class)
            known = await service.disclosed(commits, view)
        except Unavailable:
            await watch.pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = LOOK_SECONDS
        for commit in known:
            if kinds is None or any(operation.fact.kind in kinds for operation in commit.operations):
                yield commit, view
        if commits:
            revision = commits[-1].revision
        else:
            await watch.wait(moves)


async def _require_revision(service: Service, revision: int) -> None:
    head = await service.store.head()
    if head < revision:
        raise Conflict(f"The log ends at revision {head}, before {revision}: read the network anew.")
