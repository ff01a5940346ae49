"""Where a Neo4j database is, as a store's URL says it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from graph.errors import Invalid

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
DATABASE = "neo4j"
USER = "neo4j"
PASSWORD_SETTING = "INTRECCIO_STORE_PASSWORD"  # noqa: S105 - the name of a setting
PASSWORD_FILE_SETTING = "INTRECCIO_STORE_PASSWORD_FILE"  # noqa: S105
FORM = "neo4j://user@host:7687/database"


@dataclass(frozen=True, slots=True)
class Address:
    """A server, one database on it, and who asks; `password` None: the server asks for none."""

    server: str
    database: str
    user: str
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Say where it is, without the password."""
        return f"{self.server}/{self.database}"


def is_neo4j(url: str) -> bool:
    """Tell whether a URL names a Neo4j database."""
    return url.partition("://")[0] in SCHEMES and "://" in url


def read_address(url: str, environment: Mapping[str, str] = os.environ) -> Address:
    """Return the address in a URL such as `neo4j://user@host:7687/database`.

    Database and user are `neo4j` when not named. The password is the URL's or, better, for others may
    read a command line, INTRECCIO_STORE_PASSWORD or the content of INTRECCIO_STORE_PASSWORD_FILE. Raises
    Invalid.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise Invalid(f"“{without_password(url)}” has no port that can be: write {FORM}.") from error
    path = parts.path.strip("/")
    if not parts.hostname or "/" in path or parts.query or parts.fragment:
        raise Invalid(f"“{without_password(url)}” names no database: write {FORM}.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    password = _read_password(environment) if parts.password is None else unquote(parts.password)
    return Address(
        server=f"{parts.scheme}://{host}" + ("" if port is None else f":{port}"),
        database=unquote(path) or DATABASE,
        user=unquote(parts.username) if parts.username else USER,
        password=password,
    )


def _read_password(environment: Mapping[str, str]) -> str | None:
    file = environment.get(PASSWORD_FILE_SETTING)
    if PASSWORD_SETTING in environment or file is None:
        return environment.get(PASSWORD_SETTING)
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{PASSWORD_FILE_SETTING} names {file}, which cannot be read.") from error


def without_password(url: str) -> str:
    """Return a URL fit to be shown."""
    before, at, host = url.rpartition("@")
    if not at:
        return url
    scheme, separator, credentials = before.partition("://")
    return f"{scheme}{separator}{credentials.partition(':')[0]}@{host}" if separator else f"…@{host}"
