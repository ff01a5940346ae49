"""Two servers on one Neo4j, as `deploy/compose.yaml` has them, here as plain processes."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread
from typing import Any

import httpx
import pytest
from neo4j import GraphDatabase

from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import read_address
from tests.server.processes import INTRECCIO, Server, environment, launch, start
from tests.stores.neo4j_pool import require_startable
from tests.stores.neo4j_server import Neo4jServer

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PATIENCE = 120.0
CREATE = """
mutation ($name: String!, $key: String) {
  apply(changes: [{createEntity: {kind: "topic", name: $name}}], key: $key) { revision }
}
"""
TOPICS = '{ entities(first: 500, filter: {kinds: ["topic"]}) { edges { node { key name } } } }'
RECORDED = "{ changes(first: 1) { edges { node { revision } } } }"
EMPTY = "MATCH (n) DETACH DELETE n"
AT_MOST = 8.0  # seconds: three, and what a page takes on a busy machine


@dataclass
class Deployment:
    """A Neo4j, and two servers of the plan on it."""

    neo4j: Neo4jServer
    one: Server
    other: Server


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    require_startable()
    folder = tmp_path_factory.mktemp("replicas")
    neo4j = Neo4jServer(folder / "neo4j")
    servers: list[Server] = []
    try:
        neo4j.start()
        servers.append(start(folder, "demo", "--no-browser", "--store", neo4j.url))
        servers.append(start(folder, "serve", STORE=neo4j.url))
        yield Deployment(neo4j, *servers)
        while servers:
            assert servers.pop().stop(signal.SIGTERM).code == 0
    finally:
        for server in servers:
            server.kill()
        neo4j.kill()


def _run(*arguments: str) -> str:
    done = subprocess.run(
        [INTRECCIO, *arguments], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(server: Server, query: str, **variables: object) -> dict[str, Any]:
    body = {"query": query, "variables": variables}
    answer: dict[str, Any] = httpx.post(f"{server.address}/graphql", json=body, timeout=PATIENCE).json()
    return answer


def create(server: Server, name: str) -> int:
    answer = ask(server, CREATE, name=name)
    assert "errors" not in answer, answer
    return int(answer["data"]["apply"]["revision"])


def topics(server: Server) -> set[str]:
    return {edge["node"]["name"] for edge in ask(server, TOPICS)["data"]["entities"]["edges"]}


def test_several_writers_lose_nothing(deployment: Deployment) -> None:
    told: list[int] = []

    def write(server: Server, label: str) -> None:
        told.extend(create(server, f"{label} {number}") for number in range(10))

    writers = [
        Thread(target=write, args=(server, label))
        for server, label in ((deployment.one, "Uno"), (deployment.other, "Altro"))
    ]
    for writer in writers:
        writer.start()
    checked = _run("check", "--store", deployment.neo4j.url)  # a third process reads meanwhile
    for writer in writers:
        writer.join()
    assert "as the log says" in checked
    assert len(set(told)) == 20
    names = {f"{label} {number}" for label in ("Uno", "Altro") for number in range(10)}
    assert names <= topics(deployment.one)
    assert topics(deployment.one) == topics(deployment.other)


def test_reading_goes_on_while_the_database_is_away_and_writing_after(deployment: Deployment) -> None:
    create(deployment.one, "Prima")
    before = topics(deployment.other)
    assert ready(deployment.other)[0] == 200
    deployment.neo4j.kill()
    try:
        assert topics(deployment.other) == before
        status, said = ready(deployment.other)
        assert (status, said["status"]) == (503, "unavailable")
        assert said["age"] > 0
        answer = ask(deployment.other, CREATE, name="Durante", key="durante")
        assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        live = httpx.get(f"{deployment.other.address}/health/live", timeout=PATIENCE)
        assert live.status_code == 200
    finally:
        deployment.neo4j.start()
    assert "errors" not in _until_written(deployment.other, "Durante", "durante")
    _wait_until_ready(deployment.one)
    assert topics(deployment.one) >= before | {"Durante"}


@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_nobody_waits_long_for_a_database_that_is_away(deployment: Deployment, how: str) -> None:
    server = deployment.one
    if how == "killed":
        deployment.neo4j.kill()
    else:
        deployment.neo4j.freeze()
    try:
        for _ in range(2):
            begun = time.monotonic()
            page = httpx.get(f"{server.address}/entities/kairos", timeout=PATIENCE)
            assert (page.status_code, "age" in page.headers) == (200, True)
            for refused in (ask(server, RECORDED), ask(server, CREATE, name="Mai", key="mai")):
                assert refused["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
            assert time.monotonic() - begun < AT_MOST
    finally:
        if how == "killed":
            deployment.neo4j.start()
        else:
            deployment.neo4j.thaw()
    _wait_until_ready(server)


def _until_written(server: Server, name: str, key: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = ask(server, CREATE, name=name, key=key)
        if "errors" not in answer or time.monotonic() > deadline:
            return answer


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while ready(server)[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def ready(server: Server) -> tuple[int, dict[str, Any]]:
    answer = httpx.get(f"{server.address}/health/ready", timeout=PATIENCE)
    return answer.status_code, answer.json()


def test_a_start_without_the_database_says_so_and_waits(
    deployment: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    deployment.neo4j.kill()
    server = launch(
        tmp_path_factory.mktemp("late"), "serve", "--store", deployment.neo4j.url, STORE_WAIT="120"
    )
    try:
        try:
            said = server.wait_for(server.err, "Waiting")
        finally:
            deployment.neo4j.start()
        assert said.endswith("Waiting for it, at most 120 seconds.\n")
        server.wait_for(server.out, "Stop")
        assert "Prima" in topics(server)
        ended = server.stop(signal.SIGTERM)
    finally:
        server.kill()
    assert (ended.code, ended.err) == (0, said)


async def test_a_start_tells_how_far_its_reading_is(deployment: Deployment) -> None:
    told: list[tuple[int, int]] = []
    store = Neo4jStore(read_address(deployment.neo4j.url))
    snapshot = await store.snapshot(None, lambda done, total: told.append((done, total)))
    await store.close()
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] >= sum(1 for _ in snapshot.find_entities())


def test_a_start_does_not_wait_for_ever(tmp_path_factory: pytest.TempPathFactory) -> None:
    nobody = read_address("bolt://127.0.0.1:1")
    done = subprocess.run(
        [INTRECCIO, "serve", "--port", "0", "--store", f"{nobody}"],
        env=environment() | {"INTRECCIO_STORE_WAIT": "0.1"},
        cwd=tmp_path_factory.mktemp("nobody"),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "cannot be reached: is the database running?" in done.stderr.splitlines()[-1]


def test_a_store_that_has_gone_back_is_not_shown_and_one_that_is_gone_neither(
    deployment: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("back")
    _run("backup", "--store", deployment.neo4j.url, "--out", f"{folder}/older.gz")
    create(deployment.one, "Di troppo")
    server = launch(folder, "serve", "--store", deployment.neo4j.url)
    try:
        server.wait_for(server.out, "Stop")
        assert "Di troppo" in topics(server)
        _empty(deployment.neo4j.url)
        refused = ask(server, CREATE, name="Nel vuoto")
        assert refused["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        _run("restore", f"{folder}/older.gz", "--store", deployment.neo4j.url)
        deadline = time.monotonic() + PATIENCE
        while "gone back" not in ask(server, CREATE, name="Indietro")["errors"][0]["message"]:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert httpx.get(server.address, timeout=PATIENCE).status_code == 503
        assert ready(server)[0] == 503
        ended = server.stop(signal.SIGTERM)
    finally:
        server.kill()
    assert ended.code == 0
    assert "There is no network in" in ended.err
    assert "gone back" in ended.err
    assert "Traceback" not in ended.err


def _empty(url: str) -> None:
    address = read_address(url)
    with GraphDatabase.driver(address.server) as driver:
        driver.execute_query(EMPTY, database_=address.database)
