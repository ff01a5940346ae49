"""Where a Neo4j is, as URL and settings say it, and who asks there."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import Invalid
from graph.stores.neo4j_address import Address, read_address, without_password

NAMED = "INTRECCIO_STORE_PASSWORD"
FILE = "INTRECCIO_STORE_PASSWORD_FILE"


def test_a_url_names_server_database_and_user() -> None:
    assert read_address("neo4j+s://ada@graph.example:7688/plan", {}) == Address(
        "neo4j+s://graph.example:7688", "plan", "ada", None
    )


def test_database_and_user_are_called_neo4j_when_not_named() -> None:
    assert read_address("bolt://localhost", {}) == Address("bolt://localhost", "neo4j", "neo4j", None)


@pytest.mark.parametrize("url", ["neo4j://", "bolt://host:port", "bolt://host/a/b", "bolt://host/a?b=c"])
def test_a_url_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="write neo4j://user@host:7687/database"):
        read_address(url, {})


def test_the_password_is_the_urls_else_the_settings_else_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from a file\n")
    settings = {NAMED: "from a setting", FILE: str(file)}
    assert read_address("bolt://u:from%20a%20url@host", settings).password == "from a url"
    assert read_address("bolt://u@host", settings).password == "from a setting"
    assert read_address("bolt://u@host", {FILE: str(file)}).password == "from a file"


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=f"{FILE} names .*absent, which cannot be read"):
        read_address("bolt://host", {FILE: str(tmp_path / "absent")})


def test_a_password_is_not_shown() -> None:
    address = read_address("bolt://u:secret@host", {})
    assert "secret" not in f"{address} {address!r}"


@pytest.mark.parametrize(
    "url", ["bolt://u:se:cret@host", "bolt:/u:secret@host", "bolt:u:secret@host", "u:secret@host"]
)
def test_a_password_in_a_mistyped_url_is_not_shown(url: str) -> None:
    shown = without_password(url)
    assert "cret" not in shown
    assert shown.endswith("@host")
