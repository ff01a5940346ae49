"""What an SQLite store promises when its process is killed: nothing acknowledged is lost.

INTRECCIO_TEST_KILLS says how often a process is killed, INTRECCIO_TEST_SEED repeats a run.
"""

from __future__ import annotations

import os
import secrets
import signal

import pytest

from tests.stores.killing import Aftermath, kill_often

KILLS = int(os.environ.get("INTRECCIO_TEST_KILLS", "10"))
SEED = int(os.environ.get("INTRECCIO_TEST_SEED", secrets.randbelow(10**9)))


@pytest.fixture(scope="module")
def aftermaths(tmp_path_factory: pytest.TempPathFactory) -> list[Aftermath]:
    """Return what was left after each kill; what is printed shows when a test fails."""
    found = kill_often(tmp_path_factory.mktemp("killed"), KILLS, SEED)
    committed = sum(item.committed for item in found)
    print(f"INTRECCIO_TEST_SEED={SEED}: {len(found)} kills, {committed} commits acknowledged")  # noqa: T201
    return found


def test_the_processes_were_killed_in_the_middle_of_their_commits(aftermaths: list[Aftermath]) -> None:
    assert {item.exit_code for item in aftermaths} == {-signal.SIGKILL}
    assert sum(item.committed for item in aftermaths) >= len(aftermaths) // 2


def test_nothing_acknowledged_is_lost(aftermaths: list[Aftermath]) -> None:
    assert {item.seed: item.lost for item in aftermaths if item.lost} == {}


def test_revisions_are_without_gaps(aftermaths: list[Aftermath]) -> None:
    gaps = {item.seed: item.head for item in aftermaths if list(item.kept) != list(range(1, item.head + 1))}
    assert gaps == {}


def test_no_more_than_the_last_commit_is_there_unacknowledged(aftermaths: list[Aftermath]) -> None:
    ahead = {item.seed: item.head - max(item.acknowledged, default=0) for item in aftermaths}
    assert {seed: more for seed, more in ahead.items() if more not in (0, 1)} == {}


def test_each_commit_is_there_whole_or_not_at_all(aftermaths: list[Aftermath]) -> None:
    halves = {item.seed: [key for key, content in item.kept.items() if not content] for item in aftermaths}
    assert {seed: found for seed, found in halves.items() if found} == {}


def test_the_store_is_what_its_log_says(aftermaths: list[Aftermath]) -> None:
    assert {item.seed: item.faults for item in aftermaths if item.faults} == {}


def test_the_file_is_sound(aftermaths: list[Aftermath]) -> None:
    assert {item.seed: item.integrity for item in aftermaths if item.integrity != "ok"} == {}


def test_writing_goes_on(aftermaths: list[Aftermath]) -> None:
    stuck = {item.seed: item.next_revision for item in aftermaths if item.next_revision != item.head + 1}
    assert stuck == {}
