"""Running commands, and looking at pages and answers, in tests of the server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import anyio
import httpx
from starlette.applications import Starlette

LOCAL = "http://127.0.0.1:8000"

READY = "{ viewer { name roles { role } } }"
CREATE = """
mutation ($name: String!) {
  apply(changes: [{createEntity: {kind: "organisation", name: $name}}]) { revision }
}
"""


class Client:
    """Asks an application in this process, as a browser or program would over HTTP."""

    def __init__(self, app: Starlette, base_url: str = LOCAL) -> None:
        self.app = app
        self._base_url = base_url

    def get(
        self, path: str, params: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Answer a GET request."""
        return self._send(httpx.Request("GET", self._base_url + path, params=params, headers=headers))

    def post(self, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        """Answer a POST request."""
        return self._send(httpx.Request("POST", self._base_url + path, content=content, headers=headers))

    def send(self, method: str, path: str) -> httpx.Response:
        """Answer a request of any other method."""
        return self._send(httpx.Request(method, self._base_url + path))

    def _send(self, request: httpx.Request) -> httpx.Response:
        async def sending() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app)) as client:
                return await client.send(request)

        return anyio.run(sending)


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


class _Resources(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "html":
            self.language = said.get("lang") or ""
        # A link is followed only when a person chooses to, and where else a page is found is told to search
        # engines; everything else is fetched with the page.
        followed = tag == "a" or said.get("rel") in ("canonical", "alternate")
        names = {"src", "srcset", "data", "poster", "background"} | (set() if followed else {"href"})
        self.found += [value for name, value in said.items() if name in names and value]


def resources(page: str) -> list[str]:
    """Return every address that a page fetches by itself; data: is no address."""
    reader = _Resources()
    reader.feed(page)
    return [value for value in reader.found if not value.startswith(("data:", "#"))]


def language(page: str) -> str:
    """Return the language that a page says it is in."""
    reader = _Resources()
    reader.feed(page)
    return reader.language


def ask(client: Client, query: str, **variables: object) -> dict[str, Any]:
    """Ask over POST as programs do, and return the whole answer."""
    content = json.dumps({"query": query, "variables": variables}).encode()
    answer = client.post("/graphql", content, {"Content-Type": "application/json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def role(client: Client) -> str:
    """Return who the server takes the asker for."""
    (grant,) = ask(client, READY)["data"]["viewer"]["roles"]
    return str(grant["role"]).lower()
