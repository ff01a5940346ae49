"""The files in `deploy/` speak of what there is; `tests/stores/test_neo4j_proxied.py` runs it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.settings import read_settings
from tests.docs.test_examples import settings
from tests.server.conftest import Run

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return dict(described["services"])


@pytest.mark.parametrize("name", ["one", "two"])
def test_servers_are_given_settings_that_there_are(services: dict[str, Any], name: str) -> None:
    given = services[name]["environment"]
    own = {setting: value for setting, value in given.items() if setting.startswith("INTRECCIO_")}
    assert {"INTRECCIO_STORE", "INTRECCIO_STORE_PASSWORD", "INTRECCIO_KEYS"} <= own.keys() <= set(settings())
    assert read_settings(own).store_wait == 120.0
    assert own["INTRECCIO_STORE"] == "neo4j://neo4j@neo4j:7687"


@pytest.mark.parametrize("name", ["one", "two"])
def test_whatever_is_run_as_a_server_has_the_database_started_first(
    services: dict[str, Any], name: str
) -> None:
    assert services[name]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert "healthcheck" in services["neo4j"]
    steps = re.findall(r"^#   docker compose (.*)", (DEPLOY / "compose.yaml").read_text("utf-8"), re.M)
    assert [step.partition(" ")[0] for step in steps] == ["build", "run", "up"]
    assert " one load " in steps[1]


def test_the_proxy_speaks_to_the_servers_where_they_listen(services: dict[str, Any]) -> None:
    upstream = re.findall(r"^    server (\w+):(\d+) ", (DEPLOY / "nginx.conf").read_text("utf-8"), re.M)
    listening = [
        (name, service["command"][service["command"].index("--port") + 1])
        for name, service in services.items()
        if "command" in service
    ]
    assert upstream == listening == [("one", "8000"), ("two", "8000")]


def test_the_command_of_the_servers_is_one_that_there_is(run: Run, services: dict[str, Any]) -> None:
    assert run(*services["one"]["command"], "--help").code == 0


def test_the_image_takes_every_folder_of_the_program(services: dict[str, Any]) -> None:
    assert services["one"]["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}
    packages = {path.parent.name for path in ROOT.glob("*/py.typed")}
    copied = re.findall(r"^COPY (\w+) \1$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.M)
    sent = re.findall(r"^!(\w+)$", (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8"), re.M)
    assert packages == set(copied) == {name for name in sent if name != "LICENSE"} != set()
