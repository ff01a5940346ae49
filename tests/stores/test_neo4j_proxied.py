"""Two servers behind nginx, set up as `deploy/nginx.conf` has it, on one Neo4j."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.live.listening import ask, create, socket, stream
from tests.server.processes import Server
from tests.stores.neo4j_pool import Neo4jPool
from tests.stores.ports import free_port
from tests.stores.replicas import Replicas, replicas

pytestmark = pytest.mark.slow

CONF = Path(__file__).parents[2] / "deploy" / "nginx.conf"
PATIENCE = 60.0
AROUND = """
user root;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {conf}
}}
"""


class Proxy(Server):
    """nginx, in the place of a server of ours."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        super().__init__(process)
        self._port = port

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"


@pytest.fixture(scope="module")
def deployed(neo4j_pool: Neo4jPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    require_nginx()
    with replicas(tmp_path_factory.mktemp("proxied"), neo4j_pool.empty()) as started:
        yield started


@pytest.fixture(scope="module")
def proxy(deployed: Replicas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    conf = CONF.read_text()
    for name, server in zip(("one", "two"), deployed.both, strict=True):
        assert f"server {name}:8000 " in conf
        conf = conf.replace(f"server {name}:8000 ", f"server {server.address.rpartition('/')[2]} ")
    conf = re.sub(r"\blisten 80;", f"listen 127.0.0.1:{port};", conf)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, conf=conf))
    options = ("-e", "stderr", "-p", f"{folder}", "-c", f"{folder}/nginx.conf", "-g", "daemon off;")
    process = subprocess.Popen([require_nginx(), *options], stdout=subprocess.DEVNULL, text=True)
    started = Proxy(process, port)
    try:
        deadline = time.monotonic() + PATIENCE
        while ready(started) != 200:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield started
    finally:
        process.terminate()
        process.wait()


def require_nginx() -> str:
    """Return where nginx is; skip the test where it is not, in CI fail it."""
    if (found := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")) is None:
        reason = "nginx is not there: install it to try deploy/nginx.conf"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def ready(server: Server) -> int:
    try:
        return httpx.get(f"{server.address}/health/ready", timeout=PATIENCE).status_code
    except httpx.TransportError:
        return 0


def test_pages_come_through_the_proxy_with_its_address_in_them(proxy: Proxy) -> None:
    page = httpx.get(f"{proxy.address}/involvement.csv?where=azione-5", timeout=PATIENCE)
    assert page.status_code == 200
    assert f"{proxy.address}/entities/" in page.text


def test_what_was_written_is_there_whichever_server_is_asked_next(proxy: Proxy) -> None:
    for number in range(10):
        create(proxy, f"Attraverso {number}")
        found = ask(proxy, f'{{ entity(slug: "attraverso-{number}") {{ name }} }}')
        assert found == {"data": {"entity": {"name": f"Attraverso {number}"}}}


def test_followers_are_told_through_the_proxy_at_once(proxy: Proxy) -> None:
    since = create(proxy, "Inizio")
    with stream(proxy, since=since) as events, socket(proxy) as connection:
        connection.begin()
        connection.subscribe("a", since=since)
        for number in range(4):
            revision = create(proxy, f"Seguito {number}")
            assert events.revisions(1) == [revision]
            assert connection.revision() == revision


def test_a_large_body_comes_through(proxy: Proxy) -> None:
    answer = ask(proxy, "query ($text: String!) { search(text: $text) { totalCount } }", text="x" * 2_000_000)
    assert answer["errors"][0]["extensions"]["code"] == "INVALID"


def test_one_server_may_be_stopped_without_anybody_noticing(deployed: Replicas, proxy: Proxy) -> None:
    assert deployed.one.stop(signal.SIGTERM).code == 0
    for number in range(10):
        assert httpx.get(f"{proxy.address}/?lang=en", timeout=PATIENCE).status_code == 200
        create(proxy, f"Da solo {number}")
