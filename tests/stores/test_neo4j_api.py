"""What the API promises holds on two servers that share a Neo4j, also while a third process writes.

Each question goes to the other server than the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from typing import Any

import anyio
import pytest

from graph.service import Service
from graph.stores.neo4j import Neo4jStore
from graph.stores.sqlite import SqliteStore
from graph.vocabulary.layering import load_vocabulary
from schema.starters import STARTERS
from tests.docs.examples import Answered, Example, answer_in_order, keys_of
from tests.docs.test_examples import EXAMPLES, PAGES, named
from tests.live.listening import ask, create, socket, stream
from tests.server.processes import Server
from tests.stores.children import FORKED
from tests.stores.neo4j_children import write_elsewhere
from tests.stores.neo4j_pool import Neo4jPool
from tests.stores.replicas import Replicas, replicas

pytestmark = pytest.mark.slow

ELSEWHERE = "pagina-piano"  # an entity whose summary no question asks for
TELLS_REVISIONS = re.compile(r"^mutation|^subscription|\brevision\b|\basOf\b|\bhistory\b|\bsince:")
ALL = """
query ($after: String) {
  entities(first: 20, after: $after) { edges { node { key } } pageInfo { endCursor } }
}
"""
NAMED = "query ($slug: String!, $on: Moment) { entity(slug: $slug, on: $on) { name } }"
MAKE = """
mutation ($name: String!, $key: String) {
  apply(key: $key, changes: [{createEntity: {kind: "topic", name: $name}}]) { revision entities { key slug } }
}
"""
RENAME = """
mutation ($id: ID!, $name: String!, $at: Int!) {
  apply(expected: [{id: $id, revision: $at}], changes: [{updateEntity: {id: $id, name: $name}}]) { revision }
}
"""
UNDO = "mutation ($revision: Int!) { undo(revision: $revision) { revision } }"
TOLD = """
query ($since: Int, $subject: ID, $first: Int) {
  changes(since: $since, subject: $subject, first: $first) {
    edges { node { revision at actor operations { type after { name value } } } }
  }
}
"""
Answers = dict[str, list[object]]


@pytest.fixture(scope="module")
def deployed(neo4j_pool: Neo4jPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    with replicas(tmp_path_factory.mktemp("api"), neo4j_pool.empty()) as started:
        yield started


@pytest.fixture(scope="module")
def answers(deployed: Replicas) -> Answers:
    """Return what is answered to all pages; `file` is asked too, so that it holds the same afterwards."""
    pages = sorted(PAGES, key=lambda page: page == "docs/api.md")  # the one that writes comes last
    for page in pages:
        answer(deployed, [deployed.file], PAGES[page])
    return {page: answer(deployed, deployed.both, PAGES[page]) for page in pages}


def answer(deployed: Replicas, servers: Sequence[Server], examples: Sequence[Example]) -> list[object]:
    turns = cycle(servers)

    async def asking(query: str, variables: dict[str, Any] | None) -> Answered:
        server, variables = next(turns), variables or {}
        if not query.startswith("subscription"):
            return await anyio.to_thread.run_sync(partial(ask, server, query, **variables))
        with stream(server, query, **variables) as told:
            return next(content for name, content in told.events() if name == "next")

    async def run() -> list[object]:
        on_file = deployed.file in servers
        store = SqliteStore(deployed.folder / "plan.db") if on_file else Neo4jStore(deployed.address)
        try:
            return await answer_in_order(
                examples, asking, partial(keys_of, Service(store, load_vocabulary()))
            )
        finally:
            await store.close()

    return anyio.run(run)


@contextmanager
def writing_elsewhere(deployed: Replicas) -> Iterator[list[int]]:
    """Let a third process write to the database; afterwards the list holds how often it did."""
    here, there = FORKED.Pipe()
    process = FORKED.Process(target=write_elsewhere, args=(deployed.address, ELSEWHERE, there))
    process.start()
    there.close()  # should it die, `here` ends
    written: list[int] = []
    try:
        assert here.recv()
        yield written
        here.send("enough")
        written.append(here.recv())
    finally:
        process.kill()
        process.join()


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_an_example_is_what_two_servers_answer_in_turn(answers: Answers, example: tuple[str, int]) -> None:
    page, place = example
    assert answers[page][place] == PAGES[page][place].answer


@pytest.mark.usefixtures("answers")
def test_answers_are_those_of_sqlite_while_a_third_process_writes(deployed: Replicas) -> None:
    starters = [Example(starter.name, starter.query, None, None) for starter in STARTERS]
    asked = [item for page in PAGES.values() for item in page if not TELLS_REVISIONS.search(item.query)]
    expected = answer(deployed, [deployed.file], [*asked, *starters])
    with writing_elsewhere(deployed) as written:
        assert answer(deployed, deployed.both, [*asked, *starters]) == expected
        assert answer(deployed, deployed.both[::-1], [*asked, *starters]) == expected
    assert len(asked) > 40
    assert written[0] > 20


def test_pages_of_a_list_hold_together_over_both_servers_while_a_third_process_writes(
    deployed: Replicas,
) -> None:
    whole = ask(deployed.file, "{ entities(first: 1000) { edges { node { key } } } }")
    turns, keys, after = cycle(deployed.both), [], None
    with writing_elsewhere(deployed):
        while True:
            page = ask(next(turns), ALL, after=after)["data"]["entities"]
            if not page["edges"]:
                break
            keys += [edge["node"]["key"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
    created = {edge["node"]["key"] for edge in whole["data"]["entities"]["edges"]}
    assert len(keys) == len(set(keys)) == len(created)


def test_followers_on_both_are_told_of_every_revision_once_and_in_order(deployed: Replicas) -> None:
    since = create(deployed.one, "Da qui")
    with (
        stream(deployed.one, since=since) as events,
        socket(deployed.other) as connection,
        writing_elsewhere(deployed),
    ):
        connection.begin()
        connection.subscribe("a", since=since)
        mine = [create(server, f"Seguito {number}") for number, server in enumerate(deployed.both * 3)]
        wanted = list(range(since + 1, mine[-1] + 1))
        assert events.revisions(len(wanted)) == wanted
        assert [connection.revision() for _ in wanted] == wanted


def test_what_one_wrote_the_other_shows_at_once_while_a_third_process_writes(deployed: Replicas) -> None:
    with writing_elsewhere(deployed):
        for number in range(6):
            writer, reader = deployed.both if number % 2 else deployed.both[::-1]
            revision = create(writer, f"Scritto {number}")
            found = ask(reader, NAMED, slug=f"scritto-{number}", on={"asOf": revision})
            assert found["data"] == {"entity": {"name": f"Scritto {number}"}}
            assert ask(reader, NAMED, slug=f"scritto-{number}") == found


def make(server: Server, name: str) -> tuple[str, str, int]:
    """Write a topic; return its key, its slug and the revision."""
    made = ask(server, MAKE, name=name)["data"]["apply"]
    return made["entities"][0]["key"], made["entities"][0]["slug"], made["revision"]


def told(server: Server, **asked: object) -> list[dict[str, Any]]:
    """Return the changes that a server tells of."""
    return [edge["node"] for edge in ask(server, TOLD, **asked)["data"]["changes"]["edges"]]


def test_a_key_given_to_both_at_once_writes_once_while_a_third_process_writes(deployed: Replicas) -> None:
    with writing_elsewhere(deployed), ThreadPoolExecutor(2) as pool:
        for number in range(4):
            call = {"name": f"Una volta {number}", "key": f"una-volta-{number}"}
            first, second = pool.map(lambda server, call=call: ask(server, MAKE, **call), deployed.both)
            assert first["data"] == second["data"]
            for server in deployed.both:
                assert ask(server, NAMED, slug=f"una-volta-{number}")["data"]["entity"] is not None
                assert ask(server, NAMED, slug=f"una-volta-{number}-2")["data"]["entity"] is None


def test_of_two_that_build_on_the_same_one_is_refused_while_a_third_process_writes(
    deployed: Replicas,
) -> None:
    with writing_elsewhere(deployed), ThreadPoolExecutor(2) as pool:
        key, slug, at = make(deployed.one, "Conteso")
        for turn in range(4):
            names = [f"Di uno {turn}", f"Di altro {turn}"]
            done = list(
                pool.map(
                    lambda server, name, at=at: ask(server, RENAME, id=key, name=name, at=at),
                    deployed.both,
                    names,
                )
            )
            (lost,) = (place for place, answer in enumerate(done) if "errors" in answer)
            assert done[lost]["errors"][0]["extensions"]["code"] == "CONFLICT"
            at = done[1 - lost]["data"]["apply"]["revision"]
            for server in deployed.both:
                assert ask(server, NAMED, slug=slug)["data"]["entity"] == {"name": names[1 - lost]}


def test_what_was_and_who_changed_it_is_told_by_both_while_a_third_process_writes(deployed: Replicas) -> None:
    with writing_elsewhere(deployed) as written:
        key, slug, first = make(deployed.one, "Nome 0")
        revisions = [first]
        for number, server in enumerate(deployed.both[::-1] * 3, start=1):
            answer = ask(server, RENAME, id=key, name=f"Nome {number}", at=revisions[-1])
            revisions.append(answer["data"]["apply"]["revision"])
        undone = ask(deployed.one, UNDO, revision=revisions[-1])["data"]["undo"]["revision"]
        for server in deployed.both:
            of_it = told(server, subject=key)
            assert [item["revision"] for item in of_it] == [*revisions, undone]
            assert {"name": "name", "value": "Nome 5"} in of_it[-1]["operations"][0]["after"]
            assert ask(server, NAMED, slug=slug)["data"]["entity"] == {"name": "Nome 5"}
            for number, revision in enumerate(revisions):
                found = ask(server, NAMED, slug=slug, on={"asOf": revision})
                assert found["data"]["entity"] == {"name": f"Nome {number}"}
        count = undone - first
        on_one, on_other = (told(server, since=first, first=count) for server in deployed.both)
    assert on_one == on_other
    assert [item["revision"] for item in on_one] == list(range(first + 1, undone + 1))
    assert count > len(revisions)  # the third has written in between
    assert written[0] > 0
