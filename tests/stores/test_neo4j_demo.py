"""The demo on Neo4j is the demo on SQLite: the same log, pages, pictures and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from graph.stores.neo4j_address import Address
from tests.live.listening import ask
from tests.server.processes import Server, start
from tests.stores.neo4j_pool import Neo4jPool
from tests.stores.replicas import password_of, run, stop

pytestmark = pytest.mark.slow

PAGES = (
    "/",
    "/map",
    "/picture.svg",
    "/picture.svg?theme=dark&shape=narrow",
    "/entities",
    "/involvement",
    "/bodies",
    "/coverage",
    "/sources",
    "/graphql/reference",
    "/graphql/schema.graphql",
)
SLUGS = "{ entities(first: 1000) { edges { node { slug kind } } } }"
SHA = re.compile(r"SHA-256 of both: ([0-9a-f]{64})")
COUNTS = re.compile(r"\d+ entities, \d+ relationships, revision \d+, checked")
PATIENCE = 60.0


@dataclass(frozen=True)
class Demo:
    """A demo that loaded its territory into Neo4j, one on a file copied from there, and what was printed."""

    on_neo4j: Server
    on_file: Server
    copied: str
    copied_back: str


@pytest.fixture(scope="module", params=["plan", "example"])
def demo(
    request: pytest.FixtureRequest, neo4j_pool: Neo4jPool, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    folder, address = tmp_path_factory.mktemp(request.param), neo4j_pool.empty()
    arguments = ("demo", "--no-browser", *(("--example",) if request.param == "example" else ()))
    servers: list[Server] = []
    try:
        servers.append(start(folder, *arguments, "--store", str(address), **password_of(address)))
        assert "facts loaded" in servers[0].out[0]
        copied = copy(folder, address, str(address), "sqlite:///copy.db")
        servers.append(start(folder, *arguments, "--store", "sqlite:///copy.db"))
        assert "already loaded" in servers[1].out[0]
        copied_back = copy(folder, address, "sqlite:///copy.db", "sqlite:///again.db")
        yield Demo(servers[0], servers[1], copied, copied_back)
    finally:
        stop(servers)


def copy(folder: Path, address: Address, source: str, target: str) -> str:
    return run(address, "copy", "--from", source, "--to", target, cwd=folder)


def fetch(server: Server, path: str) -> tuple[int, str]:
    """Return what is answered at an address, other than the port that the server listens at."""
    answer = httpx.get(server.address + path, timeout=PATIENCE)
    return answer.status_code, answer.text.replace(server.address, "http://here")


def test_pages_pictures_and_tables_are_equal_byte_for_byte(demo: Demo) -> None:
    entities = [edge["node"] for edge in ask(demo.on_file, SLUGS)["data"]["entities"]["edges"]]
    paths = [f"{page}{'&' if '?' in page else '?'}lang={lang}" for page in PAGES for lang in ("it", "en")]
    paths += [f"/entities/{entity['slug']}" for entity in entities]
    paths += [f"/involvement.csv?where={entity['slug']}" for entity in entities if entity["kind"] == "plan"]
    paths += [f"/sources/{entity['slug']}" for entity in entities if entity["kind"] == "document"]
    assert len(paths) > 100
    with ThreadPoolExecutor(2) as pool:
        for path in paths:
            expected, found = pool.map(fetch, (demo.on_file, demo.on_neo4j), (path, path))
            assert expected[0] == 200, path
            assert found == expected, path


def test_a_network_goes_from_store_to_store_hash_for_hash(demo: Demo) -> None:
    (there,), (back,) = SHA.findall(demo.copied), SHA.findall(demo.copied_back)
    assert there == back
    assert COUNTS.findall(demo.copied) == COUNTS.findall(demo.copied_back) != []
