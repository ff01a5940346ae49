"""The one door for writing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from graph.changes import Change
from graph.draft import Draft
from graph.errors import Forbidden, HeadMoved
from graph.log import CommitRequest, Operation, Write
from graph.moment import Moment
from graph.rights import ViewClass, Viewer
from graph.snapshot import Snapshot
from graph.stores.contract import Receipt, Store
from graph.view import View
from graph.vocabulary.vocabulary import Vocabulary

TRIES = 50
KEPT_VIEWS = 16


@dataclass(frozen=True, slots=True)
class Result:
    """What a call wrote, or would write: `refs` leads from the call's refs to ids.

    `revision` is the new head; with nothing to write, or on a dry run, the head there was. When an
    earlier call with the same key had written it, `replayed` is True and `operations` are those.
    `snapshot` is the network after the call, or as it would be.
    """

    revision: int
    operations: tuple[Operation, ...]
    snapshot: Snapshot
    dry_run: bool = False
    replayed: bool = False
    refs: Mapping[str, str] = field(default_factory=dict)


class Service:
    """Reads and writes one network: a store, and the vocabulary that its facts keep to."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self.store = store
        self.vocabulary = vocabulary
        self._newest: Snapshot | None = None
        self._views: OrderedDict[tuple[int, ViewClass, Moment], View] = OrderedDict()

    async def snapshot(self) -> Snapshot:
        """Return the network at the head, read anew only when somebody has written."""
        head = await self.store.head()
        if self._newest is None or self._newest.revision != head:
            self._newest = await self.store.snapshot()
        return self._newest

    async def view(self, view_class: ViewClass, moment: Moment | None = None) -> View:
        """Return the network at a moment as a class of viewer may see it; recent ones are kept.

        Raises Invalid for a revision that is not there, NotFound for a phase that is not.
        """
        moment = moment or Moment()
        head = await self.snapshot()
        # Equal ways of asking for the head are one view.
        as_of = None if moment.as_of == head.revision else moment.as_of
        asked = (head.revision if as_of is None else as_of, view_class, moment)
        if asked in self._views:
            self._views.move_to_end(asked)
            return self._views[asked]
        snapshot = head if as_of is None else await self.store.snapshot(as_of)
        view = View(snapshot, self.vocabulary, view_class, moment, self._latest_like(view_class, moment))
        self._views[asked] = view
        if len(self._views) > KEPT_VIEWS:
            self._views.popitem(last=False)
        return view

    def _latest_like(self, view_class: ViewClass, moment: Moment) -> View | None:
        """Return the newest view of the same kind: making the next one costs what has changed since."""
        kept = [
            view
            for (_, of_class, at), view in self._views.items()
            if of_class is view_class and (at.at, at.phase) == (moment.at, moment.phase)
        ]
        return kept[-1] if kept else None

    async def apply(
        self,
        changes: Sequence[Change],
        viewer: Viewer,
        *,
        expected: Mapping[str, int] | None = None,
        key: str | None = None,
        note: str | None = None,
        dry_run: bool = False,
    ) -> Result:
        """Write all of the changes at one new revision, or raise and write nothing.

        `expected` maps ids to the revisions the caller built on, 0 for "must not exist": Conflict
        if they moved. A `key` makes a repeated call harmless. Raises Forbidden, Invalid or NotFound
        with a path into `changes`, Conflict when other writers leave no room after fifty tries.
        """
        if not viewer.may_write:
            raise Forbidden("You may look at this network but not write in it.")
        for _ in range(TRIES):
            snapshot = await self.snapshot()
            if key is not None and (earlier := await self._replayed(key)) is not None:
                return earlier
            draft = Draft(View(snapshot, self.vocabulary, viewer.view_class))
            draft.lay(changes)
            writes = draft.writes()
            if dry_run or (not writes and not expected):
                would_be = snapshot.advance(snapshot.revision, writes)
                operations = _operations(snapshot, writes)
                return Result(snapshot.revision, operations, would_be, dry_run, refs=draft.refs)
            request = CommitRequest(
                base=snapshot.revision,
                writes=writes,
                actor=viewer.name,
                at=datetime.now(UTC),
                note=note,
                key=key,
                expected=expected or {},
            )
            try:
                receipt = await self.store.commit(request)
            except HeadMoved:
                continue
            return await self._result(receipt, draft.refs)
        raise HeadMoved("Others write so often that this found no room: try again.")

    async def _replayed(self, key: str) -> Result | None:
        revision = await self.store.revision_of(key)
        return None if revision is None else await self._result(Receipt(revision, replayed=True), {})

    async def _result(self, receipt: Receipt, refs: Mapping[str, str]) -> Result:
        commits = await self.store.changes(receipt.revision - 1, 1)
        snapshot = await self.snapshot()
        return Result(receipt.revision, commits[0].operations, snapshot, False, receipt.replayed, refs)


def _operations(snapshot: Snapshot, writes: Sequence[Write]) -> tuple[Operation, ...]:
    return tuple(
        Operation(write.type, write.id, snapshot.get_fact(write.id), write.after, write.merged_into)
        for write in writes
    )
