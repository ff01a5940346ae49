"""Compilers of public clients take the schema as it stands in the file, and what they make works."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.conftest import HERE, PATIENCE
from tests.server.processes import Server

SCHEMA = HERE.parents[1] / "schema" / "schema.graphql"


@pytest.fixture
def workplace(node: Path, tmp_path: Path) -> Path:
    """Return a folder with the schema, from which the packages are found."""
    assert node
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)


def tool(name: str) -> str:
    return str(HERE / "node_modules" / ".bin" / name)


def relay(workplace: Path, schema: str) -> subprocess.CompletedProcess[str]:
    shutil.copytree(HERE / "relay", workplace / "relay")
    (workplace / "relay" / "schema.graphql").write_text(schema, encoding="utf-8")
    (workplace / "relay" / "generated").mkdir()
    return run(workplace / "relay", tool("relay-compiler"), "relay.config.json")


def test_relay_takes_the_schema_with_its_connections(workplace: Path) -> None:
    compiled = relay(workplace, SCHEMA.read_text(encoding="utf-8"))
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    made = {file.name for file in (workplace / "relay" / "generated").iterdir()}
    assert {"DirectoryPaginationQuery.graphql.ts", "DirectoryLiveSubscription.graphql.ts"} <= made


def test_relay_would_refuse_connections_without_page_information(workplace: Path) -> None:
    schema = SCHEMA.read_text(encoding="utf-8").replace("  pageInfo: PageInfo!\n", "  info: PageInfo!\n")
    compiled = relay(workplace, schema)
    assert compiled.returncode != 0
    assert "pageInfo" in compiled.stdout + compiled.stderr


def test_a_typed_client_compiles_and_learns_from_the_server(workplace: Path, demo_server: Server) -> None:
    folder = workplace / "typed"
    shutil.copytree(HERE / "typed", folder)
    shutil.copy(SCHEMA, folder)
    made = run(folder, tool("graphql-codegen"), "--config", "codegen.json")
    assert made.returncode == 0, made.stdout + made.stderr
    compiled = run(folder, tool("tsc"), "--project", "tsconfig.json")
    assert compiled.returncode == 0, compiled.stdout
    ran = run(folder, "node", "built/client.js", f"{demo_server.address}/graphql")
    assert ran.returncode == 0, ran.stderr
    learnt = json.loads(ran.stdout)
    assert learnt["recorded"] == ["typed-topic"]
    assert ["Gruppo Tecnico di Piano", 4] in learnt["vacant"]
    assert "Typed topic" in learnt["uncovered"]


def test_a_client_that_asks_for_what_is_not_there_does_not_compile(workplace: Path) -> None:
    folder = workplace / "typed"
    shutil.copytree(HERE / "typed", folder)
    shutil.copy(SCHEMA, folder)
    client = folder / "client.ts"
    client.write_text(client.read_text(encoding="utf-8").replace("node.vacancies > 0", "node.empty > 0"))
    assert run(folder, tool("graphql-codegen"), "--config", "codegen.json").returncode == 0
    assert run(folder, tool("tsc"), "--project", "tsconfig.json").returncode != 0
