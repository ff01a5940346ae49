"""Small disks, to be filled."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BALLAST = "ballast"


@contextmanager
def mounted(disk: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk at a new folder; where that is not allowed the test is skipped, in CI it fails."""
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={megabytes}M", "tmpfs", disk)
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = f"no small disk can be mounted here: {done.stderr.strip()}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def fill(disk: Path, leaving: int = 0) -> None:
    """Fill what is free of a disk, but for so many bytes."""
    with (disk / BALLAST).open("ab") as ballast:
        ballast.write(bytes(max(0, shutil.disk_usage(disk).free - leaving)))


def make_room(disk: Path) -> None:
    """Take away what it was filled with."""
    (disk / BALLAST).unlink()
