"""The one door for writing, and the views that everybody reads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from graph.changes import Change
from graph.draft import Draft
from graph.errors import Conflict, Forbidden, HeadMoved, NotFound
from graph.keyring import Keyring, default_keyring
from graph.log import Commit, CommitRequest, Operation, Write
from graph.moment import Moment
from graph.rights import ViewClass, Viewer
from graph.sealing import Sealer, as_writes
from graph.snapshot import Snapshot
from graph.stores.contract import Receipt, Store
from graph.undoing import invert
from graph.vault import Vault
from graph.view import View
from graph.vocabulary.vocabulary import Vocabulary

TRIES = 50
KEPT_VIEWS = 16
FOLLOWED = 1_000


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
    """Reads and writes one network: a store, and the vocabulary that its facts keep to.

    What is personal is sealed with the keyring's master key before the store gets it; without a
    keyring the one is used that the settings, or else the user's data folder, hold.
    """

    def __init__(self, store: Store, vocabulary: Vocabulary, keyring: Keyring | None = None) -> None:
        self.store = store
        self.vocabulary = vocabulary
        self.keyring = keyring or default_keyring()
        self._sealer = Sealer(Vault(self.keyring), vocabulary)
        self._newest: Snapshot | None = None
        self._keys: Mapping[str, bytes] = {}
        self._drafting: dict[ViewClass, View] = {}
        self._views: OrderedDict[tuple[int, ViewClass, Moment], View] = OrderedDict()

    async def snapshot(self) -> Snapshot:
        """Return the network at the head; what others have written since is read, and no more."""
        head = await self.store.head()
        if self._newest is not None and self._newest.revision < head:
            await self._notice_erasures()
        if self._newest is None or head > self._newest.revision + FOLLOWED:
            self._newest = await self._read_snapshot(None)
        while self._newest.revision < head:
            for commit in await self.store.changes(self._newest.revision):
                unsealed = self._sealer.unseal_commit(commit, self._keys)
                self._newest = self._newest.advance(commit.revision, as_writes(unsealed.operations))
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
        snapshot = head if as_of is None else await self._read_snapshot(as_of)
        view = View(snapshot, self.vocabulary, view_class, moment, self._latest_like(view_class, moment))
        self._views[asked] = view
        if len(self._views) > KEPT_VIEWS:
            self._views.popitem(last=False)
        return view

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after a revision, oldest first; what was erased is blank in them."""
        return await self._readable(await self.store.changes(since, limit))

    async def history(self, fact_id: str, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits that wrote a fact, as `changes` does."""
        return await self._readable(await self.store.history(fact_id, since, limit))

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
        _require_writer(viewer)
        for _ in range(TRIES):
            snapshot = await self.snapshot()
            if key is not None and (earlier := await self.store.revision_of(key)) is not None:
                return await self._written_before(earlier)
            draft = Draft(self._drafting_view(snapshot, viewer.view_class))
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
                return await self._commit(snapshot, request, draft.refs)
            except HeadMoved:
                continue
        raise HeadMoved("Others write so often that this found no room: try again.")

    async def undo(self, revision: int, viewer: Viewer, *, note: str | None = None) -> Result:
        """Take back one revision by a new one that writes what stood before it.

        Raises NotFound when there is no such revision, Conflict when somebody built on it or when a
        person in it was erased, Forbidden when it wrote what the viewer may not see.
        """
        _require_writer(viewer)
        for _ in range(TRIES):
            snapshot = await self.snapshot()
            commits = await self.changes(revision - 1, 1) if 0 < revision <= snapshot.revision else []
            if not commits:
                raise NotFound(f"There is no revision {revision}.")
            gone = await self.store.erased()
            writes = invert(commits[0], snapshot, self.vocabulary, viewer.view_class, gone)
            request = CommitRequest(
                base=snapshot.revision,
                writes=writes,
                actor=viewer.name,
                at=datetime.now(UTC),
                note=note or f"undo of revision {revision}",
            )
            try:
                return await self._commit(snapshot, request, {})
            except HeadMoved:
                continue
        raise HeadMoved("Others write so often that this found no room: try again.")

    async def erase(self, person_id: str, viewer: Viewer, *, note: str | None = None) -> Result:
        """Make a person's values unreadable for good, here and in every export taken from now on.

        Their key is destroyed, they and every tie to them are struck, and the ledger beside the
        master key remembers them, so that restoring an older backup does not bring them back. It
        cannot be undone. Raises NotFound, Forbidden; Conflict for an entity that is no person.
        """
        _require_writer(viewer)
        person = View(await self.snapshot(), self.vocabulary, viewer.view_class).require_entity(person_id)
        if person.kind not in self.vocabulary.personal_kinds:
            raise Conflict(f"“{person.name}” is no person: delete it instead.")
        self.keyring.note_erasure(person.id)
        for _ in range(TRIES):
            snapshot = await self.snapshot()
            draft = Draft(View(snapshot, self.vocabulary, ViewClass.DATA_OFFICER))
            draft.strike(person.id)
            request = CommitRequest(
                base=snapshot.revision,
                writes=draft.writes(),
                actor=viewer.name,
                at=datetime.now(UTC),
                note=note or "erasure",
                erased=(person.id,),
            )
            try:
                result = await self._commit(snapshot, request, {})
            except HeadMoved:
                continue
            self._let_go()
            return replace(result, operations=())
        raise HeadMoved("Others write so often that this found no room: try again.")

    def _drafting_view(self, snapshot: Snapshot, view_class: ViewClass) -> View:
        """Return a timeless view, made from the last one of its class where that is quicker."""
        view = View(snapshot, self.vocabulary, view_class, None, self._drafting.get(view_class))
        self._drafting[view_class] = view
        return view

    async def _commit(self, snapshot: Snapshot, request: CommitRequest, refs: Mapping[str, str]) -> Result:
        sealed, new_keys = self._sealer.seal(request.writes, snapshot, self._keys)
        receipt: Receipt = await self.store.commit(replace(request, writes=sealed, new_keys=new_keys))
        if receipt.replayed:
            return await self._written_before(receipt.revision)
        self._keys = {**self._keys, **new_keys}
        writes = [_stamped(write, receipt.revision) for write in request.writes]
        following = snapshot.advance(receipt.revision, writes)
        if self._newest is None or self._newest.revision < receipt.revision:
            self._newest = following
        return Result(receipt.revision, _operations(snapshot, writes), following, refs=refs)

    async def _written_before(self, revision: int) -> Result:
        commits = await self.changes(revision - 1, 1)
        return Result(revision, commits[0].operations, await self.snapshot(), replayed=True)

    async def _read_snapshot(self, as_of: int | None) -> Snapshot:
        snapshot = await self.store.snapshot(as_of)
        await self._obey_ledger()
        self._keys = await self.store.keys()
        return self._sealer.unseal_snapshot(snapshot, self._keys)

    async def _notice_erasures(self) -> None:
        """Read the keys anew; when somebody was erased, here or by another process, let go of all views."""
        keys = await self.store.keys()
        if self._keys.keys() - keys.keys():
            self._let_go()
        self._keys = keys

    def _let_go(self) -> None:
        """Keep nothing that was made from values which may be gone: it is read anew, without them."""
        self._views.clear()
        self._drafting.clear()
        self._newest = None

    async def _obey_ledger(self) -> None:
        """Destroy keys that came back with an older backup."""
        back = self.keyring.erased() & (await self.store.keys()).keys()
        if back:
            await self.store.forget(back)

    async def _readable(self, commits: list[Commit]) -> list[Commit]:
        self._keys = await self.store.keys()
        return [self._sealer.unseal_commit(commit, self._keys) for commit in commits]

    def _latest_like(self, view_class: ViewClass, moment: Moment) -> View | None:
        """Return the newest view of the same kind: making the next one costs what has changed since."""
        kept = [
            view
            for (_, of_class, at), view in self._views.items()
            if of_class is view_class and (at.at, at.phase) == (moment.at, moment.phase)
        ]
        return kept[-1] if kept else None


def _require_writer(viewer: Viewer) -> None:
    if not viewer.may_write:
        raise Forbidden("You may look at this network but not write in it.")


def _stamped(write: Write, revision: int) -> Write:
    return write if write.after is None else replace(write, after=replace(write.after, revision=revision))


def _operations(snapshot: Snapshot, writes: Sequence[Write]) -> tuple[Operation, ...]:
    return tuple(
        Operation(write.type, write.id, snapshot.get_fact(write.id), write.after, write.merged_into)
        for write in writes
    )
