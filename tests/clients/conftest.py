"""Public clients and judges, set on a server as people start it.

They are npm packages, locked in this folder: `npm ci --prefix tests/clients` brings them. Where they are
not there, the tests that need them are skipped and say so; in CI they must be there.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.processes import Server, start

HERE = Path(__file__).parent
PATIENCE = 120.0
Script = Callable[..., str]


@pytest.fixture(scope="session")
def node() -> Path:
    """Return where Node.js is; the test is skipped where it, or the packages of this folder, are not."""
    found = shutil.which("node")
    missing = "Node.js" if found is None else "the packages in tests/clients"
    if found is None or not (HERE / "node_modules").is_dir():
        reason = f"{missing} not there: install Node.js, then npm ci --prefix tests/clients"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(found)


@pytest.fixture(scope="session")
def run_script(node: Path) -> Script:
    """Return a way to run a script of this folder with arguments; it gives back what the script printed."""

    def running(script: str, *arguments: str) -> str:
        ran = subprocess.run(
            [node, HERE / script, *arguments],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    return running


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the demo on a free port for the tests of one module, which may write in it."""
    folder = tmp_path_factory.mktemp("clients")
    server = start(folder, "demo", "--no-browser", "--store", "sqlite:///plan.db")
    yield server
    server.stop(signal.SIGTERM)
