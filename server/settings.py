"""Settings of a server, read once from the environment."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date

from graph.errors import Invalid
from graph.rights import LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.vocabulary.kinds import Language
from schema.connection import DEFAULT_PAGE
from schema.limits import Limits

DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is reached and what it shows when nobody chooses.

    `default_date` None: the day that the network's newest plan names, else today. `heartbeat`: seconds
    between signs of life to subscribers; `connections`: how many of theirs may be open at once.
    `store_wait`: seconds that whatever opens a store waits for a database that is away; `store_age`:
    seconds for which reading goes on without it.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    language: Language = Language.IT
    default_date: date | None = None
    heartbeat: float = 15.0
    connections: int = 500
    store_wait: float = 60.0
    store_age: float = 86_400.0
    limits: Limits = field(default_factory=Limits)

    @property
    def viewer(self) -> Viewer:
        """Whoever reaches this server, until there are accounts.

        Bound to this machine alone, it is its editor; reachable from elsewhere, everybody is public.
        """
        return LOCAL_EDITOR if is_loopback(self.host) else PUBLIC_VIEWER


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in INTRECCIO_HOST, _PORT, _LANGUAGE, _DATE, …; raises Invalid."""
    port = environment.get("INTRECCIO_PORT", str(DEFAULT_PORT))
    language = environment.get("INTRECCIO_LANGUAGE", Language.IT.value).lower()
    day = environment.get("INTRECCIO_DATE")
    if not port.isdecimal() or int(port) > 65535:
        raise Invalid(f"INTRECCIO_PORT is “{port}”: write a number up to 65535.")
    if language not in set(Language):
        raise Invalid(f"INTRECCIO_LANGUAGE is “{language}”: write it or en.")
    heartbeat = environment.get("INTRECCIO_HEARTBEAT", "15")
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", heartbeat) or float(heartbeat) <= 0:
        raise Invalid(f"INTRECCIO_HEARTBEAT is “{heartbeat}”: write seconds, more than 0.")
    connections = environment.get("INTRECCIO_CONNECTIONS", "500")
    if not connections.isdecimal():
        raise Invalid(f"INTRECCIO_CONNECTIONS is “{connections}”: write a number.")
    store_wait = environment.get("INTRECCIO_STORE_WAIT", "60")
    if not re.fullmatch(r"\d{1,5}(\.\d+)?", store_wait):
        raise Invalid(f"INTRECCIO_STORE_WAIT is “{store_wait}”: write seconds.")
    store_age = environment.get("INTRECCIO_STORE_AGE", "86400")
    if not re.fullmatch(r"\d{1,9}(\.\d+)?", store_age):
        raise Invalid(f"INTRECCIO_STORE_AGE is “{store_age}”: write seconds.")
    try:
        default_date = None if not day else date.fromisoformat(day)
    except ValueError as error:
        raise Invalid(f"INTRECCIO_DATE is “{day}”: write it like 2013-03-21.") from error
    return Settings(
        host=environment.get("INTRECCIO_HOST", "127.0.0.1"),
        port=int(port),
        language=Language(language),
        default_date=default_date,
        heartbeat=float(heartbeat),
        connections=int(connections),
        store_wait=float(store_wait),
        store_age=float(store_age),
        limits=_read_limits(environment),
    )


def _read_limits(environment: Mapping[str, str]) -> Limits:
    """Return the limits in INTRECCIO_MAX_DEPTH, INTRECCIO_MAX_COST, … named as those of `Limits`."""
    given: dict[str, int] = {}
    for limit in fields(Limits):
        name = f"INTRECCIO_MAX_{limit.name.upper()}"
        # A page that nobody sized has to fit.
        least = DEFAULT_PAGE if limit.name == "page" else 1
        if (text := environment.get(name)) is not None:
            if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < least:
                raise Invalid(f"{name} is “{text}”: write a whole number, {least} or more.")
            given[limit.name] = int(text)
    return replace(Limits(), **given)


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
