"""Settings are read from the environment, once; a bad one is refused in a sentence that names it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.errors import Invalid, Unavailable
from graph.vocabulary.kinds import Language
from server.running import address_of, listen
from server.settings import Settings, read_settings
from tests.server.conftest import Run

BAD = [
    ("PORT", "abc"),
    ("PORT", "-1"),
    ("PORT", "65536"),
    ("PORT", "80.5"),
    ("PORT", ""),
    ("LANGUAGE", "fr"),
    ("LANGUAGE", ""),
    ("DATE", "yesterday"),
    ("DATE", "21/03/2013"),
    ("DATE", "2013-02-30"),
    ("STORE_WAIT", "a minute"),
    ("STORE_AGE", "-1"),
]


def test_without_settings_a_server_is_for_this_machine_and_italian() -> None:
    assert read_settings({}) == Settings("127.0.0.1", 8000, Language.IT, None)


def test_all_settings_are_taken() -> None:
    environment = {
        "INTRECCIO_HOST": "10.0.0.1",
        "INTRECCIO_PORT": "8001",
        "INTRECCIO_LANGUAGE": "EN",
        "INTRECCIO_DATE": "2013-03-21",
        "INTRECCIO_STORE_WAIT": "5",
        "INTRECCIO_STORE_AGE": "0.5",
    }
    expected = Settings("10.0.0.1", 8001, Language.EN, date(2013, 3, 21), store_wait=5.0, store_age=0.5)
    assert read_settings(environment) == expected


def test_an_empty_date_is_none() -> None:
    assert read_settings({"INTRECCIO_DATE": ""}).default_date is None


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_setting_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=rf"^INTRECCIO_{name} is “{value}”: write .+\.$"):
        read_settings({f"INTRECCIO_{name}": value})


@pytest.mark.parametrize("command", [["demo", "--no-browser"], ["serve", "--store", "memory://"]])
def test_a_bad_setting_stops_a_server_before_it_begins(run: Run, command: list[str]) -> None:
    ran = run(*command, PORT="many")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "INTRECCIO_PORT is “many”: write a number up to 65535.\n"


@pytest.mark.parametrize("command", ["facts", "vocabulary"])
def test_commands_speak_the_language_of_the_settings(run: Run, command: str) -> None:
    assert (
        run(command, LANGUAGE="en").out == run(command, "--lang", "en").out != run(command, LANGUAGE="it").out
    )


def test_an_option_wins_over_a_setting(run: Run) -> None:
    assert run("vocabulary", "--lang", "it", LANGUAGE="en").out == run("vocabulary").out


def test_a_bad_store_in_the_settings_is_said(run: Run) -> None:
    ran = run("facts", STORE="plan.db")
    assert ran.code == 1
    assert "“plan.db” names no store" in ran.err


def test_the_day_of_the_settings_is_the_day_of_the_map(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("map", "--out", "a.html", DATE="2012-06-01")
    run("map", "--out", "b.html", "--at", "2012-06-01")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_port_is_taken_from_the_first_moment() -> None:
    first = listen(Settings(port=0))
    try:
        port = first.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port} is in use .+ --port, for example {port + 1}"):
            listen(Settings(port=port))
    finally:
        first.close()


def test_an_address_that_is_not_this_machines_is_refused() -> None:
    with pytest.raises(Unavailable, match=r"^Cannot listen on 192\.0\.2\.1:0 \(.+\)\.$"):
        listen(Settings(host="192.0.2.1", port=0))


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104
        ("", "127.0.0.1"),
    ],
)
def test_the_address_shown_is_one_that_a_browser_can_open(host: str, shown: str) -> None:
    settings = Settings(host=host, port=0)
    with listen(settings) as listening:
        assert address_of(settings, listening) == f"http://{shown}:{listening.getsockname()[1]}/"


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_address_of_version_six_is_shown_in_brackets(host: str) -> None:
    settings = Settings(host=host, port=0)
    try:
        listening = listen(settings)
    except Unavailable:
        pytest.skip("this machine has no IPv6")
    with listening:
        assert address_of(settings, listening) == f"http://[::1]:{listening.getsockname()[1]}/"
