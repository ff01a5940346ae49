"""Two servers on one Neo4j, as `deploy/compose.yaml` has them, here as plain processes."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread
from typing import Any

import httpx
import pytest

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
AS_OF = "{ entities(first: 1, on: {asOf: %d}) { totalCount } }"
EVERYTHING = """
{
  entities(first: 1000) { totalCount edges { node { key slug name summary status
    claims { locator stance } relationships { edges { node { key kind role target { slug } } } } } } }
  network { cohesion { density } }
}
"""
CHANGES = "subscription ($since: Int) { changes(since: $since) { revision } }"


@dataclass
class Deployment:
    """A Neo4j, two servers on it, and one on the SQLite file that it was copied from."""

    neo4j: Neo4jServer
    one: Server
    other: Server
    file: Server
    copied: str


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    require_startable()
    folder = tmp_path_factory.mktemp("replicas")
    neo4j = Neo4jServer(folder / "neo4j")
    servers: list[Server] = []
    try:
        neo4j.start()
        file = start(folder, "demo", "--no-browser", "--store", "sqlite:///plan.db")
        servers.append(file)
        copied = _run("copy", "--from", f"sqlite:///{folder}/plan.db", "--to", neo4j.url)
        # A store that holds the plan already is only served.
        servers.append(start(folder, "demo", "--no-browser", "--store", neo4j.url))
        servers.append(start(folder, "serve", STORE=neo4j.url))
        yield Deployment(neo4j, servers[1], servers[2], file, copied)
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


def test_a_copy_proves_that_it_is_the_same(deployment: Deployment) -> None:
    assert re.search(r"SHA-256 of both: [0-9a-f]{64}", deployment.copied)
    assert "checked." in deployment.copied


@pytest.mark.parametrize("query", [EVERYTHING, TOPICS])
def test_answers_are_those_of_the_file_it_was_copied_from(deployment: Deployment, query: str) -> None:
    expected = ask(deployment.file, query)
    assert "errors" not in expected, expected
    assert ask(deployment.one, query) == ask(deployment.other, query) == expected


@pytest.mark.parametrize("path", ["/", "/map", "/?lang=en"])
def test_pages_are_those_of_the_file_it_was_copied_from(deployment: Deployment, path: str) -> None:
    pages = [
        httpx.get(server.address + path, timeout=PATIENCE)
        for server in (deployment.file, deployment.one, deployment.other)
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    texts = {re.sub(r":\d{4,5}\b", "", page.text) for page in pages}
    assert len(texts) == 1


def test_what_one_wrote_the_other_shows_at_the_next_question(deployment: Deployment) -> None:
    for number in range(5):
        revision = create(deployment.one, f"Tema {number}")
        assert f"Tema {number}" in topics(deployment.other)
        assert "errors" not in ask(deployment.other, AS_OF % revision)


def test_followers_of_the_other_are_told_of_each_change_once(deployment: Deployment) -> None:
    body = {"query": CHANGES, "variables": {"since": create(deployment.one, "Inizio")}}
    accept = {"Accept": "text/event-stream"}
    told: list[int] = []
    with httpx.stream(
        "POST", f"{deployment.other.address}/graphql", json=body, headers=accept, timeout=PATIENCE
    ) as stream:
        wanted = [create(deployment.one, f"Seguito {number}") for number in range(5)]
        for line in stream.iter_lines():
            if line.startswith("data: {"):
                told.append(json.loads(line[6:])["data"]["changes"]["revision"])
            if len(told) == 5:
                break
    assert told == wanted


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


def _until_written(server: Server, name: str, key: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = ask(server, CREATE, name=name, key=key)
        if "errors" not in answer or time.monotonic() > deadline:
            return answer


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while ready(server)[0] != 200 or "Durante" not in topics(server):
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
        assert topics(server) >= topics(deployment.file)
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
