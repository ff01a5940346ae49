"""Courses that a network may take, for tests of what comes out at their end.

INTRECCIO_TEST_EXAMPLES says how many are tried.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import graph.snapshot
from graph.log import Write
from graph.snapshot import EMPTY_SNAPSHOT, Snapshot, build_snapshot
from tests.stores.modelling import Batch, Model, batches

EXAMPLES = int(os.environ.get("INTRECCIO_TEST_EXAMPLES", "20"))


@dataclass(frozen=True)
class Course:
    """A sequence of commits; after some of them everything is worked into columns.

    `largest_overlay` is how many changes may lie over columns.
    """

    batches: tuple[Batch, ...]
    compacted_after: frozenset[int]
    largest_overlay: int

    def run(self) -> tuple[list[Snapshot], list[Model]]:
        """Return the snapshot and the model after each commit, from the empty ones on."""
        snapshots, models = [EMPTY_SNAPSHOT], [Model()]
        with patch.object(graph.snapshot, "LARGEST_OVERLAY", self.largest_overlay):
            for revision, batch in enumerate(self.batches, 1):
                model = models[-1].copy()
                writes = [stamped(write, revision) for write in model.writes_of(batch)]
                model.take(writes, revision)
                following = snapshots[-1].advance(revision, writes)
                snapshots.append(following.compacted() if revision in self.compacted_after else following)
                models.append(model)
        return snapshots, models


courses = st.builds(
    Course,
    batches=st.lists(batches, min_size=3, max_size=6).map(tuple),
    compacted_after=st.frozensets(st.integers(1, 4), min_size=1, max_size=2),
    largest_overlay=st.sampled_from((0, 3, 2_000, 2_000, 2_000)),
)
any_course = settings(
    max_examples=EXAMPLES, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)


def stamped(write: Write, revision: int) -> Write:
    """Return a write whose fact bears its revision, as stores make it."""
    return Write(
        write.type,
        write.id,
        None if write.after is None else replace(write.after, revision=revision),
        write.merged_into,
    )


def rebuilt(model: Model, revision: int) -> Snapshot:
    """Return the snapshot that is built at once from what stands."""
    return build_snapshot(revision, model.entities(), model.relationships(), model.merges)
