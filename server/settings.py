"""Settings of a server, read once from the environment."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph.errors import Invalid
from graph.rights import LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.vocabulary.kinds import Language

DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is reached and what it shows when nobody chooses.

    `default_date` None: the day that the network's newest plan names, else today.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    language: Language = Language.IT
    default_date: date | None = None

    @property
    def viewer(self) -> Viewer:
        """Whoever reaches this server, until there are accounts.

        Bound to this machine alone, it is its editor; reachable from elsewhere, everybody is public.
        """
        return LOCAL_EDITOR if is_loopback(self.host) else PUBLIC_VIEWER


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in INTRECCIO_HOST, _PORT, _LANGUAGE and _DATE; raises Invalid."""
    port = environment.get("INTRECCIO_PORT", str(DEFAULT_PORT))
    language = environment.get("INTRECCIO_LANGUAGE", Language.IT.value).lower()
    day = environment.get("INTRECCIO_DATE")
    if not port.isdecimal() or int(port) > 65535:
        raise Invalid(f"INTRECCIO_PORT is “{port}”: write a number up to 65535.")
    if language not in set(Language):
        raise Invalid(f"INTRECCIO_LANGUAGE is “{language}”: write it or en.")
    try:
        default_date = None if not day else date.fromisoformat(day)
    except ValueError as error:
        raise Invalid(f"INTRECCIO_DATE is “{day}”: write it like 2013-03-21.") from error
    return Settings(
        host=environment.get("INTRECCIO_HOST", "127.0.0.1"),
        port=int(port),
        language=Language(language),
        default_date=default_date,
    )


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
