"""The network at the head, kept up with a log in which others write too."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping

from graph.contact import TRY_SECONDS, Contact
from graph.errors import Unavailable
from graph.keyring import Keyring
from graph.log import Commit
from graph.sealing import Sealer
from graph.snapshot import Snapshot
from graph.stores.contract import SoFar, Store
from graph.striking import strike
from graph.watch import Watch

FOLLOWED = 1_000  # revisions: whoever is further behind reads all anew
FOLLOW_SECONDS = 10.0  # and so does whoever takes longer to read some of them
FOLLOWED_AT_ONCE = 500  # operations: more are laid in a thread
KEPT_HEADS = 8
REACH_SECONDS = 5.0
LOOK_SECONDS = 0.1


class Following:
    """What was last read of a store: the network, unsealed, and the keys of the persons in it.

    `era` counts how often everything was let go of, because a person was erased; `on_let_go` is called
    then. `watch` is told of revisions that are written here.
    """

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        keyring: Keyring,
        watch: Watch,
        contact: Contact,
        on_let_go: Callable[[], None],
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._keyring = keyring
        self._watch = watch
        self._contact = contact
        self._on_let_go = on_let_go
        self._newest: Snapshot | None = None
        self._recent: OrderedDict[int, Snapshot] = OrderedDict()
        self._looking = asyncio.Lock()
        self._next_look: asyncio.Task[Snapshot] | None = None
        self._is_reading = False
        self._gone_back: str | None = None
        self.keys: Mapping[str, bytes] = {}
        self.era = 0

    @property
    def revision(self) -> int | None:
        """The newest revision that was read, None before any."""
        return None if self._newest is None else self._newest.revision

    async def snapshot(self, read_so_far: SoFar | None = None) -> Snapshot:
        """Return the network at the head; what others have written since is read, and no more.

        All who ask while the store is being asked share the next look at it. While the store is away, or
        does not answer for some seconds, it is the network as last read. Raises Unavailable when nothing
        was read yet, or what was may no longer be shown; for good when the log has gone back, for then
        nothing that was read of it can be trusted. `read_so_far` is told how far the first reading is.
        """
        if self._newest is None:
            return await asyncio.shield(self._look(read_so_far))
        if not self._contact.is_resting:
            self._contact.begin()
            try:
                async with asyncio.timeout(TRY_SECONDS):
                    return await asyncio.shield(self._look())
            except Unavailable as error:
                self._contact.lose(str(error))
            except TimeoutError:
                self._contact.lose("The store takes long to answer.", slow=self._is_reading)
        self._contact.require_young()
        if self._gone_back is not None:
            raise Unavailable(self._gone_back)
        if self._newest is None:
            raise Unavailable("The store is away, and what was read of it was let go of: try again.")
        return self._newest

    async def reach(self, revision: int) -> Snapshot:
        """Return the network when it has come to a revision, or after some seconds as it is then.

        A store that can be reached knows its head: only one that is away is waited for.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + REACH_SECONDS
        head = await self.snapshot()
        while head.revision < revision and self._contact.away and loop.time() < deadline:
            await asyncio.sleep(LOOK_SECONDS)
            head = await self.snapshot()
        return head

    def recall(self, revision: int) -> Snapshot | None:
        """Return the network at a revision that was the head lately, None when it has to be read."""
        return self._recent.get(revision)

    async def read(self, as_of: int | None = None, read_so_far: SoFar | None = None) -> Snapshot:
        """Return the whole network at a revision, unsealed, read from the store.

        Keys that came back with an older backup are destroyed: whoever was erased is struck again.
        """
        back = sorted(self._keyring.erased() & (await self._store.keys()).keys())
        if back:
            note = "erased before this backup was restored"
            self.note_strike(await strike(self._store, back, "ledger", note))
        snapshot = await self._store.snapshot(as_of, read_so_far)
        await self.read_keys()
        return await asyncio.to_thread(self._sealer.unseal_snapshot, snapshot, self.keys)

    async def read_keys(self) -> bool:
        """Read the keys anew; False when somebody was erased since, and all was let go of."""
        keys = await self._store.keys()
        gone = self.keys.keys() - keys.keys()
        self.keys = keys
        if gone:
            self._let_go()
        return not gone

    def note_commit(self, following: Snapshot, new_keys: Mapping[str, bytes]) -> None:
        """Take in what was written here, and wake who waits for it."""
        self.keys = {**self.keys, **new_keys}
        self._take(following)
        self._watch.notice(following.revision)

    def note_strike(self, revision: int) -> None:
        """Let go of all that was read: somebody was struck at this revision."""
        self._let_go()
        self._watch.notice(revision)

    def _look(self, read_so_far: SoFar | None = None) -> asyncio.Task[Snapshot]:
        """Return a look at the store that has not begun yet; it goes on when who asked gives up."""
        if self._next_look is None or self._next_look.done():
            self._next_look = asyncio.create_task(self._follow_in_turn(read_so_far))
            # Nobody may be waiting any more when it fails.
            self._next_look.add_done_callback(lambda look: look.cancelled() or look.exception())
        return self._next_look

    async def _follow_in_turn(self, read_so_far: SoFar | None) -> Snapshot:
        async with self._looking:
            self._next_look = None
            newest = await self._follow(read_so_far)
            self._contact.make()
            return newest

    async def _follow(self, read_so_far: SoFar | None) -> Snapshot:
        while True:
            era = self.era
            newest = await self._catch_up(read_so_far)
            # What was read while somebody was erased may tell of them still.
            if newest is not None and era == self.era:
                return self._take(newest)

    async def _catch_up(self, read_so_far: SoFar | None) -> Snapshot | None:
        """Return the network at the head, None when somebody was erased since it was last read."""
        if self._gone_back is not None:
            raise Unavailable(self._gone_back)
        newest = self._newest
        self._is_reading = False
        head = await self._store.head()
        self._is_reading = True
        if newest is None or head > newest.revision + FOLLOWED:
            return await self.read(None, read_so_far)
        if head < newest.revision:
            self._gone_back = (
                f"The store has gone back from revision {newest.revision} to {head}, as when an older backup"
                " is put in its place: start this server anew."
            )
            raise Unavailable(self._gone_back)
        while newest.revision < head:
            try:
                async with asyncio.timeout(FOLLOW_SECONDS):
                    commits = await self._store.changes(newest.revision)
            except TimeoutError:
                return await self.read()
            # After the changes: a person's key is there as soon as the person is.
            if not await self.read_keys():
                return None
            if sum(len(commit.operations) for commit in commits) > FOLLOWED_AT_ONCE:
                newest = await asyncio.to_thread(self._advance, newest, commits)
            else:
                newest = self._advance(newest, commits)
        return newest

    def _advance(self, newest: Snapshot, commits: list[Commit]) -> Snapshot:
        for commit in commits:
            newest = newest.advance(commit.revision, self._sealer.follow(commit, self.keys))
        return newest

    def _take(self, read: Snapshot) -> Snapshot:
        """Keep what was read or written, and return the newest there is."""
        if self._newest is None or self._newest.revision < read.revision:
            self._newest = read
            self._recent[read.revision] = read
            if len(self._recent) > KEPT_HEADS:
                self._recent.popitem(last=False)
        return self._newest

    def _let_go(self) -> None:
        """Keep nothing that was made from values which may be gone: it is read anew, without them."""
        self.era += 1
        self._newest = None
        self._recent.clear()
        self._on_let_go()
