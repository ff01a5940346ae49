"""What people are told when a Neo4j is not for us, or not to be trusted: a sentence, without the password."""

from __future__ import annotations

import asyncio
import gc
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import Away, Unavailable
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import Address, read_address
from graph.stores.neo4j_connection import Neo4jConnection, Patience
from graph.stores.neo4j_format import FORMAT
from graph.stores.verification import verify
from tests.stores.neo4j_pool import Neo4jPool, require_startable, run, session
from tests.stores.neo4j_server import Neo4jServer
from tests.stores.writing import BOARD, commit, create, rename

pytestmark = pytest.mark.anyio

PASSWORD = "a-test-of-neo4j"
EMPTY = "MATCH (n) DETACH DELETE n"
MADE = "SHOW INDEXES YIELD name, owningConstraint RETURN name, owningConstraint ORDER BY name"
SOON = Patience(retry=0.5)
HASTY = Patience(answer=3.0)  # less than the server locks a user
WRONG = 3  # so many wrong passwords, and it does
SOON_CLOSED = 30.0  # seconds
POLICY = "dbms.ssl.policy.bolt"


@pytest.fixture
def address(neo4j_pool: Neo4jPool) -> Iterator[Address]:
    """Return the address of a database, which is left with nothing in it."""
    address = neo4j_pool.empty()
    yield address
    run(address, EMPTY)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two certificates for this machine, each signed by itself."""
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("server", "other"):
        files = ("-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt")
        asked = ("-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2")
        command = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *asked)
        subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def guarding(tmp_path_factory: pytest.TempPathFactory, certificates: Path) -> Iterator[Neo4jServer]:
    """Return a server with a password that speaks TLS, to those who wish it."""
    require_startable()
    conf = {
        f"{POLICY}.enabled": "true",
        f"{POLICY}.base_directory": str(certificates),
        f"{POLICY}.private_key": "server.key",
        f"{POLICY}.public_certificate": "server.crt",
        f"{POLICY}.client_auth": "NONE",
        "server.bolt.tls_level": "OPTIONAL",
    }
    server = Neo4jServer(tmp_path_factory.mktemp("guarded"), password=PASSWORD, conf=conf)
    yield server
    server.kill()


@pytest.fixture
def guarded(guarding: Neo4jServer) -> Neo4jServer:
    """Return it started."""
    if not guarding.is_running:
        guarding.start()
    return guarding


@pytest.fixture
async def ended() -> AsyncIterator[None]:
    """Let encrypted connections come to their end after a test: the driver closes them in the background."""
    before = _open_sockets()
    yield
    async with asyncio.timeout(SOON_CLOSED):
        while _open_sockets() - before:  # noqa: ASYNC110 - nobody tells when they have ended
            await asyncio.sleep(0.02)


def _open_sockets() -> set[int]:
    return {item.fileno() for item in gc.get_objects() if issubclass(type(item), socket.socket)} - {-1}


def over(server: Neo4jServer, scheme: str, host: str = "127.0.0.1") -> Neo4jStore:
    """Return a store on a server, reached in another way."""
    found = replace(read_address(server.url), server=f"{scheme}://{host}:{server.port}")
    return Neo4jStore(found, patience=SOON)


async def refusal(store: Neo4jStore) -> Unavailable:
    """Return how a store refuses to be read."""
    with pytest.raises(Unavailable) as refused:
        await store.head()
    await store.close()
    assert PASSWORD not in str(refused.value)
    return refused.value


async def test_a_wrong_database_is_told_in_a_sentence(address: Address) -> None:
    said = await refusal(Neo4jStore(replace(address, database="other")))
    assert str(said) == f"{address.server}/other is no database of that server: check its name."


async def test_a_server_that_lacks_a_phrase_of_ours_is_too_old(address: Address) -> None:
    connection = Neo4jConnection(address, SOON)
    with pytest.raises(Unavailable, match=r"it must be Neo4j 5\.26 or newer"):
        await connection.read(lambda transaction: transaction.run("MATCH (n) FROM THE FUTURE"))
    await connection.close()


async def test_a_store_that_must_be_there_is_not_made(address: Address) -> None:
    run(address, EMPTY)
    assert "load a territory" in str(await refusal(Neo4jStore(address, create=False)))
    assert run(address, "MATCH (n) RETURN n") == []


async def test_the_data_of_another_program_is_left_as_it_is(address: Address) -> None:
    run(address, EMPTY, "CREATE (:Film {title: 'Novecento'})")
    store = Neo4jStore(address)
    with pytest.raises(Unavailable, match="another program"):
        await commit(store, *create(BOARD))
    await store.close()
    assert run(address, "MATCH (n) RETURN labels(n)") == [[["Film"]]]


async def test_a_newer_format_is_refused(address: Address) -> None:
    store = Neo4jStore(address)
    await store.head()
    await store.close()
    run(address, "MATCH (h:LogHead) SET h.format = 99")
    assert "update Intreccio" in str(await refusal(Neo4jStore(address)))
    assert run(address, "MATCH (h:LogHead) RETURN h.format") == [[99]]


async def test_steps_to_the_newest_format_that_were_cut_off_are_gone_again(address: Address) -> None:
    store = Neo4jStore(address)
    await commit(store, *create(BOARD), key="first")
    lines, made = [line async for line in store.export()], run(address, MADE)
    await store.close()
    run(address, "DROP CONSTRAINT log_key", "DROP INDEX entity_name", "MATCH (h:LogHead) REMOVE h.format")
    for _ in range(2):  # the second time there is nothing to do
        store = Neo4jStore(address)
        assert [line async for line in store.export()] == lines
        await store.close()
        assert run(address, MADE) == made
        assert run(address, "MATCH (h:LogHead) RETURN h.format") == [[FORMAT]]


@pytest.mark.slow
@pytest.mark.parametrize("password", ["wrong", None])
async def test_a_wrong_password_is_told_in_a_sentence(guarded: Neo4jServer, password: str | None) -> None:
    found = replace(read_address(guarded.url), password=password)
    said = await refusal(Neo4jStore(found))
    assert str(said) == f"{found} refuses the user or the password: check them."


@pytest.mark.slow
async def test_one_with_an_old_password_does_not_lock_others_out(guarded: Neo4jServer) -> None:
    address = read_address(guarded.url)
    outdated = Neo4jStore(replace(address, password=f"old-{PASSWORD}"))
    for _ in range(20):
        assert not (await outdated.health()).ok
        with pytest.raises(Unavailable, match="refuses the user or the password: check them"):
            await commit(outdated, *create(BOARD))
    other = Neo4jStore(address, patience=HASTY)
    assert await other.head() == 0
    for store in (outdated, other):
        await store.close()


@pytest.mark.slow
async def test_a_password_that_was_refused_is_tried_again_after_a_while(guarded: Neo4jServer) -> None:
    address = replace(read_address(guarded.url), password=f"another-{PASSWORD}")
    store = Neo4jStore(address, patience=Patience(refused=0.0))
    assert not (await store.health()).ok
    change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
    system = replace(read_address(guarded.url), database="system")
    with session(system) as opened:
        opened.run(change, old=PASSWORD, new=address.password).consume()
    try:
        assert await store.head() == 0
    finally:
        with session(replace(address, database="system")) as opened:
            opened.run(change, old=address.password, new=PASSWORD).consume()
    await store.close()


@pytest.mark.slow
async def test_who_has_the_right_password_is_let_in_as_soon_as_the_server_does(
    guarded: Neo4jServer,
) -> None:
    address = read_address(guarded.url)
    wrong = replace(address, password=f"not-{PASSWORD}")
    for _ in range(WRONG):
        await refusal(Neo4jStore(wrong, patience=SOON))
    said = await refusal(Neo4jStore(address, patience=HASTY))
    assert "lets nobody in as neo4j for some seconds, after wrong passwords: try again" in str(said)
    assert isinstance(said, Away)  # who starts waits for it
    store = Neo4jStore(address)
    assert await store.head() == 0
    await store.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
@pytest.mark.usefixtures("ended")
async def test_a_certificate_that_is_trusted_is_taken(
    guarded: Neo4jServer, certificates: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "server.crt"))
    store = over(guarded, scheme)
    assert await store.head() == 0
    await store.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["bolt+ssc", "neo4j+ssc"])
@pytest.mark.usefixtures("ended")
async def test_any_certificate_is_taken_where_that_is_asked_for(guarded: Neo4jServer, scheme: str) -> None:
    store = over(guarded, scheme)
    assert await store.head() == 0
    await store.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
async def test_a_certificate_of_somebody_else_is_told_in_a_sentence(
    guarded: Neo4jServer, certificates: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "other.crt"))
    store = over(guarded, scheme)
    said = await refusal(store)
    assert str(said) == (
        f"{store.address} shows a certificate that is not trusted here (self-signed certificate)."
    )
    assert not isinstance(said, Away)  # waiting would not mend it


@pytest.mark.slow
async def test_a_certificate_for_another_name_is_told_in_a_sentence(
    guarded: Neo4jServer, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "server.crt"))
    said = await refusal(over(guarded, "bolt+s", "localhost"))
    assert "not valid for 'localhost'" in str(said)


@pytest.mark.slow
async def test_a_server_without_tls_is_told_in_a_sentence(
    certificates: Path, neo4j_pool: Neo4jPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "server.crt"))
    plain = neo4j_pool.empty()
    encrypted = replace(plain, server=plain.server.replace("bolt://", "bolt+s://"))
    said = await refusal(Neo4jStore(encrypted, patience=SOON))
    assert str(said) == f"{encrypted} cannot be reached: is the database running, with TLS?"


@pytest.fixture
async def closed_to_writing(guarded: Neo4jServer) -> AsyncIterator[Neo4jStore]:
    """Return a store that holds one fact, whose database can only be read since."""
    setting = "server.databases.default_to_read_only"
    store = Neo4jStore(read_address(guarded.url))
    await commit(store, *create(BOARD))
    guarded.kill()
    guarded.conf[setting] = "true"
    guarded.start()
    yield store
    await store.close()
    guarded.kill()
    del guarded.conf[setting]


@pytest.mark.slow
async def test_what_can_only_be_read_is_read_and_not_written(closed_to_writing: Neo4jStore) -> None:
    for store in (closed_to_writing, late := Neo4jStore(closed_to_writing.address)):
        assert (await store.snapshot()).revision == 1
        with pytest.raises(Unavailable, match="can only be read: nothing was written"):
            await commit(store, rename(BOARD, "New"))
        assert await verify(store) == []
        assert await store.head() == 1
    await late.close()
