"""A demo as a person runs it: started, looked at, stopped, started again; and a server for others."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.server.asking import language, resources
from tests.server.conftest import Run
from tests.server.processes import INTRECCIO, PATIENCE, QUICK, Ended, Server, environment, start

STORE = "sqlite:///plan.db"
ROLE = {"query": "{ viewer { roles { role } } }"}


@dataclass(frozen=True)
class Story:
    """What happened: a first start, a visit, an interruption, a second start, and an order to stop."""

    folder: Path
    page: httpx.Response
    answer: httpx.Response
    ready: httpx.Response
    interrupted: Ended
    after_first: bytes
    ready_again: httpx.Response
    terminated: Ended


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("demo")
    with httpx.Client(timeout=PATIENCE) as client:
        first = start(folder, "demo", "--no-browser", "--store", STORE)
        page = client.get(f"{first.address}/")
        answer = client.post(f"{first.address}/graphql", json=ROLE)
        ready = client.get(f"{first.address}/health/ready")
        interrupted = first.stop(signal.SIGINT)
        after_first = (folder / "plan.db").read_bytes()
        second = start(folder, "demo", "--no-browser", "--store", STORE)
        ready_again = client.get(f"{second.address}/health/ready")
        terminated = second.stop(signal.SIGTERM)
    return Story(folder, page, answer, ready, interrupted, after_first, ready_again, terminated)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("public"), "serve", "--store", "memory://", "--host", "0.0.0.0")  # noqa: S104
    yield server
    server.stop(signal.SIGTERM)


def test_a_demo_says_what_it_loaded_and_where_to_look(story: Story) -> None:
    loaded, page, map_page, api, stop = story.interrupted.out.splitlines()
    assert re.fullmatch(r".+ \(sqlite:///plan\.db\): \d+ facts loaded\.", loaded)
    assert re.fullmatch(r"Pages +http://127\.0\.0\.1:\d+/", page)
    assert re.fullmatch(r"Map +http://127\.0\.0\.1:\d+/map", map_page)
    assert re.fullmatch(r"GraphQL +http://127\.0\.0\.1:\d+/graphql", api)
    assert "Ctrl+C" in stop


def test_a_demo_serves_pages(story: Story) -> None:
    assert story.page.status_code == 200
    assert language(story.page.text) == "it"
    assert resources(story.page.text)
    assert [item for item in resources(story.page.text) if not item.startswith("/")] == []


def test_a_demo_answers_graphql_as_to_its_editor(story: Story) -> None:
    assert story.answer.json()["data"]["viewer"]["roles"][0]["role"].lower() == "editor"


def test_a_server_does_not_say_what_it_runs_on(story: Story) -> None:
    assert "server" not in story.page.headers


def test_a_demo_is_ready_with_the_plan_at_revision_one(story: Story) -> None:
    assert story.ready.json() == {"status": "ok", "head": 1}


@pytest.mark.parametrize("how", ["interrupted", "terminated"])
def test_stopping_is_quick_quiet_and_no_failure(story: Story, how: str) -> None:
    ended: Ended = getattr(story, how)
    assert (ended.code, ended.err) == (0, "")
    assert ended.seconds < QUICK


def test_stopping_leaves_the_store_alone_in_its_folder(story: Story) -> None:
    assert [file.name for file in story.folder.iterdir()] == ["plan.db"]


def test_a_demo_does_not_load_again_what_its_store_holds(story: Story) -> None:
    assert story.terminated.out.splitlines()[0].endswith("already loaded.")
    assert story.ready_again.json()["head"] == 1
    assert (story.folder / "plan.db").read_bytes() == story.after_first


def test_a_store_that_was_served_is_sound(story: Story, run: Run) -> None:
    ran = run("check", "--store", f"sqlite:///{story.folder / 'plan.db'}")
    assert ran.code == 0
    assert "at revision 1: as the log says." in ran.out


def test_a_demo_on_another_network_is_refused_and_leaves_it(story: Story, run: Run) -> None:
    before = (story.folder / "plan.db").read_bytes()
    ran = run(
        "demo", "--example", "--no-browser", "--port", "0", "--store", f"sqlite:///{story.folder}/plan.db"
    )
    assert ran.code == 1
    assert re.fullmatch(r"The store holds another network \(\d+ entities\): .+ --store\.\n", ran.err)
    assert (story.folder / "plan.db").read_bytes() == before
    assert [file.name for file in story.folder.iterdir()] == ["plan.db"]


def test_a_public_server_says_that_it_is_one(public: Server) -> None:
    assert any("public view" in line for line in public.out)


def test_a_public_server_takes_everybody_for_the_public(public: Server) -> None:
    answer = httpx.post(f"{public.address}/graphql", json=ROLE, timeout=PATIENCE)
    assert answer.json()["data"]["viewer"]["roles"][0]["role"].lower() == "public"


def test_a_taken_port_is_said_in_one_sentence(public: Server, tmp_path: Path) -> None:
    port = public.address.rpartition(":")[2]
    command = [str(INTRECCIO), "demo", "--no-browser", "--port", port, "--store", "sqlite:///own.db"]
    ended = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(rf"Port {port} is in use by another program: .+\.\n", ended.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_only_reserved_is_taken_too(run: Run) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        ran = run("serve", "--store", "memory://", "--port", str(other.getsockname()[1]))
    assert ran.code == 1
    assert "is in use" in ran.err
