"""Small disks, to be filled or broken."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BALLAST = "ballast"
LOOPS = Path("/dev/loop-control")
FAULTS_LEFT = 4  # what e2fsck says when it could not mend them all


@contextmanager
def mounted(disk: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk at a new folder; where that is not allowed the test is skipped, in CI it fails."""
    disk.mkdir()
    _require_done("mount", "-t", "tmpfs", "-o", f"size={megabytes}M", "tmpfs", disk)
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


@contextmanager
def mounted_file(disk: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk as `mounted` does, which keeps its content in a file and may break.

    A system without loop devices cannot have one, in CI neither: the test is skipped there.
    """
    if not LOOPS.exists():
        pytest.skip(f"no file can be mounted here: there is no {LOOPS}")
    disk.mkdir()
    with _content(disk).open("wb") as content:
        content.truncate(megabytes * 1_000_000)
    _require_done("mkfs.ext4", "-q", "-m", "0", _content(disk))
    _require_done("mount", "-o", "loop", _content(disk), disk)
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def settle(disk: Path) -> None:
    """Let everything written so far reach a disk: some seconds later it would have by itself."""
    subprocess.run(["sync", "-f", disk], check=True)


def break_disk(disk: Path) -> None:
    """Let a disk be read only from here, under whoever writes: so it becomes when it fails."""
    subprocess.run(["mount", "-o", "remount,abort", disk], check=True)


def mend_disk(disk: Path) -> None:
    """Check and mount a broken disk again; nobody may be using it."""
    subprocess.run(["umount", disk], check=True)
    checked = subprocess.run(["e2fsck", "-f", "-y", _content(disk)], capture_output=True, check=False)
    assert checked.returncode < FAULTS_LEFT, checked.stdout
    subprocess.run(["mount", "-o", "loop", _content(disk), disk], check=True)


def _content(disk: Path) -> Path:
    return disk.with_suffix(".ext4")


def _require_done(*command: str | Path) -> None:
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        reason = said.stderr.strip() if said.returncode != 0 else None
    except FileNotFoundError as error:
        reason = str(error)
    if reason is not None:
        reason = f"no small disk can be mounted here: {reason}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def fill(disk: Path, leaving: int = 0) -> None:
    """Fill what is free of a disk, but for so many bytes."""
    with (disk / BALLAST).open("ab") as ballast:
        ballast.write(bytes(max(0, shutil.disk_usage(disk).free - leaving)))


def make_room(disk: Path) -> None:
    """Take away what it was filled with."""
    (disk / BALLAST).unlink()
