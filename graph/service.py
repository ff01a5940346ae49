"""The one door for writing, and the views that everybody reads."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from graph.changes import Change, MergeEntities
from graph.contact import Contact
from graph.disclosure import disclose, find_telling, missing_ends
from graph.draft import Draft
from graph.errors import Conflict, Forbidden, HeadMoved, NotFound
from graph.following import Following
from graph.keyring import Keyring, default_keyring
from graph.log import Commit, CommitRequest, Operation, Write
from graph.measuring import Measuring
from graph.model import Entity
from graph.moment import Moment
from graph.race import Race
from graph.rights import ViewClass, Viewer
from graph.sealing import Sealer
from graph.snapshot import Snapshot
from graph.stores.contract import Receipt, SoFar, Store
from graph.striking import strike
from graph.undoing import invert
from graph.validation import check_key
from graph.vault import Vault
from graph.view import View
from graph.vocabulary.vocabulary import Vocabulary
from graph.watch import Watch

KEPT_VIEWS = 16
KEPT_NOTES = 1_000
LAID_AT_ONCE = 500


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
    keyring the one is used that the settings, or else the user's data folder, hold. `contact` tells whether
    the store can be reached, and how old what is shown is.
    """

    def __init__(
        self,
        store: Store,
        vocabulary: Vocabulary,
        keyring: Keyring | None = None,
        measuring: Measuring | None = None,
        contact: Contact | None = None,
    ) -> None:
        self.store = store
        self.vocabulary = vocabulary
        self.keyring = keyring or default_keyring()
        self.watch = Watch(store.head)
        self.measuring = measuring or Measuring()
        self.contact = contact or Contact()
        self._sealer = Sealer(Vault(self.keyring), vocabulary)
        self._following = Following(
            store, self._sealer, self.keyring, self.watch, self.contact, self._forget_views
        )
        self._drafting: dict[ViewClass, View] = {}
        self._views: OrderedDict[tuple[int, ViewClass, Moment], View] = OrderedDict()
        self._notes: OrderedDict[tuple[int, ViewClass], str | None] = OrderedDict()

    async def snapshot(self, read_so_far: SoFar | None = None) -> Snapshot:
        """Return the network at the head; what others have written since is read, and no more.

        While the store is away it is the network as last read: `contact` tells how old that is. Raises
        Unavailable when nothing was read yet, or what was may no longer be shown. `read_so_far` is told how
        far the first reading, of everything, has come.
        """
        return await self._following.snapshot(read_so_far)

    async def reach(self, revision: int) -> Snapshot:
        """Return the network at the head when that has come to a revision, or after five seconds as it is.

        It is waited for only while the store is away.
        """
        return await self._following.reach(revision)

    async def view(self, view_class: ViewClass, moment: Moment | None = None) -> View:
        """Return the network at a moment as a class of viewer may see it; recent ones are kept.

        Raises Invalid for a revision that is not there, NotFound for a phase that is not. One that another
        process wrote while this one could not reach the store is waited for, some seconds.
        """
        moment = moment or Moment()
        snapshot = None if moment.as_of is None else self._following.recall(moment.as_of)
        if snapshot is None:
            snapshot = await self._following.reach(moment.as_of or 0)
        # Equal ways of asking for the head are one view.
        as_of = None if moment.as_of == self._following.revision else moment.as_of
        moment = replace(moment, as_of=as_of)
        asked = (snapshot.revision if as_of is None else as_of, view_class, moment)
        if asked in self._views:
            self._views.move_to_end(asked)
            return self._views[asked]
        era = self._following.era
        if as_of not in (None, snapshot.revision):
            self.contact.require()
            snapshot = await self._following.read(as_of)
        view = View(snapshot, self.vocabulary, view_class, moment, self._latest_like(view_class, moment))
        if era == self._following.era:
            self._views[asked] = view
        if len(self._views) > KEPT_VIEWS:
            self._views.popitem(last=False)
        return view

    async def changes(self, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits after a revision, oldest first; what was erased is blank in them."""
        return await self._readable(await self._reached.changes(since, limit))

    async def history(self, fact_id: str, since: int = 0, limit: int = 100) -> list[Commit]:
        """Return the commits that wrote a fact, as `changes` does."""
        return await self._readable(await self._reached.history(fact_id, since, limit))

    async def disclosed(self, commits: Sequence[Commit], view: View) -> list[Commit]:
        """Return commits as the viewer of a view may know them; what is hidden as a whole is left out."""
        gone: dict[str, Entity] = {}
        for entity_id in missing_ends(commits, view.snapshot):
            for commit in await self._reached.history(entity_id, 0, 1):
                gone |= {item.id: item.fact for item in commit.operations if isinstance(item.fact, Entity)}
        known = (disclose(commit, view, gone) for commit in commits)
        return [commit for commit in known if commit is not None]

    async def find_changes(
        self, view: View, since: int = 0, subject: str | None = None
    ) -> AsyncIterator[Commit]:
        """Yield what the viewer of a view may know of the log, or of one fact's history, oldest first.

        It ends with the revision that the view shows. Nothing is yielded for a subject that is hidden,
        or was never there.
        """
        place = max(0, since)
        while place < view.revision:
            commits = await (self.changes(place) if subject is None else self.history(subject, place))
            if not commits:
                return
            place = commits[-1].revision
            shown = [commit for commit in commits if commit.revision <= view.revision]
            for commit in await self.disclosed(shown, view):
                if subject is not None and commit.note is not None:
                    commit = replace(commit, note=await self._note_of(commit.revision, view))
                yield commit

    async def _note_of(self, revision: int, view: View) -> str | None:
        """Return the note of a commit as the viewer of a view may know it.

        A history holds one operation of each commit; what a note may tell of, only the whole commit says.
        It is read once for each class of viewer.
        """
        asked = (revision, view.view_class)
        if asked not in self._notes:
            known = await self.disclosed(await self.changes(revision - 1, 1), view)
            self._notes[asked] = known[0].note if known else None
            if len(self._notes) > KEPT_NOTES:
                self._notes.popitem(last=False)
        return self._notes[asked]

    async def apply(
        self,
        changes: Sequence[Change],
        viewer: Viewer,
        *,
        expected: Mapping[str, int] | None = None,
        key: str | None = None,
        note: str | None = None,
        dry_run: bool = False,
        base: int | None = None,
    ) -> Result:
        """Write all of the changes at one new revision, or raise and write nothing.

        `expected` maps ids to the revisions the caller built on, 0 for "must not exist": Conflict
        if they moved. A `key`, the viewer's own, makes a repeated call harmless: it is remembered even
        when there was nothing to write. Raises Forbidden, Invalid or NotFound
        with a path into `changes`, Conflict when other writers leave no room for twenty seconds; with a
        `base`, the head that the changes were made for, HeadMoved as soon as it is another.
        """
        require_writer(viewer)
        if key is not None:
            check_key(key)
            # Another writer's key of the same name is another key.
            key = f"{viewer.name}: {key}"
        race = Race()
        while True:
            snapshot = await self.snapshot()
            if key is not None and (earlier := await self._reached.revision_of(key)) is not None:
                return replace(await self._written_before(earlier), dry_run=dry_run)
            if base is not None and snapshot.revision != base:
                raise HeadMoved(f"Made for revision {base}; the head is {snapshot.revision}.")
            view = self._drafting_view(snapshot, viewer.view_class)
            known = _require_expected(view, expected or {})
            draft = Draft(view)
            # Many changes take seconds: whoever else asks is answered meanwhile.
            many = _count_touched(changes) > LAID_AT_ONCE
            writes = await asyncio.to_thread(_lay, draft, changes) if many else _lay(draft, changes)
            if dry_run or (not writes and not expected and key is None):
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
                expected=known,
            )
            try:
                return await self._commit(snapshot, request, draft.refs)
            except HeadMoved:
                race.lose()
                await self._following.read_keys()

    async def undo(self, revision: int, viewer: Viewer, *, note: str | None = None) -> Result:
        """Take back one revision by a new one that writes what stood before it.

        Raises NotFound when there is no such revision, or none that wrote anything the viewer may see;
        Forbidden when it wrote other things too, of their own accord; Conflict when somebody built on
        it or when a person in it was erased.
        """
        require_writer(viewer)
        race = Race()
        while True:
            snapshot = await self.snapshot()
            commits = await self.changes(revision - 1, 1) if 0 < revision <= snapshot.revision else []
            view = self._drafting_view(snapshot, viewer.view_class)
            known = await self.disclosed(commits, view)
            if not known:
                raise NotFound(f"There is no revision {revision}.", ("revision",))
            if any(find_telling(commits[0].operations, known[0].operations)):
                raise Forbidden(f"Revision {revision} wrote things that are not yours to change.")
            merged = await self._merged_before(commits[0])
            ids = {operation.id for operation in known[0].operations}
            writes = invert(commits[0], view, await self._reached.erased(), merged, ids)
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
                race.lose()
                await self._following.read_keys()

    async def erase(self, person_id: str, viewer: Viewer, *, note: str | None = None) -> Result:
        """Make a person's values unreadable for good, here and in every export taken from now on.

        Their key is destroyed, they and every tie to them are struck, and the ledger beside the
        master key remembers them, so that restoring an older backup does not bring them back. It
        cannot be undone. Raises NotFound, Forbidden; Conflict for an entity that is no person.
        """
        require_writer(viewer)
        snapshot = await self.snapshot()
        view = View(snapshot, self.vocabulary, viewer.view_class)
        person = view.get_entity(person_id)
        keys = await self._reached.keys()
        if person is None and not (viewer.view_class is ViewClass.DATA_OFFICER and person_id in keys):
            raise NotFound(f"There is no entity {person_id}.")
        if person is not None and person.kind not in self.vocabulary.personal_kinds:
            raise Conflict(f"“{person.name}” is no person: delete it instead.")
        survivor = person_id if person is None else person.id
        absorbed = [item for item in snapshot.merges if snapshot.survivor_of(item) == survivor]
        ids = (survivor, *absorbed)
        for item in ids:
            self.keyring.note_erasure(item)
        revision = await strike(self._reached, ids, viewer.name, note or "erasure")
        self._following.note_strike(revision)
        return Result(revision, (), await self.snapshot())

    @property
    def _reached(self) -> Store:
        """The store; Unavailable at once when it is known to be away."""
        self.contact.require()
        return self.store

    def _drafting_view(self, snapshot: Snapshot, view_class: ViewClass) -> View:
        """Return a timeless view, made from the last one of its class where that is quicker."""
        view = View(snapshot, self.vocabulary, view_class, None, self._drafting.get(view_class))
        self._drafting[view_class] = view
        return view

    async def _commit(self, snapshot: Snapshot, request: CommitRequest, refs: Mapping[str, str]) -> Result:
        sealed, new_keys = self._sealer.seal(request.writes, snapshot, self._following.keys)
        receipt: Receipt = await self._reached.commit(replace(request, writes=sealed, new_keys=new_keys))
        if receipt.replayed:
            return await self._written_before(receipt.revision)
        writes = [_stamped(write, receipt.revision) for write in request.writes]
        following = snapshot.advance(receipt.revision, writes)
        self._following.note_commit(following, new_keys)
        return Result(receipt.revision, _operations(snapshot, writes), following, refs=refs)

    async def _written_before(self, revision: int) -> Result:
        commits = await self.changes(revision - 1, 1)
        return Result(revision, commits[0].operations, await self.snapshot(), replayed=True)

    async def _merged_before(self, commit: Commit) -> dict[str, str]:
        """Return what entities that a commit recorded again had been merged into until then."""
        merged: dict[str, str] = {}
        for operation in commit.operations:
            if operation.before is not None or not isinstance(operation.after, Entity):
                continue
            earlier = [
                item
                for version in await self._reached.history(operation.id, 0, commit.revision)
                for item in version.operations
                if version.revision < commit.revision
            ]
            if earlier and earlier[-1].merged_into is not None:
                merged[operation.id] = earlier[-1].merged_into
        return merged

    def _forget_views(self) -> None:
        self._views.clear()
        self._notes.clear()
        self._drafting.clear()

    async def _readable(self, commits: list[Commit]) -> list[Commit]:
        await self._following.read_keys()
        return [self._sealer.unseal_commit(commit, self._following.keys) for commit in commits]

    def _latest_like(self, view_class: ViewClass, moment: Moment) -> View | None:
        """Return the newest view of the same kind: making the next one costs what has changed since."""
        kept = [
            view
            for (_, of_class, at), view in self._views.items()
            if of_class is view_class and (at.at, at.phase) == (moment.at, moment.phase)
        ]
        return kept[-1] if kept else None


def require_writer(viewer: Viewer) -> None:
    """Raise Forbidden for whoever may only look."""
    if not viewer.may_write:
        raise Forbidden("You may look at this network but not write in it.")


def _count_touched(changes: Sequence[Change]) -> int:
    return sum(len(change.absorb) if isinstance(change, MergeEntities) else 1 for change in changes)


def _lay(draft: Draft, changes: Sequence[Change]) -> tuple[Write, ...]:
    draft.lay(changes)
    return draft.writes()


def _require_expected(view: View, expected: Mapping[str, int]) -> dict[str, int]:
    """Return the expectations that a store may check; raises Conflict for one that does not hold.

    What a viewer may not see is not there, for them: of it, only that is checked, and only here.
    """
    known = {}
    for fact_id, revision in expected.items():
        fact = view.get_fact(fact_id)
        stands_at = 0 if fact is None or fact.id != fact_id else fact.revision
        if stands_at != revision:
            raise Conflict(f"{fact_id} was expected at revision {revision} and is at {stands_at}.")
        if fact is not None or view.snapshot.get_fact(fact_id) is None:
            known[fact_id] = revision
    return known


def _stamped(write: Write, revision: int) -> Write:
    return write if write.after is None else replace(write, after=replace(write.after, revision=revision))


def _operations(snapshot: Snapshot, writes: Sequence[Write]) -> tuple[Operation, ...]:
    return tuple(
        Operation(write.type, write.id, snapshot.get_fact(write.id), write.after, write.merged_into)
        for write in writes
    )
