"""Reading pages as people and search engines do: titles, headings, words, links; and walking a whole site."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from tests.server.asking import LOCAL, Client

_SILENT = {"style", "script"}


@dataclass
class ReadPage:
    """What stands in a page. `texts` are its words between tags, `links` what it leads to or fetches.

    `told` are the texts that are not marked as being in another language than the page.
    `alternates` are the addresses of the same page by language, `policy` is what it was sent with.
    """

    language: str = ""
    title: str = ""
    policy: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    canonical: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All words of it."""
        return " ".join(self.texts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = ReadPage()
        self._open: list[str] = []
        self._languages: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        page = self.page
        page.tags.append(tag)
        page.attributes += [f"{tag} {name}" for name in said]
        if tag not in {"meta", "link", "input", "img", "source", "path", "circle", "br"}:
            self._open.append(tag)
            self._languages.append(said.get("lang") or "".join(self._languages[-1:]))
        if tag == "html":
            page.language = said.get("lang", "")
        if "id" in said:
            page.ids.append(said["id"])
        if tag in {"h1", "h2", "h3", "h4"}:
            page.headings.append((int(tag[1]), ""))
        if said.get("rel") == "nofollow":  # the same page at another moment
            return
        if said.get("rel") == "canonical":
            page.canonical = said["href"]
        elif "hreflang" in said:
            if tag == "link":  # else the switch of the language, which leads to the same
                page.alternates[said["hreflang"]] = said["href"]
        else:
            page.links += [said[name] for name in ("href", "src", "srcset") if said.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                self._languages.pop()
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text or _SILENT & set(self._open):
            return
        if self._open and self._open[-1] == "title":
            self.page.title += text
            return
        self.page.texts.append(text)
        if self._languages and self._languages[-1] == self.page.language:
            self.page.told.append(text)
        heading = next((tag for tag in reversed(self._open) if tag in {"h1", "h2", "h3", "h4"}), None)
        if heading is not None:
            level, said = self.page.headings[-1]
            self.page.headings[-1] = (level, f"{said} {text}".strip())


def read_page(html: str) -> ReadPage:
    """Return what stands in a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.page


def walk_site(client: Client, start: str = "/", base: str = LOCAL) -> tuple[dict[str, ReadPage], list[str]]:
    """Follow every link from page to page in one language, and return the pages and what is wrong.

    Wrong is an address that is not answered with 200, and a place in a page that is not there.
    """
    pages: dict[str, ReadPage] = {}
    wrong: list[str] = []
    waiting, seen, places = [start], {start}, set[tuple[str, str]]()
    while waiting:
        address = waiting.pop()
        answer = client.get(address, headers={"Accept": "text/html", "Accept-Language": ""})
        if answer.status_code != 200:
            wrong.append(f"{answer.status_code} {address}")
        # The map and the API's own pages are looked at by their own tests.
        if urlsplit(address).path.startswith(("/map", "/graphql")):
            continue
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        pages[address] = page = read_page(answer.text)
        page.policy = answer.headers["content-security-policy"]
        for link in page.links:
            if link.startswith("data:"):
                continue
            target, place = urldefrag(urljoin(base + address, link))
            if not target.startswith(base):
                continue
            target = target.removeprefix(base)
            if place:
                places.add((target, place))
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    wrong += [
        f"#{place} in {page}" for page, place in places if page in pages and place not in pages[page].ids
    ]
    return pages, wrong


def parameters(address: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
