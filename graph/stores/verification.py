"""Checking that a store is what its log says."""

from __future__ import annotations

from graph.log import Write
from graph.snapshot import EMPTY_SNAPSHOT, Snapshot
from graph.stores.contract import Store

PAGE = 100


async def verify(store: Store) -> list[str]:
    """Return what is wrong with a store, one sentence each; nothing when it is sound.

    The log is replayed from the beginning and compared with the snapshot that the store gives out, both as of
    the head that it begins with: others may go on writing. Raises Unavailable when the store cannot be read.
    """
    found: list[str] = []
    replayed = EMPTY_SNAPSHOT
    head = await store.head()
    while replayed.revision < head:
        commits = await store.changes(replayed.revision, min(PAGE, head - replayed.revision))
        if not commits:
            found.append(f"The log ends at revision {replayed.revision}; the head is {head}.")
            break
        for commit in commits:
            if commit.revision != replayed.revision + 1:
                found.append(f"Revision {replayed.revision + 1} is missing in the log.")
            writes = [Write(item.type, item.id, item.after, item.merged_into) for item in commit.operations]
            replayed = replayed.advance(commit.revision, writes)
    found.extend(_compared(replayed, await store.snapshot(head)))
    return found


def _compared(replayed: Snapshot, kept: Snapshot) -> list[str]:
    ours, theirs = replayed.facts(), kept.facts()
    found = [f"{key} is in the log but not in the snapshot." for key in ours.keys() - theirs.keys()]
    found += [f"{key} is in the snapshot but not in the log." for key in theirs.keys() - ours.keys()]
    found += [
        f"{key} is not as the log has it." for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]
    ]
    if replayed.merges != kept.merges:
        found.append("The merges are not as the log has them.")
    return sorted(found)
