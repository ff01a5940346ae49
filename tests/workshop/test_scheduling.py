"""Where several workers run the tests, one of them runs this whole file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

WORKER, RUN = "PYTEST_XDIST_WORKER", "PYTEST_XDIST_TESTRUNUID"


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which each worker that runs tests of this file leaves its name."""
    if WORKER not in os.environ:
        pytest.skip("One process runs all tests.")
    folder = tmp_path_factory.getbasetemp().parent / f"workers-{os.environ[RUN]}"
    folder.mkdir(exist_ok=True)
    (folder / os.environ[WORKER]).touch()
    return folder


@pytest.mark.parametrize("number", range(8))
def test_what_tests_of_a_file_share_is_made_once(workers: Path, number: int) -> None:
    del number
    assert [path.name for path in workers.iterdir()] == [os.environ[WORKER]]
